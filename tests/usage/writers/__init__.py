"""Every log format, written from its schema: the month in its own shape, and what it cannot tell."""

from __future__ import annotations

from tests.usage.writers import exports, gateways, spans, tables
from tests.usage.writers.writer import Writer

WRITERS: tuple[Writer, ...] = (*spans.WRITERS, *exports.WRITERS, *gateways.WRITERS, *tables.WRITERS)
"""Call by call. Another format adds its own here: `tests/usage/test_month.py` does the rest."""
