"""What the commands that read a fleet share: of which formats it can be, and the model of agents that name none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from auditor.errors import InputError, Problem

if TYPE_CHECKING:
    from auditor.model.fleet import Fleet
    from auditor.sources.reading import Options

F = TypeVar("F", bound=Callable[..., object])


class _Format(click.ParamType[str]):
    """A format by its name; the formats are imported only where one is named or help is asked for."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(click.Choice(_names()).convert(value, param, ctx))


class _FormatOption(click.Option):
    """An option whose help names the formats there are."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = f"Look for this format only, instead of all; may be repeated: {', '.join(_names())}."
        return super().get_help_record(ctx)


def _names() -> list[str]:
    from auditor.sources import FORMATS

    return list(FORMATS)


OPTIONS = (
    click.option("--from", "read_as", cls=_FormatOption, type=_Format(), multiple=True, metavar="FORMAT"),
    click.option(
        "--default-model",
        metavar="PROVIDER/NAME",
        help="The model of every agent that names neither one nor another provider, such as"
        " anthropic/claude-sonnet-5-5.",
    ),
)


def added(command: F) -> F:
    """The options on reading, for a command that does not audit."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def options(read_as: tuple[str, ...], default_model: str | None, day: date, *, is_outside_allowed: bool) -> Options:
    """How sources are read; `day` is that of the audit. Raises InputError for what names no format or model."""
    from auditor.model.agent import Model
    from auditor.sources.models import model_of
    from auditor.sources.reading import Options

    unknown = [name for name in read_as if name not in _names()]
    if unknown:
        raise InputError.at("from", f"no format is called {unknown[0]!r}; known: {', '.join(_names())}")
    model = None
    if default_model is not None:
        found = model_of(default_model)
        if found.name is None:
            raise InputError.at("--default-model", f"expected PROVIDER/NAME, got {default_model!r}: {found.because}")
        model = Model.model_validate(found.declared)
    return Options(allow_outside=is_outside_allowed, formats=read_as, as_of=day, default_model=model)


def fleet(paths: tuple[Path, ...], options: Options) -> Fleet:
    """The fleet in some sources; raises InputError, which says of a log of calls that it is one and no source."""
    from auditor import sources

    try:
        return sources.read_all(paths, options)
    except InputError as error:
        logs = {path.as_posix(): said for path in paths if (said := _as_log(path))}
        if not logs:
            raise
        others = [one for one in error.problems if not one.where.startswith(tuple(logs))]
        raise InputError([*(Problem(path, said) for path, said in logs.items()), *others]) from None


def _as_log(path: Path) -> str:
    """What a file is taken for that is no inventory but has the signs of a log of calls; nothing for any other."""
    from auditor import usage
    from auditor.sources import recognizing

    try:
        if not path.is_file() or recognizing.says_so(path):
            return ""
        found = usage.format_of(path, usage.UsageOptions())
    except (InputError, OSError):
        return ""
    return f"looks like a log of calls ({found.NAME}), which holds no agents: give it with --usage"
