"""What is answered over HTTP: five paths and no more; nothing is ever read from disk by a path of a request."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs

from tornado.iostream import StreamClosedError
from tornado.web import Application

from auditor.errors import AuditorError, InputError
from auditor.reporters.html import document
from auditor.serving import deciding, plain
from auditor.serving.access import Access
from auditor.serving.door import Answer, Office, Refusal

MOST_LISTENERS = 200
BEAT = 15.0
"""Seconds between signs of life to a page that listens."""


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
        access = self.office.access
        if is_in:
            self.redirect("/")
            return
        if "prefetch" in self.request.headers.get("Sec-Purpose", self.request.headers.get("Purpose", "")):
            raise Refusal(503, "The link opens once, and not in advance.")
        key = access.enter(token)  # no guess will do in any time, so nobody need wait
        if key is not None:
            self.let_in(key)
            return
        if access.was_spent(token):
            self.office.desk.means.event(f"the link was used before; a fresh one: {self.office.link}")
            raise Refusal(403, "This link was used already.", "The terminal of auditor serve has a fresh one.")
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
            access.failures.forget(address)
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

    def initialize(self, office: Office) -> None:
        """Be ready to be woken, or left, at any time."""
        super().initialize(office)
        self.wake = asyncio.Event()

    async def get(self) -> None:
        """Tell the state now, and each time it changes."""
        office = self.office
        if len(office.listeners) >= MOST_LISTENERS:
            raise Refusal(503, "Too many pages listen already.")
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        office.listeners.add(self.wake)
        try:
            while not self.is_gone and not office.is_closing:
                self.wake.clear()
                await self._send(f"data: {json.dumps(office.desk.state.plain())}\n\n")
                while not await _happens(self.wake):
                    await self._send(":\n\n")
        except StreamClosedError:
            pass
        finally:
            office.listeners.discard(self.wake)

    async def _send(self, text: str) -> None:
        self.write(text)
        await self.flush()

    def on_connection_close(self) -> None:
        """Let go of a page that was closed."""
        self.is_gone = True
        self.wake.set()


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
