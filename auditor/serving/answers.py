"""What is answered over HTTP. Five paths and no more; nothing is ever read from disk by a path of a request.

Every request passes the same door, in this order: the Host is ours, there is no body but a small one of known length,
it comes from our own page (or a person followed a link), the browser holds a session, and who writes sends its token.
"""

from __future__ import annotations

import asyncio
import json
import traceback
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from auditor.errors import AuditorError, InputError
from auditor.reporters.html import document
from auditor.serving import deciding, guards, plain
from auditor.serving.access import Access, Session, is_same
from auditor.serving.desk import Desk

MOST_BYTES = 64_000
"""Of a request's body; a decision takes a thousand."""
MOST_LISTENERS = 200
BEAT = 15.0
"""Seconds between signs of life to a page that listens."""

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
    """What all answers share; `changed` is the condition on which listeners wait, set anew with every state."""

    desk: Desk
    access: Access
    place: guards.Place
    listeners: int = 0
    is_closing: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def cookie(self) -> str:
        """The cookie's name: cookies know no ports, so two servers of one machine must not share one."""
        return f"auditor-{self.place.port}"

    def tell(self) -> None:
        """Wake everybody who listens."""
        self.changed.set()
        self.changed = asyncio.Event()


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
            else guards.wrong_reader(headers.get("Sec-Fetch-Site"), headers.get("Sec-Fetch-Mode"))
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
            raise Refusal(403, "You are not in.", *plain.TOKEN_HELP)
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
        self.set_cookie(self.office.cookie, key, httponly=True, samesite="Strict")
        if self.request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
            self.set_status(303)
            self.set_header("Location", "/")
            self.finish()
        else:
            self.set_header("Refresh", "0; url=/")
            self.show(plain.page("One moment", ()))


class Report(Answer):
    """`/`: the report; with a token, the way in."""

    needs_session = False

    def get(self) -> None:
        """Show the edition at hand."""
        access, token = self.office.access, self.get_query_argument("token", None)
        is_in = access.session(self.get_cookie(self.office.cookie) or "") is not None
        if token is not None:
            self._enter(token, is_in=is_in)
        elif is_in:
            self.set_header("Content-Security-Policy", _report_policy())
            self.show(self.office.desk.edition.page)
        elif access.has_password:
            self.redirect("/login")
        else:
            self.session()

    def _enter(self, token: str, *, is_in: bool) -> None:
        access, address = self.office.access, self.request.remote_ip or ""
        if is_in:
            self.redirect("/")
            return
        if "prefetch" in self.request.headers.get("Sec-Purpose", self.request.headers.get("Purpose", "")):
            raise Refusal(503, "The link opens once, and not in advance.")
        _must_not_wait(access, address)
        key = access.enter(token)
        if key is not None:
            self.let_in(key)
            return
        if access.was_spent(token):
            self.office.desk.means.event(f"the link was used before; a fresh one: {link(self.office)}")
            raise Refusal(403, "This link was used already.", "The terminal of auditor serve has a fresh one.")
        access.failures.add(address)
        raise Refusal(403, "This link opens nothing.", *plain.TOKEN_HELP)


class Login(Answer):
    """`/login`: the form for the password, where there is one."""

    needs_session = False

    def prepare(self) -> None:
        """Let nobody know a form where there is no password."""
        super().prepare()
        if not self.office.access.has_password:
            raise Refusal(404, "There is nothing here.")

    def get(self) -> None:
        """Ask."""
        self._ask("The report behind this page is for its team")

    def post(self) -> None:
        """Let in whoever knows the password; every failure makes the next try wait longer."""
        access, address = self.office.access, self.request.remote_ip or ""
        _must_not_wait(access, address)
        try:
            given = parse_qs(self.body.decode(), max_num_fields=4).get("password", [""])[0]
        except ValueError:
            given = ""
        key = access.enter_with(given)
        if key is None:
            access.failures.add(address)
            self.office.desk.means.event(f"wrong password from {address}")
            self.set_status(403)
            self._ask("That is not the password")
        else:
            self.let_in(key)

    def _ask(self, title: str) -> None:
        self.set_header("Content-Security-Policy", plain.policy(asks=True))
        self.set_header("Referrer-Policy", "same-origin")  # with none at all, a form's Origin is null
        self.show(plain.page(title, (), asks=True))


class Whose(Answer):
    """`/session`: what the page's script must know to write."""

    def get(self) -> None:
        """Tell the session's token, who decides unless told otherwise, and where the ledger is."""
        means = self.office.desk.means
        self.answer({"csrf": self.session().csrf, "who": means.who, "ledger": means.ledger.as_posix()})


class Decisions(Answer):
    """`/decisions`: written to the ledger, one by one."""

    async def post(self) -> None:
        """Write a decision; what the ledger then says is the answer."""
        desk = self.office.desk
        try:
            asked = deciding.wish(self.body, desk.means.now(), desk.means.who)
            write = asyncio.get_running_loop().run_in_executor(None, deciding.write, asked, desk.edition, desk.means)
            written = await write
        except deciding.Conflict as error:
            raise Refusal(409, str(error)) from None
        except InputError as error:
            raise Refusal(422, f"Nothing was written: {'; '.join(str(error).splitlines())}.") from None
        except AuditorError as error:
            raise Refusal(500, f"Nothing was written: {error}.") from None
        told = deciding.told(written)
        desk.means.event(f"{written.agent}: {told['says']}")
        desk.look_now()
        self.set_status(201)
        self.answer(told)


class Events(Answer):
    """`/events`: every new state, as it comes, for as long as the page listens."""

    is_gone = False

    async def get(self) -> None:
        """Tell the state now, and each time it changes."""
        office = self.office
        if office.listeners >= MOST_LISTENERS:
            raise Refusal(503, "Too many pages listen already.")
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        office.listeners += 1
        try:
            while not self.is_gone and not office.is_closing:
                changed = office.changed
                self.write(f"data: {json.dumps(office.desk.state.plain())}\n\n")
                await self.flush()
                while not self.is_gone and not await _happens(changed):
                    self.write(":\n\n")
                    await self.flush()
        except StreamClosedError:
            pass
        finally:
            office.listeners -= 1

    def on_connection_close(self) -> None:
        """Let go of a page that was closed."""
        self.is_gone = True


class Nothing(Answer):
    """Every other path: there is no such thing, and no file."""

    def prepare(self) -> None:
        """Let nobody who is not in know more than that."""
        super().prepare()
        raise Refusal(404, "There is nothing here.")


def application(office: Office) -> Application:
    """All paths there are; nothing is logged by the library, whose lines would hold the token."""
    shared = {"office": office}
    paths = {"/": Report, "/login": Login, "/session": Whose, "/decisions": Decisions, "/events": Events}
    return Application(
        [(path, kind, shared) for path, kind in paths.items()],
        default_handler_class=Nothing,
        default_handler_args=shared,
        log_function=lambda answer: None,
    )


def link(office: Office) -> str:
    """The address that lets one browser in, once."""
    return f"{office.place.address}/?token={office.access.token}"


def _must_not_wait(access: Access, address: str) -> None:
    wait = access.failures.wait(address)
    if wait:
        raise Refusal(429, f"Too many failures: try again in {int(wait) + 1} seconds.", wait=wait)


def _report_policy() -> str:
    return f"{document.served().policy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


async def _happens(event: asyncio.Event) -> bool:
    """Whether it happens before the next sign of life is due."""
    try:
        await asyncio.wait_for(event.wait(), BEAT)
    except TimeoutError:
        return False
    return True
