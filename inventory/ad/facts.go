package ad

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gwbplan/inventory"
)

// schema2016 is the schema's objectVersion with which
// msDS-ExternalDirectoryObjectId came (F86).
const schema2016 = 87

// domainPartition is the systemFlags bit of a crossRef that names a domain
// (FLAG_CR_NTDS_DOMAIN, MS-ADTS 2.2.10).
const domainPartition = 2

// readDomain reads the domain's own object.
func (c *collector) readDomain(ctx context.Context) error {
	why, err := c.ask(ctx, query{what: objectAt, base: c.domain.DN, attrs: domainFacts}, func(e *entry) error {
		d := decoder{entry: e}
		if sid := d.sid(); sid != "" {
			c.domain.SID = sid
		}
		if level := d.integer("msds-behavior-version"); level > 0 {
			c.domain.DomainLevel = int(level)
		}
		return nil
	})
	if err != nil || c.domain.SID != "" {
		return err
	}
	if why == "" {
		why = "the domain's object shows no objectSid"
	}
	return c.put(c.gap(inventory.GapADDomain, string(c.domain.DN), why, "the domain's SID, by which objects of converted groups are looked up"))
}

// readForest reads which domains the forest has.
func (c *collector) readForest(ctx context.Context) error {
	if c.config != "" {
		c.domain.ForestRoot = c.config.Parent()
	}
	var domains []string
	why, err := c.ask(ctx, query{what: partitionsIn, base: c.partitions(), attrs: domainFacts}, func(e *entry) error {
		if name, ok := domainOfCrossRef(e); ok {
			domains = append(domains, name)
		}
		if nc, _ := parseExtendedDN(e.text("ncname")); nc.Equal(c.domain.DN) {
			c.domain.NetBIOS = e.text("netbiosname")
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(domains)
	domains = slices.Compact(domains)
	if why == "" && len(domains) > 0 {
		c.domain.ForestDomains = domains
		return nil
	}
	if why == "" {
		why = "the partitions container shows no domain"
	}
	return c.put(c.gap(inventory.GapADForest, "", why, "which domains the forest has, hence whether an anchor is unique in it"))
}

// partitions is the container of crossRef objects, empty where the
// configuration naming context is not known.
func (c *collector) partitions() inventory.DN {
	if c.config == "" {
		return ""
	}
	return "CN=Partitions," + c.config
}

// domainOfCrossRef returns the DNS name of the domain that a crossRef names.
func domainOfCrossRef(e *entry) (string, bool) {
	d := decoder{entry: e}
	isDomain := d.integer("systemflags")&domainPartition != 0
	if !e.has("systemflags") {
		isDomain = e.has("netbiosname")
	}
	name := strings.ToLower(e.text("dnsroot"))
	return name, isDomain && name != ""
}

// readSchema reads the schema's version and whether it has the anchor.
func (c *collector) readSchema(ctx context.Context) error {
	why, err := c.ask(ctx, query{what: objectAt, base: c.schema, attrs: domainFacts}, func(e *entry) error {
		c.domain.SchemaVersion, _ = strconv.Atoi(e.text("objectversion"))
		return nil
	})
	if err != nil {
		return err
	}
	found := c.domain.SchemaVersion >= schema2016
	attrWhy, err := c.ask(ctx, query{what: attributeSchemas, base: c.schema, attrs: domainFacts}, func(e *entry) error {
		found = found || strings.EqualFold(e.text("ldapdisplayname"), anchorName) || e.has(anchorKey)
		return nil
	})
	switch {
	case err != nil:
		return err
	case found:
		c.domain.AnchorInSchema = inventory.FlagTrue
	case attrWhy == "" && c.domain.SchemaVersion > 0:
		c.domain.AnchorInSchema = inventory.FlagFalse
	}
	if c.domain.SchemaVersion > 0 && c.domain.AnchorInSchema != inventory.FlagUnread {
		return nil
	}
	if why == "" {
		why = attrWhy
	}
	if why == "" {
		why = "the schema's object shows no objectVersion"
	}
	return c.put(c.gap(inventory.GapADSchema, string(c.schema), why, "the schema's version and whether it has "+anchorName))
}

// readRecycleBin reads whether the AD Recycle Bin is enabled: the partitions
// container then names the feature in msDS-EnabledFeature (MS-ADTS 3.1.1.9.1).
func (c *collector) readRecycleBin(ctx context.Context) error {
	readable := false
	why, err := c.ask(ctx, query{what: objectAt, base: c.partitions(), attrs: domainFacts}, func(e *entry) error {
		if readable = e.has("objectclass"); !readable {
			return nil // shown by its bare name
		}
		d := decoder{entry: e}
		if level := d.integer("msds-behavior-version"); level > 0 {
			c.domain.ForestLevel = int(level)
		}
		c.domain.RecycleBin = inventory.FlagFalse
		for _, v := range e.values("msds-enabledfeature") {
			if feature, _ := parseExtendedDN(v); strings.EqualFold(feature.RDN().Value, "Recycle Bin Feature") {
				c.domain.RecycleBin = inventory.FlagTrue
			}
		}
		return nil
	})
	if err != nil || readable {
		return err
	}
	if why == "" {
		why = "the partitions container is not visible"
	}
	return c.put(c.gap(inventory.GapADRecycleBin, "", why, "whether the AD Recycle Bin is enabled"))
}
