// Package graphrow is what Graph's answers hold, row by row, as far as it needs
// nothing of the Graph SDK: the decoding of hostile input, by itself.
package graphrow

import (
	"bytes"
	"encoding/base64"
	"strconv"
)

// Page is a page of a list. Value is nil where the answer is no list.
type Page[T any] struct {
	Value *[]T   `json:"value"`
	Next  string `json:"@odata.nextLink"`
	// Delta closes a round of delta.
	Delta string `json:"@odata.deltaLink"`
}

// Count reads a count as plain text, as JSON and as base64 of its text,
// all of which have been seen (F119).
func Count(b []byte) (int, bool) {
	text := string(bytes.Trim(bytes.TrimSpace(b), `"`))
	if n, err := strconv.Atoi(text); err == nil {
		return n, n >= 0
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return 0, false
	}
	n, err := strconv.Atoi(string(raw))
	return n, err == nil && n >= 0
}
