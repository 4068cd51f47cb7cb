package main

import (
	"fmt"
	"net/url"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"gwbplan/inventory"
	"gwbplan/inventory/entra"
)

// progress draws a bar for each source on a terminal. A nil one, as in a pipe,
// draws nothing. What stands beside a bar are the user's own words and numbers:
// nothing of a directory reaches the terminal by it.
type progress struct {
	voice  *voice
	bars   *mpb.Progress
	colour bool
	open   []*bar
}

// bar is one source's. A nil one draws nothing.
type bar struct{ *mpb.Bar }

func (c *command) drawsProgress() bool {
	return c.ErrIsTerminal && !c.globals.quiet && !c.voice.json && c.Getenv("TERM") != "dumb"
}

func (c *command) newProgress() *progress {
	if !c.drawsProgress() {
		return nil
	}
	p := &progress{voice: c.voice, colour: c.Getenv("NO_COLOR") == "",
		bars: mpb.New(mpb.WithOutput(c.Err), mpb.WithWidth(64))}
	c.voice.w.through(p.bars)
	return p
}

// end draws the bars for the last time; those of sources that were not read to
// their end stay as they are.
func (p *progress) end() {
	if p == nil {
		return
	}
	for _, b := range p.open {
		b.Abort(false)
	}
	p.bars.Wait()
	p.voice.w.through(nil)
}

// begin adds a bar. Without a total it shows how much is done and no time left.
// extra, where it is not nil, tells more.
func (p *progress) begin(label string, total int, extra func() string) *bar {
	if p == nil {
		return nil
	}
	speed := decor.AverageSpeed(0, "%.0f/s", decor.WC{W: 9})
	facts := []decor.Decorator{decor.CurrentNoUnit("%d", decor.WC{W: 9}), speed}
	filler := mpb.BarFillerBuilder(mpb.SpinnerStyle())
	if total > 0 {
		style := mpb.BarStyle()
		if p.colour {
			style = style.FillerMeta(cyan).TipMeta(cyan)
		}
		filler = style
		facts = []decor.Decorator{decor.CountersNoUnit("%d/%d", decor.WC{W: 15}), speed,
			decor.Name("  "), decor.AverageETA(decor.ET_STYLE_MMSS), decor.Name(" left")}
	}
	if extra != nil {
		facts = append(facts, decor.Any(func(decor.Statistics) string { return "  " + extra() }))
	}
	b := &bar{p.bars.New(int64(total), filler, mpb.BarFillerTrim(),
		mpb.PrependDecorators(decor.Name(label, decor.WC{C: decor.DindentRight | decor.DextraSpace})), mpb.AppendDecorators(facts...))}
	p.open = append(p.open, b)
	return b
}

// sources adds a bar for each AD source, whose size nobody knows before.
func (p *progress) sources(labels []string) []*bar {
	bars := make([]*bar, len(labels))
	for i, label := range labels {
		bars[i] = p.begin(label, 0, nil)
	}
	return bars
}

func cyan(s string) string { return "\x1b[36m" + s + "\x1b[0m" }

func (b *bar) at(done int) {
	if b != nil {
		b.SetCurrent(int64(done))
	}
}

// done completes the bar, wherever it stands.
func (b *bar) done() {
	if b != nil {
		b.SetTotal(-1, true)
	}
}

// counting is a sink that moves a bar by each AD object.
func (b *bar) counting(to inventory.Sink) inventory.Sink {
	if b == nil {
		return to
	}
	return inventory.Tee(to, objectCounter{b})
}

type objectCounter struct{ bar *bar }

// Put counts AD objects.
func (c objectCounter) Put(r inventory.Record) error {
	if _, ok := r.(*inventory.ADObjectRecord); ok {
		c.bar.Increment()
	}
	return nil
}

// graphBars are the bars of the cloud side.
type graphBars struct {
	progress *progress
	stats    func() entra.Stats
	stage    entra.Stage
	current  *bar
}

// show has the bars drawn from now on. It can be called where there are none.
func (g *graphBars) show(p *progress, stats func() entra.Stats) {
	if g != nil {
		g.progress, g.stats = p, stats
	}
}

// done completes the last bar.
func (g *graphBars) done() {
	if g != nil {
		g.current.done()
	}
}

// report is what the collector calls.
func (g *graphBars) report(s entra.Stage, done, total int) {
	if g.current == nil || s != g.stage {
		g.current.done()
		label := map[entra.Stage]string{entra.ReadingGroups: "cloud groups", entra.ReadingOwners: "owners of groups"}[s]
		g.stage, g.current = s, g.progress.begin(label, total, g.units)
	}
	g.current.at(done)
}

func (g *graphBars) units() string { return fmt.Sprintf("%d RU", g.stats().ResourceUnits) }

// sourceLabels are what the user called the AD sources: the hosts of the URLs,
// then the files.
func (f *sourceFlags) sourceLabels() []string {
	var labels []string
	for _, raw := range f.ldapURLs {
		host := ""
		if u, err := url.Parse(raw); err == nil {
			host = u.Host
		}
		labels = append(labels, "AD at "+host)
	}
	if len(f.ldif) > 0 {
		labels = append(labels, "LDIF files")
	}
	return labels
}
