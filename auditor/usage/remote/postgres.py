"""A table of PostgreSQL, summed up there by the statement of usage-sql: no row of it comes here, only the sums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from auditor.errors import InputError
from auditor.model.address import Address
from auditor.usage.flat.dress import quoted
from auditor.usage.flat.folding import FLAWS, Folding
from auditor.usage.flat.mapping import Columns
from auditor.usage.flat.statement import FIRST_OF_ID, RESULT, Statement
from auditor.usage.flat.warehouse import in_dialect
from auditor.usage.formats import table as own_table
from auditor.usage.log import Log, UsageOptions
from auditor.usage.log_format import Rolled
from auditor.usage.remote.tables import OWN_NAMES, DatabaseDress, kind_of

if TYPE_CHECKING:
    from psycopg import Connection

SCHEMES = ("postgres", "postgresql")
_EXTRA = "reading from PostgreSQL needs psycopg, the extra postgres of this tool: pip install 'psycopg[binary]'"
_AS_FILE = "; export it, and read the file, whose columns may hold anything: \\copy TABLE to log.csv csv header"
_COMES_AGAIN = "SELECT EXISTS (SELECT request FROM told WHERE NOT request IS NULL GROUP BY request HAVING COUNT(*) > 1)"
_SETTINGS = {"timezone": "UTC", "standard_conforming_strings": "on", "jit": "off"}
"""Of our transaction alone, where the server knows them; to compile the statement takes longer than it saves."""


class Table:
    """A table while the connection to its database is open, as a format that is summed up by a database."""

    DESCRIPTION = "A table of PostgreSQL"
    TELLS_CACHE = True

    def __init__(self, connection: Connection[Any], address: Address, name: str, options: UsageOptions) -> None:
        self._connection = connection
        self._address = address
        self._name = ".".join(map(quoted, name.split(".")))
        self._types = self._look()
        self._kind = kind_of(tuple(self._types), options, address)
        self.NAME = self._kind.name
        self._digests: list[bytes] = []

    @property
    def sha256(self) -> str:
        """Of the sums that were read last, whose rows have no order."""
        return hashlib.sha256(b"".join(sorted(self._digests))).hexdigest()

    def claims(self, head: object) -> bool:
        """No file is a table of a database."""
        return False

    def rolled(self, log: Log) -> Rolled:
        """All calls; raises InputError where the database, or a value in the table, does not let them be summed up."""
        if self._kind.is_guessed:
            own_table.tell(self._kind.columns, log)
        with _errors(self._address, advice=_AS_FILE):
            sums = self._sums(self._kind.columns, log)
        if self._kind.is_guessed:
            own_table.settled(self._kind.columns, log)
        return sums

    def _look(self) -> dict[str, str]:
        """The columns of the table and their types, as PostgreSQL says them."""
        with self._connection.cursor() as cursor:
            columns = cursor.execute(f"SELECT * FROM {self._name} LIMIT 0").description or []  # noqa: S608 -- quoted
            types = cursor.execute(
                "SELECT oid, format_type(oid, NULL) FROM pg_type WHERE oid = ANY(%s)",
                [[column.type_code for column in columns]],
            )
            by_code = dict(types)
            return {column.name: by_code.get(column.type_code, "text") for column in columns}

    def _sums(self, columns: Columns, log: Log) -> Rolled:
        statement = Statement(
            columns=columns,
            sources=((DatabaseDress(self._types), self._name),),
            turned=log.conventions.turned,
            now=log.options.now,
        )
        if columns.of("request") and next(self._rows(statement.ending_in(_COMES_AGAIN)))[0]:
            statement = replace(statement, once=FIRST_OF_ID)
        folding, self._digests = Folding(log), []
        folding.add(self._told(row) for row in self._rows(statement.rollup()))
        for name, count in folding.flaws.items():
            what, done = FLAWS[name]
            log.tell(what, done, 0, count)
        return folding.done()

    def _told(self, row: tuple[Any, ...]) -> dict[str, Any]:
        self._digests.append(hashlib.sha256(json.dumps(row, default=str).encode()).digest())
        return dict(zip(RESULT, row, strict=True))

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """What a statement gives, as it comes: the rollup of a large fleet has many rows."""
        with self._connection.cursor() as cursor:
            yield from cursor.stream(in_dialect(sql, "postgres"))


@contextmanager
def opened(address: Address, options: UsageOptions) -> Iterator[Table]:
    """The table that an address names, in a transaction that can only read; raises InputError."""
    found = _parts(address)
    name = found.table or OWN_NAMES.get(options.format or "")
    if not name:
        said = "name the table, as schema.table in its own upper and lower case"
        raise InputError.at(address, f"{said}: postgres://user@host/database?table=LiteLLM_SpendLogs")
    try:
        import psycopg
    except ImportError:
        raise InputError.at(address, _EXTRA) from None
    with _errors(address):
        patience: dict[str, Any] = {} if "connect_timeout=" in found.server else {"connect_timeout": 10}
        connection = psycopg.connect(found.server, application_name="auditor", client_encoding="utf8", **patience)
    with connection, _errors(address):
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        for name_and_value in _SETTINGS.items():
            connection.execute(
                "SELECT set_config(name, %s, true) FROM pg_settings WHERE LOWER(name) = %s", name_and_value[::-1]
            )
        yield Table(connection, address, name, options)


@dataclass(frozen=True, slots=True)
class _Parts:
    server: str
    """The address as PostgreSQL's own tools take it."""
    table: str


def _parts(address: Address) -> _Parts:
    server, _, query = address.text.partition("?")
    found, others = "", []
    for one in query.split("&") if query else ():
        name, _, value = one.partition("=")
        if name == "table":
            found = unquote(value)
        else:
            others.append(one)
    return _Parts(f"{server}?{'&'.join(others)}" if others else server, found)


@contextmanager
def _errors(address: Address, advice: str = "") -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.OperationalError as error:
        raise InputError.at(address, f"cannot be read: {_said(error, address)}") from None
    except (psycopg.Error, ValueError, OverflowError) as error:
        what = "cannot be summed up there" if advice else "cannot be read"
        raise InputError.at(address, f"{what}: {_said(error, address)}{advice}") from None


def _said(error: Exception, address: Address) -> str:
    """The first line of what the database said, without the secrets of the address, which it may repeat."""
    return address.without_secrets(str(error).strip().split("\n", 1)[0])[:300] or type(error).__name__
