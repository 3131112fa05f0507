"""A page into HTML: templates, the style and the script inlined, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from auditor import cache
from auditor.reporters.html.page import Page

# Control characters and bidirectional overrides can hide or reorder what a prompt says; lone surrogates have no UTF-8.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def written(page: Page) -> str:
    """The page as one HTML document that can be written as UTF-8."""
    return showable(_template().render(page=page, **_assets()))


def showable(text: str) -> str:
    """The text with control characters as their pictures (␀, ␛) and what has no picture as U+FFFD."""
    return _UNSHOWABLE.sub(_picture, text.replace("\r\n", "\n"))


def folder() -> Path:
    """Where the templates lie: in the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    packed = package / "_templates"
    return packed if packed.is_dir() else package.parent / "templates"


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    return environment.get_template("report.html.j2")


def _compiled() -> BytecodeCache | None:
    """Compiled templates of earlier runs, where the user's cache folder can be written."""
    kept = cache.folder() / "templates"
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(kept)) if os.access(kept, os.W_OK) else None


@lru_cache(maxsize=1)
def _assets() -> dict[str, Markup]:
    """The style and the script, and the policy that names both by hash."""
    style, script = (_text(name) for name in ("report.css", "report.js"))
    policy = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}  # noqa: S704  our own files


def _text(name: str) -> str:
    return "\n" + (folder() / name).read_text("utf-8").strip() + "\n"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
