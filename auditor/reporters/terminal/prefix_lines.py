"""What of a prompt can be cached, which blocks end that, and what moving them is worth."""

from __future__ import annotations

from auditor.model.measurement import Known
from auditor.model.prefix import Movable, PrefixFacts
from auditor.reporters.terminal.layout import indented, row
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, count, money_or_why, quantity

MOST_BLOCKS = 12


def lines(prefix: PrefixFacts, width: int, paint: Paint) -> list[str]:
    """The prefix as it stands and in a better order; nothing where no block should move."""
    if not prefix.moves and not prefix.behind:
        return []
    least = f", the least that is cached is {count(prefix.least.value)}" if isinstance(prefix.least, Known) else ""
    told = [paint("Cacheable prefix", bold=True)]
    told += row("as it stands", count(prefix.tokens), f"of {count(prefix.total)} tokens{least}", width)
    if prefix.moves:
        told += row("run-time text last", count(prefix.after), f"saves a month: {money_or_why(prefix.saves)}", width)
        for one in prefix.moves[:MOST_BLOCKS]:
            told += _block(one, width)
        left = len(prefix.moves) - MOST_BLOCKS
        told += [f"      … and {count(left)} more"] if left > 0 else []
    return [*told, *_volatile(prefix, width), ""]


def _volatile(prefix: PrefixFacts, width: int) -> list[str]:
    """The first block with a fact that ages, and what an update of it costs in cache writes."""
    if prefix.volatile is None or not prefix.behind:
        return []
    often = prefix.updates_per_month
    times = (
        f"{quantity(often.value.point)} updates a month, {often.basis}" if isinstance(often, Known) else often.because
    )
    cost = f"; cache writes a month: {money_or_why(prefix.update_cost)}" if isinstance(often, Known) else ""
    told = row("behind first ageing fact", count(prefix.behind), f"{times}{cost}", width)
    return told + _block(prefix.volatile, width)


def _block(one: Movable, width: int) -> list[str]:
    place = f"tokens {count(one.before)}–{count(one.before + one.tokens)}, line {count(one.line)}"
    return indented(f"{one.unit} “{clean(one.words)}” ({place})", width, "      ", "        ")
