package planner

// SettingError is a setting that this snapshot shows to make no sense. Key is
// its place in the configuration, such as waivers[1], so that who read the
// file can say where it stands.
type SettingError struct {
	Key string
	Err error
}

func (e *SettingError) Error() string { return e.Key + ": " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *SettingError) Unwrap() error { return e.Err }
