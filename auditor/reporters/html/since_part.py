"""What changed since an earlier run, on the overview: how the families moved, which agents, and because of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.since import AgentMovement, Diff, Movement, Since, VerdictChange
from auditor.model.verdict import FAMILIES, VERDICTS, Family
from auditor.reporters.html.figures import day, plural
from auditor.reporters.html.signs import Badge, Link, Links
from auditor.reporters.html.told import Together, Told, told
from auditor.reporters.since_words import change, counted, crossing, moved, touched
from auditor.reporters.words import UNKNOWN, clean

MOST_VERDICTS = 8
MOST_CROSSINGS = 5
MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """How many agents went from the row's family to the column's."""

    agents: str
    has_moved: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A family before."""

    family: Family
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """An agent with another verdict, or one about which something else is said (then without badges)."""

    agent: Link
    says: str
    before: Badge | None = None
    after: Badge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SincePart:
    """The section, ready to be shown."""

    date: str
    counted: str
    money: str
    notes: tuple[str, ...]
    families: tuple[Family, ...]
    matrix: tuple[MatrixRow, ...]
    verdicts: tuple[Turned, ...]
    more_verdicts: str
    movers: tuple[Turned, ...]
    noise: str
    crossings: tuple[Turned, ...]
    more_crossings: str
    came: tuple[Link, ...]
    more_came: str
    went: str
    touched: str
    """How many agents the query `changed` finds; empty for none."""


def since_part(found: Since | None, links: Links) -> SincePart | None:
    """What changed, with figures that know their place in the run document; None without a past."""
    if found is None:
        return None
    diff = found.diff
    families, matrix = _matrix(found)
    crossings = sorted(diff.crossings, key=lambda one: (not one.is_new, one.on or "", one.agent))
    names = {one.after: one.before for one in diff.renamed}
    return SincePart(
        date=day(diff.before.at.date()),
        counted=counted(diff),
        money=Together(*_money(diff)),
        notes=tuple(_notes(diff)),
        families=families,
        matrix=matrix,
        verdicts=tuple(
            Turned(links.to(one.agent, one.title), one.because.says, badge_of(one.before), badge_of(one.after))
            for one in sorted(diff.verdicts, key=_worth)[:MOST_VERDICTS]
        ),
        more_verdicts=_more(len(diff.verdicts) - MOST_VERDICTS, "other verdict"),
        movers=tuple(
            Turned(links.to(one.agent, links.title(one.agent)), movement_words(one, number))
            for number, one in enumerate(found.movers)
        ),
        noise=_noise(diff, len(diff.movers) - len(found.movers)),
        crossings=tuple(
            Turned(links.to(one.agent, links.title(one.agent)), crossing(one)) for one in crossings[:MOST_CROSSINGS]
        ),
        more_crossings=_more(len(crossings) - MOST_CROSSINGS, "more"),
        came=tuple(
            links.to(name, f"{links.title(name)} (was {clean(names[name])})" if name in names else links.title(name))
            for name in diff.new[:MOST_NAMES]
        ),
        more_came=_more(len(diff.new) - MOST_NAMES, "more"),
        went=_went(diff, frozenset(names.values())),
        touched=_touched(diff),
    )


def _worth(one: VerdictChange) -> tuple[Decimal, str]:
    """What saves most first."""
    return (-one.saving.point if one.saving else Decimal(0)), one.agent


def badge_of(name: str) -> Badge:
    """The badge of a verdict by its name; without a shape for one that only an older auditor knew."""
    known = next((words for verdict, words in VERDICTS.items() if verdict == name), None)
    if known is None:
        return Badge("", "", name, name, "")
    return Badge(known.family.id, known.family.shape, known.family.word, name, known.says)


def movement_words(one: AgentMovement, number: int) -> str:
    """What an agent cost and saved, and does now, with the places of the figures; and because of which input."""
    parts: list[str] = []
    for word, movement in moved(one):
        field = "cost" if word == "costs" else "saving"
        parts += ["; " if parts else "", f"{word} ", *_ends(movement, "since", "movers", str(number), field)]
    return Together(*parts, f", {one.because.says}")


def _ends(movement: Movement, *path: str) -> list[str]:
    ends: list[str] = [
        UNKNOWN if end is None else told("usd", end, *path, name)
        for name, end in (("before", movement.before), ("after", movement.after))
    ]
    amount: list[str] = []
    if movement.change:
        amount = [" (", "+" if movement.change > 0 else "", told("usd-point", movement.change, *path, "change"), ")"]
    return [ends[0], " → ", ends[1], " a month", *amount]


def _money(diff: Diff) -> list[str]:
    parts: list[str] = []
    for name, field, movement in (("Cost", "cost", diff.cost), ("Avoidable", "avoidable", diff.avoidable)):
        if movement.before != movement.after:
            causes = change(movement).partition(": ")[2].removesuffix(")")
            parts += [f"{name} ", *_ends(movement, "since", field), f": {causes}" if causes else "", ". "]
    return parts


def _notes(diff: Diff) -> list[str]:
    """What holds for all agents, and what is odd."""
    said = [f"For all agents: {one.word} ({one.says})." for one in diff.inputs]
    if diff.is_backwards:
        said.append("The earlier run is dated later than this one: the clock went back, or --at did.")
    return said


def _matrix(found: Since) -> tuple[tuple[Family, ...], tuple[MatrixRow, ...]]:
    """Families before × now; nothing where none was left for another."""
    if all(cell.before == cell.after for cell in found.matrix):
        return (), ()
    at = {(cell.before, cell.after): number for number, cell in enumerate(found.matrix)}
    shown = tuple(family for family in FAMILIES if any(family.id in place for place in at))
    return shown, tuple(
        MatrixRow(old, tuple(_cell(found, at.get((old.id, new.id)), has_moved=old is not new) for new in shown))
        for old in shown
        if any(old.id == before for before, _ in at)
    )


def _cell(found: Since, number: int | None, *, has_moved: bool) -> Cell:
    if number is None:
        return Cell("", has_moved=False)
    agents: Told = told("count", found.matrix[number].agents, "since", "matrix", str(number), "agents")
    return Cell(agents, has_moved)


def _noise(diff: Diff, left: int) -> str:
    said = [f"{plural(left, 'agent')} more by less than these"] if left > 0 else []
    if diff.noise:
        said.append(f"{plural(diff.noise, 'agent')} by less than the policy’s thresholds (news)")
    return f"{', and '.join(said)}." if said else ""


def _more(number: int, what: str) -> str:
    return f"and {plural(number, what, what if what == 'more' else '')}" if number > 0 else ""


def _went(diff: Diff, renamed: frozenset[str]) -> str:
    names: Sequence[str] = [clean(name) for name in diff.gone if name not in renamed]
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _touched(diff: Diff) -> str:
    number = len(touched(diff))
    return plural(number, "agent") if number else ""
