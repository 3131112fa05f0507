"""A log file read whole: its format found, its rows summed up, and a second time if its figures count the other way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from auditor.errors import InputError
from auditor.model.usage import UsageLog
from auditor.usage import traces
from auditor.usage.conventions import Conventions
from auditor.usage.files import sha256_of_all
from auditor.usage.formats import FORMATS, table
from auditor.usage.heads import head_of_log
from auditor.usage.log import Counts, Flaws, Log, UsageOptions
from auditor.usage.log_format import LogFormat, Rolled, Streamed, Summed, Traced
from auditor.usage.opened import head_of, is_table, sha256_of, size_of
from auditor.usage.rollup import rolled


def read_files(path: Path, listed: Sequence[Path], options: UsageOptions, before: dict[int, Counts]) -> UsageLog:
    """Read files as one log, which goes by the name of a path; raises InputError."""
    named, twins = without_twins(listed)
    format = format_of(named[0], options)
    files, others = sorted_out(named, format, options)
    others.take(twins)

    def log(conventions: Conventions) -> Log:
        one = Log(path, options, conventions, files, before)
        one.flaws.take(others)
        return one

    return summed_up(format, log, lambda: sha256_of_all(files), before)


def summed_up(
    format: LogFormat, log_of: Callable[[Conventions], Log], sha256: Callable[[], str], before: dict[int, Counts]
) -> UsageLog:
    """All of a log, gone through a second time if its figures count the other way; `log_of` makes the log anew."""
    log = log_of(Conventions())
    sums = _rolled(format, log)
    turned = log.conventions.to_turn()
    if turned:
        log = log_of(Conventions(turned))
        sums = _rolled(format, log)
        said = "read the other way: more cached than input shows that it counts "
        for provider in sorted(turned):
            whose = f" ({provider})" if provider else ""
            log.tell(
                "more-cached-than-input", f"{said}input without the cache, or with it, against its format{whose}", 0
            )
    before |= log.buckets
    if not sums.rows and not log.flaws.all():
        log.tell("not-a-call", "nothing in the whole log is one", 0)
    return UsageLog(
        path=log.path.as_posix(),
        format=format.NAME,
        sha256=sha256(),
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


def without_twins(files: Sequence[Path]) -> tuple[tuple[Path, ...], Flaws]:
    """The files that are no copies of others, nor other names of them, and what is told of those that are.

    Only files of the same size are compared, by the bytes that they hold.
    """
    by_size: dict[int, list[Path]] = {}
    for file in files:
        by_size.setdefault(size_of(file) if len(files) > 1 else 0, []).append(file)
    kept, found = set[Path](), Flaws(files[0].as_posix())
    for size, some in by_size.items():
        first: dict[str, Path] = {}
        for file in some:
            one = first.setdefault(sha256_of(file) if size and len(some) > 1 else file.as_posix(), file)
            if one is file:
                kept.add(file)
            else:
                flaws = Flaws(file.as_posix())
                flaws.tell("duplicate", "left out, the whole file: another holds the same bytes, or is the same", 0)
                found.take(flaws)
    return tuple(file for file in files if file in kept), found


def sorted_out(files: Sequence[Path], format: LogFormat, options: UsageOptions) -> tuple[tuple[Path, ...], Flaws]:
    """The files of the format, and what is wrong with the others; what somebody named a format is all of that format.

    A file that shows no format at all, as one that begins in the midst of a log, is read as the others are, and told.
    """
    kept, found = [files[0]], Flaws(files[0].as_posix())
    is_said = options.format is not None or options.map is not None
    shown: dict[bytes, str] = {}
    for file in files[1:]:
        of = format.NAME if is_said else _shown(file, format, shown)
        flaws = Flaws(file.as_posix())
        if of == format.NAME:
            kept.append(file)
        elif of:
            flaws.tell("unknown-shape", f"left out, the whole file: it is {of}; give it by itself", 0)
        else:
            kept.append(file)
            flaws.tell("unknown-shape", f"read as {format.NAME} like the first file, though it does not begin so", 0)
        found.take(flaws)
    return tuple(kept), found


def _shown(file: Path, format: LogFormat, known: dict[bytes, str]) -> str:
    """The name of the format that a file's beginning shows, this one before all others; of what is no record this one.

    `known` are the formats of tables by their first line, for each takes an engine to look at.
    """
    raw = head_of(file)
    columns = raw.partition(b"\n")[0] if is_table(raw) and not raw.startswith(b"PAR1") else b""
    if not raw.strip() or columns in known:
        return known.get(columns, format.NAME)
    head = head_of_log(file)
    found = format if format.claims(head) else next((one for one in FORMATS if one.claims(head)), None)
    name = found.NAME if found else "" if head.first is not None else format.NAME  # which tells what it cannot read
    if columns:
        known[columns] = name
    return name


def _rolled(format: LogFormat, log: Log) -> Rolled:
    if isinstance(format, Summed):
        return format.rolled(log)
    if isinstance(format, Traced):
        return rolled(traces.rows(span for one in log.each() for span in format.spans(one)), log.flaws)
    assert isinstance(format, Streamed)
    return rolled((row for one in log.each() for row in format.rows(one)), log.flaws)
