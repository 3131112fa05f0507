"""What a log of calls tells, before anything is made of it: for people, as CSV, and as JSON."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from auditor.model.observed import input_of
from auditor.model.usage import Flaw, UsageLog, Used
from auditor.reporters.csv import cell
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, clipped, count, share, usd_point

_WIDTHS = (8, 8, 8, 7, 8)
_HEADS = ("calls", "in/call", "out/call", "cached", "cost")
_LEAST = 18

CSV_COLUMNS = (
    *("log", "agent", "agent_name", "prompt_name", "prompt_sha256", "account", "provider", "model", "first", "last"),
    *("calls", "failed", "with_input", "uncached", "with_cache", "cache_read", "cache_write_5m", "cache_write_1h"),
    *("hits", "with_output", "output", "reasoning", "input_p50", "input_p95", "output_p50", "output_p95"),
    *("with_cost", "cost", "basis", "sessions", "batch", "days"),
)


def lines(log: UsageLog, width: int, top: int, paint: Paint) -> list[str]:
    """A log as a table for a terminal of this width: its largest callers first, then what was wrong with it."""
    said = f"{log.format}, {_several(log.rows, 'row')}{_when(log)}"
    found = [paint(clean(log.path), bold=True), *textwrap.wrap(said, width), ""]
    room = max(2 * _LEAST, width - sum(_WIDTHS) - len(_WIDTHS) - 1)
    names = room * 3 // 5, room - room * 3 // 5
    found.append(paint(_row(("caller", "model"), _HEADS, names), dim=True))
    ranked = sorted(log.used, key=lambda used: (-input_of(used), -used.calls))
    found += [_of(used, names, tells_cache=log.tells_cache) for used in ranked[:top]]
    if len(ranked) > top:
        found.append(paint(f"… and {_several(len(ranked) - top, 'smaller row')}: --top 0 shows all", dim=True))
    found += ["", *textwrap.wrap(_total(log), width), ""]
    for flaw in log.flaws:
        found += textwrap.wrap(_told(flaw), width, initial_indent="! ", subsequent_indent="  ")
    return found


def _when(log: UsageLog) -> str:
    if log.first is None or log.last is None:
        return ", without times"
    days = {day for used in log.used for day, number in used.by_day if number > 0}
    if not days:  # as of a bill, which tells money of calls that nobody counted
        return f", {log.first:%Y-%m-%d} to {log.last:%Y-%m-%d}"
    return f", {log.first:%Y-%m-%d} to {log.last:%Y-%m-%d}, calls on {_several(len(days), 'day')}"


def _of(used: Used, names: tuple[int, int], *, tells_cache: bool) -> str:
    total = input_of(used)
    cells = (
        count(used.calls) if used.calls else "?",
        _per(total, used.with_input),
        _per(used.output, used.with_output),
        share(Decimal(used.cache_read) / total) if used.with_cache and total else ("?" if not tells_cache else ""),
        usd_point(used.cost) if used.tells_cost else "?",
    )
    model = used.model or "no model"
    return _row((used.caller.label, model), cells, names)


def _row(names: Sequence[str], cells: Sequence[str], room: tuple[int, int]) -> str:
    left = " ".join(f"{clipped(clean(name), most):<{most}}" for name, most in zip(names, room, strict=True))
    return left + "".join(f" {cell:>{most}}" for cell, most in zip(cells, _WIDTHS, strict=True))


def _total(log: UsageLog) -> str:
    callers = len({used.caller for used in log.used})
    calls = sum(used.calls for used in log.used)
    failed = sum(used.failed for used in log.used)
    total = sum(map(input_of, log.used))
    read = sum(used.cache_read for used in log.used)
    nobody = sum(used.calls for used in log.used if used.caller.is_nobody)
    parts = [
        (f"{_several(callers, 'caller')} made {_several(calls, 'call')}" if calls else "how many calls is not told")
        + (f", {count(failed)} failed" if failed else "")
    ]
    parts.append(
        f"{count(total)} input tokens"
        + (f", {share(Decimal(read) / total)} read from a cache" if total and read else "")
    )
    parts.append(f"{count(sum(used.output for used in log.used))} output tokens")
    if not log.tells_cache:
        parts.append("this format cannot tell what was read from a cache")
    if nobody:
        parts.append(f"{_several(nobody, 'call')} of nobody named")
    return "; ".join(parts) + "."


def _told(flaw: Flaw) -> str:
    where = f" (first at {flaw.file}:{flaw.line})" if flaw.line else ""
    return clean(f"{count(flaw.count)} × {flaw.kind.replace('-', ' ')}: {flaw.done}{where}")


def _per(tokens: int, calls: int) -> str:
    return count(round(tokens / calls)) if calls else "?"


def _several(number: int, noun: str) -> str:
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def table(logs: Sequence[UsageLog]) -> str:
    """Every caller and model of the logs as CSV, with all that is known."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for log in logs:
        for used in log.used:
            writer.writerow(cell(one) if isinstance(one, str) else one for one in _cells(log, used))
    return text.getvalue()


def _cells(log: UsageLog, used: Used) -> list[Any]:
    caller, sizes = used.caller, (used.input_sizes, used.output_sizes)
    quantiles = [figure for one in sizes for figure in ((one.p50, one.p95) if one else (None, None))]
    return [
        *(log.path, caller.id, caller.name, caller.prompt_name, caller.prompt_sha256, caller.account),
        *(used.provider, used.model, _iso(used.first), _iso(used.last)),
        *(used.calls, used.failed, used.with_input, used.uncached, used.with_cache, used.cache_read),
        *(used.cache_write_5m, used.cache_write_1h, used.hits, used.with_output, used.output, used.reasoning),
        *quantiles,
        *(used.with_cost, used.cost, used.basis, used.sessions, used.batch, len(used.by_day)),
    ]


def document(logs: Sequence[UsageLog]) -> dict[str, Any]:
    """The logs with everything that they tell, for `json.dumps`."""
    plain: dict[str, Any] = _plain({"format": 1, "logs": [asdict(log) for log in logs]})
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return _iso(value)
    return str(value) if isinstance(value, Decimal) else value


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat().replace("+00:00", "Z")
