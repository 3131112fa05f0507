"""What `auditor review` works on: a run, from its document or audited now, the ledger beside it, and who decides."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from auditor.cli import running
from auditor.cli.explain import PLACES
from auditor.documents.git_process import Git, NoHistoryError
from auditor.errors import InputError

if TYPE_CHECKING:
    from auditor.model.review import Decision, Rise
    from auditor.review import Subject

F = TypeVar("F", bound=Callable[..., object])
LEDGER = click.Path(path_type=Path, dir_okay=False)
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
MOST = 500


@dataclass(frozen=True, slots=True)
class Case:
    """The agents to decide about, what was decided so far, and the clock."""

    agents: dict[str, Subject]
    fleet: str
    ledger: Path
    decisions: tuple[Decision, ...]
    rise: Rise
    now: datetime


def options(command: F) -> F:
    """Where the run comes from and where the ledger is."""
    for option in reversed(
        (
            click.option("--run", "run", type=running.FILE, metavar="AUDIT.json", help="Decide on this finished run."),
            click.option(
                "--decisions",
                type=LEDGER,
                metavar="FILE",
                help="The ledger; default decisions.yaml beside the inventory.",
            ),
        )
    ):
        command = option(command)
    return running.options(command)


def inventory(command: F) -> F:
    """The inventory as an option, for commands whose arguments are agents."""
    return click.option(
        "--inventory",
        "sources",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="SOURCE",
        help="Audit this now and decide on that; default fleet.yaml here or inventories/*/fleet.yaml.",
    )(command)


def by(command: F) -> F:
    """Who decides."""
    return click.option(
        "--by", metavar="NAME", help="Who decides; default git's user.name and user.email, else the user's name here."
    )(command)


def opened(
    sources: Sequence[Path], run: Path | None, decisions: Path | None, given: dict[str, Any], agent: str | None = None
) -> Case:
    """The run to decide on: the document named, else an audit of the inventory named or found (that has `agent`)."""
    from auditor import policy, review
    from auditor.reporters import json

    if run is not None and sources:
        raise click.UsageError("name a run or an inventory, not both")
    if run is not None:
        document = _document(run)
        where, label = Path(document["inputs"]["inventory"]["path"]), str(run)
        if decisions is None and not where.exists():
            raise click.UsageError(f"{run}: its inventory {where} is not here; say where the ledger is: --decisions")
        agents = review.subjects(document, label)
    else:
        found = list(sources) or found_here(decisions, is_for_agent=agent is not None)
        for paths in [tuple(sources)] if sources else [(path,) for path in found]:
            document = json.document(running.run_audit(paths, **given))
            where, agents = paths[0], review.subjects(document, paths[0].as_posix())
            if agent is None or _named(agent, agents) is not None:
                break
    limits, _ = policy.load(given["policy"])
    ledger = decisions or review.beside(where)
    return Case(
        agents,
        document["fleet"]["name"],
        ledger,
        review.read(ledger),
        limits.review.rise,
        running.clock(given["at"]).replace(microsecond=0),
    )


def chosen(name: str, case: Case) -> tuple[Subject, str | None]:
    """The agent, and the rule of one of its findings, that AGENT[:RULE] names; raises UsageError."""
    import difflib

    found = _named(name, case.agents)
    if found is None:
        close = difflib.get_close_matches(name, case.agents, n=3)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise click.UsageError(f"no agent has the id {name!r}{hint}")
    agent, rule = found
    rules = sorted({one.rule for one in case.agents[agent].findings})
    if rule is not None and rule not in rules:
        there = f"its findings are {', '.join(rules)}" if rules else "it has none"
        raise click.UsageError(f"{agent} has no finding {rule!r}; {there}")
    return case.agents[agent], rule


def one_line(text: str | None, name: str = "--why") -> str:
    """A reason or a name on one line; raises BadParameter if it is too long."""
    line = _BREAK.sub(" ", text or "").strip()
    if len(line) > MOST:
        raise click.BadParameter(f"expected at most {MOST} characters, got {len(line):,}", param_hint=f"'{name}'")
    return line


def who(name: str | None, folder: Path) -> str:
    """Who decides: as named, else as git knows the user there, else as the system does."""
    given = one_line(name, "--by")
    if given:
        return given
    known, mail = (_git(folder, field) for field in ("user.name", "user.email"))
    if known or mail:
        return one_line(f"{known} <{mail}>" if known and mail else known or mail)
    try:
        return one_line(getpass.getuser())
    except (OSError, KeyError, ImportError):
        raise click.UsageError("nobody knows who you are here: say --by NAME") from None


def _git(folder: Path, field: str) -> str:
    """What git's configuration says there; nothing where it says nothing, or cannot be asked."""
    try:
        said = Git(folder if folder.is_dir() else Path(), seconds=5).ask("config", "--get", field)
    except NoHistoryError:
        return ""
    return said.decode("utf-8", "replace").strip()


def _document(path: Path) -> Any:
    """A run document with what is read here; whether its agents are whole is seen where they are read."""
    from auditor import documents

    text = documents.text_of(documents.bytes_of(path), str(path))
    document = documents.parse(text, str(path), is_json=True).data
    for steps in (("inputs", "inventory", "path"), ("fleet", "name")):
        found = document
        for step in steps:
            found = found.get(step) if isinstance(found, dict) else None
        if not isinstance(found, str):
            said = "expected a text here: this is no run document, as auditor audit --format json writes it"
            raise InputError.at(f"{path}: {'.'.join(steps)}", said)
    return document


def found_here(decisions: Path | None = None, *, is_for_agent: bool = False) -> list[Path]:
    """The inventory here, or all for an agent to be found in; where some have a ledger and none is named, those."""
    from auditor.review import beside

    found = [path for pattern in PLACES for path in sorted(Path().glob(pattern))]
    kept = [path for path in found if beside(path).exists()] if decisions is None else []
    if not found:
        raise click.UsageError("no run and no inventory is named, and there is no fleet.yaml, inventories/*/fleet.yaml")
    if is_for_agent:
        return [*kept, *(path for path in found if path not in kept)]
    found = kept if len(kept) == 1 else found
    if len(found) > 1:
        names = ", ".join(path.as_posix() for path in found)
        raise click.UsageError(f"there are several inventories; name one of: {names}")
    return found


def _named(name: str, agents: dict[str, Subject]) -> tuple[str, str | None] | None:
    """Agent and rule; an id that holds a colon itself comes first."""
    if name in agents:
        return name, None
    agent, colon, rule = name.rpartition(":")
    return (agent, rule) if colon and agent in agents else None
