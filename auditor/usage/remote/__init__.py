"""Logs that lie elsewhere, opened only where somebody names their address.

What is in a bucket is copied to this machine for as long as it takes to read it (`bucket`, patterns in `keys`). A
table of a database is summed up there by the statement of usage-sql, and only the sums come here (`postgres`, what it
holds in `tables`). Both are told by their own names (`naming`); either needs an extra, and says which.
"""

from auditor.usage.remote.opening import names, read

__all__ = ["names", "read"]
