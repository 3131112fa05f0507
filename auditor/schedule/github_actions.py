"""For GitHub Actions: a workflow whose jobs keep the history in the repository's cache."""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Sequence
from typing import Any

from auditor.errors import InputError
from auditor.schedule.entry import Entry, Place, plain, refused
from auditor.schedule.yaml_text import yaml_text

LEAST_MINUTES = 5
"""GitHub runs nothing more often."""

HEAD = """\
# .github/workflows/audits.yml: the audits of {file}, at their times.
# History and what was told to whom are kept in the repository's cache, which GitHub empties of what was not used for a
# week; for good they are kept by a machine of your own. Pin the actions to commits if your rules ask for it.
"""


def files(entries: Sequence[Entry], place: Place) -> dict[str, str]:
    """One workflow with a job for each audit."""
    times: dict[str, str] = {}
    for entry in entries:
        cron = plain(entry, "GitHub")
        _often(entry)
        zone = times.setdefault(cron, entry.audit.timezone)
        if zone != entry.audit.timezone:
            raise refused(entry, f"GitHub cannot tell it from the same expression in {zone}")
    schedule = [{"cron": cron} | ({"timezone": zone} if zone != "UTC" else {}) for cron, zone in times.items()]
    workflow = {
        "name": "Audits of the agent fleet",
        "on": {"schedule": schedule, "workflow_dispatch": {}},
        "permissions": {"contents": "read"},
        "jobs": {_id(entry.name): _job(entry, place) for entry in entries},
    }
    if len({_id(entry.name) for entry in entries}) < len(entries):
        raise InputError.at("audit", "two names differ in dots and underscores only, and GitHub allows no dots")
    text = HEAD.format(file=place.file) + yaml_text([workflow])
    return {"audits.yml": text}


def _often(entry: Entry) -> None:
    minutes = entry.cron.minutes
    gaps = [later - earlier for earlier, later in itertools.pairwise(minutes)]
    hours = entry.cron.hours
    if any((hour + 1) % 24 in hours for hour in hours):
        gaps.append(minutes[0] + 60 - minutes[-1])
    if gaps and min(gaps) < LEAST_MINUTES:
        raise refused(entry, f"GitHub runs nothing more often than every {LEAST_MINUTES} minutes")


def _id(name: str) -> str:
    """The name of a job: letters, digits, dashes and underscores, a letter first."""
    return "audit-" + name.replace(".", "_")


def _job(entry: Entry, place: Place) -> dict[str, Any]:
    why = "where GitHub's runners keep nothing"
    home = place.home.relative_to(place.repository).as_posix()
    kept = [place.inside(place.state, why), place.inside(entry.audit.history, why)]
    reports = place.inside(entry.reports, why)
    command = shlex.join(("auditor", "run", entry.name, *place.arguments))
    for text in (home, *kept, reports, command, place.install):
        if "${{" in text or "\n" in text:
            raise InputError.at(text, "GitHub would read this name as an expression")
    secrets = {name: f"${{{{ secrets.{name} }}}}" for name in entry.variables}
    cache = {"path": "\n".join(kept), "key": f"auditor-{entry.name}-${{{{ github.run_id }}}}"}
    return {
        "name": f"audit {entry.name}",
        "if": f"github.event_name != 'schedule' || github.event.schedule == '{plain(entry, 'GitHub')}'",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 60,
        "concurrency": {"group": f"auditor-{entry.name}", "cancel-in-progress": False},
        "steps": [
            {"uses": "actions/checkout@v4", "with": {"fetch-depth": 0, "persist-credentials": False}},
            {"uses": "actions/setup-python@v5", "with": {"python-version": "3.12"}},
            {"run": f"python -m pip install {shlex.quote(place.install)}"},
            {"uses": "actions/cache/restore@v4", "with": {**cache, "restore-keys": f"auditor-{entry.name}-"}},
            {
                "name": f"auditor run {entry.name}",
                "working-directory": home,
                "run": command,
                **({"env": secrets} if secrets else {}),
            },
            {"if": "always()", "uses": "actions/cache/save@v4", "with": cache},
            {
                "if": "always()",
                "uses": "actions/upload-artifact@v4",
                "with": {"name": f"audit-{entry.name}", "path": reports},
            },
        ],
    }
