"""The times of a project's audits as other schedulers want them told: each is one file here.

A scheduler that cannot say exactly what a cron expression says refuses it, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from auditor.schedule import cron_file, github_actions, gitlab, kubernetes, systemd
from auditor.schedule.entry import Entry, Place, entries

SCHEDULERS: Mapping[str, Callable[[Sequence[Entry], Place], dict[str, str]]] = {
    "cron": cron_file.files,
    "systemd": systemd.files,
    "github-actions": github_actions.files,
    "gitlab": gitlab.files,
    "kubernetes": kubernetes.files,
}
"""Each scheduler, and what writes its files: from audits and their place to text by name of the file."""

__all__ = ["SCHEDULERS", "Entry", "Place", "entries"]
