"""One way to ask every registry: all answers or none, within bounds, its errors in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from auditor.errors import AuditorError, PullError
from auditor.pulling.failures import bare, in_words
from auditor.pulling.masking import masked
from auditor.pulling.registry import Answer, Connection, Registry
from auditor.pulling.saved import MOST_BYTES, Pulled

MOST = 100_000
"""Answers of one registry, at most: more is a server that never ends its list."""


def fetched(
    registry: Registry, url: str | None, check: Callable[[str], None], progress: Callable[[int], None]
) -> Pulled:
    """All that a registry has in use; `check` is handed its address before anything is asked, and may raise.

    Raises PullError, and then nothing is known of the registry.
    """
    if find_spec(registry.MODULE) is None:
        raise PullError(f"{registry.NAME}: this needs its SDK: pip install 'agent-fleet-auditor[{registry.EXTRA}]'")
    connection = Connection("", iter(()))
    with _errors_in_words(registry, url or "", is_begun=False):
        connection = registry.connect(url)
    where = bare(connection.where).rstrip("/")
    try:
        check(where)
        with _errors_in_words(registry, connection.where, is_begun=True):
            answers = list(_bounded(registry, connection, progress))
    finally:
        connection.close()
    if not answers:
        raise PullError(
            f"{registry.NAME} ({where}): lists no {registry.HOLDS}: is it the right project, region or key?"
        )
    return Pulled(registry.NAME, where, tuple(sorted(answers, key=lambda answer: (answer.name, str(answer.record)))))


@contextmanager
def _errors_in_words(registry: Registry, where: str, *, is_begun: bool) -> Iterator[None]:
    try:
        yield
    except AuditorError:
        raise
    except Exception as error:  # an SDK raises what it likes, also of its own bugs and of what a server sends
        raise in_words(error, registry, where, is_begun=is_begun) from error


def _bounded(registry: Registry, connection: Connection, progress: Callable[[int], None]) -> Iterator[Answer]:
    size = 0
    for count, answer in enumerate(connection.answers, 1):
        record, left_out = masked(answer.record)
        size += len(json.dumps(record, allow_nan=False))
        if count > MOST or size > MOST_BYTES:
            raise PullError(f"{registry.NAME} ({bare(connection.where)}): its list does not end: stopped at {count:,}")
        progress(count)
        notes = [answer.note, f"holds what may be a secret, which was left out: {left_out}" if left_out else ""]
        yield Answer(answer.name, record, "; it ".join(filter(None, notes)))
