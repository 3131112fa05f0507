"""Builders for tests: an inventory as plain data, read by the real source, audited on a fixed day."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import measures, policy, sources
from auditor.audit import audit
from auditor.costs import Period, PriceBook, Prices, TokenPrices
from auditor.model.agent import Model
from auditor.model.facts import Facts
from auditor.model.fleet import Fleet
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.policy import Policy
from auditor.model.run import Audited, Run
from auditor.reporters import json as json_report

DAY = date(2026, 11, 22)
CLOCK = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
POLICY, POLICY_SHA256 = policy.load()

MEMORY: dict[str, str] = {}
"""What one test measured in a prompt, the next need not measure again."""

Files = Mapping[str, "str | list[dict[str, Any]]"]


@dataclass(frozen=True)
class Listed:
    """A row of the fake price book, in USD per million tokens."""

    provider: str
    input: str
    output: str
    cache_read: str | None = None
    cache_write: str | None = None


FAKE_BOOK: dict[str, Listed] = {
    "amazon.nova-pro-v1:0": Listed("aws", "4", "8", "1"),
    "gpt-4.1-mini": Listed("openai", "0.4", "1.6", "0.1"),
    "gpt-4.1": Listed("azure", "2", "8", "0.5"),
    "gpt-4o": Listed("azure", "2.5", "10", "1.25"),
    "gpt-6.1-sol": Listed("openai", "2", "10", "0.1"),
    "claude-sonnet-5-5": Listed("anthropic", "2", "10", "0.1", "2.5"),
    "gemini-3.5-flash": Listed("google", "0.5", "3", "0.05"),
    "command-a": Listed("cohere", "2.5", "10"),
    "homegrown-1": Listed("homegrown", "1", "2"),
}
"""Round prices that stay as they are; who caches and who tunes is looked up in the project's own book."""


class FakePrices:
    """A price book that knows the models of `FAKE_BOOK` and no other."""

    edition = "fake prices"
    sha256 = "0" * 64

    def __init__(self, as_of: date = DAY, book: Mapping[str, Listed] = FAKE_BOOK) -> None:
        self.as_of = as_of
        self._book = book

    def of(self, model: Model) -> Measurement[TokenPrices]:
        """The row of the model, or that there is none."""
        if model.name is None:
            return Unknown("the model is not declared")
        row = self._book.get(model.name)
        if row is None:
            return Unknown(f"the fake book knows no price for {model.name}")

        def price(kind: str) -> Measurement[Decimal]:
            listed = getattr(row, kind)
            return Unknown(f"no {kind} price") if listed is None else Known(Decimal(listed), "USD/Mtok", "declared")

        kinds = ("input", "output", "cache_read", "cache_write")
        return Known(TokenPrices(row.provider, model.name, self.as_of, *map(price, kinds)), basis="declared")

    def periods(self, model: Model, months: int) -> tuple[Period, ...]:
        """One period: nothing is announced."""
        found = self.of(model)
        return (Period(self.as_of, found.value),) if isinstance(found, Known) else ()


def real_prices(as_of: date = DAY) -> PriceBook:
    """The price book that users get, as of a fixed day."""
    return PriceBook(as_of, MEMORY)


def laid(under: Any, over: Any) -> Any:
    """`over` laid deeply over `under`, as an inventory's agents are laid over its defaults."""
    if isinstance(under, dict) and isinstance(over, dict):
        return under | {key: laid(under.get(key), value) for key, value in over.items()}
    return over


def read_fleet(
    folder: Path,
    agents: list[dict[str, Any]],
    *,
    defaults: dict[str, Any] | None = None,
    files: Files | None = None,
    as_of: date = DAY,
) -> Fleet:
    """Write an inventory with the files it names into `folder`, and read it as the command line would."""
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((content if isinstance(content, str) else spelled_out(content)).encode())
    document = {
        "schema": 1,
        "fleet": {"name": "test fleet", "as_of": as_of},
        "defaults": defaults or {},
        "agents": agents,
    }
    path = folder / "fleet.yaml"
    path.write_text(yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True), "utf-8")
    return sources.read(path)


_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def spelled_out(stretches: list[dict[str, Any]]) -> str:
    """A file told in short: `{line, times}` repeats a line, `{rows, start, answer}` makes numbered chat examples."""
    return "".join(_stretch(**stretch) for stretch in stretches)


def _stretch(
    line: str = "", times: int = 1, rows: int = 0, start: int = 1, answer: str = "Of course, with pleasure."
) -> str:
    if not rows:
        return f"{line}\n" * times
    return "".join(
        json.dumps(
            {
                "messages": [
                    {"role": "user", "content": f"Question {number}"},
                    {"role": "assistant", "content": answer},
                ]
            }
        )
        + "\n"
        for number in range(start, start + rows)
    )


def run_of(
    fleet: Fleet,
    prices: Prices | None = None,
    limits: Policy = POLICY,
    memory: MutableMapping[str, str] | None = None,
) -> Run:
    """The audit of a fleet, by default with fake prices as of the fleet's day."""
    book = prices or FakePrices(fleet.as_of or DAY)
    return audit(fleet, limits, POLICY_SHA256, book, CLOCK, MEMORY if memory is None else memory)


def facts_of(fleet: Fleet, prices: Prices | None = None, limits: Policy = POLICY) -> Facts:
    """The facts of the fleet's first agent: real measures, and no judgement."""
    member = fleet.members[0]
    book = prices or FakePrices(fleet.as_of or DAY)
    history = measures.histories([member], MEMORY, book.as_of)[0]
    return measures.all_facts([member], [measures.own_facts(member, MEMORY, history)], book, limits)[0]


def audited(folder: Path, agent: dict[str, Any], prices: Prices | None = None, **how: Any) -> Audited:
    """The only agent of a fleet of one, audited."""
    return run_of(read_fleet(folder, [{"id": "agent", **agent}], **how), prices).agents[0]


def as_json(run: Run) -> str:
    """The run as the report for programs has it."""
    return json_report.render(run, lambda audited: None)


STEADY_LINE = "Answer in the words of the resident, stay kind, and never promise what nobody has approved.\n"

READY: dict[str, Any] = {
    "architecture": "prompted",
    "model": {"provider": "aws", "name": "amazon.nova-pro-v1:0"},
    "prompt": {"text": "You are the house voice.\n" + STEADY_LINE * 200},
    "traffic": {
        "calls_per_month": 5_000_000,
        "growth_per_month": 0,
        "user_tokens": 200,
        "output_tokens": 100,
        "cache_hit_rate": 0.7,
    },
    "task": {"scope": "narrow", "tasks": ["answer"], "changes_per_quarter": 0},
    "knowledge": [],
    "prompting": {
        "techniques": ["few_shot", "format_constraints", "persona"],
        "iterations": 9,
        "quality": {"score": 0.8, "target": 0.9},
    },
    "dataset": {"examples": 1200, "holdout": 100, "baseline_measured": True},
}
"""An agent that passes all six gates; tests take away what they are about."""


def ready(**changes: Any) -> dict[str, Any]:
    """`READY` with changes laid over it."""
    made: dict[str, Any] = laid(READY, changes)
    return made


def case_of(
    case: dict[str, Any],
    name: str,
    allowed: AbstractSet[str],
    expected: AbstractSet[str] = frozenset(),
    *before: Any,
) -> Any:
    """A YAML case as parameters of a test, `before` first; a `bug` is expected to fail, no key may be misspelled."""
    strange = (set(case) - allowed - {"name", "bug"}) | (set(case.get("expect", ())) - expected)
    if strange:
        raise ValueError(f"unknown keys in the case {name!r}: {', '.join(sorted(strange))}")
    marks = [pytest.mark.xfail(reason=case["bug"], raises=AssertionError)] if "bug" in case else []
    return pytest.param(*before, case, id=name, marks=marks)
