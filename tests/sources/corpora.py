"""Every corpus and every sample as a table in Markdown: agents found, files skipped and why.

`make corpora` prints it for what lies beside the checkout; other folders may be named.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor import sources
from auditor.errors import InputError
from auditor.model.fleet import Fleet

SHARED = Path(__file__).parents[3] / "shared"
BY_NAME = {"business-bots": ("text",)}
"""Corpora of plain prompts, which are read only where that is asked for; beside what is found without asking."""


@dataclass(frozen=True)
class Row:
    """What was read of one source."""

    name: str
    formats: Counter[str]
    skipped: Counter[str]


def rows(shared: Path) -> Iterator[Row]:
    """A row for each corpus, for each of those that holds plain prompts once more, and for each sample."""
    for folder in sorted(path for path in (shared / "corpora").iterdir() if path.is_dir()):
        yield row(folder)
        if folder.name in BY_NAME:
            yield row(folder, BY_NAME[folder.name])
    yield from (row(path) for path in sorted((shared / "samples").iterdir()))


def row(path: Path, formats: tuple[str, ...] = ()) -> Row:
    """What is read of a folder or a file."""
    name = f"{path.name}{' --from ' + ','.join(formats) if formats else ''}"
    try:
        fleet = sources.read(path, sources.Options(formats=formats))
    except InputError as error:
        return Row(name, Counter(), Counter([str(error).splitlines()[0].removeprefix(f"{path.as_posix()}: ")]))
    found = Counter(member.origin.format for member in fleet.members if member.origin)
    return Row(name, found, reasons(fleet))


def reasons(fleet: Fleet) -> Counter[str]:
    """How often each reason is given for skipping a file or what is in it."""
    told: Counter[str] = Counter()
    for note in fleet.notes:
        if note.rule == "file-skipped":
            told[note.message.split(" is skipped: ", 1)[1].rstrip(".")] += 1
        elif note.rule == "files-skipped":
            _, _, because = note.message.partition(", each because ")
            reason = because.rpartition(": ")[0] or "no format of agents is recognised in it"
            told[reason] += int(note.message.split()[0].replace(",", ""))
    return told


def main() -> None:
    """Print the table."""
    found = [row(Path(name)) for name in sys.argv[1:]] if sys.argv[1:] else list(rows(SHARED))
    print("| source | agents | format | skipped | why |\n| --- | --: | --- | --: | --- |")
    for one in found:
        formats = ", ".join(f"{name} {count}" for name, count in one.formats.most_common())
        why = "; ".join(f"{count} × {reason}" for reason, count in one.skipped.most_common(8))
        print(f"| {one.name} | {one.formats.total()} | {formats} | {one.skipped.total()} | {why.replace('|', '/')} |")


if __name__ == "__main__":
    main()
