package report

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"gwbplan/planner"
)

// The data that the script of report.html unpacks: the words that all groups
// share, the columns of the table, and the views of the groups in chunks, each
// unpacked when somebody opens a group in it.

const (
	// htmlChunk is how many groups a chunk holds: enough to compress well, few
	// enough to unpack while a reader waits.
	htmlChunk = 256
	// htmlPlain is the most bytes of a block that stands in the file as plain
	// JSON; compression would save little, and people can read it.
	htmlPlain = 64 << 10
	// The size of the file: so many bytes, and so many more for each group.
	htmlFixed, htmlPerGroup = 300_000, 300
)

// htmlWords are the texts of the rules that fired, and of the facts they cite.
type htmlWords struct {
	Rules []htmlRule        `json:"rules"`
	Facts map[string]string `json:"facts"`
	index map[planner.FindingID]int
}

type htmlRule struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Remedy string   `json:"remedy"`
	Facts  []string `json:"facts"`
}

// htmlColumnsData are the columns of the table: numbers point into the lists
// that many groups share.
type htmlColumnsData struct {
	Chunk       int                 `json:"chunk"`
	Words       map[string][]string `json:"words"`
	Keys        map[string][]string `json:"keys"`
	Signs       []string            `json:"signs"`
	Owners      []string            `json:"owners"`
	FindingSets [][]int             `json:"findingSets"`
	Name        []string            `json:"name"`
	ID          []string            `json:"id"`
	Kind        []int               `json:"kind"`
	Disposition []int               `json:"disposition"`
	Readiness   []int               `json:"readiness"`
	Action      []int               `json:"action"`
	AtSwitch    []int               `json:"atSwitch"`
	Wave        []int               `json:"wave"`
	Lost        []*int              `json:"lost"`
	Gained      []*int              `json:"gained"`
	Owner       []int               `json:"owner"`
	Findings    []int               `json:"findings"`
}

// htmlData writes the blocks of data. What stands in the file already and the
// tail that follows count against its size; the views of the groups get what
// is left, those of the worst groups first.
func (v *view) htmlData(out *countingWriter, tail int, o Options) error {
	groups := v.ordered()
	words := v.htmlWords(groups)
	for _, b := range []struct {
		id   string
		data any
	}{{"words", words}, {"groups-data", htmlColumnsOf(groups, words)}} {
		block, err := htmlBlockOf(b.id, b.data)
		if err != nil {
			return err
		}
		out.text(block)
	}
	left := htmlFixed + htmlPerGroup*len(groups) - out.n - tail
	for i := 0; i < len(groups); i += htmlChunk {
		chunk := groups[i:min(i+htmlChunk, len(groups))]
		block, err := htmlBlockOf(fmt.Sprintf("groups-%d", i/htmlChunk), v.htmlDetails(chunk, words, o))
		if err != nil {
			return err
		}
		if len(block) <= left {
			left -= len(block)
			out.text(block)
		}
	}
	return nil
}

// htmlBlockOf is a block of data for the script. It is no script, so the policy
// does not mind it; encoding/json escapes what could end it.
func htmlBlockOf(id string, data any) (string, error) {
	text, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("encoding %s: %w", id, err)
	}
	encoding := "plain"
	if len(text) > htmlPlain {
		encoding = "zlib"
		if text, err = packed(text); err != nil {
			return "", fmt.Errorf("compressing %s: %w", id, err)
		}
	}
	return fmt.Sprintf("<script type=\"application/json\" id=\"%s\" data-encoding=\"%s\">%s</script>\n", id, encoding, text), nil
}

func packed(text []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(text); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return base64.StdEncoding.AppendEncode(nil, b.Bytes()), nil
}

// htmlWords lists the rules in the planner's order, then those that it does not
// know, as they come.
func (v *view) htmlWords(groups []*planner.Group) *htmlWords {
	w := &htmlWords{Rules: []htmlRule{}, Facts: map[string]string{}, index: map[planner.FindingID]int{}}
	used := map[planner.FindingID]bool{}
	for _, g := range groups {
		for i := range g.Findings {
			used[g.Findings[i].ID] = true
		}
	}
	for _, r := range planner.Rules() {
		if used[r.ID] {
			w.add(r.ID, capital(r.Title), r.Remedy, r.Facts)
		}
	}
	for _, g := range groups {
		for _, id := range findingList(g) {
			if _, known := w.index[id]; !known {
				w.add(id, htmlText(string(id)), "", nil)
			}
		}
	}
	for _, id := range v.citedFacts() {
		if text := factText(id); text != "" {
			w.Facts[htmlText(id)] = text
		}
	}
	return w
}

func (w *htmlWords) add(id planner.FindingID, title, remedy string, facts []string) {
	w.index[id] = len(w.Rules)
	w.Rules = append(w.Rules, htmlRule{htmlText(string(id)), title, remedy, append([]string{}, facts...)})
}
