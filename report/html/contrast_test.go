package html_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var declaration = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`)

// palettes reads the colours of both themes and of print from the style sheet.
// What a theme does not set, it takes from the light one.
func palettes(t *testing.T) map[string]map[string]float64 {
	t.Helper()
	b, err := os.ReadFile("report.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(b)
	out := map[string]map[string]float64{}
	for theme, from := range map[string]string{"light": ":root", "dark": "prefers-color-scheme: dark", "print": "@media print"} {
		block := css[strings.Index(css, from):]
		block = block[strings.Index(block, "--bg"):]
		block = block[:strings.Index(block, "}")]
		out[theme] = map[string]float64{}
		for _, m := range declaration.FindAllStringSubmatch(block, -1) {
			out[theme][m[1]] = luminance(t, m[2])
		}
	}
	return out
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

// Text has a contrast of 4.5 to 1 with what is behind it, the edges of controls
// and the bars of charts one of 3 to 1, in both themes and in print.
func TestContrast(t *testing.T) {
	severities := []string{"blocked", "unknown", "fix", "ready", "none"}
	pairs := []struct {
		front, behind string
		least         float64
	}{
		{"text", "bg", 4.5}, {"text", "surface", 4.5}, {"text", "accent-weak", 4.5}, {"text", "blocked-weak", 4.5},
		{"text", "unknown-weak", 4.5}, {"text", "fix-weak", 4.5}, {"text", "ready-weak", 4.5},
		{"muted", "bg", 4.5}, {"muted", "surface", 4.5}, {"muted", "accent-weak", 4.5},
		{"accent", "bg", 4.5}, {"accent", "surface", 4.5}, {"accent", "accent-weak", 4.5},
		{"edge", "bg", 3}, {"edge", "surface", 3},
	}
	for _, s := range severities {
		for _, behind := range []string{"bg", "surface", s + "-weak", "accent-weak"} {
			pairs = append(pairs, struct {
				front, behind string
				least         float64
			}{s, behind, 4.5})
		}
	}
	for theme, colours := range palettes(t) {
		for _, p := range pairs {
			front, ok := colours[p.front]
			behind, okToo := colours[p.behind]
			if !ok || !okToo {
				t.Errorf("%s: no colour %s or %s", theme, p.front, p.behind)
			} else if c := contrast(front, behind); c < p.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", theme, p.front, p.behind, c, p.least)
			}
		}
	}
}

// Colours stand in the palette alone, so that the test above sees them all.
func TestNoColourOutsideThePalette(t *testing.T) {
	for _, file := range []string{"report.css", "../cutover/runbook.css"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rest := declaration.ReplaceAllString(string(b), "")
		for _, colour := range regexp.MustCompile(`: *[^;]*#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b`).FindAllString(rest, -1) {
			t.Errorf("%s: colour %s outside the palette", file, colour)
		}
	}
}
