"""What answers of registries have in common: versions of one prompt, teams in metadata, texts that hold JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from auditor.documents import parse
from auditor.errors import InputError
from auditor.sources.found import Remark, one_line
from auditor.sources.shapes import mapping

_OWNERS = ("team", "owner", "Team", "Owner")
_MOST_DIGITS = 18

Record = tuple[int, dict[str, Any]]


def owner_of(metadata: object) -> dict[str, str]:
    """The team that a registry's metadata name; nothing if they name none."""
    name = next(filter(None, (one_line(mapping(metadata).get(key)) for key in _OWNERS)), "")
    return {"owner": name} if name else {}


def deployed(
    records: Iterable[Record],
    name: str | Callable[[Record], str],
    label: Callable[[Mapping[str, Any]], str],
    *,
    version: str = "version",
    age: Callable[[Mapping[str, Any]], Any] | None = None,
) -> Iterator[tuple[int, dict[str, Any], tuple[Remark, ...]]]:
    """Of each prompt the version that is deployed, by its label, or else the newest; told where there were several.

    The newest has the greatest `version` or, where versions are no numbers, the greatest `age`; of several the first.
    """
    rank = age or (lambda one: number(one.get(version)))
    groups: dict[str, list[Record]] = {}
    for line, one in records:
        group = one_line(one.get(name)) if isinstance(name, str) else name((line, one))
        groups.setdefault(group, []).append((line, one))
    for versions in groups.values():
        line, chosen = max(versions, key=lambda record: (bool(label(record[1])), rank(record[1])))
        told = label(chosen) or "the newest"
        says = f"is version {one_line(chosen.get(version))} ({told}) of {len(versions)} in the file"
        yield line, chosen, (Remark("prompt-version", "prompt", says),) if len(versions) > 1 else ()


def number(value: object) -> int:
    """A version as a number; -1 for what is none."""
    said = one_line(value)
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS else -1


def json_in(value: object) -> Any:
    """What a text says as JSON where it does; the value itself if it is no text or no JSON."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[", '"')):
        return value
    try:
        return parse(value, "", is_json=True).data
    except InputError:
        return value
