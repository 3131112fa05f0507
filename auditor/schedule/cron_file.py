"""For cron: lines of a crontab.

No zone can be written that every cron heeds (Debian's ignores CRON_TZ), and no cron catches up. So cron only asks, at
the minutes of the expression moved by every quarter of an hour, since zones differ by these; `--due` knows the zone,
answers at the right one, and makes up once for what was missed.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from auditor.errors import InputError
from auditor.schedule.entry import Entry, Place

HEAD = """\
# Add to a crontab (crontab -e). Cron asks at the minutes below, whatever its time zone; --due knows the audit's own
# zone, runs it when its time has come, and once if that was missed.
"""


def files(entries: Sequence[Entry], place: Place) -> dict[str, str]:
    """One crontab with a line for each audit."""
    lines = [HEAD]
    for entry in entries:
        asked = sorted({(minute + shift) % 60 for minute in entry.cron.minutes for shift in (0, 15, 30, 45)})
        minutes = "*" if len(asked) == 60 else ",".join(map(str, asked))
        words = (*place.program, "run", entry.name, "--due", "--quiet", *place.arguments)
        lines.append(f"# {entry.name}: {entry.when}")
        if entry.variables:
            lines.append(f"# It needs {', '.join(entry.variables)}: set them above, in lines such as NAME=value.")
        command = f"cd {shlex.quote(str(place.home))} && {shlex.join(words)}"
        lines.append(f"{minutes} * * * * {_escaped(command)}\n")
    return {"crontab": "\n".join(lines)}


def _escaped(command: str) -> str:
    """A command as cron wants it: to cron a per cent sign ends the line."""
    if "\n" in command or "\r" in command:
        raise InputError.at("cron", "a path with a line break in it cannot stand in a crontab")
    return command.replace("%", r"\%")
