"""The project file: which audits run unattended, when, what they leave behind and whom they tell."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from auditor.model.address import Place, place
from auditor.model.cron import CronError
from auditor.model.cron import parse as parse_cron
from auditor.model.declared import Declared
from auditor.model.formats import Format, Prompts

NewsKind = Literal["verdict", "decision", "crossing", "cost", "avoidable", "fleet", "prompt"]

MOST_NAME = 52
"""Characters of an audit's name: what Kubernetes allows the name of a CronJob."""


def _wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError("project", "{message}", {"message": message})


def _cron(value: str) -> str:
    try:
        parse_cron(value)
    except CronError as error:
        raise _wrong(str(error)) from None
    return " ".join(value.split())


def _zone(value: str) -> str:
    try:
        zone(value)
    except (ValueError, OSError, LookupError):
        raise _wrong(f"expected a time zone such as UTC or Europe/Berlin, got {value[:60]!r}") from None
    return value


def zone(name: str) -> tzinfo:
    """The time zone of a name; UTC needs no table of zones."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _variable(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise _wrong(  # what stands there may be the secret itself, so it is not shown
            "expected the name of an environment variable that holds the address; an address is a secret and has no "
            "place in this file"
        )
    return value


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _without_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise _wrong("is empty: name at least one")
    return tuple(dict.fromkeys(values))


Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00-\x1f\x7f]+$")]
Names = BeforeValidator(_one_or_more)
Some = AfterValidator(_without_repeats)
AuditName = Annotated[
    str, StringConstraints(min_length=1, max_length=MOST_NAME, pattern=r"^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$")
]
Variable = Annotated[str, BeforeValidator(_variable)]


class Tell(Declared):
    """Whom to tell, and of what."""

    to: Annotated[tuple[Variable, ...], Names, Some] = Field(
        description="environment variables, each holding one address or several (Apprise's: slack://…, mailto://…)"
    )
    news: Annotated[tuple[NewsKind, ...], Names, Some] = get_args(NewsKind)
    failures: bool = Field(default=True, description="tell, once, of an audit that failed, and of its running again")
    link: Words | None = Field(default=None, description="where the report can be read")


class UnattendedAudit(Declared):
    """One audit; all paths are relative to the project file's folder."""

    source: Annotated[tuple[Words, ...], Names, Some]
    policy: Words | None = None
    traffic: Words | None = None
    usage: Annotated[tuple[Words, ...], Names] = Field(
        default=(), description="logs of calls: files, folders, patterns, s3://… or postgres://…"
    )
    usage_format: Words | None = Field(default=None, description="the format of the logs, where it is not recognised")
    usage_map: Words | None = Field(default=None, description="a file that says which column of a log holds what")
    match: Words | None = Field(default=None, description="a file that says which caller in the logs is which agent")
    allow_outside: bool = False
    read_as: Annotated[tuple[Words, ...], Names] = Field(
        default=(), alias="from", description="the formats that the source can be of; auditor formats lists them"
    )
    default_model: Words | None = Field(
        default=None, description="the model of every agent that names none: anthropic/claude-sonnet-5-5"
    )
    decisions: Words | None = Field(
        default=None, description="what people decided; default decisions.yaml beside the source, if it is there"
    )
    prompts: Prompts = "full"
    formats: Annotated[tuple[Format, ...], Names, Some] = ("html", "json")
    folder: Words | None = Field(default=None, description="where the reports go; default reports/ and the name")
    history: Words = "reports/history.sqlite3"
    metrics: Words | None = Field(
        default=None, description="a file for Prometheus' textfile collector, ending in .prom"
    )
    fail_on: Literal["info", "low", "medium", "high", "never"] = "never"
    strict: bool = False
    schedule: Annotated[Words, AfterValidator(_cron)] | None = Field(default=None, description="a cron expression")
    timezone: Annotated[Words, AfterValidator(_zone)] = "UTC"
    tell: Tell | None = None


def _whole(value: Any) -> Any:
    if type(value) is not int:  # to Python, true and 1.0 are 1
        raise PydanticCustomError("schema", "expected 1, got {got}", {"got": repr(value)[:60]})
    return value


class Project(Declared):
    """The whole file, and the folder that it lies in."""

    schema_: Annotated[Literal[1], BeforeValidator(_whole)] = Field(alias="schema")
    state: Words = Field(default=".auditor", description="the folder for locks and for what was told to whom")
    audit: dict[AuditName, UnattendedAudit]
    home: Path = Field(default=Path(), exclude=True)

    @property
    def state_folder(self) -> Path:
        """Where locks and states lie."""
        return self.home / self.state

    def path(self, name: str) -> Path:
        """A path of the file as one of this process."""
        return self.home / name

    def place(self, name: str) -> Place:
        """A file of the project, or an address."""
        return place(name, self.home)

    def folder(self, name: str) -> Path:
        """Where an audit's reports go."""
        return self.home / (self.audit[name].folder or f"reports/{name}")
