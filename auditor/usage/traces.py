"""Calls found their agents: spans of a trace in any order, each call given to the nearest agent run above it.

Spans of one trace come in any order and from many batches, a parent often after its children. A trace is held until
`WINDOW` spans of others came in since; so memory is flat in the number of spans. What comes later still finds the
agents of its trace, if they are among the `REMEMBERED` last ones.

A run of an agent may carry the totals of the calls below it, and a call those of another call that it wraps: of
spans with tokens only those count that have none below them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import dropwhile
from typing import TypeAlias

from auditor.model.usage import Caller, Row
from auditor.usage.log import Log

WINDOW = 50_000
"""Spans held at most."""
REMEMBERED = 5_000
"""Closed traces whose agents are kept in mind."""
MOST_AGENTS = 100
"""Of a closed trace that are kept in mind."""
NOBODY = Caller()
_Above: TypeAlias = tuple[Caller | None, Caller | None]


@dataclass(slots=True)
class Span:
    """A span, run or observation as far as it matters."""

    trace: str
    id: str
    parent: str
    line: int
    log: Log
    """Of the file that it stands in: a trace may be in several."""
    names: Caller = NOBODY
    """Whom it names: of an agent's run the agent; of a call perhaps the agent too, and its prompt."""
    is_agent: bool = False
    row: Row | None = None
    """The call; its `caller` holds the account alone."""
    totals: Callable[[], Row] | None = None
    """Makes a row of the totals of the calls below, to be asked for only where those are not in the log."""


@dataclass(slots=True)
class _Trace:
    spans: dict[str, Span] = field(default_factory=dict)
    agents: dict[str, Caller] = field(default_factory=dict)
    """By span, from before."""
    counted: bool = False
    """Whether calls of it were counted before."""


def rows(spans: Iterable[Span], window: int = WINDOW) -> Iterator[Row]:
    """The calls among the spans of one log, be it of several files, each found its agent."""
    traces = Traces(window)
    for span in spans:
        yield from traces.add(span)
    yield from traces.rest()


class Traces:
    """The traces that are open."""

    def __init__(self, window: int = WINDOW) -> None:
        self._window = window
        self._open: OrderedDict[str, _Trace] = OrderedDict()
        self._closed: OrderedDict[str, _Trace] = OrderedDict()
        self._held = 0

    def add(self, span: Span) -> Iterable[Row]:
        """Take a span in; gives the calls of the trace that must make room for it."""
        is_call = span.row is not None or span.totals is not None
        if is_call and span.log.is_again((span.trace, span.id), span.line):
            return ()
        trace = self._open.get(span.trace)
        if trace is None:
            trace = self._open[span.trace] = self._closed.pop(span.trace) if span.trace in self._closed else _Trace()
        else:
            self._open.move_to_end(span.trace)
        if span.id in trace.spans:
            return ()
        trace.spans[span.id] = span
        self._held += 1
        if self._held <= self._window:
            return ()
        return self._close(*self._open.popitem(last=False))

    def rest(self) -> Iterator[Row]:
        """The calls of all traces that are still open."""
        while self._open:
            yield from self._close(*self._open.popitem(last=False))

    def _close(self, id: str, trace: _Trace) -> Iterator[Row]:
        self._held -= len(trace.spans)
        for key, span in trace.spans.items():
            if span.is_agent and len(trace.agents) < MOST_AGENTS:
                trace.agents[key] = span.names
        yield from self._rows(trace)
        trace.spans = {}
        self._closed[id] = trace
        if len(self._closed) > REMEMBERED:
            self._closed.popitem(last=False)

    def _rows(self, trace: _Trace) -> Iterator[Row]:
        with_below = _with_calls_below(trace.spans)
        known: dict[str, _Above] = {}
        agents = set(trace.agents.values())
        only = next(iter(agents)) if len(agents) == 1 else None
        for span in trace.spans.values():
            if _has_tokens(span) and (span.id in with_below or (span.totals is not None and trace.counted)):
                span.log.tell("doubled-total", "left out: the calls below are counted by themselves", span.line)
                continue
            row = span.row if span.totals is None else span.totals()
            if row is None:
                continue
            if span.totals is not None:
                said = "counted as one call each: totals of runs whose calls are not in the log"
                span.log.tell("run-totals", said, span.line)
            caller = self._caller(span, row.caller.account, trace, only, known)
            object.__setattr__(row, "caller", caller)  # frozen, but nobody else has it yet, and replace() is slow
            yield row
        trace.counted = trace.counted or any(span.row for span in trace.spans.values())

    def _caller(
        self, span: Span, account: str | None, trace: _Trace, only: Caller | None, known: dict[str, _Above]
    ) -> Caller:
        """Who made a call: as it says itself, else the agent's run above it, else the only agent of its trace."""
        names = span.names
        if not (names.id or names.name):
            above, prompt = _above(span, trace, known)
            names = _merged(names, above or prompt)
            if above is None and only is not None:
                names = _merged(names, only)
        if names.id or names.name or names.prompt_name:
            return names
        span.log.tell("no-agent", "counted for their prompt or service: no agent's run stands above them", span.line)
        return replace(names, account=account)


def _has_tokens(span: Span) -> bool:
    row = span.row
    return span.totals is not None or (row is not None and bool(row.uncached or row.cache_read or row.output))


def _merged(names: Caller, more: Caller | None) -> Caller:
    """What one says of itself, completed by what another says."""
    if more is None:
        return names
    if names is NOBODY:
        return more
    return Caller(
        id=names.id or more.id,
        name=names.name or more.name,
        prompt_name=names.prompt_name or more.prompt_name,
        prompt_sha256=names.prompt_sha256 or more.prompt_sha256,
    )


def _above(span: Span, trace: _Trace, known: dict[str, _Above]) -> _Above:
    """The nearest agent above a span, and the nearest that names a prompt; `known` are those found from each id."""
    path: dict[str, Span] = {}
    at = span.parent
    found: _Above | None = None
    while found is None:
        above = trace.spans.get(at)
        if at in trace.agents:
            found = trace.agents[at], None
        elif at in known:
            found = known[at]
        elif above is None:
            found = None, None
        elif above.is_agent:
            found = above.names, None
        elif at in path:  # they go in circles
            found = None, next((one.names for one in _from(at, path) if one.names is not NOBODY), None)
        else:
            path[at] = above
            at = above.parent
    for id, one in reversed(path.items()):
        found = known[id] = found[0], found[1] if one.names is NOBODY else one.names
    return found


def _from(id: str, path: dict[str, Span]) -> Iterator[Span]:
    return dropwhile(lambda one: one.id != id, path.values())


def _with_calls_below(spans: dict[str, Span]) -> set[str]:
    """The spans that have a span with tokens somewhere below them."""
    found: set[str] = set()
    for span in spans.values():
        if _has_tokens(span):
            above = spans.get(span.parent)
            while above is not None and above.id not in found and above is not span:
                found.add(above.id)
                above = spans.get(above.parent)
    return found
