package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gwbplan/inventory"
)

// ValueSource says where a value comes from.
type ValueSource string

// The sources of a target's values, strongest first. What somebody attested
// stands between the configuration and the defaults: Graph does not show it.
const (
	FromConfig      ValueSource = "config"
	FromJob         ValueSource = "job"
	FromAttestation ValueSource = "attested"
	FromDefault     ValueSource = "default"
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
	settings := w.Settings.Targets
	if len(settings) == 0 {
		for _, d := range w.targetDomains() {
			settings = append(settings, TargetSettings{Domain: d, Open: []string{KeyMembership, KeyProvisionUsers}})
		}
	}
	var out []Target
	for i, s := range settings {
		t := w.target(s)
		if err := t.compile(); err != nil {
			return nil, &SettingError{Key: fmt.Sprintf("targets[%d]", i), Err: err}
		}
		t.whole = w.DomainWhole(t.Domain)
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Target) int { return cmp.Compare(strings.ToLower(a.Domain), strings.ToLower(b.Domain)) })
	for i := 1; i < len(out); i++ {
		if strings.EqualFold(out[i-1].Domain, out[i].Domain) {
			return nil, &SettingError{Key: "targets", Err: fmt.Errorf("domain %q stands there twice, keep one: Cloud Sync has one configuration a domain (F50)", out[i].Domain)}
		}
	}
	return out, nil
}

// target fills what the settings leave open: the names from the domain's job,
// the rest, which Graph does not show, from what somebody attested.
func (w *World) target(s TargetSettings) Target {
	t := Target{TargetSettings: s, Job: w.jobFor(s.Domain)}
	d, from := DefaultTarget(s.Domain), &t.Sources
	jobCN, jobContainer, seen := w.jobNames(t.Job)
	t.CN, from.CN = chosen(s.CN, jobCN, seen, d.CN)
	t.Container, from.Container = chosen(s.Container, jobContainer, seen, d.Container)
	t.ScopeMode, from.ScopeMode = attested(s.ScopeMode, s.ScopeMode != "", w.Settings.Attest.ScopeMode, d.ScopeMode)
	given := func(key string) bool { return !slices.Contains(s.Open, key) }
	t.MembershipToOnPremisesUsers, from.MembershipToOnPremisesUsers = attested(s.MembershipToOnPremisesUsers, given(KeyMembership),
		w.Settings.Attest.MembershipToOnPremisesUsers, d.MembershipToOnPremisesUsers)
	t.ProvisionUsers, from.ProvisionUsers = attested(s.ProvisionUsers, given(KeyProvisionUsers), nil, d.ProvisionUsers)
	return t
}

// chosen picks a name. Where a job or its schema may be there unseen, what the
// configuration leaves open is not known: both the name and the default would be a guess.
func chosen(config, job string, seen ValueSource, byDefault string) (value string, source ValueSource) {
	switch {
	case config != "":
		return config, FromConfig
	case seen == FromJob:
		return cmp.Or(job, byDefault), FromJob
	}
	if seen == "" {
		byDefault = ""
	}
	return byDefault, FromDefault
}

func attested[T any](config T, given bool, said *Attested[T], byDefault T) (value T, source ValueSource) {
	switch {
	case given:
		return config, FromConfig
	case said != nil:
		return said.Value, FromAttestation
	}
	return byDefault, FromDefault
}

// jobNames are the two names that a domain's job shows. seen tells what they
// are worth: FromJob, FromDefault where there is certainly no job, and empty
// where the job or its schema could not be read.
func (w *World) jobNames(j *inventory.ProvisioningJob) (cn, container string, seen ValueSource) {
	switch {
	case j == nil && w.HasGap(inventory.GapProvisioningJobs), j != nil && j.SchemaReading != inventory.ReadWhole:
		return "", "", ""
	case j == nil:
		return "", "", FromDefault
	}
	return mappingText(j.CN), mappingText(j.Container), FromJob
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
		t.jobContainer = jobContainer(t.Job)
	case isDN(t.Container):
		t.container = &expression{op: "text", text: t.Container}
	default:
		t.container, _ = parseExpression(t.Container)
	}
	return t.valid()
}

// jobContainer is what a job computes as container; nil without a job and for
// an expression that is not understood.
func jobContainer(j *inventory.ProvisioningJob) *expression {
	if j == nil {
		return nil
	}
	if c, ok := constantOf(j.Container); ok {
		return &expression{op: "text", text: c}
	}
	e, _ := parseExpression(j.Container.Expression)
	return e
}

func (t *Target) valid() error {
	switch {
	case t.Domain == "":
		return fmt.Errorf("a target names no domain, give its DNS name")
	case t.Sources.CN == FromConfig && t.cn == nil:
		return fmt.Errorf("target %s: cn %q is neither display-name nor guid", t.Domain, t.CN)
	case t.Sources.Container == FromConfig && t.container == nil && !t.keep:
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

// ContainerComputable reports whether the target's container can be computed at
// all; keep can always, where an object exists.
func (t *Target) ContainerComputable() bool { return t.keep || t.container != nil }
