"""The economics of a generated fleet against tiktoken counting its prompts, in one process."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from auditor import costs, measures, policy, sources
from auditor.costs.fleet import AT_ONCE
from auditor.costs.inputs import OF_TUNING
from auditor.costs.net import net
from auditor.costs.search import extremes, flips
from auditor.measures.economics import Question
from auditor.measures.economics.case import Asked, asked
from auditor.measures.economics.ranges import assumptions
from auditor.model.estimate import OptionName
from auditor.tokens.encodings import VOCABULARIES
from tests.benchmarks import fleet

DAY = date(2026, 11, 22)


def run(size: int, rounds: int) -> None:
    """Ranges for all agents, and draws for 1,000 whose answer depends on them."""
    os.environ["TIKTOKEN_CACHE_DIR"] = str(VOCABULARIES)
    import tiktoken

    encode = tiktoken.get_encoding("o200k_base").encode_ordinary
    with tempfile.TemporaryDirectory() as folder:
        inventory = Path(folder) / "fleet.json"
        fleet.write(inventory, size)
        questions = _questions(inventory)
    texts = [text for _, text in questions]
    asks = [question for question, _ in questions]
    assumed = assumptions(asks[0].policy.scale_pays)
    cases = [asked(question, assumed) for question in asks]
    gc.disable()  # as the command line does while it audits
    depending = _depending(cases, 1000)
    timed: dict[str, list[float]] = {"count": [], "figures": [], "search": [], "whole": [], "draws": []}
    for _ in range(rounds):
        timed["count"].append(_seconds(lambda: [encode(text) for text in texts]))
        timed["figures"].append(_seconds(lambda: _figures(cases)))
        timed["search"].append(_seconds(lambda: _searched(cases)))
        timed["draws"].append(_seconds(lambda: _drawn(depending)))
        timed["whole"].append(_seconds(lambda: _whole(asks)))
    print(f"\n{size:,} generated agents, economics only; {rounds} rounds, each in turn; one process\n")
    print(f"{'':58}{'median':>8}  {'ratio':>6}  aim")
    _row("tiktoken counts every prompt once", timed["count"], timed["count"], "")
    _row("corners and flips of all agents, as figures", timed["figures"], timed["count"], "")
    _row("the same, told as break-evens with all inputs", timed["search"], timed["count"], "≤ 0.5")
    _row("draws for 1,000 agents whose answer depends on them", timed["draws"], timed["count"], "≤ 1")
    _row("facts to options, savings and break-evens, no draws", timed["whole"], timed["count"], "")


def _questions(inventory: Path) -> list[tuple[Question, str]]:
    memory: dict[str, str] = {}
    limits, _ = policy.load()
    members = sources.read(inventory).members
    measures.measure_new(members, memory, lambda done: None)
    book = costs.PriceBook(DAY, memory)
    own = [measures.own_facts(member, memory) for member in members]
    asks = [measures.question(member, facts, book, limits) for member, facts in zip(members, own, strict=True)]
    return [(one, one.agent.prompt.text or "") for one in asks]


def _judge(cases: list[Asked], draws: int) -> dict[int, costs.Judged]:
    known = [one.case for one in cases if one.case is not None]
    found: dict[int, costs.Judged] = {}
    whole = costs.Fleet.made(known)
    for route in costs.ROUTES[:1]:
        found |= whole.break_evens(route, DAY, costs.Simulation(7, draws), has_inputs=True)
    return found


def _figures(cases: list[Asked]) -> object:
    """Corners and flips of the net of tuning, for the agents whose own model can be tuned."""
    route: OptionName = "fine_tuned"
    known = [one.case for one in cases if one.case is not None and route in one.case.tuned]
    whole = costs.Fleet.made(known)
    found = []
    for start in range(0, len(known), AT_ONCE):
        rows = np.arange(start, min(start + AT_ONCE, len(known)))
        table, ranges = whole.table.take(rows), whole.of(route).take(rows)
        searched = extremes(partial(net, route), table, ranges, OF_TUNING)
        found.append((searched, flips(partial(net, route), table, ranges, searched, 0.005)))
    return found


def _searched(cases: list[Asked]) -> object:
    return _judge(cases, 0)


def _drawn(cases: list[Asked]) -> object:
    return _judge(cases, 2000)


def _whole(asks: list[Question]) -> object:
    scale = asks[0].policy.scale_pays
    fewest = scale.model_copy(update={"simulation_draws": scale.simulation_draws.model_copy(update={"value": 0})})
    limits = asks[0].policy.model_copy(update={"scale_pays": fewest})
    return measures.economics.measure([replace(one, policy=limits) for one in asks])


def _depending(cases: list[Asked], count: int) -> list[Asked]:
    judged = _judge(cases, 0)
    places = [place for place, one in judged.items() if one.break_even.crossed == "depends"]
    chosen = [cases[place] for place in places]
    return (chosen * (count // max(1, len(chosen)) + 1))[:count]


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _row(name: str, times: list[float], base: list[float], aim: str) -> None:
    ratio = statistics.median(one / other for one, other in zip(times, base, strict=True))
    print(f"{name:58}{statistics.median(times):7.2f}s  {ratio:5.2f}×  {aim}".rstrip())
