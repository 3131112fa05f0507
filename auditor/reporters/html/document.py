"""Templates into HTML, with a policy that lets nothing run but our own script and nothing be loaded at all."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import rcssmin
import rjsmin
from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from auditor import cache
from auditor.reporters.html.told import Together, Told

STYLES = ("base", "overview", "whatif", "agent", "review", "since", "narrow", "print")
SCRIPTS = ("start", "query", "table", "route", "raw", "copy", "sums", "whatif", "review", "findings", "keys", "theme")
"""The parts of the style sheet and of the script, in order; each is a file in the folder of templates."""
SERVED = "served"
"""The part of both that only the page of `auditor serve` has; in the script it stands before the last, which begins."""

# Control characters and bidirectional overrides can hide or reorder what a prompt says; lone surrogates have no UTF-8.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Assets:
    """The style and the script as a page names them, and the policy that allows them and nothing else."""

    style: Markup
    script: Markup
    policy: str


def rendered(name: str, **values: Any) -> str:
    """A template as text that can be written as UTF-8, every value in it escaped."""
    return showable(_environment().get_template(f"{name}.html.j2").render(**values))


def rendered_plainly(name: str, **values: Any) -> str:
    """The same without the keys of figures, for readers that have no run document at hand."""
    return showable(
        _environment().overlay(finalize=_plain, bytecode_cache=None).get_template(f"{name}.html.j2").render(**values)
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Told | Together) else value


def macro(name: str, of: str) -> Any:
    """A macro of a template, to be called once for each of many rows."""
    return getattr(_environment().get_template(f"{name}.html.j2").module, of)


def showable(text: str) -> str:
    """The text with control characters as their pictures (␀, ␛) and what has no picture as U+FFFD."""
    return _UNSHOWABLE.sub(_picture, text.replace("\r\n", "\n"))


def folder() -> Path:
    """Where the templates lie: in the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    packed = package / "_templates"
    return packed if packed.is_dir() else package.parent / "templates"


@lru_cache(maxsize=1)
def inline() -> Assets:
    """Style and script within the page, allowed by their hashes."""
    policy = f"default-src 'none'; script-src '{_hash(script())}'; style-src '{_hash(style())}'"
    return Assets(
        Markup(f"<style>{style()}</style>"),  # noqa: S704  our own file
        Markup(f"<script>{script()}</script>"),  # noqa: S704  our own file
        policy,
    )


@lru_cache(maxsize=1)
def served() -> Assets:
    """The same with the part that talks to `auditor serve`, which the page may reach and nothing else."""
    look, acts = style((*STYLES, SERVED)), script((*SCRIPTS[:-1], SERVED, SCRIPTS[-1]))
    return Assets(
        Markup(f"<style>{look}</style>"),  # noqa: S704  our own file
        Markup(f"<script>{acts}</script>"),  # noqa: S704  our own file
        f"default-src 'none'; script-src '{_hash(acts)}'; style-src '{_hash(look)}'; connect-src 'self'",
    )


def assets(kind: str, root: str = "") -> Assets:
    """Style and script inline, or split off: `root` leads from the page to where they are."""
    return inline() if kind == "inline" else beside(root)


def beside_files(kind: str) -> dict[str, str]:
    """The files that a page needs beside it, by name; none where all is inline."""
    return {} if kind == "inline" else {"r.css": style(), "r.js": script()}


def beside(root: str = "") -> Assets:
    """Style and script as files beside the page, for viewers that allow nothing inline."""
    return Assets(
        Markup('<link rel="stylesheet" href="{}r.css">').format(root),
        Markup('<script src="{}r.js"></script>').format(root),
        "default-src 'none'; script-src 'self'; style-src 'self'",
    )


@lru_cache(maxsize=2)
def style(names: Sequence[str] = STYLES) -> str:
    """The style sheet, without its comments and white space."""
    return str(rcssmin.cssmin("\n".join(_text(f"style/{name}.css") for name in names)))


@lru_cache(maxsize=2)
def script(names: Sequence[str] = SCRIPTS) -> str:
    """The script, likewise: its parts share one scope, and nothing outside sees it."""
    parts = "\n".join(_text(f"script/{name}.js") for name in names)
    return str(rjsmin.jsmin(f'(function () {{\n"use strict";\n{parts}\n}})();\n'))


def _text(name: str) -> str:
    return (folder() / name).read_text("utf-8").strip()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
        auto_reload=False,  # each include would ask again for the file's time
    )


def _compiled() -> BytecodeCache | None:
    """Compiled templates of earlier runs, where the user's cache folder can be written.

    They are found by the template's text alone: whoever changes what is compiled from it needs another folder.
    """
    kept = cache.folder() / "templates-2"
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return _Compiled(str(kept)) if os.access(kept, os.W_OK) else None


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates in files; one that cannot be kept, for want of room, is compiled anew by the next run."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)
