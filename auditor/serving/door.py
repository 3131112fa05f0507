"""The door that every request passes.

In this order: the Host is ours, there is no body but a small one of known length, the request comes from our own page
(or a person followed a link), the browser holds a session, and who writes sends that session's token.
"""

from __future__ import annotations

import asyncio
import json
import traceback
from dataclasses import dataclass, field
from typing import Any

from tornado.web import HTTPError, RequestHandler, stream_request_body

from auditor.serving import guards, plain
from auditor.serving.access import Access, Session, is_same
from auditor.serving.desk import Desk

MOST_BYTES = 64_000
"""Of a request's body; a decision takes a thousand."""

ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(slots=True)
class Office:
    """What all answers share; each listener is an event of a page that waits for the next state."""

    desk: Desk
    access: Access
    place: guards.Place
    is_closing: bool = False
    listeners: set[asyncio.Event] = field(default_factory=set)

    @property
    def cookie(self) -> str:
        """The cookie's name: cookies know no ports, so two servers of one machine must not share one."""
        return f"auditor-{self.place.port}"

    @property
    def link(self) -> str:
        """The address that lets one browser in, once."""
        return f"{self.place.address}/?token={self.access.token}"

    def tell(self) -> None:
        """Wake everybody who listens."""
        for listener in self.listeners:
            listener.set()


class Refusal(HTTPError):  # noqa: N818  no fault of ours
    """A request that is not granted, and why, in words for people."""

    def __init__(self, status: int, says: str, *more: str, wait: float = 0.0) -> None:
        super().__init__(status, says)
        self.says, self.more, self.wait_seconds = says, more, wait


@stream_request_body
class Answer(RequestHandler):
    """The door."""

    office: Office
    needs_session = True
    body = b""

    def initialize(self, office: Office) -> None:
        """Take what all answers share."""
        self.office = office

    def set_default_headers(self) -> None:
        """Say on every answer, refusals too, what browsers may do with it."""
        self.clear_header("Server")
        for name, value in ALWAYS.items():
            self.set_header(name, value)
        self.set_header("Content-Security-Policy", plain.policy())

    def prepare(self) -> None:
        """Let in or refuse, before a byte of a body is read."""
        headers, place = self.request.headers, self.office.place
        host = headers.get("Host", "")
        if not place.is_own(host):
            raise Refusal(
                403,
                f"This server is not called {host[:80]!r}.",
                "Open it under the address that auditor serve printed, or name this one with --known-as.",
            )
        self._must_be_small()
        is_writing = self.request.method not in ("GET", "HEAD")
        wrong = (
            guards.wrong_writer(place, host, headers.get("Origin"), headers.get("Sec-Fetch-Site"))
            if is_writing
            else guards.wrong_reader(headers)
        )
        if wrong:
            raise Refusal(403, f"The request was refused: {wrong}.")
        if self.needs_session:
            session = self.session()
            if is_writing and not is_same(headers.get("X-CSRF-Token", ""), session.csrf):
                raise Refusal(403, "The request was refused: it lacks the page's token. Reload the page.")

    def _must_be_small(self) -> None:
        headers = self.request.headers
        if "Transfer-Encoding" in headers:
            raise Refusal(411, "The request does not say how long it is.")
        length = headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length[:20]) > MOST_BYTES:
            raise Refusal(413, f"The request is longer than {MOST_BYTES:,} bytes.")

    def session(self) -> Session:
        """Whose session this is; raises Refusal."""
        found = self.office.access.session(self.get_cookie(self.office.cookie) or "")
        if found is None:
            help = ("Log in again: /login",) if self.office.access.has_password else plain.TOKEN_HELP
            raise Refusal(403, "You are not in.", *help)
        return found

    def compute_etag(self) -> None:
        """Nothing is kept anywhere, so nothing need be known again."""

    def data_received(self, chunk: bytes) -> None:
        """Keep a part of the body; its whole length was looked at before."""
        self.body += chunk

    def write_error(self, status_code: int, **more: Any) -> None:
        """Say why: in JSON to the page's script, else as a small page."""
        error = more.get("exc_info", (None, None, None))[1]
        told = error if isinstance(error, Refusal) else Refusal(status_code, f"{self._reason}.")
        if told.wait_seconds:
            self.set_header("Retry-After", str(int(told.wait_seconds) + 1))
        if self.is_for_script():
            self.answer({"error": " ".join((told.says, *told.more))})
        else:
            self.show(plain.page(told.says.rstrip("."), told.more))

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Log what is a fault of ours, never the request: its address may hold the token."""
        if not isinstance(value, HTTPError):
            self.office.desk.means.event("".join(traceback.format_exception(value)))

    def is_for_script(self) -> bool:
        """Whether the page's script asks, and not a person."""
        return self.request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or self.request.path == "/decisions"

    def answer(self, value: Any) -> None:
        """Finish with JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(value))

    def show(self, page: str | bytes) -> None:
        """Finish with a page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page)

    def let_in(self, key: str) -> None:
        """Hand out the session's cookie and lead to the report.

        A cookie that is SameSite=Strict does not go along where another site's link leads on by a redirect, so there
        the page is opened by ourselves.
        """
        is_encrypted = self.request.headers.get("Origin", "").startswith("https://")  # by a proxy in front
        self.set_cookie(self.office.cookie, key, httponly=True, samesite="Strict", secure=is_encrypted)
        if self.request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
            self.set_status(303)
            self.set_header("Location", "/")
            self.finish()
        else:
            self.set_header("Refresh", "0; url=/")
            self.show(plain.page("One moment", ()))
