"""Speed against tiktoken on the same text in one run, and time for text made to hurt."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from auditor.knowledge import annotate
from auditor.tokens.encodings import VOCABULARIES
from tests.benchmarks import fleet
from tests.benchmarks.knowledge import gold

ROUNDS = 5
MEGABYTE = 1_000_000
SIZES = (1, 10)
HOSTILE = {
    "$": "$",
    "digits": "7",
    "a:": "a:",
    "1 ": "1 ",
    "one line of words": "word ",
    "one line of figures": "x 12 y ",
}


def run() -> None:
    """Print the ratio to tiktoken, and that ten times the hostile text takes about ten times as long."""
    os.environ["TIKTOKEN_CACHE_DIR"] = str(VOCABULARIES)
    import tiktoken

    encode = tiktoken.get_encoding("o200k_base").encode_ordinary
    encode("x")
    texts = {"generated fleet": _fleet(400)}
    if gold.is_there():
        texts["prompts of the gold sets, one in four"] = list(gold.prompts().values())[::4]
    print(f"speed, {ROUNDS} rounds in turn, median; aim: ratio ≤ 1")
    for name, prompts in texts.items():
        _ratio(name, prompts, encode)
    print("\nhostile text: seconds for 1 MB and for 10 MB")
    for name, unit in HOSTILE.items():
        spent = [_hurt(unit, size * MEGABYTE) for size in SIZES]
        print(f"  {name:22}{spent[0]:7.2f}{spent[1]:8.2f}  ×{spent[1] / spent[0]:.1f}")


def _hurt(unit: str, size: int) -> float:
    text = (unit * size)[:size]
    return _seconds(lambda: annotate(text))


def _ratio(name: str, prompts: list[str], encode: Callable[[str], object]) -> None:
    counted, labelled = [], []
    for _ in range(ROUNDS):
        counted.append(_seconds(lambda: [encode(prompt) for prompt in prompts]))
        _forget()
        labelled.append(_seconds(lambda: [annotate(prompt) for prompt in prompts]))
    size = sum(map(len, prompts)) / MEGABYTE
    ratio = statistics.median(ours / theirs for ours, theirs in zip(labelled, counted, strict=True))
    print(
        f"  {name:40}{size:6.1f} MB  tiktoken {size / statistics.median(counted):5.1f} MB/s"
        f"  annotate {size / statistics.median(labelled):5.1f} MB/s  ratio {ratio:.2f}"
    )


def _forget() -> None:
    """Start every round as a fresh process would."""
    for module in [part for name, part in sys.modules.items() if name.startswith("auditor.knowledge.")]:
        for function in vars(module).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()


def _fleet(size: int) -> list[str]:
    import json

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fleet.json"
        fleet.write(path, size)
        return [agent["prompt"]["text"] for agent in json.loads(path.read_text("utf-8"))["agents"]]


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
