package main

import (
	"errors"

	"gwbplan/inventory"
	"gwbplan/planner"
	"gwbplan/planner/config"
)

// readConfig reads the file that --config names. What is wrong with it is the
// user's to correct.
func (c *command) readConfig() error {
	if c.globals.config == "" {
		return nil
	}
	f, err := config.Load(c.globals.config)
	if err != nil {
		return usageError{err}
	}
	c.config = f
	return nil
}

// settings are those of the configuration file, else the given ones.
func (c *command) settings(without planner.Settings) planner.Settings {
	if c.config == nil {
		return without
	}
	return c.config.Settings
}

// configured are the containers of the configured targets: a name may be taken
// there, so AD has to be asked about them.
func (c *command) configured() []inventory.DN {
	var out []inventory.DN
	for _, t := range c.settings(planner.Settings{}).Targets {
		if t.Container != "" && t.Container != planner.ContainerKeep {
			out = append(out, inventory.DN(t.Container))
		}
	}
	return out
}

// locate names the line of the configuration file for what the planner says of
// a setting, which makes it an error of usage.
func (c *command) locate(err error) error {
	var s *planner.SettingError
	if c.config == nil || !errors.As(err, &s) {
		return err
	}
	return usageError{c.config.Locate(err)}
}

// warn says which decisions of the configuration changed nothing.
func (c *command) warn(p *planner.Plan) {
	for _, w := range p.Decisions.Warnings {
		at := w.Key
		if c.config != nil {
			at = c.config.Where(w.Key) + ": " + w.Key
		}
		c.voice.warn("%s: %s", at, w.Message)
	}
}
