"""`make bench-history`: what real histories say about text called volatile, and whether chances of change come true."""
