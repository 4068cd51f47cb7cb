// Package journal keeps the answers that a reading has had so far, so that an
// interrupted one can go on: whoever reads asks again from the beginning, and
// what was answered before is answered from the file. The file only grows. Each
// entry stands behind its length and checksum, so that an entry that was cut by
// a crash is found, and dropped with what follows it.
//
// The file holds directory data and page tokens, which are good for nothing
// without a sign-in; no password and no access token is ever handed to it.
package journal
