"""Run in, text out: each report format is one file (or folder) here."""

from __future__ import annotations

from auditor.model.formats import FORMATS
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.masked import without_words
from auditor.reporters.prepared import Prepared, Reporter, prepared, reporter
from auditor.reporters.texts import Texts, left_out, read_again

REPORTERS = FORMATS
"""Every report format by its name, which is also its module's; loaded only when it is asked for."""

__all__ = [
    "PLAIN",
    "REPORTERS",
    "Look",
    "Prepared",
    "Reporter",
    "Texts",
    "left_out",
    "prepared",
    "read_again",
    "reporter",
    "without_words",
]
