"""The files that somebody means by a log: one, those of a folder, or those that a pattern fits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from glob import has_magic
from itertools import islice
from pathlib import Path

from auditor.errors import InputError
from auditor.usage.opened import sha256_of

ENDINGS = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".log", ".parquet")
ABOUT = ".meta.json"
"""What stands beside a log and is none."""
PACKED = (".gz", ".zst")
MOST = 100_000
"""Files of one log: more are a mistake, as a pattern that takes in a whole disk."""


def files_of(path: Path) -> tuple[Path, ...]:
    """The files, in the order of their names; raises InputError where there are none, or no end of them."""
    if path.is_dir():
        found: Iterable[Path] = (file for file in path.rglob("*") if has_log_ending(file.as_posix()) and file.is_file())
        what = none_in_folder("a folder")
    elif has_magic(str(path)) and not path.exists():
        root, pattern = _split(path)
        found = (file for file in root.glob(pattern) if file.is_file())
        what = "a pattern that no file fits"
    else:
        return (path,)
    try:
        files = sorted(islice(found, MOST + 1))
    except (OSError, ValueError, NotImplementedError) as error:
        raise InputError.at(path, f"cannot be read: {error}") from None
    if not files:
        raise InputError.at(path, f"is {what}")
    if len(files) > MOST:
        raise InputError.at(path, f"is more than {MOST:,} files")
    return tuple(files)


def sha256_of_all(files: Sequence[Path]) -> str:
    """Of a file as it lies there; of several, of their hashes one after the other."""
    hashes = [sha256_of(file) for file in files]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def none_in_folder(what: str) -> str:
    """What is wrong with a folder, or what takes the place of one, that holds no log."""
    return f"{what} without a log in it: {', '.join(ENDINGS)}, also with {' or '.join(PACKED)}"


def has_log_ending(path: str) -> bool:
    """Whether a file of a folder goes by such a name as logs have."""
    name = path.rpartition("/")[2].lower()
    for packed in PACKED:
        name = name.removesuffix(packed)
    front, _, number = name.rpartition(".")
    name = front if number.isdecimal() else name  # as logrotate leaves them: calls.log.2.gz
    return name.endswith(ENDINGS) and not name.endswith(ABOUT) and not name.startswith((".", "_"))


def _split(path: Path) -> tuple[Path, str]:
    """The folder that a pattern starts from, and the rest of it."""
    parts = path.parts
    first = next(index for index, part in enumerate(parts) if has_magic(part))
    return Path(*parts[:first]), "/".join(parts[first:])
