// Package pendingexport compares the pending exports of a staging Connect
// server with the approved plan (F81), before they happen.
//
// What a plan expects of the connector to AD between the switch and the end of
// staging mode is little: the Microsoft 365 groups of the headline number
// appear, v1 goes on with those that it has, and no security group of v2 is
// touched (F12, F13, F80). Everything else is reported: each deletion whatever
// it is of, and each addition, renaming and change of members that the plan
// does not forecast. What nothing was read of is unknown, and the picture then
// is not complete.
package pendingexport
