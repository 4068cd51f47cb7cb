// Package html is the page that the HTML documents share: its head, with the
// policy that keeps names from becoming anything, and its style.
package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
)

//go:embed report.css
var style string

// Style is the style sheet, with the line ends that a browser hashes.
func Style() string { return Unix(style) }

// Unix gives a text the line ends that a browser hashes.
func Unix(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// Head opens a document up to its body. The policy names style and script by
// their hashes and forbids everything else, so that no name can load or run
// anything; a document without a script admits none.
func Head(title, style, script string) string {
	scripts := "'none'"
	if script != "" {
		scripts = hashSource(script)
	}
	policy := fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
		scripts, hashSource(style))
	return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n" +
		"<link rel=\"icon\" href=\"data:,\">\n" + // or a web server would be asked for one
		"<title>" + template.HTMLEscapeString(title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n"
}

func hashSource(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
