package report

import (
	"strconv"
	"time"
)

// How old the plan's readings are, and until when they hold.

// age is how old a reading was on the day of the plan.
func (v *view) age(takenOn string) string {
	asOf, err := time.Parse(time.DateOnly, v.plan.AsOf)
	taken, errTaken := time.Parse(time.DateOnly, takenOn)
	if err != nil || errTaken != nil {
		return "not known"
	}
	return count(int(asOf.Sub(taken).Hours()/24), "day")
}

// expiry is the last day on which no reading is older than the plan's own
// limit, see the gate snapshot-freshness.
func (v *view) expiry() string {
	day, limit, known := v.expires()
	if !known {
		return "not known: a reading or the plan does not say when it was taken"
	}
	return day + ", when the oldest reading is " + count(limit, "day") + " old"
}

func (v *view) expires() (day string, limit int, known bool) {
	limit, err := strconv.Atoi(v.setting("limits.snapshotAgeDays"))
	if err != nil || len(v.plan.Snapshots) == 0 {
		return "", 0, false
	}
	oldest := v.plan.Snapshots[0].TakenOn
	for _, s := range v.plan.Snapshots {
		oldest = min(oldest, s.TakenOn)
	}
	taken, err := time.Parse(time.DateOnly, oldest)
	return taken.AddDate(0, 0, limit).Format(time.DateOnly), limit, err == nil
}

// setting is the value of a choice that the plan rests on.
func (v *view) setting(key string) string {
	for _, s := range v.plan.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// readingWords names the kind of a reading.
func readingWords(kind string) string {
	switch kind {
	case "graph":
		return "Entra ID, by Microsoft Graph"
	case "ldap":
		return "Active Directory, by LDAP"
	case "ldif":
		return "Active Directory, by LDIF files"
	case "connect":
		return "Connect server"
	}
	return htmlText(kind)
}
