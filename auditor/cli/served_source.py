"""What `auditor serve` shows: sources named or found, or an audit of auditor.toml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import pasts, projects, review_source, running
from auditor.errors import InputError
from auditor.model.address import Place
from auditor.model.formats import Prompts

if TYPE_CHECKING:
    from auditor.costs import Prices
    from auditor.model.fleet import Fleet
    from auditor.model.run import Run
    from auditor.model.since import Since
    from auditor.serving.means import Means, Seen, Watch


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options ask for; what is None is as the project file says, or by default."""

    project: Path | None
    decisions: Path | None
    by: str | None
    prompts: Prompts | None
    history: Path | None
    name: str | None
    is_remote: bool


def means(names: tuple[str, ...], asked: Asked, given: dict[str, Any], event: Callable[[str], None]) -> Means:
    """All that the desk needs; raises UsageError or InputError if it is not clear what is meant."""
    from auditor.review import beside
    from auditor.serving.means import Means

    at = given["at"]
    sources, asked = _chosen(names, asked, given)
    ledger = asked.decisions or beside(sources[0])
    files = (given["traffic"], given["policy"], given["usage_map"], given["match"], *sorted(_logs(given["usage_logs"])))
    return Means(
        audit=_auditing(sources, given),
        files=(*sources, *(path for path in files if path is not None)),
        ledger=ledger,
        who=review_source.who(asked.by, ledger.parent) if asked.by or not asked.is_remote else "",
        now=lambda: running.clock(at),
        event=event,
        prompts=asked.prompts or "full",
        since=_since(asked, given["policy"]),
        past=() if asked.history is None else (asked.history,),
    )


def _chosen(names: tuple[str, ...], asked: Asked, given: dict[str, Any]) -> tuple[tuple[Path, ...], Asked]:
    """The sources, with what the project file says of them put into the options."""
    paths = tuple(map(Path, names))
    if names and asked.project is None and all(path.exists() for path in paths):
        return paths, asked
    if not names and asked.project is None:
        try:
            projects.find(None)
        except InputError:
            return tuple(review_source.found_here()), asked
    if len(names) > 1:
        missing = next((path for path in paths if not path.exists()), paths[0])
        raise InputError.at(missing, "no such file or folder; of the audits of auditor.toml only one can be served")
    return _of_project(names, asked, given)


def _of_project(names: tuple[str, ...], asked: Asked, given: dict[str, Any]) -> tuple[tuple[Path, ...], Asked]:
    try:
        project = projects.read(asked.project)
    except InputError as error:
        if names and asked.project is None and "auditor init" in str(error):
            raise InputError.at(names[0], "no such file or folder, and no auditor.toml with such an audit") from None
        raise
    jobs = projects.jobs(project, names)
    if len(jobs) > 1:
        raise click.UsageError(f"there are several audits; name one of: {', '.join(project.audit)}")
    (job,) = jobs
    for option, value in projects.said(project, job.audit).items():
        if value and given[option] and value is not True:
            name = {"read_as": "from"}.get(option, option.removesuffix("_logs").replace("_", "-"))
            raise click.UsageError(f"--{name}: the audit {job.name} has its own; name its SOURCE instead")
        given[option] = value or given[option]
    return tuple(project.path(source) for source in job.audit.source), replace(
        asked,
        decisions=asked.decisions or job.decisions_path,
        prompts=asked.prompts or job.audit.prompts,
        history=asked.history or project.path(job.audit.history),
        name=asked.name or job.name,
    )


def _since(asked: Asked, policy: Path | None) -> Callable[[Run], Since | None]:
    """What changed since the last run that was kept, if any is."""

    def since(run: Run) -> Since | None:
        return pasts.Past(run, None, asked.history, asked.name or run.name, policy).since()

    return since


def _auditing(sources: tuple[Path, ...], given: dict[str, Any]) -> Any:
    def audit(seen: Seen, watch: Watch) -> Run:
        def noted(fleet: Fleet, prices: Prices) -> Fleet:
            seen(_files(fleet, sources) | _logs(given["usage_logs"]))
            return fleet

        return running.run_audit(sources, watch=watch, change=noted, **given)

    return audit


def _logs(places: tuple[Place, ...]) -> set[Path]:
    """Every file of the usage logs, and the folders in which more may come; a folder's names do not tell that one grew.

    What lies elsewhere is not watched. Raises InputError where no log is.
    """
    from auditor.usage.files import files_of

    named = [one for one in places if isinstance(one, Path)]
    several = {path: files_of(path) for path in named if not path.is_file()}
    found = {file for files in several.values() for file in files}
    return {*named, *found, *(file.parent for file in found)}


def _files(fleet: Fleet, sources: tuple[Path, ...]) -> set[Path]:
    """Every file that declares an agent or is named by one, and in a source that is a folder all folders of such."""
    texts = [text for member in fleet.members for text in (member.prompt, member.tools) if text is not None]
    found = {Path(member.declared_at.file) for member in fleet.members}
    found |= {text.path for text in texts if text.path is not None} | {Path(text.location.file) for text in texts}
    found |= {path for member in fleet.members for path in member.files.values()}
    folders = [source for source in sources if source.is_dir()]
    return found | {path.parent for path in found for folder in folders if path.is_relative_to(folder)}
