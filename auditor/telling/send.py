"""Messages on their way, through Apprise; the addresses come from the environment and are never shown."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from auditor.telling.message import Message

PAUSES = (2.0, 10.0)
"""Seconds before each further try: what is down for longer is told with the next run."""


@dataclass(frozen=True, slots=True, repr=False)
class Addressed:
    """What one environment variable holds: addresses, or why there are none. Its repr shows neither."""

    variable: str
    addresses: tuple[str, ...]
    because: str = ""

    def __repr__(self) -> str:
        return f"Addressed({self.variable!r})"


def addresses(variable: str, environment: Mapping[str, str] = os.environ) -> Addressed:
    """The addresses that a variable holds, apart by white space (or by commas before another address)."""
    value = environment.get(variable, "").strip()
    if not value:
        return Addressed(variable, (), f"{variable}: the environment variable is not set; it holds the address to tell")
    return Addressed(variable, tuple(re.split(r"\s*,\s*(?=[a-z0-9]+://)|\s+", value)))


def send(
    message: Message, to: Addressed, *, sleep: Callable[[float], None] = time.sleep, pauses: Sequence[float] = PAUSES
) -> str:
    """Send to all addresses of a variable, those that fail again after each pause.

    Returns why it failed in the end, or an empty text; nothing of an address is ever in it.
    """
    if to.because:
        return to.because
    if find_spec("apprise") is None:
        return f"{to.variable}: telling needs Apprise: pip install apprise"
    left = list(range(len(to.addresses)))
    for pause in (0.0, *pauses):
        if pause:
            sleep(pause)
        with _quiet() as heard:
            left = [place for place in left if not _sent(to.addresses[place], message)]
        if not left:
            return ""
    named = "the address" if len(to.addresses) == 1 else f"address {' and '.join(str(place + 1) for place in left)}"
    codes = ", ".join(dict.fromkeys(heard))
    answered = f" (answered with {codes})" if codes else ""
    return f"{to.variable}: {named} could not be told, tried {len(pauses) + 1} times{answered}"


def _sent(address: str, message: Message) -> bool:
    """Whether it arrived; an address that Apprise cannot read is one that cannot be told."""
    import apprise

    target = apprise.Apprise()
    try:
        if not target.add(address):
            return False
        kind = apprise.NotifyType.FAILURE if message.is_failure else apprise.NotifyType.INFO
        return bool(
            target.notify(
                title=message.title, body=message.body, notify_type=kind, body_format=apprise.NotifyFormat.TEXT
            )
        )
    except Exception:  # noqa: BLE001  whatever a plugin raises may quote the address
        return False


@contextlib.contextmanager
def _quiet() -> Iterator[list[str]]:
    """Nothing that Apprise or what it sends with logs gets out, since it may quote addresses; HTTP codes are kept."""
    heard: list[str] = []
    loggers = [logging.getLogger(name) for name in ("apprise", "urllib3", "requests")]
    before = [(one.handlers, one.propagate, one.level, one.disabled) for one in loggers]
    for one in loggers:
        one.handlers, one.propagate, one.level, one.disabled = [_Codes(heard)], False, logging.WARNING, False
    try:
        with warnings.catch_warnings(action="ignore"):  # of requests, for one, which name the host
            yield heard
    finally:
        for one, (handlers, propagate, level, disabled) in zip(loggers, before, strict=True):
            one.handlers, one.propagate, one.level, one.disabled = handlers, propagate, level, disabled


class _Codes(logging.Handler):
    """Listens for HTTP codes and nothing else."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Exception):
            self._heard.extend(f"HTTP {code}" for code in re.findall(r"\berror[= ](\d{3})\b", record.getMessage()))
