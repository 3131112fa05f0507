"""For GitLab: jobs that run in scheduled pipelines, and how to make the schedules, which GitLab keeps apart."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from auditor.schedule.entry import Entry, Place, plain
from auditor.schedule.yaml_text import yaml_text

HEAD = """\
# For .gitlab-ci.yml: the audits of {file}. GitLab keeps the times of pipelines apart from this file: make them under
# Build > Pipeline schedules, with these times, zones and variables, or with glab:
{schedules}
# History and what was told to whom are kept in the runners' cache.{variables}
"""


def files(entries: Sequence[Entry], place: Place) -> dict[str, str]:
    """One file with a job for each audit."""
    schedules = "\n".join(_schedule(entry) for entry in entries)
    names = sorted({name for entry in entries for name in entry.variables})
    needed = f"\n# Set as masked CI/CD variables: {', '.join(names)}." if names else ""
    head = HEAD.format(file=place.file, schedules=schedules, variables=needed)
    jobs = {f"auditor:{entry.name}": _job(entry, place) for entry in entries}
    return {".gitlab-ci.yml": head + yaml_text([jobs])}


def _schedule(entry: Entry) -> str:
    words = ("glab", "schedule", "create", "--cron", plain(entry, "GitLab"), "--cronTimeZone", entry.audit.timezone)
    more = ("--ref", "main", "--description", entry.name, "--variable", f"AUDITOR:{entry.name}")
    return f"#   {shlex.join((*words, *more))}"


def _job(entry: Entry, place: Place) -> dict[str, Any]:
    why = "where GitLab's runners keep nothing"
    home = place.home.relative_to(place.repository).as_posix()
    kept = [place.inside(place.state, why), place.inside(entry.audit.history, why)]
    return {
        "image": "python:3.12-slim",
        "rules": [{"if": f'$CI_PIPELINE_SOURCE == "schedule" && $AUDITOR == "{entry.name}"'}],
        "variables": {"GIT_DEPTH": 0},
        "resource_group": f"auditor-{entry.name}",
        "cache": {"key": f"auditor-{entry.name}", "paths": kept, "when": "always"},
        "script": [
            f"python -m pip install {shlex.quote(place.install)}",
            f"cd {shlex.quote(home)}",
            shlex.join(("auditor", "run", entry.name, *place.arguments)),
        ],
        "artifacts": {"when": "always", "paths": [place.inside(entry.reports, why)]},
    }
