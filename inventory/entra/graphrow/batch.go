package graphrow

import "encoding/json"

// Batch is the answer to a $batch.
type Batch struct{ Responses []Answer }

// Answer is the answer to one request of a batch; its status is 0 where there
// is none.
type Answer struct {
	ID      string
	Status  int
	Headers map[string]any
	Body    json.RawMessage
}
