package pending

import (
	"strings"

	"gwbplan/inventory"
)

// Operation is what is done to an object, an attribute or a value.
type Operation string

// The operations of Microsoft's reference. DeleteAdd deletes an object and
// makes another one of the same name.
const (
	None      Operation = "none"
	Add       Operation = "add"
	Replace   Operation = "replace"
	Update    Operation = "update"
	Delete    Operation = "delete"
	DeleteAdd Operation = "delete-add"
)

// operationOf reads the word of either format. The reference has obsolete for
// the deletion of an object that nobody needs any more.
func operationOf(word string) (Operation, bool) {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "none":
		return None, true
	case "add":
		return Add, true
	case "replace":
		return Replace, true
	case "update", "modify":
		return Update, true
	case "delete", "obsolete":
		return Delete, true
	case "delete-add", "deleteadd":
		return DeleteAdd, true
	}
	return "", false
}

// Change is what is pending for one object of the connector space.
type Change struct {
	// Line is where the object stands in the file.
	Line int
	// ObjectType is the connector's word, such as group; empty where the file
	// does not say.
	ObjectType string
	// DN is the object's name today, of an object that is added the one it gets.
	// NewDN is set where the object is renamed or moved.
	DN, NewDN inventory.DN
	// GUID is the objectGUID of an object of AD; zero where the file does not
	// show it, as for objects that are not there yet.
	GUID       inventory.GUID
	Operation  Operation
	Attributes []Attribute
	// Known are single values of the object as it is to be, by attribute name in
	// lower case: what tells whose it is.
	Known map[string]string
}

// Attribute is what is pending for one attribute.
type Attribute struct {
	Name      string
	Operation Operation
	// Reference: the values are DNs.
	Reference bool
	// Added and Removed are the values. Listed tells that they are all there:
	// CSExportAnalyzer shows no more than numbers, or not even those, which are
	// then -1.
	Listed                   bool
	Added, Removed           []string
	AddedCount, RemovedCount int
}

// Attribute returns the pending change of an attribute, or nil.
func (c *Change) Attribute(name string) *Attribute {
	for i := range c.Attributes {
		if strings.EqualFold(c.Attributes[i].Name, name) {
			return &c.Attributes[i]
		}
	}
	return nil
}

// Value is the one value that an attribute will have, "" where it has none or
// several or the file does not show it.
func (c *Change) Value(name string) string {
	if a := c.Attribute(name); a != nil && a.Listed && len(a.Added) == 1 {
		return a.Added[0]
	}
	return c.Known[strings.ToLower(name)]
}

// Format is the format of a file.
type Format string

// The formats.
const (
	CSExportXML         Format = "csexport-xml"
	CSExportAnalyzerCSV Format = "csexportanalyzer-csv"
)

// Connector is the kind of connector that a file is of, as its names tell.
type Connector string

// The kinds. Unknown: nothing is pending, so that nothing tells.
const (
	ActiveDirectory Connector = "ad"
	Entra           Connector = "entra"
	OtherConnector  Connector = "other"
	UnknownKind     Connector = "unknown"
)

// connectorOf is the kind that one object's name shows. Names of AD end in
// domain components; those of the Entra connector are CN={hex}.
func connectorOf(dn inventory.DN) Connector {
	parts := dn.Split()
	for _, p := range parts {
		if strings.EqualFold(p.Attribute, "DC") {
			return ActiveDirectory
		}
	}
	if v := dn.RDN().Value; len(parts) == 1 && strings.HasPrefix(v, "{") && strings.HasSuffix(v, "}") {
		return Entra
	}
	return OtherConnector
}

// Info is what is known of a file once it was read.
type Info struct {
	Format    Format
	Connector Connector
	// Changes counts the objects with something pending.
	Changes int
	// Exported counts objects that were exported and wait for an import that
	// confirms it: a server in staging mode has none. Retried counts changes that
	// an earlier export failed at, before the server was in staging mode.
	Exported, Retried int
	// UnknownColumns are the CSV's columns whose names are not known.
	UnknownColumns []string
	// NotUTF8 is the first line with bytes that are no UTF-8, 0 without any:
	// names there cannot be compared.
	NotUTF8 int
}

// see takes note of an object's name.
func (i *Info) see(c *Change) {
	i.Changes++
	switch k := connectorOf(c.DN); {
	case i.Connector == UnknownKind, k == ActiveDirectory:
		i.Connector = k
	case k != i.Connector && i.Connector == Entra:
		i.Connector = OtherConnector
	}
}
