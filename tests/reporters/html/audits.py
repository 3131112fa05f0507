"""Runs of tiny inventories through the real audit, and a reader of the page they give."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from auditor import policy, sources
from auditor.audit import audit
from auditor.costs import PriceBook
from auditor.model.run import Run
from auditor.reporters.html.leaves import BLANK, IN_ADDRESS, IN_KEY
from auditor.reporters.html.packed import Packed, unpacked
from tests.fleets import MEMORY

PROMPT = """You are Carl. You answer residents' questions in one short paragraph.

The application fee is $55 and the late fee is $75 until 31 December 2026.
Ask for Maria Gonzalez at (512) 555-0142 for anything else.
"""


def agent(agent_id: str, text: str = PROMPT, **more: Any) -> dict[str, Any]:
    """An agent of an inventory, with traffic unless told otherwise."""
    known = {
        "model": {"provider": "openai", "name": "gpt-4.1"},
        "traffic": {"calls_per_month": 40000, "user_tokens": 600, "output_tokens": 200, "cache_hit_rate": 0.5},
    }
    return {"id": agent_id, "prompt": {"text": text}, **known, **more}


def run_of(folder: Path, agents: Sequence[dict[str, Any]], name: str = "Tiny fleet") -> Run:
    """The audit of an inventory with these agents."""
    path = folder / "fleet.json"
    document = {"schema": 1, "fleet": {"name": name, "as_of": "2026-11-22"}, "agents": list(agents)}
    path.write_text(json.dumps(document), encoding="utf-8")
    return run_at(path)


def run_at(path: Path) -> Run:
    """The audit of an inventory on disk."""
    rules, digest = policy.load()
    prices = PriceBook(date(2026, 11, 22), MEMORY)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return audit(sources.read(path), rules, digest, prices, now, MEMORY, lambda _name, _done, _total: None)


class Read(HTMLParser):
    """A page as a parser sees it: elements with their attributes, and the text of some of them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": [], "mark": [], "pre": [], "h1": [], "title": []}
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.texts:
            self._open.append(tag)
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]


def blocks(shown: str) -> dict[str, Any]:
    """The data that a page carries for its script, unpacked, by the id of its block."""
    found = re.findall(r'<script type="application/octet-stream" id="([\w-]+)">([^<]*)</script>', shown)
    return {name: unpacked(Packed(name, text)) for name, text in found}


def pages(shown: str) -> dict[str, str]:
    """The agents' own pages in a report, by the agent's id."""
    packed = blocks(shown)
    chunks = [packed[f"pages-{number}"] for number in range(sum(name.startswith("pages-") for name in packed))]
    found = [page for chunk in chunks for page in leaves(packed["lines"], chunk)]
    return dict(zip(packed["columns"]["columns"]["id"], found, strict=True))


def leaves(common: list[str], block: dict[str, Any]) -> Iterator[str]:
    """The pages of a block, read as the page's own script reads them."""
    lines = [line.split(BLANK) for line in common + block["lines"]]
    columns = [deque(column.split(" ")) for column in block["figures"].split("\n")]
    first: dict[int, int] = {}
    last: dict[int, str] = {}
    met = 0
    for (in_key, in_address), places in zip(block["ids"], block["pages"], strict=True):
        shown = []
        for place in places:
            head, *parts = lines[place]
            if place not in first:
                first[place], met = met, met + len(parts)
            for number, part in enumerate(parts, first[place]):
                last[number] = columns[number].popleft() or last[number]
                head += last[number] + part
            shown.append(head)
        yield "\n".join(shown).replace(IN_KEY, in_key).replace(IN_ADDRESS, in_address)


def all_of(shown: str) -> str:
    """The overview and every agent's page, one after the other."""
    return "\n".join((shown, *pages(shown).values()))
