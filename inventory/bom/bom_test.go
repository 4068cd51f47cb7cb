package bom_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"gwbplan/inventory/bom"
)

func TestNewReader(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		mark     bom.Mark
	}{
		"empty":                {"", "", bom.None},
		"one byte":             {"a", "a", bom.None},
		"UTF-8":                {"Müller\r\n", "Müller\r\n", bom.None},
		"no text at all":       {"\x80\xFF\x00", "\x80\xFF\x00", bom.None},
		"marked UTF-8":         {"\xEF\xBB\xBFMüller", "Müller", bom.UTF8},
		"a mark alone":         {"\xEF\xBB\xBF", "", bom.UTF8},
		"UTF-16LE":             {"\xFF\xFEM\x00\xFC\x00\r\x00\n\x00", "Mü\r\n", bom.UTF16},
		"UTF-16BE":             {"\xFE\xFF\x00M\x00\xFC", "Mü", bom.UTF16},
		"beyond the BMP":       {"\xFF\xFE\x3D\xD8\x00\xDE", "😀", bom.UTF16},
		"half a pair":          {"\xFF\xFE\x3D\xD8a\x00", "\uFFFDa", bom.UTF16},
		"half a UTF-16 unit":   {"\xFF\xFEa\x00b", "a\uFFFD", bom.UTF16},
		"a UTF-16 mark alone":  {"\xFF\xFE", "", bom.UTF16},
		"a mark later is text": {"a\uFEFF", "a\uFEFF", bom.None},
	} {
		t.Run(name, func(t *testing.T) {
			in, mark := bom.NewReader(iotest.OneByteReader(strings.NewReader(c.in)))
			got, err := io.ReadAll(in)
			if err != nil || string(got) != c.want || mark != c.mark {
				t.Errorf("%q with mark %d, error %v; want %q with mark %d", got, mark, err, c.want, c.mark)
			}
			if got, err := bom.Decode([]byte(c.in)); err != nil || string(got) != c.want {
				t.Errorf("in memory: %q, error %v", got, err)
			}
		})
	}
}

func TestErrorsArriveWhole(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, start := range []string{"", "text", "\xEF\xBB\xBFtext", "\xFF\xFEt\x00"} {
		in, _ := bom.NewReader(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)))
		if _, err := io.ReadAll(in); !errors.Is(err, broken) {
			t.Errorf("after %q: error %v", start, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"", "a", "\xEF\xBB\xBFa", "\xFF\xFEa\x00", "\xFE\xFF\x00a", "\xFF\xFE\x3D\xD8"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := bom.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, mark := bom.NewReader(bytes.NewReader(raw)); mark == bom.None && !bytes.Equal(text, raw) {
			t.Errorf("%q has no mark and became %q", raw, text)
		}
	})
}
