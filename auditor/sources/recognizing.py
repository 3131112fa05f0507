"""Whether a file is an inventory of our own, told without reading it whole."""

from __future__ import annotations

import re
from pathlib import Path

ENDINGS = (".yaml", ".yml", ".json")
_BEGINNING = 65_536
_SAYS_SO = re.compile(rb"""^[ \t{]{0,9}["']?schema["']?[ \t]{0,9}:[ \t]{0,9}\d""", re.MULTILINE)


def claims(path: Path) -> bool:
    """Whether `path` is such a file, by its name."""
    return path.is_file() and path.suffix.lower() in ENDINGS


def says_so(path: Path) -> bool:
    """Whether `path` declares itself an inventory near its beginning; cheap, for a fleet may be large."""
    if not claims(path):
        return False
    try:
        with path.open("rb") as file:
            return _SAYS_SO.search(file.read(_BEGINNING)) is not None
    except OSError:
        return False
