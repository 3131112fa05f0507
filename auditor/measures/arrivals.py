"""When calls come: a log of them is read once, and what it or the declared rhythm means for the cache is modelled.

How long an entry lives is known only once the model is priced, so the first pass keeps every arrival of a log, packed
to a few bytes a call, and the second replays them. No summary of the gaps would do: it would lose the order, which
counts for entries that live so long from their write and for calls that spread over shards.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

from auditor.documents import bytes_of
from auditor.errors import InputError, Problem
from auditor.measures.edition import edition
from auditor.model.agent import Traffic
from auditor.model.arrivals import ArrivalFacts
from auditor.model.fleet import Deployed, sha256
from auditor.model.measurement import Known, Measurement, Unknown, known
from auditor.model.money import Range

MOST_CALLS = 5_000_000
MOST_BYTES = 512 * 1024 * 1024
"""A longer log is refused: a part of it says as much."""

_MOST_PROBLEMS = 20
_MS_PER_MINUTE = 60_000
_MS_PER_DAY = 86_400_000
_EPOCH_SECONDS = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")
_LAST_SECOND = datetime(3000, 1, 1, tzinfo=UTC).timestamp()
_CELL_ENDS = re.compile(rb"[,;\t]")


def measure(member: Deployed, memory: MutableMapping[str, str]) -> Measurement[ArrivalFacts]:
    """When the calls of the agent's log came; what an earlier run read in the same bytes is taken from `memory`.

    Raises InputError if the log cannot be read, is too long, or has lines that say no time.
    """
    log = member.agent.traffic.arrivals
    if log is None or log.file not in member.files:
        return Unknown("traffic.arrivals is not declared")
    path = member.files[log.file]
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise InputError.at(path.as_posix(), f"is larger than {MOST_BYTES // 1024**2} MB; a part of it will do")
    raw = bytes_of(path)
    key = f"arrivals|{edition()}|{sha256(raw)}"
    if key not in memory:
        memory[key] = _packed(_times(raw, path.as_posix()))
    calls, span, packed = json.loads(memory[key])
    if not calls:
        return Unknown(f"{log.file} holds no calls")
    facts = ArrivalFacts(file=log.file, calls=calls, days=Decimal(span) / _MS_PER_DAY, packed=base64.b64decode(packed))
    return Known(facts, "calls")


def _packed(times: list[int]) -> str:
    """The arrivals, in milliseconds and in any order, as a text for `memory`: calls, span, gaps."""
    import numpy as np

    ordered = np.sort(np.array(times, dtype="<i8"))
    span = int(ordered[-1] - ordered[0]) if times else 0
    packed = zlib.compress(np.diff(ordered).tobytes(), 6)
    return json.dumps([len(times), span, base64.b64encode(packed).decode("ascii")])


def _times(raw: bytes, name: str) -> list[int]:
    """The time of every line in milliseconds; raises InputError with the first lines that say none."""
    times: list[int] = []
    problems: list[Problem] = []
    for number, cell in _cells(raw):
        time = _milliseconds(cell)
        if isinstance(time, int):
            times.append(time)
        else:
            problems.append(Problem(f"{name}:{number}", time))
        if len(times) > MOST_CALLS:
            problems.append(Problem(f"{name}:{number}", f"has more than {MOST_CALLS:,} calls; a part of it will do"))
        if len(problems) >= _MOST_PROBLEMS or len(times) > MOST_CALLS:
            break
    if problems:
        raise InputError(problems)
    return times


def _cells(raw: bytes) -> Iterator[tuple[int, str]]:
    """The first cell of each line that has one, with the line's number; a header, which holds no digit, is left out."""
    is_first = True
    for number, line in enumerate(io.BytesIO(raw.removeprefix(b"\xef\xbb\xbf")), 1):
        cell = _CELL_ENDS.split(line, maxsplit=1)[0].decode("utf-8", "replace").strip().strip("\"'").strip()
        if cell and not (is_first and not any(char.isdigit() for char in cell[:200])):
            yield number, cell
        is_first = is_first and not cell


def _milliseconds(cell: str) -> int | str:
    """The time as milliseconds since 1970, or in words why it is none; what names no time zone is UTC."""
    if _EPOCH_SECONDS.fullmatch(cell):
        seconds = float(cell)
        if seconds < _LAST_SECOND:
            return round(seconds * 1000)
        return f"{_cut(cell)} is beyond the year 2999; epoch times are in seconds, not in milliseconds"
    try:
        time = datetime.fromisoformat(cell)
    except ValueError:
        return f"expected a time such as 2026-11-22T10:30:00Z or epoch seconds, got {_cut(cell)!r}"
    if not 1970 <= time.year < 3000:
        return f"expected a time from 1970 to 2999, got {_cut(cell)!r}"
    if len(cell) <= len("2026-11-22"):  # all calls of a day at midnight would seem to find each other's entries
        return f"expected a time of day, too, got {_cut(cell)!r}"
    return round((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def modelled(
    traffic: Traffic,
    calls: Range,
    ttl_minutes: Decimal,
    *,
    renews: bool,
    replay: Measurement[ArrivalFacts] | None = None,
    is_seen: bool = False,
) -> tuple[Range, str]:
    """The share of calls that find the prefix cached, as arrivals and time to live allow, and what that follows from.

    The best evidence there is: a log, replayed at its own volume; else the schedule; else sessions; else calls at
    random. `renews` says whether a hit renews the entry, `is_seen` whether logs show the sessions. Ranges of volume and
    rhythm make a range of rates.
    """
    shards = traffic.shards or 1
    ttl = float(ttl_minutes)
    lives = f"{_said(ttl_minutes, 'minute')} to live{'' if renews else ' from the write'}"
    lives += f" over {shards:,} shards" if shards > 1 else ""
    log = known(replay) if replay is not None else None
    if log is not None:
        rate = Range.sure(_decimal(_replayed(log, ttl, shards, renews=renews)))
        span = _said(log.days, "day") if log.days >= 2 else _said(log.days * 24, "hour")
        return rate, f"from replaying {log.calls:,} calls of {span} in {log.file}, with {lives}"
    from auditor.costs import arrivals

    gap, session = traffic.every_minutes, traffic.session
    if gap is not None:
        rates = _over(lambda minutes: arrivals.every(minutes, ttl, renews=renews, shards=shards), gap)
        return rates, f"from a call every {_said(gap.point, 'minute')} and {lives}"
    volume = f"from {calls.point:,.0f} calls a month"
    if session is not None and session.calls.high > 1:
        form = arrivals.sessions if renews else arrivals.sessions_fixed
        rates = _over(
            lambda month, burst, minutes: form(month, ttl, burst, minutes, shards),
            calls,
            session.calls,
            session.minutes,
        )
        seen = ", as the logs show," if is_seen else ""
        return rates, f"{volume} in sessions of {_said(session.calls.point)}{seen} and {lives}"
    at_random = arrivals.sliding if renews else arrivals.fixed
    return _over(lambda month: at_random(month, ttl, shards), calls), f"{volume} at random and {lives}"


def _over(form: Callable[..., Any], *inputs: Range) -> Range:
    """What a form makes of the most likely inputs, between the least and the most it makes of any of their ends."""
    ends = ({value.low, value.point, value.high} for value in inputs)
    rates = [_decimal(form(*map(float, corner))) for corner in product(*ends)]
    return Range(min(rates), _decimal(form(*(float(value.point) for value in inputs))), max(rates))


def _replayed(log: ArrivalFacts, ttl_minutes: float, shards: int, *, renews: bool) -> float:
    """In whole milliseconds, so that a call exactly as late as an entry is old is told from an earlier one."""
    import numpy as np

    from auditor.costs.arrivals import replayed

    gaps = np.frombuffer(zlib.decompress(log.packed), dtype="<i8")
    times = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(gaps, dtype=np.int64)))
    ttl = round(min(ttl_minutes * _MS_PER_MINUTE, 1e15))
    return replayed(times, ttl, renews=renews, shards=shards)


def _decimal(rate: Any) -> Decimal:
    return Decimal(str(round(float(rate), 6)))


def _said(value: Decimal, unit: str = "") -> str:
    text = f"{value.quantize(Decimal('0.1')).normalize():f}"
    return f"{text} {unit if text == '1' else unit + 's'}" if unit else text
