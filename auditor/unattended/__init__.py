"""Audits that nobody watches: one after the other, alone, told to whom they concern, and remembered."""

from auditor.unattended.due import is_due
from auditor.unattended.means import Means, Stopped, watching
from auditor.unattended.run import Job, run_all, run_one

__all__ = ["Job", "Means", "Stopped", "is_due", "run_all", "run_one", "watching"]
