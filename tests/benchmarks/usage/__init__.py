"""`make bench-usage`: logs of usage against the bare reading of the same bytes, in one run, each in its own process."""
