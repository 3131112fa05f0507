"""`auditor serve`: the report and its review in the browser, kept up to date."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import projects, review_source, running, served_source, writing

if TYPE_CHECKING:
    from auditor.model.formats import Prompts

PORT = 8642
VARIABLE = "AUDITOR_SERVE_PASSWORD"


@click.command(
    "serve", epilog="Examples:  auditor serve   auditor serve inventories/proptech/fleet.yaml   auditor serve nightly"
)
@click.argument("sources", nargs=-1, metavar="[SOURCE|NAME]...")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@click.option("--open/--no-open", "is_opened", default=None, help="Open the browser; default where there is a screen.")
@click.option(
    "--decisions", type=review_source.LEDGER, metavar="FILE", help="The ledger; default decisions.yaml beside SOURCE."
)
@review_source.by
@click.option(
    "--prompts",
    type=click.Choice(("full", "spans", "none")),
    help="Show prompts, only their ageing facts and what stands around them, or no word of them.  [default: full]",
)
@click.option(
    "--history",
    "kept_in",
    type=running.FILE,
    metavar="FILE",
    help="Show what changed since the last run of this history; nothing is kept in it.",
)
@click.option("--audit", "name", metavar="NAME", help="The run's name in the history; default the fleet's name.")
@running.options
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--allow-remote", is_flag=True, help=f"Let other machines in; asks for a password, or takes it from {VARIABLE}."
)
@click.option(
    "--known-as", multiple=True, metavar="NAME", help="Another host name that browsers use, such as a proxy's."
)
@projects.file_option
def command(
    sources: tuple[str, ...],
    port: int,
    is_opened: bool | None,
    decisions: Path | None,
    by: str | None,
    prompts: Prompts | None,
    kept_in: Path | None,
    name: str | None,
    host: str,
    allow_remote: bool,
    known_as: tuple[str, ...],
    file: Path | None,
    **given: Any,
) -> None:
    """Show the report and its review in the browser, kept up to date.

    SOURCE is what auditor audit takes, NAME an audit of auditor.toml; without either the one inventory or audit there
    is. The page is made anew when the inventory, a prompt, the policy, a log, the history or the ledger changes; what
    is broken meanwhile is told on it. A log in S3 or PostgreSQL is not watched, but read whenever the page is made
    anew. Accept, dismiss, snooze and reopen go straight to decisions.yaml, as with auditor review.

    The printed link opens once and keeps that browser in until the server stops; where it is used again, a fresh one
    is printed. Nothing but the report is served, and no file. Ctrl-C stops.

    Needs Tornado: pip install 'agent-fleet-auditor[serve]'.
    """
    if find_spec("tornado") is None:
        raise click.UsageError("this needs Tornado: pip install 'agent-fleet-auditor[serve]'")
    from auditor.serving.desk import Desk
    from auditor.serving.guards import Place
    from auditor.serving.server import bound, serve

    names = frozenset(name.lower() for name in known_as)
    is_remote = Place(host, port, names).is_remote
    password = _password(", ".join(sorted(names)) or host, allow_remote) if is_remote else None
    means = served_source.means(
        sources, served_source.Asked(file, decisions, by, prompts, kept_in, name, is_remote), given, _event
    )
    listening = bound(host, port)
    place = Place(host, listening.getsockname()[1], names)
    desk = Desk(means)

    def ready(link: str) -> None:
        by = f" as {means.who}" if means.who else ", each as whoever takes it"
        _event(f"{desk.edition.run.name}: decisions go to {means.ledger.as_posix()}{by}")
        if place.is_remote:
            _event("warning: what goes over the network is not encrypted here: put a proxy that speaks TLS in front")
        _event(f"Open this, it works once:  {link}")
        _event("Stop with Ctrl-C.")
        if is_opened or (is_opened is None and not place.is_remote and _has_screen()):
            threading.Thread(target=webbrowser.open, args=[link], daemon=True).start()  # some browsers take their time

    with listening:
        desk.begin()
        serve(desk, listening, place, password, ready)
    _event("stopped")


def _has_screen() -> bool:
    """Whether somebody sits here who sees a browser open."""
    is_drawn = sys.platform in ("win32", "darwin") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())
    return os.isatty(1) and is_drawn and "SSH_CONNECTION" not in os.environ


def _event(line: str) -> None:
    from auditor.reporters.words import clean

    writing.show("\n".join(map(clean, line.split("\n"))))


def _password(place: str, allow_remote: bool) -> str:
    """The password that others must know; raises UsageError."""
    from auditor.serving.access import SHORTEST_PASSWORD

    if not allow_remote:
        raise click.UsageError(
            f"{place}: others could reach this; if they are to, say "
            "--allow-remote. Else stay on 127.0.0.1, or forward the port: ssh -L"
        )
    password = os.environ.get(VARIABLE)
    if password is None:
        if not os.isatty(0):
            raise click.UsageError(f"--allow-remote needs a password, and nobody is here to ask: set {VARIABLE}")
        password = str(click.prompt("Password for the report", hide_input=True, confirmation_prompt=True))
    if len(password) < SHORTEST_PASSWORD:
        raise click.UsageError(f"the password has {len(password)} characters and needs {SHORTEST_PASSWORD}")
    return password
