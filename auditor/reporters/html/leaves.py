"""The agents' own pages in blocks for the script, with what is alike in many pages told once.

Pages of agents are alike but for their figures. So a page is kept as its lines, a line as words with blanks, and what
stands in the blanks down the pages of a block as columns: a line that many pages have is in the block `lines`, told
once for all blocks; deflate then has little but figures left to shorten. It makes a report a third smaller than
deflating whole pages does, and a page faster to open, as less is unpacked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import escape

from auditor.reporters.html.packed import Packed, packed
from auditor.reporters.html.signs import address
from auditor.reporters.html.told import in_path

IN_A_BLOCK = 100
"""Pages packed together: enough to share their own lines, few enough to be unpacked at a touch."""
LEARNT_FROM = 200
"""From so many pages the common lines are learnt; of more agents, from pages at equal distances."""
BLANK = "\x7f"
"""Stands for a figure in a line. No page holds it: what is shown has a picture in its place."""
IN_KEY, IN_ADDRESS = "\x01", "\x02"
"""Stand for the agent's id in the keys of its figures and in the addresses of parts of its page."""

_FIGURE = re.compile(r"([0-9][0-9.,]*)")
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Leaf:
    """An agent's page; its lines are like those of other pages once its own id is out of them."""

    page: str
    in_key: str
    in_address: str

    @classmethod
    def of(cls, agent_id: str, page: str) -> Leaf:
        """The page of an agent."""
        return cls(page, str(escape(in_path(agent_id))), str(escape(address(agent_id))))

    def lines(self) -> tuple[list[str], list[str]]:
        """The lines with blanks, and what fills these from first to last."""
        page = self.page.replace(f"/agents/{self.in_key}/", f"/agents/{IN_KEY}/")
        parts = _FIGURE.split(page.replace(f'"{self.in_address}&amp;', f'"{IN_ADDRESS}&amp;'))
        return BLANK.join(parts[::2]).split("\n"), parts[1::2]


class Leaves:
    """Packs pages, given some of them to learn from."""

    def __init__(self, sample: Iterable[Leaf]) -> None:
        found = Counter(line for leaf in sample for line in dict.fromkeys(leaf.lines()[0]))
        common = [line for line, pages in found.items() if pages >= _LEAST]
        self._places = {line: place for place, line in enumerate(common)}
        self.lines = packed("lines", common)
        """What every block needs beside itself."""

    def block(self, number: int, leaves: Sequence[Leaf]) -> Packed:
        """At most `IN_A_BLOCK` pages, numbered from 0: page i is number i mod 100 of block i div 100.

        `ids` has what stands for `IN_KEY` and `IN_ADDRESS` in each. `pages` has the places of each page's lines: first
        among the common ones, then among the block's own `lines`. `figures` has a row for each blank, those of
        the line met first before others: what fills it, one after the other as the line is met, nothing where that is
        the same as before.
        """
        met: dict[str, tuple[int, int, list[str]]] = {}
        own: list[str] = []
        orders = []
        for leaf in leaves:
            lines, figures = leaf.lines()
            order, at = [], 0
            for line in lines:
                one = met.get(line)
                if one is None:
                    one = met[line] = (self._place(line, own), line.count(BLANK), [])
                place, blanks, filled = one
                order.append(place)
                if blanks:
                    filled += figures[at : at + blanks]
                    at += blanks
            orders.append(order)
        columns = [_changes(filled[blank::blanks]) for _, blanks, filled in met.values() for blank in range(blanks)]
        return packed(
            f"pages-{number}",
            {
                "ids": [(leaf.in_key, leaf.in_address) for leaf in leaves],
                "lines": own,
                "pages": orders,
                "figures": "\n".join(columns),
            },
        )

    def _place(self, line: str, own: list[str]) -> int:
        """The place of a line that the block has not had yet; one that is not common is its own."""
        place = self._places.get(line)
        if place is None:
            place = len(self._places) + len(own)
            own.append(line)
        return place


def _changes(column: Sequence[str]) -> str:
    """The figures of a column, nothing where one is the same as before."""
    return " ".join([column[0], *["" if one == before else one for before, one in pairwise(column)]])
