"""The address of what is kept elsewhere, in a bucket or a database: its secrets are used, and never told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://")
_TOLD = frozenset(
    ["table", "host", "hostaddr", "port", "dbname", "user", "service", "sslmode", "application_name", "connect_timeout"]
)
"""What may be told of the parameters behind the question mark; of any other only that it is there."""
_HIDDEN = "***"
_SECRETS = ("secret", "token", "password", "signature", "sig=", "key=", "credential")
"""Signs of parameters in the address of a file, where a question mark is otherwise part of a pattern."""


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where something is that is no file of this machine; written, it has *** in the place of every secret."""

    text: str
    """With its secrets, for whoever opens it and for nobody else."""

    @property
    def scheme(self) -> str:
        """What stands before `://`, in lower case."""
        return self.text.partition("://")[0].lower()

    def as_posix(self) -> str:
        """As it may be told, like the name of a file."""
        return _masked(self.text)[0]

    def __str__(self) -> str:
        return self.as_posix()

    def __repr__(self) -> str:
        return f"Address({self.as_posix()!r})"

    def without_secrets(self, text: str) -> str:
        """What somebody else said of this address, without the secrets that he may have repeated."""
        for secret in sorted(_masked(self.text)[1], key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return text


Place: TypeAlias = Path | Address
"""Where a log is."""


def place(text: str, home: Path | None = None) -> Place:
    """What a person wrote: an address if it begins as one, else a file or a folder, from `home` where that is given."""
    if _SCHEME.match(text):
        return Address(text)
    return Path(text) if home is None else home / text


def _masked(text: str) -> tuple[str, set[str]]:
    """The address as it may be told, and what was hidden: as it is written, and as it is meant."""
    scheme, _, rest = text.partition("://")
    path, mark, query = rest.partition("?")
    if scheme.lower() == "s3" and not any(sign in query.lower() for sign in _SECRETS):
        path, mark, query = rest, "", ""
    hidden: list[str] = []
    path = _without_password(path, hidden, is_file=scheme.lower() == "s3")
    said = "&".join(_parameter(one, hidden) for one in query.split("&"))
    secrets = {one for raw in hidden for one in (raw, unquote(raw)) if one}
    return f"{scheme}://{path}{mark}{said}", secrets


def _without_password(path: str, hidden: list[str], *, is_file: bool) -> str:
    """The part before the question mark; a password with a slash, which none may have there, is hidden too."""
    server = re.split(r"[/#]", path, maxsplit=1)[0]
    if is_file and (":" not in server or server.startswith("arn:")) and "@" not in server:
        return path  # in whose name an @ is nothing special
    who, at, where = path.rpartition("@")
    if not at:
        port = server.rpartition("]")[2].partition(":")[2]
        if port and not port.isdigit() and "," not in server:  # of several hosts each may have its port
            hidden.append(port)
            return path.replace(port, _HIDDEN, 1)
        return path
    user, colon, password = who.partition(":")
    if colon:
        hidden.append(password)
    return f"{user}:{_HIDDEN}@{where}" if colon else f"{user}@{where}"


def _parameter(text: str, hidden: list[str]) -> str:
    name, is_said, value = text.partition("=")
    if not text or (is_said and name in _TOLD):
        return text
    hidden.append(value if is_said else name)
    return f"{name}={_HIDDEN}" if is_said else _HIDDEN
