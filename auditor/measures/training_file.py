"""What a training file holds, read once per content: rows, copies, flaws, ageing facts, tokens of an example."""

from __future__ import annotations

import hashlib
import json
import statistics
from collections import Counter
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor import graph, tokens
from auditor.errors import InputError
from auditor.measures.edition import edition

if TYPE_CHECKING:
    from auditor.knowledge import training


MOST_CONTEXTS = 64
"""Different system messages that are looked at; where each row has its own, they are a sample."""


class Context(NamedTuple):
    """A system message: in how many examples of the sample it stands, its shingles, and its paragraphs by digest."""

    rows: int
    digest: str
    size: int
    sketch: tuple[int, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen in one file."""

    rows: int
    examples: int
    distinct: int
    near: int
    """Examples that are nearly like an earlier one."""
    flaws: tuple[tuple[str, int, tuple[int, ...]], ...]
    """What is wrong, in how many rows, and the lines of the first."""
    personal: tuple[tuple[str, int, int], ...]
    credentials: tuple[tuple[str, int, int], ...]
    """What it is, in how many examples, and the line of the first."""
    searched: int
    holding: int
    given: int
    kinds: tuple[tuple[str, int], ...]
    quotes: tuple[tuple[int, str, str, str], ...]
    """Line, kind, the fact, and the words around it."""
    is_sample: bool
    tokens: tuple[float, float, float] | None
    """Tokens of the mean example: at least, most likely, at most."""
    is_counted_whole: bool
    """Whether every example was counted; else a sample was, and the mean length in characters did the rest."""
    shared: int | None
    near_shared: int | None
    contexts: tuple[Context, ...]
    """The different system messages of a sample of the examples, most frequent first."""
    apart: tuple[float, float] | None
    """How well its inputs can be told from those of the other file, and the standard error; None without enough."""


class Files:
    """The training files of one agent; what an earlier run saw in the same bytes is taken from `memory`."""

    def __init__(self, family: tokens.Family, memory: MutableMapping[str, str]) -> None:
        self._family = family
        self._memory = memory
        self._scans: dict[Path, training.Scan] = {}

    def read(self, path: Path | None, holdout: Path | None = None, production: Path | None = None) -> Seen | None:
        """What a file holds, compared with the hold-out and with production if they are there; None for no file.

        Raises InputError if it cannot be read.
        """
        if path is None:
            return None
        parts = [_digest(one) if one else "" for one in (path, holdout, production)]
        key = "|".join(["training", edition(), self._family.name, *parts])
        if key not in self._memory:
            other = self._scanned(holdout) if holdout else None
            scan = self._scanned(path, other)
            others = _inputs(production) if production else other.inputs.texts if other else ()
            self._memory[key] = json.dumps(asdict(_seen(scan, self._family, others)))
        return _restored(json.loads(self._memory[key]))

    def _scanned(self, path: Path, holdout: training.Scan | None = None) -> training.Scan:
        from auditor.knowledge import training  # only for files that no earlier run has read

        if holdout is not None or path not in self._scans:
            try:
                with path.open("rb") as file:
                    found = training.scan(file, holdout=holdout)
            except OSError as error:
                raise _unreadable(path, error) from error
            if holdout is not None:
                return found
            self._scans[path] = found
        return self._scans[path]


def _inputs(path: Path) -> tuple[str, ...]:
    from auditor.knowledge import training

    try:
        with path.open("rb") as file:
            return training.inputs(file)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError.at(path.as_posix(), f"cannot be read: {error.strerror}")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _seen(scan: training.Scan, family: tokens.Family, others: tuple[str, ...]) -> Seen:
    from auditor.knowledge import training

    found = scan.ageing
    texts = scan.few.texts
    return Seen(
        rows=scan.rows,
        examples=scan.examples,
        distinct=scan.distinct.count,
        near=scan.near.count,
        flaws=scan.flaws,
        personal=scan.personal,
        credentials=scan.credentials,
        searched=found.searched,
        holding=found.holding,
        given=found.given,
        kinds=tuple(found.kinds.items()),
        quotes=tuple((quote.line, quote.kind, quote.text, quote.said) for quote in found.quotes),
        is_sample=found.is_sample,
        tokens=_tokens(texts, scan.lengths.total / scan.examples, family) if texts else None,
        is_counted_whole=sum(map(len, texts)) == scan.lengths.total,
        shared=scan.shared,
        near_shared=scan.near_shared,
        contexts=_contexts(scan.contexts.texts),
        apart=training.told_apart(scan.inputs.texts, others),
    )


def _contexts(texts: tuple[str, ...]) -> tuple[Context, ...]:
    from auditor.knowledge import training

    found = []
    for text, rows in Counter(texts).most_common(MOST_CONTEXTS):
        size, values = training.sketch(text)
        digests = tuple(graph.digest(one) for _, one in graph.paragraphs(text) if len(one) >= graph.SHORTEST)
        found.append(Context(rows, graph.digest(text) if text.strip() else "", size, values, digests))
    return tuple(found)


def _tokens(texts: tuple[str, ...], mean_length: float, family: tokens.Family) -> tuple[float, float, float]:
    """Tokens of the mean example from those of a few: their ratio to characters varies far less than their length.

    The ends are three times the standard error of that ratio and the family's own error away.
    """
    counter = tokens.counter(family.encoding)
    counts = [tokens.scaled(counter.count(text), text, family).tokens for text in texts]
    lengths = [len(text) for text in texts]
    ratio = sum(counts) / max(1, sum(lengths))
    misses = [count - ratio * length for count, length in zip(counts, lengths, strict=True)]
    mean = sum(lengths) / len(lengths)
    is_whole = abs(mean - mean_length) < 1e-9
    sampling = 0.0 if is_whole or not mean else 3 * statistics.pstdev(misses) / len(misses) ** 0.5 / (ratio * mean or 1)
    error = float(family.error) + sampling
    point = ratio * mean_length
    return max(0.0, point * (1 - error)), point, point * (1 + error)


def _restored(kept: dict[str, Any]) -> Seen:
    lists = {name: tuple(map(tuple, kept[name])) for name in ("personal", "credentials", "kinds", "quotes")}
    flaws = tuple((what, rows, tuple(lines)) for what, rows, lines in kept["flaws"])
    contexts = tuple(
        Context(rows, digest, size, tuple(values), tuple(digests))
        for rows, digest, size, values, digests in kept["contexts"]
    )
    lists |= {"contexts": contexts, "apart": kept["apart"] and tuple(kept["apart"])}
    return Seen(**kept | lists | {"flaws": flaws, "tokens": kept["tokens"] and tuple(kept["tokens"])})
