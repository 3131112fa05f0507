"""Prompts of MLflow's registry: of each the version that an alias such as production names, or else its newest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.errors import PullError
from auditor.pulling.registry import DEPLOYED, Answer, Connection

NAME = "mlflow"
FORMAT = "mlflow"
HOLDS = "prompts"
DESCRIPTION = "prompts of MLflow's registry"
MODULE = "mlflow"
EXTRA = "mlflow"
CREDENTIALS = "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN"
NO_CREDENTIALS: tuple[str, ...] = ()

_MOST_A_PAGE = 100
_SQLITE = "sqlite:///"
_OWN_SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",  # else its SDK tells its makers that it is used
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",  # its own 7 take minutes to find that nobody is there
}


def connect(url: str | None) -> Connection:
    """Set up the client for a registry that is there: without an address MLflow would make one in this folder.

    Raises PullError if no address is given, or that of a database file that is not there.
    """
    for name, value in _OWN_SETTINGS.items():
        os.environ.setdefault(name, value)
    where = url or os.environ.get("MLFLOW_REGISTRY_URI") or os.environ.get("MLFLOW_TRACKING_URI")
    if not where:
        raise PullError("mlflow: which registry? say --url http://…, or set MLFLOW_TRACKING_URI")
    is_file = where.startswith(_SQLITE)
    path = Path(where.removeprefix(_SQLITE))
    if is_file and not path.is_file():
        raise PullError(f"mlflow: {path}: no such file")
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=where, registry_uri=where)
    return Connection(f"{_SQLITE}{path.name}" if is_file else where, _answers(client))


def _answers(client: Any) -> Iterator[Answer]:
    for prompt in _prompts(client):
        version, note = _in_use(client, prompt.name)
        if version is not None:
            yield Answer(prompt.name, _record(version), note)


def _prompts(client: Any) -> Iterator[Any]:
    token = None
    while True:
        page = client.search_prompts(max_results=_MOST_A_PAGE, page_token=token)
        yield from page
        if not page.token or page.token == token:
            return
        token = page.token


def _in_use(client: Any, name: str) -> tuple[Any, str]:
    """The version in use of a prompt, None if it has no version, and what is to be told.

    `load_prompt` would not do: it writes to the registry that somebody uses the prompt.
    """
    from mlflow.exceptions import MlflowException

    for alias in DEPLOYED:
        try:
            return client.get_prompt_version_by_alias(name, alias), ""
        except MlflowException as error:
            if error.error_code not in ("INVALID_PARAMETER_VALUE", "RESOURCE_DOES_NOT_EXIST", "NOT_FOUND"):
                raise
    return client.get_prompt_version(name, "latest"), "has no alias such as production; its newest version was taken"


def _record(version: Any) -> dict[str, Any]:
    """A version in the words of MLflow's own entity, where a description is the message of a commit."""
    return {
        "name": version.name,
        "version": version.version,
        "template": version.template,
        "commit_message": version.commit_message,
        "creation_timestamp": version.creation_timestamp,
        "tags": dict(version.tags),
        "aliases": list(version.aliases),
        "model_config": version.model_config,
    }
