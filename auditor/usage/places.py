"""What somebody names as a log, wherever it lies: here, in a bucket, in a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.errors import InputError, Problem
from auditor.model.address import Address, Place
from auditor.model.usage import UsageLog
from auditor.usage.files import files_of
from auditor.usage.log import Counts, UsageOptions
from auditor.usage.reading import read_files


def read(place: Place, options: UsageOptions | None = None, buckets: dict[int, Counts] | None = None) -> UsageLog:
    """Read a log: a file, all of a folder or pattern as one, what an address names; raises InputError if it cannot.

    The first file of several says the format; those of another one are left out, and told. `buckets` are those of the
    bills that were read before, which do not count again; this log's are put with them.
    """
    before = {} if buckets is None else buckets
    options = options or UsageOptions()
    if isinstance(place, Address):
        from auditor.usage import remote

        return remote.read(place, options, before)
    return read_files(place, files_of(place), options, before)


def refuse_twice(places: Sequence[Place]) -> None:
    """Raises InputError where a file is in two of these logs, as one of a folder that is given as well.

    What cannot be read is left to the reading to tell.
    """
    first: dict[str, Place] = {}
    problems: dict[tuple[Place, Place], Problem] = {}
    for place in places if len(places) > 1 else ():
        try:
            files = _named(place)
        except (InputError, OSError, RuntimeError):
            continue
        for real, file in files.items():
            other = first.get(real)
            if other is not None and (place, other) not in problems:
                said = f"{file} is in {other.as_posix()} as well, and would count twice: give it once"
                problems[place, other] = Problem(place.as_posix(), said)
        first = dict.fromkeys(files, place) | first
    if problems:
        raise InputError(list(problems.values()))


def _named(place: Place) -> dict[str, str]:
    """Everything that a place means: what each thing is really called, and by which name it is told."""
    if isinstance(place, Path):
        return {str(file.resolve()): file.as_posix() for file in files_of(place)}
    from auditor.usage import remote

    return {name: name for name in remote.names(place)}
