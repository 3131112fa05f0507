"""The formats of usage logs: each is one file here; the first that claims a file reads it."""

from __future__ import annotations

from auditor.usage.formats import otlp
from auditor.usage.log_format import LogFormat

FORMATS: tuple[LogFormat, ...] = (otlp,)
"""Every format, the surest signs first."""
