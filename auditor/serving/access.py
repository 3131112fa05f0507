"""Who may come in: a link that opens once, a password where others can reach the port, and sessions."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

FREE_TRIES = 5
"""So many failures cost an address nothing but the try."""
LONGEST_WAIT = 900.0
"""Seconds; the wait doubles with each further failure up to here."""
FORGOTTEN_AFTER = 3600.0
MOST_ADDRESSES = 10_000
MOST_SESSIONS = 1_000
SHORTEST_PASSWORD = 12
IDLE = 12 * 3600.0
"""Seconds after which a session that asked for nothing ends, where others can reach the port."""


@dataclass(slots=True)
class Session:
    """Somebody who came in; `csrf` is what the page must send along with every decision."""

    csrf: str
    asked_at: float


class Failures:
    """Failures by address, each of which makes the next try wait longer; other addresses do not wait.

    Behind a proxy all have the proxy's address, and wait together: who they are is not believed of a header.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._by: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds until the address may try again; 0 if it may now."""
        count, last = self._by.get(address, (0, 0.0))
        since = self._now() - last
        if count < FREE_TRIES or since >= FORGOTTEN_AFTER:
            return 0.0
        return max(0.0, min(2.0 ** (count - FREE_TRIES), LONGEST_WAIT) - since)

    def add(self, address: str) -> None:
        """Count a failure; of too many addresses the one that failed longest ago is forgotten."""
        count, last = self._by.pop(address, (0, 0.0))
        now = self._now()
        self._by[address] = (1 if now - last >= FORGOTTEN_AFTER else count + 1, now)
        while len(self._by) > MOST_ADDRESSES:
            self._by.popitem(last=False)

    def forget(self, address: str) -> None:
        """Begin anew for an address from which somebody knew the password."""
        self._by.pop(address, None)


class Access:
    """The link of the moment, the password if there is one, and who is in; secrets are compared in constant time."""

    def __init__(self, password: str | None, now: Callable[[], float]) -> None:
        self.failures = Failures(now)
        self._now = now
        self.token = secrets.token_urlsafe(32)
        self._password = None if password is None else _digest(password)
        self._spent: list[bytes] = []
        self._sessions: OrderedDict[bytes, Session] = OrderedDict()

    @property
    def has_password(self) -> bool:
        """Whether one can come in with a password."""
        return self._password is not None

    def enter(self, token: str) -> str | None:
        """A new session for the link's token, which opens nothing from then on; None for any other."""
        if not hmac.compare_digest(_digest(token), _digest(self.token)):
            return None
        self._spent = [*self._spent[-99:], _digest(token)]
        self.token = secrets.token_urlsafe(32)
        return self._begun()

    def was_spent(self, token: str) -> bool:
        """Whether the token once opened a session: who holds it may be told that there is a new one."""
        return _digest(token) in self._spent  # of digests, no time tells anything of use

    def enter_with(self, password: str) -> str | None:
        """A new session for the right password; None for any other, or where there is none."""
        is_right = hmac.compare_digest(_digest(password), self._password or b"")
        return self._begun() if is_right else None

    def session(self, key: str) -> Session | None:
        """Who holds this key."""
        found = self._sessions.get(_digest(key))
        if found is None:
            return None
        if self.has_password and self._now() - found.asked_at > IDLE:
            del self._sessions[_digest(key)]
            return None
        found.asked_at = self._now()
        return found

    def _begun(self) -> str:
        key = secrets.token_urlsafe(32)
        self._sessions[_digest(key)] = Session(secrets.token_urlsafe(32), self._now())
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return key


def is_same(one: str, other: str) -> bool:
    """Whether two secrets are the same, told in a time that says nothing about where they differ."""
    return hmac.compare_digest(_digest(one), _digest(other))


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
