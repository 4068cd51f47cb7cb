package planner

import (
	"strings"
	"testing"
	"unicode/utf8"

	"gwbplan/inventory"
)

func TestExpression(t *testing.T) {
	g := &inventory.CloudGroup{ID: objectID(0xabc), DisplayName: "  Sales EMEA ", Description: "Berlin", MailNickname: "Sales.EMEA"}
	tests := []struct{ expr, want string }{
		{defaultCNText, "Sales EMEA_000000000abc"},
		{guidCNText, "Group_aaaaaaaa-0000-4000-8000-000000000abc"},
		{` append( "Group_" , [ObjectId] ) `, "Group_aaaaaaaa-0000-4000-8000-000000000abc"},
		{`[displayName]`, "  Sales EMEA "},
		{`Left("abc",0)`, ""},
		{`Left("abc",9)`, "abc"},
		{`Right("abc",2)`, "bc"},
		{`Right("abc",9)`, "abc"},
		{`Mid("abcdef",2,3)`, "bcd"},
		{`Mid("abc",9,3)`, ""},
		{`ToUpper([mailNickname])`, "SALES.EMEA"},
		{`ToLower("ÄB")`, "äb"},
		{`Join("-",[mailNickname],[description],"x")`, "Sales.EMEA-Berlin-x"},
		{`Switch([description],"OU=Else,DC=c","Berlin","OU=B,DC=c","Paris","OU=P,DC=c")`, "OU=B,DC=c"},
		{`Switch("Rom","OU=Else,DC=c","Berlin","OU=B,DC=c")`, "OU=Else,DC=c"},
		{`"a\"b\\c(,)"`, `a"b\c(,)`},
		{`Left("😀😀",3)`, "😀\uFFFD"},
	}
	for _, tt := range tests {
		e, err := parseExpression(tt.expr)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
			continue
		}
		if got, ok := e.eval(g); got != tt.want || !ok {
			t.Errorf("%s: got %q %v, want %q", tt.expr, got, ok, tt.want)
		}
	}
}

func TestExpressionThatNobodyCanCompute(t *testing.T) {
	for _, expr := range []string{
		"", " ", "51", "displayName", "[mail", `"open`, `[extension_1_GroupDN]`, `Left([displayName])`, `Left([displayName],"5")`,
		`Left(5,[displayName])`, `Append("a","b","c")`, `Mid("abc",0,1)`, `Switch("a","b","c")`, `Guess("a")`, `Append("a","b"`,
		`Append("a" "b")`, `"a" "b"`, `ToLower("a","tr-TR")`, `Left("a",99999999999)`, `Left("a",-1)`, strings.Repeat("Trim(", 80) + `"x"` + strings.Repeat(")", 80),
	} {
		if e, err := parseExpression(expr); err == nil {
			t.Errorf("%q: got %+v, want an error", expr, e)
		}
	}
	e, err := parseExpression(`Switch([description],"d","berlin","b")`)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := e.eval(&inventory.CloudGroup{Description: "Berlin"}); ok {
		t.Errorf("got %q: whether Switch folds case is not documented", s)
	}
}

// FuzzExpression: whatever a schema holds, reading it ends, says the same
// twice, and what it computes is text.
func FuzzExpression(f *testing.F) {
	for _, s := range []string{defaultCNText, guidCNText, `Switch([description],"d","k","v")`, `Left("😀",1)`, `Join("","a")`, `Mid([displayName],1,2)`, "((((", `"\`} {
		f.Add(s, "Sales")
	}
	f.Fuzz(func(t *testing.T, expr, name string) {
		e, err := parseExpression(expr)
		if err != nil {
			return
		}
		g := &inventory.CloudGroup{ID: objectID(1), DisplayName: name}
		a, okA := e.eval(g)
		b, okB := e.eval(g)
		if a != b || okA != okB {
			t.Errorf("%q: %q %v, then %q %v", expr, a, okA, b, okB)
		}
		if utf8.ValidString(expr) && utf8.ValidString(name) && !utf8.ValidString(a) {
			t.Errorf("%q computes %q, which is no text", expr, a)
		}
	})
}
