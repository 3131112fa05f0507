"""A log file read whole: its format found, its rows summed up, and a second time if its figures count the other way."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import InputError
from auditor.model.usage import UsageLog
from auditor.usage.conventions import Conventions
from auditor.usage.files import files_of, sha256_of_all
from auditor.usage.formats import FORMATS, table
from auditor.usage.heads import head_of_log
from auditor.usage.log import Log, UsageOptions
from auditor.usage.log_format import LogFormat, Rolled, Streamed, Summed
from auditor.usage.rollup import rolled


def read(path: Path, options: UsageOptions | None = None) -> UsageLog:
    """Read a log: a file, or those of a folder or pattern as one; raises InputError if it is of no known format."""
    options = options or UsageOptions()
    files = files_of(path)
    format = format_of(files[0], options)
    log = Log(path, options, files=files)
    sums = _rolled(format, log)
    turned = log.conventions.to_turn()
    if turned:
        log = Log(path, options, Conventions(turned), files)
        sums = _rolled(format, log)
        said = "read the other way: more cached than input shows that it counts "
        for provider in sorted(turned):
            whose = f" ({provider})" if provider else ""
            log.tell(
                "more-cached-than-input", f"{said}input without the cache, or with it, against its format{whose}", 0
            )
    return UsageLog(
        path=path.as_posix(),
        format=format.NAME,
        sha256=sha256_of_all(files),
        rows=sums.rows,
        used=sums.used,
        flaws=log.flaws.all(),
        first=sums.first,
        last=sums.last,
        tells_cache=format.TELLS_CACHE,
    )


def format_of(path: Path, options: UsageOptions) -> LogFormat:
    """The format that somebody named, or the first that claims the file; raises InputError if there is none."""
    names = ", ".join(format.NAME for format in FORMATS)
    if options.format is not None:
        named = next((format for format in FORMATS if options.format == format.NAME), None)
        if named is None:
            raise InputError.at(path, f"unknown usage format {options.format!r}; known: {names}")
        return named
    if options.map is not None:
        return table
    head = head_of_log(path)
    found = next((format for format in FORMATS if format.claims(head)), None)
    if found is None:
        what = "is empty" if not head.raw else "is no usage log of a known format"
        raise InputError.at(path, f"{what}; known: {names}")
    return found


def _rolled(format: LogFormat, log: Log) -> Rolled:
    if isinstance(format, Summed):
        return format.rolled(log)
    assert isinstance(format, Streamed)
    return rolled((row for one in log.each() for row in format.rows(one)), log.flaws)
