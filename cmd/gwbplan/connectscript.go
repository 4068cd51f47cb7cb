package main

import (
	"io"

	"github.com/spf13/cobra"

	"gwbplan/inventory/connect"
)

func newConnectScript(c *command) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "connect-script [--out FILE]",
		Short: "Print the script that reads a Connect server's facts",
		Long: `Prints a Windows PowerShell 5.1 script that reads what only an Entra Connect
Sync server knows: features, scheduler, version, rules, connectors and their
scope, deletion threshold, global settings, last runs. It changes nothing, and
reads no secret. Run it on each Connect server, active and standby:

  powershell.exe -NoProfile -File .\gwbplan-connect.ps1

The JSON file that it writes is what --connect-facts takes.`,
		RunE: func(*cobra.Command, []string) error {
			print := func(w io.Writer) error {
				_, err := io.WriteString(w, connect.Script())
				return err
			}
			if out == "" {
				return print(c.Out)
			}
			if err := writeFile(out, print); err != nil {
				return err
			}
			c.voice.say("script written to %s", out)
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "file for the script (default: standard output)")
	return cmd
}
