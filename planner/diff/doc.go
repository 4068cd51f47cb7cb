// Package diff says what changed between two snapshots, or between two plans,
// and of two plans whether what was approved still holds.
//
// A group of the old plan counts as approved where it has a wave, which is what
// the cut-over kit carries out, or where it is in the plan and ready or
// fix-first; what a waiver lifted is ready. The approval no longer holds for a
// group that is gone or whose decision changed: its disposition, action, effect
// of the switch, wave, pins, AD object, name, place or type, a readiness that is
// worse, or members that lose access now and did not. It no longer holds for
// the whole plan where a point of no return was go and is not. That the picture
// of a group gets better, that numbers of members drift and that findings come
// and go is told, and breaks nothing by itself.
//
// Of two snapshots absence is evidence only where the newer one was read to the
// end: what is missing elsewhere is not seen, which is not the same as gone.
package diff
