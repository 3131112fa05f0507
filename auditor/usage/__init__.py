"""What was called: each log format that usage can be read from is one file in formats/, and all become the same sums.

A log is found where somebody says it lies (`places`), claimed by a format (`reading`), opened and decompressed
(`opened`), its figures read for what they are (`figures`), held against what must hold of them (`invariants`,
`conventions`), and summed up by caller (`rollup`).
"""

from auditor.usage import traffic_csv
from auditor.usage.formats import FORMATS
from auditor.usage.log import Flaws, Log, UsageOptions
from auditor.usage.log_format import Head, LogFormat, Rolled, Streamed, Summed, Traced
from auditor.usage.places import read, refuse_twice
from auditor.usage.reading import format_of
from auditor.usage.rollup import Rollup, rolled

__all__ = [
    "FORMATS",
    "Flaws",
    "Head",
    "Log",
    "LogFormat",
    "Rolled",
    "Rollup",
    "Streamed",
    "Summed",
    "Traced",
    "UsageOptions",
    "format_of",
    "read",
    "refuse_twice",
    "rolled",
    "traffic_csv",
]
