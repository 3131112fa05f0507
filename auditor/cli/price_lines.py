"""Figures of the price book as lines for people and for programs, and what is wrong with them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

import click

from auditor.model.measurement import Known, Measurement, Provenance, Unknown
from auditor.model.money import as_decimal, plain

WIDTH = 80
REMARKS = ("too old", "missing", "low confidence", "over", "ends soon")


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with its place in the book, what its row says, and what is wrong with it."""

    section: str
    subject: str
    name: str
    fact: Measurement[Any]
    said: str = ""
    remarks: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Every field, for programs."""
        known = self.fact if isinstance(self.fact, Known) else None
        origin = known.provenance if known is not None else None
        return {
            "section": self.section,
            "subject": self.subject,
            "name": self.name,
            "value": _exact(known.value) if known is not None else None,
            "unit": known.unit if known is not None else None,
            "source": origin.source if origin else None,
            "read": str(origin.read) if origin else None,
            "confidence": origin.confidence if origin else None,
            "valid_from": _iso(origin.valid_from) if origin else None,
            "valid_to": _iso(origin.valid_to) if origin else None,
            "note": known.note if known is not None else None,
            "because": self.fact.because if isinstance(self.fact, Unknown) else None,
            "row_says": self.said or None,
            "remarks": list(self.remarks),
        }


def checked(lines: list[Line], day: date, limit: int) -> list[Line]:
    """The lines with what is wrong with each on a day; what is over wants no more than to be called so."""
    over = {_row_of(line) for line in lines if _end(line) < day}
    return [replace(line, remarks=tuple(_remarks(line, day, limit, is_over=_row_of(line) in over))) for line in lines]


def _remarks(line: Line, day: date, limit: int, *, is_over: bool) -> Iterator[str]:
    if is_over:
        if _end(line) < day:
            yield "over"
        return
    if isinstance(line.fact, Unknown):
        if not line.section.startswith("smaller"):
            yield "missing"
        return
    origin = line.fact.provenance
    if origin is not None and (day - origin.read).days > limit:
        yield "too old"
    if origin is not None and origin.confidence == "low":
        yield "low confidence"
    if _end(line) <= day + timedelta(days=limit):  # before it would have to be read again
        yield "ends soon"


def _row_of(line: Line) -> tuple[str, str]:
    return line.section, line.subject


def _end(line: Line) -> date:
    """The last day of a figure, or of what it stands for."""
    if isinstance(line.fact, Unknown):
        return date.max
    if isinstance(line.fact.value, date):
        return line.fact.value
    origin = line.fact.provenance
    return (origin.valid_to if origin else None) or date.max


def report(lines: list[Line], day: date, limit: int) -> str:
    """What wants attention, by remark and by row; the last line is the sum."""
    headings = {
        "too old": f"too old: read more than {limit} days before {day}",
        "ends soon": f"ends within {limit} days",
    }
    known = {
        row: [line for line in group if isinstance(line.fact, Known)] for row, group in groupby(lines, key=_row_of)
    }
    said = []
    for remark in REMARKS:
        about = [line for line in lines if remark in line.remarks]
        if about:
            said.append(click.style(headings.get(remark, remark), bold=True, fg="red" if remark == "too old" else None))
        for (section, subject), group in groupby(about, key=_row_of):
            words = ", ".join(_short(line, remark) for line in group)
            if all(remark in line.remarks for line in known[section, subject]):
                words = "all figures" if remark in ("too old", "low confidence") else words
            said.append(
                textwrap.fill(f"{section} {subject}: {words}", WIDTH, initial_indent="  ", subsequent_indent="    ")
            )
    counts = (f"{sum(remark in line.remarks for line in lines)} {remark}" for remark in REMARKS[1:])
    old = sum("too old" in line.remarks for line in lines)
    figures = "1 figure" if old == 1 else f"{old} figures"
    said.append(_wrapped(f"{figures} read more than {limit} days before {day}; {', '.join(counts)}", ""))
    return "\n".join(said)


def _short(line: Line, remark: str) -> str:
    if remark in ("over", "ends soon"):
        value = line.fact.value if isinstance(line.fact, Known) else None
        return f"{line.name} {'' if isinstance(value, date) else 'until '}{_end(line)}"
    return line.name


def detailed(lines: list[Line]) -> str:
    """Every figure of a model with its unit, confidence, day and source, by section."""
    sources: dict[str, int] = {}
    said = [f"  {'':<23} {'value':<18} {'confidence':<10} {'read':<10} source"]
    for section, group in groupby(lines, key=lambda line: line.section):
        said.append(click.style(section, bold=True))
        about = list(group)
        if about[0].said:
            said.append(_wrapped(about[0].said, "  "))
        for line in about:
            said.extend(_full(line, sources))
    if sources:
        said.append(click.style("sources", bold=True))
    said.extend(_wrapped(f"[{number}] {source}", "  ") for source, number in sources.items())
    return "\n".join(said)


def _full(line: Line, sources: dict[str, int]) -> Iterator[str]:
    if isinstance(line.fact, Unknown):
        yield _wrapped(f"{line.name:<23} unknown: {line.fact.because}", "  ", 28)
        return
    value, origin = f"{_text(line.fact.value)} {line.fact.unit}".strip(), line.fact.provenance
    if origin is None:
        yield f"  {line.name:<23} {value}"
        return
    number = sources.setdefault(origin.source, len(sources) + 1)
    if len(value) > 18:
        yield f"  {line.name:<23} {value}"
    start = f"  {line.name:<23} {value:<18}" if len(value) <= 18 else " " * 44
    yield f"{start} {origin.confidence:<10} {origin.read} [{number}]"
    more = "; ".join(filter(None, (_span(origin), _remainder(line.fact.note, origin))))
    if more:
        yield _wrapped(more, " " * 26)


def _remainder(note: str, origin: Provenance) -> str:
    """What a note adds to the source and the day, which are shown anyway."""
    if note.startswith(origin.source):
        return note.partition("; ")[2]
    return "" if note == "the project's price book" else note


def _span(origin: Provenance) -> str:
    start = f"from {origin.valid_from}" if origin.valid_from else ""
    end = f"until {origin.valid_to}" if origin.valid_to else ""
    return f"{start} {end}".strip()


def compact(lines: list[Line]) -> str:
    """The whole book: of each row its models, when and how surely it was read, its figures and what it lacks."""
    said = []
    for section, group in groupby(lines, key=lambda line: line.section):
        said.append(click.style(section.replace("_", " "), bold=True))
        for subject, row in groupby(group, key=lambda line: line.subject):
            said.append(_row(subject, list(row)))
    said.append(f"{len({_row_of(line) for line in lines})} rows")
    return "\n".join(said)


def _row(subject: str, row: list[Line]) -> str:
    known = [(line.name, line.fact) for line in row if isinstance(line.fact, Known)]
    missing = [line.name for line in row if isinstance(line.fact, Unknown)]
    parts = [f"{name} {_text(fact.value)} {fact.unit}".strip() for name, fact in known]
    if not known:
        parts = [row[0].said]
    elif missing:
        parts.append(f"missing {', '.join(missing)}")
    origin = known[0][1].provenance if known else None
    head = f"{subject}  (read {origin.read}, confidence {origin.confidence})" if origin else subject
    return "\n".join((_wrapped(head, "  "), _wrapped("; ".join(parts), "      ")))


def _wrapped(text: str, indent: str, hang: int = 0) -> str:
    after = " " * hang if hang else indent + ("    " if text.startswith("[") else "")
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=after, break_on_hyphens=False)


def _text(value: object) -> str:
    """A value for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) and "low" in value:
        return f"{_text(value['low'])} to {_text(value['high'])}, rather {_text(value['point'])}"
    if isinstance(value, dict):
        return f"{_text(value['ttl_minutes'])} minutes, a write at {_text(value['write_factor'])} ×"
    if isinstance(value, (int, float, Decimal)):
        amount = plain(as_decimal(value))
        return amount if "." in amount else f"{int(amount):,}"
    return str(value).replace("per_", "per ").replace("self_", "self-")


def _exact(value: object) -> Any:
    """A value for programs: numbers as strings, so that none is rounded."""
    if isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return {name: _exact(one) for name, one in value.items()}
    return format(as_decimal(value), "f") if isinstance(value, (int, float, Decimal)) else str(value)


def _iso(day: date | None) -> str | None:
    return str(day) if day else None
