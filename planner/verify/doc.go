// Package verify compares an approved plan with a later snapshot, object by
// object: is what the plan forecast there, and nothing else damaged?
//
// Every group of the plan gets one [Status]. A group is failed only for what the
// snapshot certainly shows, and unknown where it cannot show it: absence is
// evidence only where the reading was complete. Each reason has an id
// ([ReasonID]), a message with evidence and what to do next.
//
// The package is pure, as package planner is.
package verify
