"""What `auditor serve` shows: sources named or found, or an audit of auditor.toml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from auditor.cli import projects, review_source, running
from auditor.errors import InputError

if TYPE_CHECKING:
    from auditor.costs import Prices
    from auditor.model.fleet import Fleet
    from auditor.model.run import Run
    from auditor.serving.means import Means, Seen, Watch

F = TypeVar("F", bound=Callable[..., object])
Prompts = Literal["full", "spans", "none"]


def project_option(command: F) -> F:
    """Where audits by name are looked up."""
    return projects.file_option(command)


def means(
    names: tuple[str, ...],
    file: Path | None,
    decisions: Path | None,
    by: str | None,
    prompts: Prompts | None,
    given: dict[str, Any],
    event: Callable[[str], None],
) -> Means:
    """All that the desk needs; raises UsageError or InputError if it is not clear what is meant."""
    from auditor.review import ledger as ledgers
    from auditor.serving.means import Means

    at = given["at"]
    sources, file_prompts = _chosen(names, file, given)
    ledger = decisions or ledgers.beside(sources[0])
    beside = [given["traffic"], given["policy"]]
    return Means(
        audit=_auditing(sources, given),
        files=(*sources, *(path for path in beside if path is not None)),
        ledger=ledger,
        who=review_source.who(by, ledger.parent),
        now=lambda: running.clock(at),
        event=event,
        prompts=prompts or file_prompts,
    )


def _chosen(names: tuple[str, ...], file: Path | None, given: dict[str, Any]) -> tuple[tuple[Path, ...], Prompts]:
    """The sources, with what the project file says of them put into the options."""
    paths = tuple(map(Path, names))
    if names and file is None and all(path.exists() for path in paths):
        return paths, "full"
    if not names and file is None:
        try:
            file = projects.find(None)
        except InputError:
            return tuple(review_source.found_here()), "full"
    if len(names) > 1:
        missing = next((path for path in paths if not path.exists()), paths[0])
        raise InputError.at(missing, "no such file or folder; of the audits of auditor.toml only one can be served")
    return _of_project(names, file, given)


def _of_project(names: tuple[str, ...], file: Path | None, given: dict[str, Any]) -> tuple[tuple[Path, ...], Prompts]:
    try:
        project = projects.read(file)
    except InputError as error:
        if names and file is None and "auditor init" in str(error):
            raise InputError.at(names[0], "no such file or folder, and no auditor.toml with such an audit") from None
        raise
    jobs = projects.jobs(project, names)
    if len(jobs) > 1:
        raise click.UsageError(f"there are several audits; name one of: {', '.join(project.audit)}")
    audit = jobs[0].audit
    for option in ("traffic", "policy"):
        name = getattr(audit, option)
        if name is not None:
            if given[option] is not None:
                raise click.UsageError(f"--{option}: the audit {jobs[0].name} has its own; name its SOURCE instead")
            given[option] = project.path(name)
    given["allow_outside"] = given["allow_outside"] or audit.allow_outside
    return tuple(project.path(source) for source in audit.source), audit.prompts


def _auditing(sources: tuple[Path, ...], given: dict[str, Any]) -> Any:
    def audit(seen: Seen, watch: Watch) -> Run:
        def noted(fleet: Fleet, prices: Prices) -> Fleet:
            seen(_files(fleet))
            return fleet

        return running.run_audit(sources, watch=watch, change=noted, **given)

    return audit


def _files(fleet: Fleet) -> list[Path]:
    """Every file that the agents' declarations name."""
    texts = (text for member in fleet.members for text in (member.prompt, member.tools) if text is not None)
    named = (path for member in fleet.members for path in member.files.values())
    return [*(text.path for text in texts if text.path is not None), *named]
