"""What is deployed: each format that a fleet can be read from is one file here."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import InputError
from auditor.model.fleet import Fleet
from auditor.sources import cards, formats, inventory, native, recognizing, together
from auditor.sources.formats.a2a import WITHOUT_PROMPT
from auditor.sources.reading import Options

__all__ = ["FORMATS", "INVENTORY", "Options", "read", "read_all"]

INVENTORY = inventory.NAME
FORMATS = {inventory.NAME: inventory.DESCRIPTION} | {format.NAME: format.DESCRIPTION for format in formats.FORMATS}
"""Every format by the name that `--from` takes, with what it is."""


BY_DEFAULT = Options()


def read(path: Path, options: Options = BY_DEFAULT) -> Fleet:
    """Read the fleet at `path`, in the format that `options` names or else the one it is recognised by.

    Raises InputError.
    """
    return read_all((path,), options)


def _read(path: Path, options: Options) -> Fleet:
    if not path.exists():
        raise InputError.at(path, "no such file or folder")
    is_inventory = options.formats == (INVENTORY,) or (options.takes(INVENTORY) and recognizing.says_so(path))
    if not is_inventory and native.claims(path, options):
        return native.read(path, options)
    if options.takes(INVENTORY) and recognizing.claims(path):
        return inventory.read(path, options)  # also where nothing says so: its errors tell what is missing
    known = ", ".join(options.formats or FORMATS)
    raise InputError.at(path, f"is of none of the formats looked for (auditor formats tells more): {known}")


def read_all(paths: tuple[Path, ...], options: Options = BY_DEFAULT) -> Fleet:
    """Read several sources as one fleet, with the default model for agents that name none.

    Raises InputError, also if an id that people gave stands in two of them.
    """
    fleet = cards.joined(together.joined([_read(path, options) for path in paths]))
    if not fleet.members:
        raise InputError.at(paths[0], f"holds no agent to audit: {WITHOUT_PROMPT}")
    return together.with_model(fleet, options.default_model)
