"""The few pages that are no report: why somebody is not let in, and the form for the password."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.reporters.html import document

TOKEN_HELP = (
    "This page needs the link that auditor serve printed in its terminal: it opens once and keeps this browser in.",
    "Was it used already? Then open it once more: the terminal prints a fresh one.",
)


def page(title: str, lines: Sequence[str], *, asks: bool = False) -> str:
    """A page of a heading and some lines, with the form for the password if it asks for one."""
    return document.rendered("serving/plain", title=title, lines=lines, asks=asks, style=document.served().style)


def policy(*, asks: bool = False) -> str:
    """What such a page may do: nothing but, if it asks, send its form to us."""
    style = next(part for part in document.served().policy.split("; ") if part.startswith("style-src"))
    form = "'self'" if asks else "'none'"
    return f"default-src 'none'; {style}; base-uri 'none'; form-action {form}; frame-ancestors 'none'"
