package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// itemByItem writes a report as JSON whose last key holds a list: its head as
// people read it, then one item a line. head is the report with an empty list.
func itemByItem[T any](w io.Writer, head any, items []T) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(head); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	top, empty := bytes.CutSuffix(b.Bytes(), []byte("[]\n}\n"))
	if !empty {
		return errors.New("writing JSON: the list does not stand last")
	}
	out := bufio.NewWriter(w)
	_, _ = out.Write(append(top, "[\n"...)) // the buffer keeps an error until Flush
	e = json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for i := range items {
		if i > 0 {
			_ = out.WriteByte(',')
		}
		if err := e.Encode(&items[i]); err != nil {
			return fmt.Errorf("writing JSON: %w", err)
		}
	}
	_, _ = out.WriteString("]\n}\n")
	return out.Flush()
}
