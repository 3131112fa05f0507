"""The formats of reports and what their files are called: the one list that every other part reads."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["html", "json", "markdown", "mail", "csv", "parquet", "focus", "sarif", "terminal"]
FORMATS: tuple[Format, ...] = get_args(Format)

FILES: dict[str, str] = {
    "html": "index.html",
    "json": "audit.json",
    "markdown": "summary.md",
    "mail": "summary.eml.html",
    "csv": "agents.csv",
    "parquet": "agents.parquet",
    "focus": "focus.csv",
    "sarif": "audit.sarif",
    "terminal": "table.txt",
}
"""What each format is called in a folder of reports."""

BINARY: frozenset[str] = frozenset(("parquet",))
"""Formats that are no text: they go to files only."""

Prompts = Literal["full", "spans", "none"]
"""What of the prompts reports show: all, only ageing facts with what stands around them, or no word of them."""
PROMPTS: tuple[Prompts, ...] = get_args(Prompts)
