package pending

import (
	"bufio"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"gwbplan/inventory"
)

// csObject is one object of the connector space, as far as it matters here:
// what is pending, and names and values of the object before and after.
type csObject struct {
	DN          string  `xml:"cs-dn,attr"`
	ObjectType  string  `xml:"object-type,attr"`
	Unapplied   []delta `xml:"unapplied-export>delta"`
	Escrowed    []delta `xml:"escrowed-export>delta"`
	Unconfirmed []delta `xml:"unconfirmed-export>delta"`
	Now         []entry `xml:"synchronized-hologram>entry"`
	Later       []entry `xml:"unapplied-export-hologram>entry"`
	LaterRetry  []entry `xml:"escrowed-export-hologram>entry"`
}

type delta struct {
	Operation  string   `xml:"operation,attr"`
	DN         string   `xml:"dn,attr"`
	NewDN      string   `xml:"newdn,attr"`
	Anchor     octets   `xml:"anchor"`
	Attributes []attr   `xml:"attr"`
	References []dnAttr `xml:"dn-attr"`
	Class      string   `xml:"primary-objectclass"`
}

type entry struct {
	DN         string `xml:"dn,attr"`
	Anchor     octets `xml:"anchor"`
	Attributes []attr `xml:"attr"`
	Class      string `xml:"primary-objectclass"`
}

type attr struct {
	Name      string  `xml:"name,attr"`
	Operation string  `xml:"operation,attr"`
	Values    []value `xml:"value"`
}

type value struct {
	Operation string `xml:"operation,attr"`
	Text      string `xml:",chardata"`
}

type dnAttr struct {
	Name      string    `xml:"name,attr"`
	Operation string    `xml:"operation,attr"`
	Values    []dnValue `xml:"dn-value"`
}

type dnValue struct {
	Operation string `xml:"operation,attr"`
	DN        string `xml:"dn"`
}

type octets struct {
	Encoding string `xml:"encoding,attr"`
	Text     string `xml:",chardata"`
}

// guid is the objectGUID that the AD connector has for an anchor.
func (o octets) guid() inventory.GUID {
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(o.Text))
	if err != nil {
		return inventory.GUID{}
	}
	g, _ := inventory.GUIDFromBytes(b) // the zero GUID where it is none
	return g
}

// xmlReader reads the objects of a csexport file one by one.
type xmlReader struct {
	d    *xml.Decoder
	name string
	info Info
}

func readXML(in *bufio.Reader, name string, put func(*Change) error) (Info, error) {
	r := &xmlReader{d: xml.NewDecoder(in), name: name, info: Info{Format: CSExportXML, Connector: UnknownKind}}
	r.d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(label, "utf-16") || strings.EqualFold(label, "unicode") {
			return in, nil // it is UTF-8 by now
		}
		return nil, fmt.Errorf("the encoding %q is not read; csexport writes UTF-16 or UTF-8", label)
	}
	if err := r.root(); err != nil {
		return r.info, err
	}
	for {
		more, err := r.object(put)
		if err != nil || !more {
			return r.info, err
		}
	}
}

func (r *xmlReader) line() int {
	line, _ := r.d.InputPos()
	return line
}

func (r *xmlReader) fail(what string, args ...any) error {
	return &Error{File: r.name, Line: r.line(), What: fmt.Sprintf(what, args...)}
}

// broken says where the XML is not as it should be.
func (r *xmlReader) broken(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		return r.fail("the file is truncated: it ends before </cs-objects>")
	case errors.As(err, &syntax):
		return &Error{File: r.name, Line: syntax.Line, What: "the XML is not valid: " + syntax.Msg}
	}
	return &Error{File: r.name, Line: r.line(), What: "the XML cannot be read", Err: err}
}

// root finds the outermost element and refuses any other than csexport's. A
// document type could define entities: csexport writes none.
func (r *xmlReader) root() error {
	for {
		t, err := r.d.Token()
		if err != nil {
			return r.broken(err)
		}
		switch t := t.(type) {
		case xml.Directive:
			return r.fail("a document type declaration stands there; csexport writes none")
		case xml.StartElement:
			if t.Name.Local != "cs-objects" {
				return r.fail("the outermost element is <%s>; csexport writes <cs-objects>: this is no csexport file", t.Name.Local)
			}
			return nil
		}
	}
}

// object reads the next object; more is false behind the last.
func (r *xmlReader) object(put func(*Change) error) (more bool, err error) {
	for {
		t, err := r.d.Token()
		if err != nil {
			return false, r.broken(err)
		}
		switch t := t.(type) {
		case xml.Directive:
			return false, r.fail("a declaration stands among the objects; csexport writes none")
		case xml.EndElement:
			return false, r.end()
		case xml.StartElement:
			if t.Name.Local != "cs-object" {
				return false, r.fail("<%s> stands where <cs-object> is expected", t.Name.Local)
			}
			return true, r.one(&t, put)
		}
	}
}

// end makes sure that nothing follows.
func (r *xmlReader) end() error {
	for {
		t, err := r.d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return r.broken(err)
		}
		if text, ok := t.(xml.CharData); !ok || strings.TrimSpace(string(text)) != "" {
			if _, comment := t.(xml.Comment); !comment {
				return r.fail("something follows </cs-objects>")
			}
		}
	}
}

func (r *xmlReader) one(start *xml.StartElement, put func(*Change) error) error {
	line := r.line()
	var o csObject
	if err := r.d.DecodeElement(&o, start); err != nil {
		return r.broken(err)
	}
	if len(o.Unconfirmed) > 0 {
		r.info.Exported++
	}
	if len(o.Escrowed) > 0 {
		r.info.Retried++
	}
	for _, part := range []struct {
		deltas []delta
		later  []entry
	}{{o.Unapplied, o.Later}, {o.Escrowed, o.LaterRetry}} {
		for i := range part.deltas {
			c, err := changeOf(&o, &part.deltas[i], part.later)
			if err != nil {
				return &Error{File: r.name, Line: line, What: err.Error()}
			}
			if c.Operation == None {
				continue
			}
			c.Line = line
			r.info.see(c)
			if err := put(c); err != nil {
				return err
			}
		}
	}
	return nil
}
