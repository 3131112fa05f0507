"""For Kubernetes: a CronJob for each audit, on a volume that holds the project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from auditor.errors import InputError
from auditor.model.cron import next_after
from auditor.model.project import MOST_NAME
from auditor.schedule.entry import Entry, Place, plain
from auditor.schedule.yaml_text import yaml_text

HEAD = """\
# kubectl apply -f: a CronJob for each audit of {file}. The project lies on the volume claim auditor-project, where
# history and reports are kept as well; who is to be told stands in the secret auditor. timeZone needs Kubernetes 1.27.
"""
USER = 10001
"""Who runs in the image."""


def files(entries: Sequence[Entry], place: Place) -> dict[str, str]:
    """One file with all CronJobs."""
    names = {_name(entry): entry.name for entry in entries}
    for entry in entries:
        if names[_name(entry)] != entry.name:
            raise InputError.at(f"audit.{entry.name}", f"to Kubernetes has the name of {names[_name(entry)]}")
    documents = [_job(entry, place) for entry in entries]
    text = yaml_text(documents)
    return {"auditor.yaml": HEAD.format(file=place.file) + text}


def _name(entry: Entry) -> str:
    name = "auditor-" + entry.name.lower().replace("_", "-").replace(".", "-")
    if len(name) > MOST_NAME:
        raise InputError.at(
            f"audit.{entry.name}", f"is too long for Kubernetes: {name} has more than {MOST_NAME} letters"
        )
    return name


def _latest(entry: Entry) -> int:
    """Seconds after which a missed start is given up: a day, or fewer where Kubernetes would count 100 missed ones."""
    first = next_after(entry.cron.text, datetime(2026, 1, 1, tzinfo=UTC))
    gap = next_after(entry.cron.text, first) - first
    return int(min(86_400, 50 * gap.total_seconds()))


def _job(entry: Entry, place: Place) -> dict[str, Any]:
    labels = {"app.kubernetes.io/name": "agent-fleet-auditor", "app.kubernetes.io/instance": _name(entry)}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": _name(entry), "labels": labels},
        "spec": {
            "schedule": plain(entry, "Kubernetes"),
            "timeZone": "Etc/UTC" if entry.audit.timezone == "UTC" else entry.audit.timezone,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": _latest(entry),
            "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {
                "spec": {
                    "backoffLimit": 0,  # findings are no reason to run again
                    "activeDeadlineSeconds": 3600,
                    "template": {"metadata": {"labels": labels}, "spec": _pod(entry, place)},
                }
            },
        },
    }


def _pod(entry: Entry, place: Place) -> dict[str, Any]:
    variables = [
        {"name": name, "valueFrom": {"secretKeyRef": {"name": "auditor", "key": name}}} for name in entry.variables
    ]
    container = {
        "name": "auditor",
        "image": place.image,
        "args": ["run", entry.name, "--log-format", "json", *place.arguments],
        "workingDir": "/project",
        "env": [{"name": "AUDITOR_CACHE_DIR", "value": "/tmp/auditor"}, *variables],  # noqa: S108  in the container
        "volumeMounts": [
            {"name": "project", "mountPath": "/project"},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108  in the container
        ],
        "resources": {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"memory": "2Gi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    return {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
        "volumes": [
            {"name": "project", "persistentVolumeClaim": {"claimName": "auditor-project"}},
            {"name": "tmp", "emptyDir": {}},
        ],
    }
