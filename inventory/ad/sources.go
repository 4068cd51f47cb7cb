package ad

import (
	"context"

	"gwbplan/inventory"
)

// collectors are the domains of one source.
type collectors struct {
	domains  []*collector
	finished bool
}

// Domains implements [Source].
func (s *collectors) Domains() []string {
	var names []string
	for _, c := range s.domains {
		if c.catalog == nil {
			names = append(names, c.domain.Name)
		}
	}
	return names
}

func (s *collectors) parts() []*collector { return s.domains }

// Collect implements [Source].
func (s *collectors) Collect(ctx context.Context, sink inventory.Sink) error {
	for _, c := range s.domains {
		if err := c.collect(ctx, sink); err != nil {
			return err
		}
	}
	return nil
}

// Lookup implements [Source].
func (s *collectors) Lookup(ctx context.Context, req LookupRequest, sink inventory.Sink) error {
	if s.finished {
		return errFinished
	}
	for _, c := range s.domains {
		if err := c.lookup(ctx, req, sink); err != nil {
			return err
		}
	}
	return nil
}

// Finish implements [Source].
func (s *collectors) Finish(sink inventory.Sink) error {
	if s.finished {
		return errFinished
	}
	s.finished = true
	for _, c := range s.domains {
		if err := c.finish(sink); err != nil {
			return err
		}
	}
	return nil
}
