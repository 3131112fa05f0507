"""What a table of a database is: one that a tool keeps, or somebody's own by a map or by the names of its columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from auditor.errors import InputError
from auditor.model.address import Address
from auditor.usage.flat.dress import in_utc, written
from auditor.usage.flat.map_file import read_map
from auditor.usage.flat.mapping import At, Columns, Is, Source, Tag, Unit
from auditor.usage.flat.warehouse import TableDress
from auditor.usage.formats import litellm_daily, litellm_spend_logs, table
from auditor.usage.log import UsageOptions
from auditor.usage.log_format import Head

OWN_NAMES = {litellm_spend_logs.NAME: "LiteLLM_SpendLogs", litellm_daily.NAME: "LiteLLM_DailyAgentSpend"}
"""What the tools call their tables."""
_KEPT = (litellm_spend_logs, litellm_daily)
_NUMBERS = ("smallint", "integer", "bigint", "int", "numeric", "decimal", "real", "double precision")
_TEXTS = ("text", "character", "name")
_UNITS: tuple[tuple[Unit, str], ...] = (("s", "1e11"), ("ms", "1e14"), ("us", "1e17"), ("ns", "1e19"))
"""Below which number a time is of which unit, as in files."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a table is read."""

    name: str
    columns: Columns
    is_guessed: bool = False


def kind_of(names: Collection[str], options: UsageOptions, address: Address) -> Kind:
    """How a table of these columns is read; raises InputError where nothing says so."""
    known = {one.NAME: one for one in _KEPT}
    if options.format not in {None, table.NAME, *known}:
        others = "what else a database holds is read from a file that it is exported to"
        raise InputError.at(
            address, f"{options.format!r} is no table of a database: {', '.join((*known, table.NAME))}; {others}"
        )
    if options.map is not None:
        return Kind(table.NAME, read_map(options.map))
    head = Head(name="", raw=b"", text="", first=dict.fromkeys(names))
    if options.format != table.NAME:
        for one in _KEPT:
            if options.format == one.NAME or (options.format is None and one.claims(head)):
                return Kind(one.NAME, one.columns())
    return Kind(table.NAME, table.guessed(names, address), is_guessed=True)


class DatabaseDress(TableDress):
    """For a table that can be looked at: what it has no column for is not asked for, and its times may be numbers."""

    def __init__(self, types: Mapping[str, str]) -> None:
        super().__init__("postgres")
        self._types = types
        """By its name, the type of each column as PostgreSQL says it."""

    def _here(self, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        ats = [(one, one.at if isinstance(one, (Is, Tag)) else one) for one in sources]
        return tuple(one for one, at in ats if not isinstance(at, At) or at.column in self._types)

    def _number(self, source: Source, nonsense: str) -> str:
        if self._type(source) == "boolean":
            return f"CAST(CAST({self._value(source)} AS INTEGER) AS DOUBLE)"
        return super()._number(source, nonsense)

    def _type(self, source: Source) -> str:
        """As PostgreSQL says it; text for what stands inside of JSON; nothing for what is worked out."""
        if not isinstance(source, At):
            return ""
        return "text" if source.path else self._types[source.column]

    def _moment(self, source: Source, unit: Unit | None, zone: str) -> str:
        type = self._type(source)
        if unit is None and type.startswith(_TEXTS):
            return written(self._text(source), zone)
        if unit is None and type.startswith(_NUMBERS):
            value = f"CAST({self._value(source)} AS DOUBLE)"
            ways = [f"WHEN {value} < {below} THEN {super(DatabaseDress, self)._moment(source, one, zone)}"
                    for one, below in _UNITS]  # fmt: skip
            return f"CASE WHEN {value} <= 0 THEN NULL {' '.join(ways)} END"
        moment = super()._moment(source, unit, zone)
        has_zone = unit is not None or type == "timestamp with time zone"
        return moment if has_zone else in_utc(moment, zone)
