package planner

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

func gateDeleteThresholds() GateRule {
	return GateRule{
		ID: GateDeleteThresholds, Phase: PhaseExport,
		Title:   "The thresholds against accidental deletion are on, and low",
		When:    "Connect's threshold is on, and somebody attests that Cloud Sync's is on and lower than the number of objects that Cloud Sync takes over.",
		Why:     "Connect's threshold is documented for exports to the cloud only: assume that deletions in AD are not protected by it. Cloud Sync's own, 500 by default, lets every group of a smaller plan be deleted in one cycle.",
		Remedy:  "Switch Connect's threshold on (Enable-ADSyncExportDeletionThreshold), and set Cloud Sync's DeleteThresholdValue to a few objects for the migration. Writing that setting replaces all secrets of the configuration: write them all. Restore it afterwards.",
		FindOut: "Run Get-ADSyncExportDeletionThreshold on the active server, and look at Entra admin center, Cloud sync, the configuration's properties, Prevent accidental deletion.",
		Attest:  "attest.deleteThreshold",
		Facts:   []string{"F94", "F95", "F96", "F97", "F98", "F99"},
		Check:   checkDeleteThresholds,
	}
}

func checkDeleteThresholds(w *World, c *census) ruling {
	a := w.Settings.Attest.DeleteThreshold
	prevention, evidence := w.connectThreshold()
	evidence = append(evidence, saidEvidence("deleteThreshold", a), planEvidence("objects that Cloud Sync takes over or has", strconv.Itoa(c.objects)))
	var faults, open []string
	switch {
	case prevention == "":
		open = append(open, "Connect's threshold was not read")
	case strings.EqualFold(prevention, "disabled"):
		faults = append(faults, "Connect's threshold is off")
	}
	switch {
	case a == nil:
		open = append(open, "Cloud Sync's threshold is not attested")
	case a.Value == 0:
		faults = append(faults, "Cloud Sync's threshold is off")
	case a.Value > c.objects && c.objects > 0:
		faults = append(faults, fmt.Sprintf("Cloud Sync's threshold of %d lets all %d objects be deleted", a.Value, c.objects))
	}
	switch {
	case len(faults) > 0:
		return fails(strings.Join(append(faults, open...), "; "), evidence...)
	case len(open) > 0:
		return unknown(strings.Join(open, "; "), evidence...)
	}
	return passes(fmt.Sprintf("Connect's threshold is on, Cloud Sync's is %d", a.Value), evidence...)
}

// connectThreshold is what stops an export to Entra ID with many deletions: as
// Graph shows it, else as the active server does.
func (w *World) connectThreshold() (prevention string, evidence []Evidence) {
	if t := w.Snap.Tenant; t != nil && t.DeletionPrevention != "" {
		prevention = t.DeletionPrevention
		evidence = append(evidence, entraEvidence("accidentalDeletionPrevention", fmt.Sprintf("%s, %d", t.DeletionPrevention, t.DeletionThreshold)))
	}
	if s := w.ActiveServer(); s != nil && s.DeletionThreshold != nil {
		d := s.DeletionThreshold
		prevention = cmp.Or(prevention, d.Prevention)
		evidence = append(evidence, connectEvidence(s.Name, "Get-ADSyncExportDeletionThreshold", fmt.Sprintf("%s, %d", cmp.Or(d.Prevention, "not read"), max(d.Count, d.Percentage))))
	}
	return prevention, evidence
}
