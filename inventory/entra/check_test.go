package entra_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gwbplan/fixtures/graphsim"
	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

// token makes an access token that says who it is for.
func token(application bool, permissions ...string) string {
	claims := fmt.Sprintf(`{"upn":"ada@contoso.com","appid":"a1","scp":%q}`, strings.Join(permissions, " "))
	if application {
		claims = fmt.Sprintf(`{"idtyp":"app","app_displayname":"gwbplan","appid":"a1","roles":["%s"]}`, strings.Join(permissions, `","`))
	}
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func allPermissions() []string {
	var names []string
	for _, p := range entra.Permissions() {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// check checks the simulated tenant with a token; it returns "name: gap" of
// what is missing and of what cannot be proven.
func check(t *testing.T, opts graphsim.Options, jwt string) (missing, unproven []string, all []inventory.Check) {
	t.Helper()
	return checkTenant(t, simulated(), opts, jwt)
}

func checkTenant(t *testing.T, tenant *graphsim.Directory, opts graphsim.Options, jwt string) (missing, unproven []string, all []inventory.Check) {
	t.Helper()
	opts.Token, opts.BetaWriteback, opts.PageCap = jwt, true, 7
	server := graphsim.New(tenant, opts)
	url, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	c := newCollector(t, entra.Config{
		Tenant: "contoso.com", Auth: entra.AuthToken, GraphURL: url, Clock: newClock(), Getenv: env(map[string]string{"GWBPLAN_GRAPH_TOKEN": jwt}),
	})
	all, err = c.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		name := strings.TrimSuffix(fmt.Sprintf("%s: %s", k.What, k.Gap), ": ")
		if k.Status != inventory.CheckPresent && k.Remedy == "" && !k.Fatal {
			t.Errorf("%s: %s, and nothing to do", name, k.Status)
		}
		switch k.Status {
		case inventory.CheckMissing:
			missing = append(missing, name)
		case inventory.CheckNotProvable:
			unproven = append(unproven, name)
		}
	}
	return missing, unproven, all
}

// TestCheckNamesWhatIsMissing takes one permission away at a time. Some are
// covered by another, as at Graph.
func TestCheckNamesWhatIsMissing(t *testing.T) {
	for name, want := range map[string][]string{
		"":                                        nil,
		"Group.Read.All":                          {"Group.Read.All: cloud-groups", "Group.Read.All: deleted-groups", "Group.Read.All: writeback-configuration", "Group.Read.All: owners"},
		"GroupMember.Read.All":                    nil,
		"Member.Read.Hidden":                      {"Member.Read.Hidden: group-members"},
		"User.Read.All":                           {"User.Read.All: member-facts"},
		"Device.Read.All":                         {"Device.Read.All: member-facts"},
		"Organization.Read.All":                   {"Organization.Read.All: organization"},
		"LicenseAssignment.Read.All":              nil,
		"GroupSettings.Read.All":                  {"GroupSettings.Read.All: group-settings"},
		"Application.Read.All":                    {"Application.Read.All: job-assignments"},
		"Synchronization.Read.All":                {"Synchronization.Read.All: provisioning-jobs", "Synchronization.Read.All: job-schema"},
		"OnPremDirectorySynchronization.Read.All": {"OnPremDirectorySynchronization.Read.All: feature-flags"},
		"Policy.Read.HybridAuthentication":        {"Policy.Read.HybridAuthentication: agents"},
	} {
		granted := slices.DeleteFunc(allPermissions(), func(p string) bool { return p == name })
		missing, unproven, _ := check(t, graphsim.Options{Permissions: granted}, token(false, granted...))
		if !slices.Equal(missing, want) || len(unproven) > 0 {
			t.Errorf("without %q: missing %q, want %q; unproven %q", name, missing, want, unproven)
		}
	}
}

// TestCheckOfAnApplication: what only a person can be granted is named as such.
func TestCheckOfAnApplication(t *testing.T) {
	granted := slices.DeleteFunc(allPermissions(), func(p string) bool {
		return p == "OnPremDirectorySynchronization.Read.All" || p == "Policy.Read.HybridAuthentication"
	})
	missing, _, all := check(t, graphsim.Options{Permissions: granted, AppOnly: true}, token(true, granted...))
	if want := []string{"OnPremDirectorySynchronization.Read.All: feature-flags", "Policy.Read.HybridAuthentication: agents"}; !slices.Equal(missing, want) {
		t.Errorf("missing %q, want %q", missing, want)
	}
	for _, k := range all {
		if k.Status == inventory.CheckMissing && !strings.Contains(k.Remedy, "an application cannot have") {
			t.Errorf("%s: %s", k.What, k.Remedy)
		}
		if k.What == "signed in" && !strings.Contains(k.Detail, "application gwbplan, app a1") {
			t.Errorf("signed in: %s", k.Detail)
		}
	}
}

// TestCheckTakesNothingForGranted: an opaque token proves no permission, a
// server's trouble neither.
func TestCheckTakesNothingForGranted(t *testing.T) {
	_, unproven, _ := check(t, graphsim.Options{}, "opaque-token")
	if want := []string{"Member.Read.Hidden: group-members", "Device.Read.All: member-facts"}; !slices.Equal(unproven, want) { // no device is there to look at
		t.Errorf("opaque: %q, want %q", unproven, want)
	}
	trouble := []graphsim.Fault{{Path: "*/users", Kind: graphsim.ServiceUnavailable, Times: graphsim.Always}}
	granted := allPermissions()
	_, unproven, _ = check(t, graphsim.Options{Faults: trouble}, token(false, granted...))
	if want := []string{"User.Read.All: member-facts"}; !slices.Equal(unproven, want) {
		t.Errorf("trouble: %q, want %q", unproven, want)
	}
}

// TestCheckOfAnEmptyTenant: where nothing is there to try a permission on, the
// token's names count, and a broader one leaves it open.
func TestCheckOfAnEmptyTenant(t *testing.T) {
	const present, missing, open = inventory.CheckPresent, inventory.CheckMissing, inventory.CheckNotProvable
	for granted, want := range map[string][5]inventory.CheckStatus{ // owners, members, devices, jobs, hidden members
		"Directory.Read.All": {open, open, open, missing, missing},
		"Directory.Read.All Member.Read.Hidden Device.Read.All": {open, open, present, missing, present},
		"Group.Read.All": {present, open, missing, missing, missing},
		"Group.ReadWrite.All Application.ReadWrite.OwnedBy":       {open, open, missing, open, missing},
		"GroupMember.Read.All":                                    {missing, present, missing, missing, missing},
		"User.Read Group.ReadBasic.All GroupMember.ReadBasic.All": {missing, missing, missing, missing, missing},
	} {
		permissions := strings.Fields(granted)
		_, _, all := checkTenant(t, &graphsim.Directory{Organization: simulated().Organization}, graphsim.Options{Permissions: permissions}, token(false, permissions...))
		status := map[string]inventory.CheckStatus{}
		for _, k := range all {
			status[fmt.Sprintf("%s: %s", k.What, k.Gap)] = k.Status
		}
		for i, name := range []string{"Group.Read.All: owners", "GroupMember.Read.All: group-members", "Device.Read.All: member-facts", "Synchronization.Read.All: provisioning-jobs", "Member.Read.Hidden: group-members"} {
			if status[name] != want[i] {
				t.Errorf("%s: %s is %q, want %q", granted, name, status[name], want[i])
			}
		}
	}
}

// TestCheckNamesWhatCouldWrite: a token that can write is more than is needed.
func TestCheckNamesWhatCouldWrite(t *testing.T) {
	missing, _, all := check(t, graphsim.Options{}, token(false, append(allPermissions(), "Group.ReadWrite.All")...))
	if !slices.Equal(missing, []string{"least privilege"}) || !strings.Contains(fmt.Sprint(all), "could write: Group.ReadWrite.All") {
		t.Errorf("missing %q", missing)
	}
}

// TestCheckOfAnotherTenantOrNobody: one line says that nothing can be read.
func TestCheckOfAnotherTenantOrNobody(t *testing.T) {
	g := newGraph(t)
	cfg := g.config()
	cfg.Tenant = "fabrikam.com"
	all, err := newCollector(t, cfg).Check(t.Context())
	if err != nil || len(all) != 2 || !all[1].Fatal || !strings.Contains(all[1].Detail, "fabrikam.com") {
		t.Errorf("another tenant: %+v, %v", all, err)
	}
	cfg = g.config()
	cfg.Getenv = env(map[string]string{"GWBPLAN_GRAPH_TOKEN": "expired"})
	all, err = newCollector(t, cfg).Check(t.Context())
	if err != nil || len(all) != 1 || !all[0].Fatal || !strings.Contains(all[0].Remedy, "GWBPLAN_GRAPH_TOKEN") {
		t.Errorf("a refused token: %+v, %v", all, err)
	}
	g.Close()
	all, err = newCollector(t, g.config()).Check(t.Context())
	if err != nil || len(all) != 1 || !all[0].Fatal || !strings.Contains(all[0].Detail, "connection refused") {
		t.Errorf("nobody: %+v, %v", all, err)
	}
}

// TestCheckReadsSamples: no request asks for more than the first rows, and no
// next page is followed.
func TestCheckReadsSamples(t *testing.T) {
	g := newGraph(t)
	if _, err := newCollector(t, g.config()).Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := g.requests("/"); len(all) > 25 || slices.ContainsFunc(all, func(r string) bool { return strings.Contains(r, "skiptoken") }) {
		t.Errorf("%d requests: %q", len(all), all)
	}
}
