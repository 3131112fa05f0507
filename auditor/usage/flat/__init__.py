"""Flat logs, a row per call or bucket, summed up by DuckDB: one statement (`statement`, rollup.sql) over any columns.

A format says which column holds what (`mapping`), `scan` how its files are read, `dress` how columns become figures,
`table` sums up, `folding` makes the sums those of Python's rows; `warehouse` says the statement in other dialects.
"""
