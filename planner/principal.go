package planner

import (
	"cmp"

	"gwbplan/inventory"
)

// indexPrincipals finds users and devices by the SID and the GUID of their
// accounts in AD.
func (w *World) indexPrincipals() {
	for i := range w.Snap.Principals {
		p := &w.Snap.Principals[i]
		for _, key := range [...]string{string(p.OnPremisesSecurityIdentifier), guidText(accountGUID(p))} {
			if key != "" {
				w.accounts = append(w.accounts, hashed{hashOf(key), int32(i)})
			}
		}
	}
	w.accounts.sort()
}

// accountOf returns the cloud's user or device with this SID, else the one with
// this GUID, or nil.
func (w *World) accountOf(sid inventory.SID, guid inventory.GUID) *inventory.Principal {
	if sid != "" {
		for i := range w.accounts.find(hashOf(string(sid))) {
			if p := &w.Snap.Principals[i]; p.OnPremisesSecurityIdentifier == sid {
				return p
			}
		}
	}
	if !guid.IsZero() {
		for i := range w.accounts.find(hashOf(guidText(guid))) {
			if p := &w.Snap.Principals[i]; accountGUID(p) == guid {
				return p
			}
		}
	}
	return nil
}

// accountGUID is the objectGUID that the principal's account in AD has; zero
// where the cloud does not show it.
func accountGUID(p *inventory.Principal) inventory.GUID {
	if !p.DeviceID.IsZero() {
		return p.DeviceID
	}
	g, _ := inventory.GUIDFromImmutableID(p.OnPremisesImmutableID)
	return g
}

func guidText(g inventory.GUID) string {
	if g.IsZero() {
		return ""
	}
	return g.String()
}

// inCloud is how the cloud calls a member of an AD group: the group that the
// object counts for or that carries its SID, else the user or device. The type
// is empty where the cloud shows none.
func (w *World) inCloud(p *inventory.ADPrincipal) (name, typ string) {
	sid, guid := cmp.Or(sidOf(w, p), foreignSID(p.DN)), p.GUID
	if o := w.ObjectOf(p); o != nil {
		guid = o.ObjectGUID
		if g, _ := w.Owner(o); g != nil {
			return g.DisplayName, string(inventory.GroupPrincipal)
		}
	}
	if groups := w.GroupsWithSID(sid); len(groups) > 0 {
		return groups[0].DisplayName, string(inventory.GroupPrincipal)
	}
	if a := w.accountOf(sid, guid); a != nil {
		return cmp.Or(a.DisplayName, a.UserPrincipalName), string(a.Type)
	}
	return "", ""
}
