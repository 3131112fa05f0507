"""Records as bytes: JSON with its keys in order, compressed with a dictionary made from the fleet's own records."""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

from auditor.model.kept import AgentRecord, KeptBreakEven, KeptGate, KeptLine, RunInputs, RunTotals
from auditor.model.money import Range

DICTIONARY_BYTES = 32_768
"""As far back as deflate can look."""


def to_json(record: AgentRecord) -> bytes:
    """An agent's record, the same bytes for the same record."""
    found = record.break_even
    plain = {
        **{name: getattr(record, name) for name in _PLAIN},
        **{name: _ends(getattr(record, name)) for name in ("calls", "cost", "saving")},
        "volatile_share": str(record.volatile_share),
        "gates": [list(gate) for gate in record.gates],
        "lines": [[line.name, str(line.quantity), str(line.price), int(line.is_per_call)] for line in record.lines],
        "break_even": {
            "crossed": found.crossed,
            **{name: _text(getattr(found, name)) for name in ("low", "point", "high", "payback_months")},
            "crosses_on": found.crosses_on,
            "flips": [[name, str(at)] for name, at in found.flips],
        },
        "evidence": record.evidence,
    }
    return json.dumps(plain, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


_PLAIN = (
    *("id", "name", "owner", "model", "is_tuned", "prompt_sha256", "tokens"),
    *("verdict", "family", "confidence", "because"),
)


def from_json(text: bytes) -> AgentRecord:
    """The record that `to_json` wrote."""
    kept: dict[str, Any] = json.loads(text)
    found = kept["break_even"]
    return AgentRecord(
        **{name: kept[name] for name in _PLAIN},
        calls=_range(kept["calls"]),
        cost=_range(kept["cost"]),
        saving=_range(kept["saving"]),
        volatile_share=Decimal(kept["volatile_share"]),
        gates=tuple(KeptGate(*gate) for gate in kept["gates"]),
        lines=tuple(
            KeptLine(name, Decimal(quantity), Decimal(price), bool(is_per_call))
            for name, quantity, price, is_per_call in kept["lines"]
        ),
        break_even=KeptBreakEven(
            crossed=found["crossed"],
            low=_decimal(found["low"]),
            point=_decimal(found["point"]),
            high=_decimal(found["high"]),
            payback_months=_decimal(found["payback_months"]),
            crosses_on=found["crosses_on"],
            flips=tuple((name, Decimal(at)) for name, at in found["flips"]),
        ),
        evidence=kept["evidence"],
    )


def summary(inputs: RunInputs, totals: RunTotals) -> str:
    """What a run is without its agents."""
    fields = {name: getattr(inputs, name) for name in RunInputs.__dataclass_fields__}
    sums = {name: getattr(totals, name) for name in ("agents", "costed", "prompt_tokens", "verdicts")}
    money = {name: _ends(getattr(totals, name)) for name in ("cost", "avoidable")}
    return json.dumps({"inputs": fields, "totals": sums | money}, sort_keys=True, separators=(",", ":"))


def from_summary(text: str) -> tuple[RunInputs, RunTotals]:
    """What `summary` wrote."""
    kept = json.loads(text)
    totals = kept["totals"]
    money = {name: _range(totals[name]) for name in ("cost", "avoidable")}
    return RunInputs(**kept["inputs"]), RunTotals(**(totals | money))


def digest(text: bytes) -> bytes:
    """The name of a record by its content."""
    return hashlib.sha256(text).digest()[:16]


def compressed(text: bytes, dictionary: bytes) -> bytes:
    """A record in as few bytes as what it has in common with the dictionary allows."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=dictionary)
    return packer.compress(text) + packer.flush()


def restored(body: bytes, dictionary: bytes) -> bytes:
    """The record again; raises zlib.error if it is damaged."""
    packer = zlib.decompressobj(-15, zdict=dictionary)
    return packer.decompress(body) + packer.flush()


def dictionary_of(texts: Sequence[bytes]) -> bytes:
    """A dictionary of records spread evenly over the fleet."""
    room, chosen = DICTIONARY_BYTES, []
    size = sum(map(len, texts)) // max(1, len(texts)) or 1
    step = max(1, len(texts) * size // room)
    for text in texts[::step]:
        chosen.append(text[:room])
        room -= len(chosen[-1])
        if room <= 0:
            break
    return b"".join(chosen)


def members(ids: Iterable[int]) -> bytes:
    """The record numbers of a run, as differences: agents that did not change follow each other and cost nothing."""
    numbers = [0, *ids]
    steps = array("q", (later - earlier for earlier, later in pairwise(numbers)))
    if sys.byteorder == "big":
        steps.byteswap()
    return zlib.compress(steps.tobytes(), 9)


def from_members(body: bytes) -> list[int]:
    """The record numbers that `members` wrote, in the order of the agents' ids."""
    steps = array("q", zlib.decompress(body))
    if sys.byteorder == "big":
        steps.byteswap()
    return list(accumulate(steps))


def storable(text: str) -> str:
    """A text that SQLite can hold: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _ends(value: Range | None) -> list[str] | None:
    if value is None:
        return None
    return [str(value.point)] if value.is_sure else [str(value.low), str(value.point), str(value.high)]


def _range(ends: list[str] | None) -> Range | None:
    if ends is None:
        return None
    values = [Decimal(end) for end in ends]
    return Range(values[0], values[0], values[0]) if len(values) == 1 else Range(*values)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
