"""Whose a call is in any trace, also one whose spans go in circles, and in steps that grow with its spans alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from auditor.model.usage import Caller, Row
from auditor.usage import Log
from auditor.usage.traces import NOBODY, Span, Traces, _above, _Trace

ROW = Row(source="test", caller=Caller(account="service"), at=None)
LOG = Log(Path("x"))
WHO = (NOBODY, Caller(name="Bob"), Caller(prompt_name="triage"), Caller(prompt_sha256="abc"))


def spans_of(drawn: Sequence[tuple[int, int, bool]]) -> list[Span]:
    """Spans by their parent's number, whom they name, and whether they are an agent's run."""
    return [
        Span("t", f"s{id}", f"s{parent}", id, LOG, names=WHO[who], is_agent=is_agent, totals=None)
        for id, (parent, who, is_agent) in enumerate(drawn)
    ]


def one_by_one(span: Span, spans: dict[str, Span]) -> tuple[Caller | None, Caller | None]:
    """The nearest agent above a span and the nearest that names a prompt, by asking every parent in turn."""
    prompt, parent = None, span.parent
    for _ in range(len(spans) + 1):
        above = spans.get(parent)
        if above is None:
            break
        if above.is_agent:
            return above.names, prompt
        if prompt is None and above.names is not NOBODY:
            prompt = above.names
        parent = above.parent
    return None, prompt


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.booleans()), min_size=1, max_size=12))
def test_what_is_remembered_of_a_trace_is_what_every_span_would_find_by_itself(
    drawn: Sequence[tuple[int, int, bool]],
) -> None:
    spans = {span.id: span for span in spans_of(drawn)}
    known: dict[str, tuple[Caller | None, Caller | None]] = {}
    for span in spans.values():
        assert _above(span, _Trace(spans), known) == one_by_one(span, spans)


class Counting(dict[str, Span]):
    """Spans by id that count how often one is asked for."""

    asked = 0

    def get(self, key: str, default: Any = None) -> Any:
        """As that of any dict."""
        self.asked += 1
        return super().get(key, default)


def test_a_deep_trace_takes_a_few_steps_a_span() -> None:
    many = 2000
    traces = Traces()
    for number in range(many):
        assert not list(traces.add(Span("t", f"s{number}", f"s{number - 1}", number, LOG, row=ROW)))
    trace = traces._open["t"]
    trace.spans = counting = Counting(trace.spans)
    assert len(list(traces.rest())) == many
    assert counting.asked < 10 * many
