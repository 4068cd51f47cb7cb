package entra

import "strings"

// quoteOData puts a text into an OData string literal.
func quoteOData(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
