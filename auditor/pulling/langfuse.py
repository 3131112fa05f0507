"""Langfuse's prompts: of each the version labelled production, with the prompts that it includes put in."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from auditor.errors import PullError
from auditor.pulling.registry import Answer, Connection, only

NAME = "langfuse"
FORMAT = "langfuse"
HOLDS = "prompts"
DESCRIPTION = "Langfuse's prompts"
MODULE = "langfuse"
EXTRA = "langfuse"
CREDENTIALS = "LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, and LANGFUSE_BASE_URL where the project is not in the EU"
NO_CREDENTIALS: tuple[str, ...] = ()

_FIELDS = ("name", "version", "type", "prompt", "config", "labels", "tags", "commitMessage")
_MOST_A_PAGE = 100
_PATIENCE = 60.0
"""Seconds, as its SDK waits where nobody says otherwise."""
_IN_USE = "production"
"""What Langfuse itself serves to those who ask for a prompt by its name alone."""


def connect(url: str | None) -> Connection:
    """Set up the client of the API alone: that of `langfuse.Langfuse` starts threads and traces."""
    import httpx
    from langfuse.api import LangfuseAPI

    keys = [os.environ.get(name) for name in ("LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY")]
    if not all(keys):
        raise PullError(f"langfuse: no credentials: set {CREDENTIALS}")
    own = os.environ.get("LANGFUSE_BASE_URL") or os.environ.get("LANGFUSE_HOST")
    where = (url or own or "https://cloud.langfuse.com").rstrip("/")
    public, secret = keys
    line = httpx.Client(timeout=_PATIENCE, follow_redirects=True)
    client = LangfuseAPI(
        base_url=where, username=public, password=secret, x_langfuse_public_key=public, httpx_client=line
    )
    return Connection(where, _answers(client.prompts), line.close)


def _answers(prompts: Any) -> Iterator[Answer]:
    for listed in _listed(prompts):
        name = quote(listed.name, safe="")  # a prompt in a folder has slashes
        if _IN_USE in listed.labels:
            found, note = prompts.get(name, label=_IN_USE), ""
        else:
            found = prompts.get(name, version=max(listed.versions))
            note = f"has no version labelled {_IN_USE}; its newest was taken"
        yield Answer(listed.name, only(json.loads(found.json()), _FIELDS), note)


def _listed(prompts: Any) -> Iterator[Any]:
    """Every prompt's name with its versions and labels, page after page."""
    page = 1
    while True:
        answer = prompts.list(page=page, limit=_MOST_A_PAGE)
        yield from (one for one in answer.data if one.versions)
        if page >= answer.meta.total_pages or not answer.data:
            return
        page += 1
