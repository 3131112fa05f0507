"""Requests that a browser may have been tricked into: rules on Host, Origin and Sec-Fetch-*, and why one is refused.

A page anywhere can make a browser send requests to 127.0.0.1, and a name in its hands can be made to mean 127.0.0.1
(DNS rebinding). So the Host must be a name that is ours, a request that writes must come from our own page, and other
pages, those of other ports of this machine too, get nothing but a link followed by a person.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LOCAL = frozenset(["127.0.0.1", "::1", "localhost"])


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server is reached: the address that it binds, its port, and further names that are its own."""

    host: str
    port: int
    names: frozenset[str] = frozenset()

    @property
    def is_remote(self) -> bool:
        """Whether anybody but this machine's own people can reach it."""
        return bool(self.names) or not is_loopback(self.host)

    @property
    def address(self) -> str:
        """Where this machine's browser finds it."""
        name = "127.0.0.1" if self.host in ("0.0.0.0", "") else "::1" if self.host == "::" else self.host  # noqa: S104
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"

    def is_own(self, host: str) -> bool:
        """Whether a Host header names us: an own name at any port (a proxy has its own), else our port.

        On an address that others reach, every numeric address will do: no page can make a number mean another machine.
        """
        name, port = _split(host)
        if name in self.names:
            return True
        if port != self.port:
            return False
        return name in LOCAL or name == self.host.lower() or (not is_loopback(self.host) and _is_numeric(name))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def wrong_reader(headers: Mapping[str, str]) -> str:
    """Why a request that only reads is refused; empty if it is not. Browsers send these headers, programs need not."""
    is_foreign = headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    is_followed = headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") in (None, "document")
    return "another site's page asked for this" if is_foreign and not is_followed else ""


def wrong_writer(place: Place, host: str, origin: str | None, fetch_site: str | None) -> str:
    """Why a request that writes is refused; empty if it comes from our own page."""
    if fetch_site not in (None, "same-origin"):
        return f"it comes from a page of another site (Sec-Fetch-Site: {fetch_site:.40})"
    if origin is None:
        return "it does not say which page it comes from (no Origin)"
    schemes = ("http", "https") if place.is_remote else ("http",)  # a proxy in front may speak https
    if origin.lower() not in [f"{scheme}://{host.lower()}" for scheme in schemes]:
        return f"it comes from another page than ours (Origin: {origin:.80})"
    return ""


def _split(host: str) -> tuple[str, int]:
    """Name and port of a Host header; an empty name if it is none."""
    try:
        parts = urlsplit(f"//{host}")
        if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
            return "", 0
        return (parts.hostname or "").lower(), 80 if parts.port is None else parts.port
    except ValueError:
        return "", 0


def _is_numeric(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
