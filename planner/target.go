package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gwbplan/inventory"
)

// The sources of a target's values.
const (
	FromConfig  = "config"
	FromJob     = "job"
	FromDefault = "default"
)

// The words that a target's container and cn can be, beside a DN or an
// expression.
const (
	ContainerKeep = "keep"
	CNDisplayName = "display-name"
	CNGUID        = "guid"
	ScopeAll      = "all"
	ScopeSelected = "selected"
)

// targets builds the Cloud Sync configurations: those of the settings, else
// one for each domain that holds stamped or matched objects or that a job names.
func (w *World) targets() ([]Target, error) {
	var out []Target
	for _, s := range w.Settings.Targets {
		d := DefaultTarget(s.Domain)
		s.Container, s.CN, s.ScopeMode = cmp.Or(s.Container, d.Container), cmp.Or(s.CN, d.CN), cmp.Or(s.ScopeMode, d.ScopeMode)
		out = append(out, Target{TargetSettings: s, Source: FromConfig, Job: w.jobFor(s.Domain)})
	}
	if len(out) == 0 {
		for _, d := range w.targetDomains() {
			out = append(out, w.defaultTarget(d))
		}
	}
	for i := range out {
		if err := out[i].compile(); err != nil {
			return nil, err
		}
		out[i].whole = w.DomainWhole(out[i].Domain)
	}
	slices.SortFunc(out, func(a, b Target) int { return cmp.Compare(strings.ToLower(a.Domain), strings.ToLower(b.Domain)) })
	for i := 1; i < len(out); i++ {
		if strings.EqualFold(out[i-1].Domain, out[i].Domain) {
			return nil, fmt.Errorf("targets: domain %q stands there twice, keep one: Cloud Sync has one configuration a domain (F50)", out[i].Domain)
		}
	}
	return out, nil
}

// defaultTarget takes what the domain's provisioning job shows. Graph shows
// neither its membership switch nor its scope mode: those stay assumed. Where
// the job or its schema may be there unseen, both names are empty: not known.
func (w *World) defaultTarget(domain string) Target {
	t := Target{TargetSettings: DefaultTarget(domain), Source: FromDefault, Job: w.jobFor(domain)}
	if t.Job != nil {
		t.Source = FromJob
	}
	switch {
	case t.Job == nil && w.HasGap(inventory.GapProvisioningJobs), t.Job != nil && t.Job.SchemaReading != inventory.ReadWhole:
		t.CN, t.Container = "", ""
	case t.Job != nil:
		t.CN = mappingText(t.Job.CN)
		t.Container = cmp.Or(mappingText(t.Job.Container), ContainerKeep)
	}
	return t
}

// targetDomains lists the domains of the default targets.
func (w *World) targetDomains() []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, name) }) {
			out = append(out, name)
		}
	}
	for _, c := range w.matcher.claims {
		add(w.Snap.Objects[c.obj].Domain)
	}
	for _, m := range w.matches { // by SID or name and suffix, unstamped
		add(w.Snap.Objects[m.obj].Domain)
	}
	for i := range w.Snap.Jobs {
		add(jobDomain(&w.Snap.Jobs[i]))
	}
	if len(out) == 0 {
		for i := range w.Snap.Domains {
			add(w.Snap.Domains[i].Name)
		}
	}
	return out
}

// jobFor returns the provisioning job that writes to the domain: the one that
// names it, else the only one where there is but one domain.
func (w *World) jobFor(domain string) *inventory.ProvisioningJob {
	jobs := w.Snap.Jobs
	for i := range jobs {
		if strings.EqualFold(jobDomain(&jobs[i]), domain) {
			return &jobs[i]
		}
	}
	if len(jobs) == 1 && jobDomain(&jobs[0]) == "" && len(w.Snap.Domains) == 1 {
		return &jobs[0]
	}
	return nil
}

// jobDomain is the domain that a job names: by the DC parts of a constant
// container, else by its service principal's name.
func jobDomain(j *inventory.ProvisioningJob) string {
	if dn, ok := constantOf(j.Container); ok {
		if name := inventory.DN(dn).DNSName(); name != "" {
			return name
		}
	}
	if name := strings.ToLower(strings.TrimSpace(j.ServicePrincipalName)); strings.Contains(name, ".") && !strings.ContainsAny(name, " /:@") {
		return name
	}
	return ""
}

// constantOf returns a constant mapping's value.
func constantOf(m inventory.Mapping) (string, bool) {
	if e, err := parseExpression(m.Expression); err == nil && e.op == "text" {
		return e.text, true
	}
	if strings.EqualFold(m.Type, "Constant") && m.Expression != "" && m.Expression[0] != '"' {
		return m.Expression, true
	}
	return "", false
}

// mappingText puts a job's mapping into the words of a target: a constant
// plainly, the two well-known cn expressions by their names.
func mappingText(m inventory.Mapping) string {
	if c, ok := constantOf(m); ok {
		return c
	}
	switch strings.ReplaceAll(m.Expression, " ", "") {
	case defaultCNText:
		return CNDisplayName
	case guidCNText:
		return CNGUID
	}
	return m.Expression
}

// compile makes the two names computable. A job's expression that is not
// understood leaves its name unknown; a setting that is not is an error.
func (t *Target) compile() error {
	t.CNText, t.ContainerText = t.CN, t.Container
	switch t.CN {
	case CNDisplayName:
		t.CNText = defaultCNText
	case CNGUID:
		t.CNText = guidCNText
	}
	t.cn, _ = parseExpression(t.CNText)
	switch {
	case t.Container == ContainerKeep:
		t.keep = true
	case isDN(t.Container):
		t.container = &expression{op: "text", text: t.Container}
	default:
		t.container, _ = parseExpression(t.Container)
	}
	return t.valid()
}

func (t *Target) valid() error {
	switch {
	case t.Source == FromConfig && t.Domain == "":
		return fmt.Errorf("targets: a target names no domain, give its DNS name")
	case t.Source == FromConfig && t.cn == nil:
		return fmt.Errorf("target %s: cn %q is neither display-name nor guid", t.Domain, t.CN)
	case t.Source == FromConfig && t.container == nil && !t.keep:
		return fmt.Errorf("target %s: container %q is neither keep nor a DN", t.Domain, t.Container)
	case t.ScopeMode != ScopeAll && t.ScopeMode != ScopeSelected:
		return fmt.Errorf("target %s: scope mode %q is neither selected nor all", t.Domain, t.ScopeMode)
	}
	return nil
}

// isDN tells a DN from an expression: a constant may hold parentheses, a
// function call starts with its name.
func isDN(s string) bool {
	attr, _, ok := strings.Cut(s, "=")
	return ok && !strings.ContainsAny(attr, `(["`) && strings.TrimSpace(attr) != ""
}

// cnCap is how many characters AD takes in a cn (rangeUpper of its schema).
const cnCap = 64

// newCN computes the object's cn; known is false where gwbplan cannot, or where
// nobody says what becomes of the result: AD takes no empty cn, none that is
// longer than 64 characters and no half of a character.
func (t *Target) newCN(g *inventory.CloudGroup) (cn string, known bool) {
	if t == nil || t.cn == nil {
		return "", false
	}
	cn, known = t.cn.eval(g)
	return cn, known && cn != "" && left(cn, cnCap) == cn && !strings.ContainsRune(cn, utf8.RuneError)
}

// newParent computes the container. With keep it is today's, and unknown for
// a group that has no object yet.
func (t *Target) newParent(c *Case) (dn inventory.DN, known bool) {
	switch {
	case t == nil:
		return "", false
	case t.keep && c.Object != nil:
		return c.Object.DN.Parent(), true
	case t.container == nil:
		return "", false
	}
	s, known := t.container.eval(c.Group)
	return inventory.DN(s), known && isDN(s)
}

// CNComputable and ContainerComputable report whether the target's names can
// be computed at all; keep can always, where an object exists.
func (t *Target) CNComputable() bool { return t.cn != nil }

// ContainerComputable is described at [Target.CNComputable].
func (t *Target) ContainerComputable() bool { return t.keep || t.container != nil }
