"""The edits that really happened to a prompt, what they come to, and what they foretell."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from auditor.measures.edition import edition
from auditor.measures.record import Recorded, records, texts
from auditor.model.fleet import Deployed, body_of, sha256
from auditor.model.history import Figures, Forecast, HistoryFacts

if TYPE_CHECKING:
    from auditor.knowledge.history import Version


def histories(members: Sequence[Deployed], memory: MutableMapping[str, str], as_of: date) -> list[HistoryFacts]:
    """The histories of many prompts as of a day: one look at each repository, and nothing read twice.

    What an earlier run made of the same versions is taken from `memory`. Raises InputError for unreadable files.
    """
    found = records(members, memory)
    keys = [_key(member, one, as_of) for member, one in zip(members, found, strict=True)]
    failed = _read_new(members, found, keys, memory, as_of)
    counted = {key: Figures.restored(json.loads(memory[key])["figures"]) for key in keys if key in memory}
    forecasts = _forecasts(counted, found, memory, as_of)
    return [
        HistoryFacts.of(one.source, as_of, counted[key], forecasts[key])
        if isinstance(one, Recorded) and key in counted
        else _none(one, failed.get(key, ""), as_of)
        for one, key in zip(found, keys, strict=True)
    ]


def _key(member: Deployed, one: Recorded | str, as_of: date) -> str:
    """What the figures of a prompt are kept under; empty where fewer than two versions are on record."""
    if isinstance(one, str) or _known(one, as_of) < 2:
        return ""
    days = [day.isoformat() for day in one.days]
    identity = sha256(json.dumps([days, one.contents, member.prompt.is_front_matter_stripped]))
    return f"history|{edition()}|{identity}"


def _known(one: Recorded, as_of: date) -> int:
    return sum(day <= as_of for day in one.days)


def _none(one: Recorded | str, failure: str, as_of: date) -> HistoryFacts:
    if isinstance(one, str) or failure:
        return HistoryFacts.none(failure or str(one), as_of)
    known = _known(one, as_of)
    only = "only one version" if known else "no version"
    return HistoryFacts.none(f"{only} is on record in {one.source}, which tells of no change", as_of, known)


def _read_new(
    members: Sequence[Deployed],
    found: Sequence[Recorded | str],
    keys: Sequence[str],
    memory: MutableMapping[str, str],
    as_of: date,
) -> dict[str, str]:
    """Put into `memory` what no earlier run has made of these versions as of this day; why it could not, by key."""
    stale: dict[str, dict[str, Any]] = {}
    unread: dict[str, tuple[Recorded, bool]] = {}
    for member, one, key in zip(members, found, keys, strict=True):
        kept = json.loads(memory[key]) if key and key in memory else {}
        if kept and kept["as_of"] != as_of.isoformat():
            stale[key] = kept["record"]
        elif key and not kept and isinstance(one, Recorded):
            unread[key] = one, member.prompt.is_front_matter_stripped
    if not stale and not unread:
        return {}
    from auditor.measures import past  # loads the classifier: only where no earlier run asked as of the same day

    failed = {}
    for (key, (one, is_body)), read in zip(unread.items(), texts([one for one, _ in unread.values()]), strict=True):
        if isinstance(read, str):
            failed[key] = read
        else:
            stale[key] = past.recorded(_versions(one, read, is_body=is_body))
    for key, record in stale.items():
        kept = {"as_of": as_of.isoformat(), "record": record, "figures": past.figures(record, as_of).kept()}
        memory[key] = json.dumps(kept, separators=(",", ":"))
    return failed


def _versions(one: Recorded, read: Mapping[str, bytes], *, is_body: bool) -> list[Version]:
    from auditor.knowledge.history import Version

    found = []
    for day, content in zip(one.days, one.contents, strict=True):
        if content in read:
            text = read[content].decode("utf-8-sig", errors="replace")
            found.append(Version(day, body_of(text)[0] if is_body else text))
    return found


def _forecasts(
    counted: Mapping[str, Figures], found: Sequence[Recorded | str], memory: MutableMapping[str, str], as_of: date
) -> dict[str, Forecast]:
    """By key, the chances of a change, each from the prompt's own past and that of all prompts of the fleet."""
    if not counted:
        return {}
    prompts = {one.contents[0]: one for one in found if isinstance(one, Recorded) and _known(one, as_of) == 1}
    untouched = sorted((as_of - one.days[0]).days for one in prompts.values())
    asked = json.dumps([as_of.isoformat(), sorted(counted), untouched])
    key = f"forecasts|{edition()}|{sha256(asked)}"
    if key not in memory:
        from auditor.measures import past  # loads the classifier, as above

        fleet = past.fleet_pace(list(counted.values()), untouched)
        made = {key: past.forecast(figures, fleet).kept() for key, figures in counted.items()}
        memory[key] = json.dumps(made, separators=(",", ":"))
    return {key: Forecast.restored(kept) for key, kept in json.loads(memory[key]).items()}
