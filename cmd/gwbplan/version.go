package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"gwbplan/planner"
)

// version is stamped by the release build (-ldflags -X main.version=…).
var version = ""

// toolVersion names the tool in snapshots: the stamped version, else what the
// Go toolchain knows, else devel.
func toolVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

func newVersion(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, the rule set and what it was built with",
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(c.Out, "gwbplan %s\nrule set %s\nplan format %s\n%s %s/%s\n",
				toolVersion(), planner.RuleSet, planner.Schema, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
