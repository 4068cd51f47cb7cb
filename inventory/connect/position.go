package connect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"gwbplan/inventory"
)

// at adds the line and the column to an error of reading the text.
func at(name string, text []byte, err error) error {
	var (
		syntax *json.SyntaxError
		kind   *json.UnmarshalTypeError
		field  *inventory.FieldError
		rest   trailing
		offset int
	)
	switch {
	case errors.As(err, &syntax):
		offset = int(syntax.Offset) - 1 // of the offending character itself
	case errors.As(err, &kind):
		offset = int(kind.Offset)
	case errors.As(err, &field):
		offset = field.Offset
	case errors.As(err, &rest):
		offset = int(rest)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		offset, err = len(text), errors.New("the file ends before the facts do; run the script again")
	default:
		offset = badWord(text, err)
	}
	offset = min(max(offset, 0), len(text))
	before := text[:offset]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("%s:%d:%d: %s", name, line, column, strings.TrimPrefix(err.Error(), "json: "))
}

// span is where a string stands in a text, quotes included.
type span struct{ from, to int }

// badWord finds the string that a field did not take. encoding/json says why,
// but not where: of the strings that the error may mean, it is the first one
// that still gives an error when all that follow it are gone.
func badWord(text []byte, err error) int {
	may := stringsIn(text, err.Error())
	i := sort.Search(len(may), func(i int) bool {
		return json.NewDecoder(bytes.NewReader(without(text, may[i+1:]))).Decode(&file{}) != nil
	})
	if i == len(may) {
		return 0
	}
	return may[i].from
}

// stringsIn lists the strings of a JSON text that a message quotes.
func stringsIn(text []byte, message string) []span {
	var list []span
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		t, err := d.Token()
		if err != nil {
			return list
		}
		word, ok := t.(string)
		if !ok || !strings.Contains(message, `"`+word) {
			continue
		}
		to := int(d.InputOffset())
		if from := to - len(word) - 2; from >= 0 && string(text[from:to]) == `"`+word+`"` {
			list = append(list, span{from, to})
		}
	}
}

// without is the text with null in the place of strings.
func without(text []byte, gone []span) []byte {
	var b bytes.Buffer
	last := 0
	for _, s := range gone {
		b.Write(text[last:s.from])
		b.WriteString("null")
		last = s.to
	}
	b.Write(text[last:])
	return b.Bytes()
}
