package planner

func gatePendingExportReviewed() GateRule {
	return GateRule{
		ID: GatePendingExportReviewed, Phase: PhaseExport,
		Title:   "The pending exports were looked at",
		When:    "The configuration acknowledges pendingExportReviewed.",
		Why:     "Between the switch and the end of staging mode the pending exports are the one chance to see deletions in AD and the Microsoft 365 groups that appear, before they happen. The published procedure does not mention it.",
		Remedy:  "Do not leave staging mode before the pending exports were looked at.",
		FindOut: "After the switch and the full synchronisation, on the staging server: csexport \"<AD connector>\" %temp%\\export.xml /f:x, then compare it with this plan (gwbplan verify-export). Write the outcome into the configuration file under acknowledge.pendingExportReviewed, with who (by) and when (on).",
		Facts:   []string{"F81", "F95"},
		Check: func(w *World, _ *census) ruling {
			a := w.Settings.Acknowledge.PendingExportReviewed
			if a.Given {
				return passes("the pending exports were reviewed", ackEvidence("pendingExportReviewed", a))
			}
			return unknown("nobody has said that the pending exports were reviewed; that can only be after the switch", ackEvidence("pendingExportReviewed", a))
		},
	}
}
