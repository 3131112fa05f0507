"""The one statement that rolls a table of calls up, put together from rollup.sql and a map of columns.

Nothing that a file or a person wrote becomes SQL, save the expressions of a map: names are quoted, values are literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from math import log
from string import Template

from auditor.usage.figures import MOST_TOKENS
from auditor.usage.flat.dress import Dress, literal
from auditor.usage.flat.mapping import CALLER, FIGURES, Columns
from auditor.usage.invariants import EXCLUSIVE_PROVIDERS

KEYS = (*CALLER, "provider", "model")
TOKENS = "DECIMAL(38, 0)"
"""Sums of floating point numbers that are whole, which are exact up to 9,007,199,254,740,992 a day and caller."""
SUMS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("rows_read", "BIGINT", "SUM(kept)", ()),
    ("calls", "BIGINT", "SUM(calls)", ()),
    ("failed", "BIGINT", "SUM(failed)", ("failed",)),
    ("buckets", "BIGINT", "SUM(bucket)", ()),
    ("with_input", "BIGINT", "SUM(CASE WHEN uncached >= 0 THEN calls - bucket * failed END)", ("input", "uncached")),
    ("uncached", TOKENS, "SUM(uncached)", ("input", "uncached")),
    ("with_cache", "BIGINT", "SUM(CASE WHEN cache_read >= 0 THEN calls - bucket * failed END)", ("cache_read",)),
    ("cache_read", TOKENS, "SUM(cache_read)", ("cache_read",)),
    ("cache_write_5m", TOKENS, "SUM(cache_write_5m)", ("cache_write", "cache_write_5m", "cache_write_1h")),
    ("cache_write_1h", TOKENS, "SUM(cache_write_1h)", ("cache_write_1h",)),
    ("hits", "BIGINT", "SUM(CASE WHEN cache_read > 0 THEN 1 END)", ("cache_read",)),
    ("told_zero", "BIGINT", "SUM(CASE WHEN cache_read = 0 THEN 1 END)", ("cache_read",)),
    ("with_output", "BIGINT", "SUM(CASE WHEN output >= 0 THEN calls - bucket * failed END)", ("output", "reasoning")),
    ("output", TOKENS, "SUM(output)", ("output", "reasoning")),
    ("with_reasoning", "BIGINT", "SUM(CASE WHEN reasoning >= 0 THEN calls END)", ("reasoning",)),
    ("reasoning", TOKENS, "SUM(reasoning)", ("reasoning",)),
    ("with_cost", "BIGINT", "SUM(CASE WHEN NOT cost IS NULL THEN calls - bucket * failed END)", ("cost",)),
    ("cost", "DECIMAL(38, 12)", "SUM(cost)", ("cost",)),
    ("with_batch", "BIGINT", "SUM(CASE WHEN batch >= 0 THEN calls END)", ("batch",)),
    ("batch", "BIGINT", "SUM(CASE WHEN batch = 1 THEN calls END)", ("batch",)),
    ("weighs", "BIGINT", "SUM(weighs)", ("cache_read", "cache_write", "cache_write_5m", "cache_write_1h")),
    ("misfits", "BIGINT", "SUM(misfits)", ("cache_read", "cache_write", "cache_write_5m", "cache_write_1h")),
)
"""What is summed up by day: its name, its type, how it is made of `rows_read`, and of which fields; 0 without them."""
FLAWED = {
    "flaw_unreadable": "left_out = 1",
    "flaw_calls": "left_out = 2",
    "flaw_answered": "left_out = 3",
    "flaw_no_calls": "f_calls = 1",
    "flaw_duplicate": "again > 0",
    "flaw_shapeless": "f_shapeless > 0",
    "flaw_no_tokens": "kept = 1 AND untold = 1 AND failed = 0",
    "flaw_negative": "kept = 1 AND untold = 2",
    "flaw_absurd": "kept = 1 AND untold = 3",
    "flaw_cached": "f_cached = 1",
    "flaw_reasoning": "f_reasoning = 1",
    "flaw_no_time": "kept = 1 AND timeless = 1",
    "flaw_early": "kept = 1 AND timeless = 2",
    "flaw_future": "kept = 1 AND timeless = 3",
    "flaw_currency": "kept = 1 AND costless = 1",
    "flaw_cost_negative": "kept = 1 AND costless = 2",
    "flaw_cost_absurd": "kept = 1 AND costless = 3",
}
"""By what a row is known to have a flaw."""
_COUNTED = {"flaw_duplicate": "again", "flaw_shapeless": "f_shapeless"}
"""Flaws that a row may have more than once."""
ENDS = (("first_at", "TIMESTAMP", "MIN(began)"), ("last_at", "TIMESTAMP", "MAX(began)"))
RESULT = (
    *("grain", *KEYS, "day", "hour", "input_bin", "output_bin"),
    *(name for name, *_ in SUMS),
    *(name for name, *_ in ENDS),
    *("sessions", *FLAWED, "cents", "basis", "seconds", "counted"),
)
"""The columns of a rollup, in their order."""
BIN_WIDTH = f"{log(1.01)!r}e0"
"""A bin's, to the last digit as `sizes` has it; with an exponent it is no decimal to any engine."""

ONCE = "SELECT told.*, 0 AS again FROM told"
FIRST_OF_ID = (
    "SELECT * FROM (SELECT told.*, "
    "CASE WHEN request IS NULL THEN 0 ELSE COUNT(*) OVER (PARTITION BY request) - 1 END AS again, "
    "ROW_NUMBER() OVER (PARTITION BY request ORDER BY began) AS place FROM told) AS placed "
    "WHERE request IS NULL OR place = 1"
)
"""For engines that sort a whole log without ado; ours looks first whether any id comes twice."""
AGAIN = (
    "SELECT told.*, 0 AS again FROM told WHERE request IS NULL OR NOT hash(request) IN (SELECT id FROM again_ids) "
    "UNION ALL SELECT * EXCLUDE (place), COUNT(*) OVER (PARTITION BY request) - 1 AS again FROM "
    "(SELECT told.*, ROW_NUMBER() OVER () AS place FROM told) WHERE NOT request IS NULL "
    "AND hash(request) IN (SELECT id FROM again_ids) "
    "QUALIFY ROW_NUMBER() OVER (PARTITION BY request ORDER BY place) = 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What to roll up, and how."""

    columns: Columns
    sources: tuple[tuple[Dress, str], ...]
    """What stands after FROM, a table's quoted name or a function that reads files, and how its columns are read."""
    where: str = ""
    turned: frozenset[str] = frozenset()
    """Providers, in lower case, whose rows count the other way than the columns say."""
    now: datetime | None = None
    once: str = ONCE
    sessions: str = "COUNT(DISTINCT session)"

    def rollup(self) -> str:
        """The whole rollup: rows of four grains, see `ends.sql`."""
        return self.ending_in(self._ends())

    def grain_by_grain(self) -> Iterator[str]:
        """The same as a statement for each grain, for an engine that would hold them all in memory at once."""
        yield from map(self.ending_in, self._ends().split("\nUNION ALL\n"))

    def _ends(self) -> str:
        by = [key for key in KEYS if self.columns.of(key)] or ["model"]
        size = {"calls": "SUM(calls)"}
        sessions = {"sessions": self.sessions}
        flaws = {name: f"SUM({_COUNTED.get(name, f'CASE WHEN {rule} THEN 1 END')})" for name, rule in FLAWED.items()}
        return _text("ends.sql").substitute(
            keys=", ".join(key if key in by else f"CAST(NULL AS VARCHAR) AS {key}" for key in KEYS),
            no_keys=", ".join(f"CAST(NULL AS VARCHAR) AS {key}" for key in KEYS),
            by=", ".join(by),
            sums=self._measures({name: how for name, _, how, fields in SUMS if self._has(fields)}, ends=True),
            counts=self._measures(size),
            sessions=self._measures(sessions),
            flaws=self._measures(flaws),
            flawed=" OR ".join(f"({rule})" for rule in FLAWED.values()),
        )

    def _has(self, fields: tuple[str, ...]) -> bool:
        return not fields or any(map(self.columns.of, fields))

    def _measures(self, made: Mapping[str, str], *, ends: bool = False) -> str:
        """The columns of a rollup after its keys; those not made are 0 where all are summed up, else NULL."""
        nothing = "0" if ends else "NULL"
        sums = [
            f"CAST({f'COALESCE({made[name]}, 0)' if name in made else nothing} AS {type}) AS {name}"
            for name, type, *_ in SUMS
        ]
        times = [f"CAST({how if ends else 'NULL'} AS {type}) AS {name}" for name, type, how in ENDS]
        others = [f"CAST({made.get(name, 'NULL')} AS BIGINT) AS {name}" for name in ("sessions", *FLAWED)]
        return ", ".join([*sums, *times, *others, self._about()])

    def first_flawed(self, names: Iterable[str]) -> str:
        """The number of the first row, from 1, that has each of these flaws."""
        found = ", ".join(f"MIN(CASE WHEN {FLAWED[name]} THEN place END) AS {name}" for name in names)
        return self.ending_in(_joined("SELECT", found, "FROM (SELECT *, ROW_NUMBER() OVER () AS place FROM rows_read)"))

    def ids_that_come_again(self) -> str:
        """A temporary table of the hashes of requests that stand in more than one row."""
        inner = _joined(
            "SELECT hash(request) AS id FROM told WHERE NOT request IS NULL", "GROUP BY 1 HAVING COUNT(*) > 1"
        )
        return "CREATE OR REPLACE TEMP TABLE again_ids AS " + self.ending_in(inner)

    def ending_in(self, end: str) -> str:
        """All steps, and then `end`."""
        columns = self.columns
        return _text("rollup.sql").substitute(
            told="\n  UNION ALL\n  ".join(self._told(dress, source) for dress, source in self.sources),
            once=self.once,
            whole=", ".join(f"CASE WHEN {_is_whole(name)} THEN {name} END AS n_{name}" for name in FIGURES),
            shapeless=" + ".join(
                f"CASE WHEN NOT {name} IS NULL AND NOT ({_is_whole(name)}) THEN 1 ELSE 0 END" for name in FIGURES
            ),
            no_figure=" AND ".join(f"n_{name} IS NULL" for name in FIGURES if name != "total"),
            negative=" OR ".join(f"n_{name} < 0" for name in FIGURES),
            absurd=" OR ".join(
                f"n_{name} > {MOST_TOKENS} * CASE WHEN calls > 1 THEN calls ELSE 1 END" for name in FIGURES
            ),
            output=_OUTPUT_APART if columns.reasoning_apart else _OUTPUT,
            apart=str(int(columns.reasoning_apart)),
            future=self._future(),
            turned=self._turned(),
            counts_exclusive=_EXCLUSIVE[columns.counts],
            is_bucket="1 = 1" if columns.bucket else "0 = 1",
            hour="NULL" if columns.bucket == "day" else "EXTRACT(HOUR FROM began)",
            bin_width=BIN_WIDTH,
            end=end,
        )

    def _told(self, dress: Dress, source: str) -> str:
        columns = self.columns
        texts = [f"{dress.text(columns.of(name))} AS {name}" for name in (*KEYS, "request", "session", "currency")]
        figures = [f"{dress.number(columns.of(name))} AS {name}" for name in FIGURES]
        calls = dress.number(columns.of("calls")) if columns.of("calls") else "CAST(1 AS DOUBLE)"
        told = [
            *texts,
            *figures,
            f"{calls} AS calls",
            f"{dress.number(columns.of('failed'))} AS failed",
            f"{dress.truth(columns.of('batch'))} AS batch",
            f"{dress.any(columns.of('answered'))} AS answered",
            f"{dress.money(columns.of('cost'))} AS cost",
            f"{dress.number(columns.of('cost'), nonsense='NULL')} AS cost_size",
            f"{dress.moment(columns.of('time'), columns.unit, columns.zone)} AS began",
            f"{dress.blank(columns)} AS blank",
        ]
        return _joined("SELECT", ",\n    ".join(told), "FROM", source + (f" WHERE {self.where}" if self.where else ""))

    def _about(self) -> str:
        """What is the same for every row of the rollup, so that it can be read without us knowing where it is from."""
        columns = self.columns
        basis = literal(columns.basis) if columns.basis else "CAST(NULL AS VARCHAR)"
        width = {"day": 86400, "hour": 3600, None: 0}[columns.bucket]
        counts = literal(columns.counts)
        return f"{int(columns.cents)} AS cents, {basis} AS basis, {width} AS seconds, {counts} AS counted"

    def _future(self) -> str:
        if self.now is None:
            return "0 = 1"
        latest = (self.now.replace(tzinfo=None) + timedelta(days=1)).isoformat(sep=" ")
        return f"began > CAST({literal(latest)} AS TIMESTAMP)"

    def _turned(self) -> str:
        if not self.turned:
            return "0 = 1"
        return f"LOWER(COALESCE(provider, '')) IN ({', '.join(map(literal, sorted(self.turned)))})"


_EXCLUSIVE = {
    "inclusive": "0 = 1",
    "exclusive": "1 = 1",
    "native": " OR ".join(f"LOWER(provider) LIKE '%{name}%'" for name in EXCLUSIVE_PROVIDERS),
}
_OUTPUT = "CASE WHEN n_reasoning > n_output THEN n_output + n_reasoning ELSE n_output END"
_OUTPUT_APART = "CASE WHEN n_reasoning IS NULL THEN n_output ELSE COALESCE(n_output, 0) + n_reasoning END"


def _is_whole(name: str) -> str:
    return f"{name} = FLOOR({name}) AND ABS({name}) < 1e18"


def _joined(*parts: str) -> str:
    return " ".join(parts)


@cache
def _text(name: str) -> Template:
    return Template(files(__package__).joinpath(name).read_text("utf-8"))
