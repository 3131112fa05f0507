"""How a report is to look, as options of a command, and the reports that follow from them in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from auditor.cli import writing
from auditor.model.formats import BINARY, PROMPTS

if TYPE_CHECKING:
    from auditor.model.run import Run
    from auditor.reporters.look import Look

F = TypeVar("F", bound=Callable[..., object])
_URL = re.compile(r"https?://[^\s<>\"'\\]+")


class _Details(click.ParamType[Any]):
    """`all`, `actionable`, or a number of agents."""

    name = "all|actionable|K"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return f"[{self.name}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in {"all", "actionable"} or isinstance(value, int):
            return value
        if isinstance(value, str) and value.isdecimal():
            return int(value)
        return self.fail(f"expected all, actionable or a number of agents, got {value!r}", param, ctx)


def _url(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    if value is not None and not _URL.fullmatch(value):
        raise click.BadParameter(
            f"expected an address such as https://reports.example/fleet/, got {value!r}", ctx, param
        )
    return value or ""


def options(command: F) -> F:
    """The options on how reports look."""
    for option in reversed(
        (
            click.option(
                "--layout",
                type=click.Choice(("single", "dir")),
                default="single",
                show_default=True,
                help="The HTML report as one file, or as a folder with a page for every agent (for large fleets).",
            ),
            click.option(
                "--assets",
                type=click.Choice(("inline", "split")),
                help="Style and script in the page, or as r.css and r.js beside it.  [default: inline; dir: split]",
            ),
            click.option(
                "--details",
                type=_Details(),
                default="all",
                show_default=True,
                help="Whose HTML pages are whole: all, those with something to do, or the first K by saving.",
            ),
            click.option(
                "--prompts",
                type=click.Choice(PROMPTS),
                default="full",
                show_default=True,
                help="Show prompts, only their ageing facts and what stands around them, or no word of them anywhere.",
            ),
            click.option(
                "--report-url",
                callback=_url,
                metavar="URL",
                help="Where the report will be, for links in mail and Markdown.",
            ),
        )
    ):
        command = option(command)
    return command


def taken_from(given: dict[str, Any]) -> Look:
    """The look that the options ask for; they are taken out of `given`."""
    from auditor.reporters.look import Assets, Look

    layout, assets = given.pop("layout"), given.pop("assets")
    default: Assets = "split" if layout == "dir" else "inline"
    return Look(layout, assets or default, given.pop("prompts"), given.pop("details"), given.pop("report_url"))


def must_be_one_text(name: str, look: Look) -> None:
    """Raise UsageError for a report that is no text, or more than one file."""
    if name in BINARY:
        raise click.UsageError(f"{name} is no text: name a file with --output")
    if name == "html" and (look.layout == "dir" or look.assets == "split"):
        what = "--layout dir" if look.layout == "dir" else "--assets split"
        raise click.UsageError(f"with {what} the report is several files: name a place with --output")


class Reports:
    """The reports of a run; `notes` says after they are made what nobody asked for."""

    def __init__(self, run: Run, look: Look) -> None:
        from auditor import reporters

        self.notes: list[str] = []
        self._ready = reporters.prepared(run, look)
        self._look = look

    def text(self, name: str) -> str:
        """A report as one text."""
        if name != "html":
            return self._ready.text(name)
        from auditor.reporters.html.single_file import one_file

        shown = one_file(self._ready.run, self._ready.texts, self._look)
        self.notes += [shown.note] if shown.note else []
        return shown.page

    def one(self, name: str, output: str) -> None:
        """One format to the file, or to the folder, that was named."""
        if name == "html" and self._look.layout == "dir":
            self._to_folder(Path(output), {})
        else:
            path = Path(output) / writing.FILES[name] if writing.is_folder(output) else Path(output)
            writing.to_files(self._files(name, path))

    def several(self, names: Sequence[str], folder: Path) -> list[Path]:
        """Several formats to a folder of reports; gives what there is to open."""
        is_folder = "html" in names and self._look.layout == "dir"
        files: dict[Path, str | bytes] = {}
        paths: list[Path] = []
        for name in dict.fromkeys(names):
            if name == "html" and is_folder:
                paths.append(folder / writing.FOLDER / "index.html")
            else:
                files |= self._files(name, folder / writing.FILES[name])
                paths.append(folder / writing.FILES[name])
        if is_folder:
            self._to_folder(folder / writing.FOLDER, files)
        else:
            writing.to_files(files)
        return paths

    def _files(self, name: str, path: Path) -> dict[Path, str | bytes]:
        """A report with what it needs beside it."""
        content = self._ready.content(name) if name in BINARY else self.text(name)
        files: dict[Path, str | bytes] = {path: content}
        if name == "html":
            from auditor.reporters.html import document

            beside: Literal["inline", "split"] = self._look.assets
            files |= {path.parent / other: text for other, text in document.beside_files(beside).items()}
        return files

    def _to_folder(self, folder: Path, others: Mapping[Path, str | bytes]) -> None:
        from auditor.reporters.html import folder as pages

        writing.to_folder(folder, pages.files(self._ready.run, self._ready.texts, self._look), others)
