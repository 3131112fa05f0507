"""The report and its review in a browser: `auditor serve`.

`desk` audits in the background and holds the edition that is shown; `watching` says which files have changed;
`deciding` takes a decision from the page to the ledger. `access` knows who may come in, `guards` which requests a
browser may have been tricked into; `door` asks both about every request, `answers` has what is behind it, and `server`
binds the port and stops.
"""
