"""The summary, read again as Markdown: what is foreign stays plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditor.model.estimate import Pool, PoolMember
from auditor.model.run import Run
from auditor.model.shared import BlockUse, SharedBlock
from auditor.reporters import left_out, markdown
from auditor.reporters.words import answer, clean, clipped, usd

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
BLOCKS = {"heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td", "inline"}
PLAIN = {"text", "text_special", "softbreak"}


def inside(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from inside(token.children or [])


def kinds(text: str) -> set[str]:
    return {re.sub("_(open|close)$", "", token.type) for token in inside(READER.parse(text))}


def section(text: str, title: str) -> list[list[str]]:
    """The body rows of the table below a heading, as the reader sees the cells."""
    part = text.split(f"## {title}", 1)[1].split("\n## ", 1)[0]
    tokens = READER.parse(part)
    cells = [
        "".join(child.content for child in after.children or [])
        for token, after in pairwise(tokens)
        if token.type == "td_open"
    ]
    width = sum(token.type == "th_open" for token in tokens)
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def test_two_renders_are_identical(run: Run):
    assert markdown.render(run, left_out) == markdown.render(run, left_out)


def test_the_answer_and_the_method_are_told(run: Run):
    text = markdown.render(run, left_out)
    assert text.startswith("# Fleet audit: ")
    assert answer(run).replace("$", "\\$") in text
    assert f"prices as of {run.inputs.prices_as_of}" in text
    assert run.inputs.sha256[:12] in text


def test_nothing_comes_alive(run: Run):
    text = markdown.render(run, left_out)
    assert kinds(text) <= BLOCKS | PLAIN | {"code_inline"}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "<script" not in text
    assert not re.search(r"(?i)@octocat|https?://|www\.|GH-12|#12", text)
    text.encode()


def test_every_table_row_has_the_width_of_its_head(run: Run):
    for lines in re.findall(r"(?:^\|.*\n?)+", markdown.render(run, left_out), re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in lines.splitlines()}
        assert len(widths) == 1


def test_verdicts_are_counted_with_shape_and_word(proptech: Run):
    rows = section(markdown.render(proptech, left_out), "Verdicts")
    assert sum(int(row[2]) for row in rows) == 87
    tuned = sum(audited.verdict.name == "fine-tune" for audited in proptech.agents)
    assert rows[0][:3] == ["▲ Fine-tune", "fine-tune", str(tuned)]


def test_the_largest_savings_come_first(proptech: Run):
    rows = section(markdown.render(proptech, left_out), "What saves most")
    assert len(rows) == markdown.MOST_ADVICE
    savings = sorted(
        (
            advice.saves_per_month
            for audited in proptech.agents
            for advice in audited.verdict.recommendations
            if advice.saves_per_month
        ),
        key=lambda saving: -saving.point,
    )
    assert [row[2] for row in rows] == [usd(saving) for saving in savings[: len(rows)]]


def test_agents_that_misuse_weights_are_named(tuned: Run):
    rows = section(markdown.render(tuned, left_out), "Changing facts in weights")
    assert [row[0] for row in rows] == ["fee-answers-ft", "leasing-specials-ft", "rate-sheet-ft", "staff-directory-ft"]


def test_agents_of_unknown_cost_stand_under_their_reason(odd: Run):
    rows = section(markdown.render(odd, left_out), "Cost unknown")
    assert sum(int(row[1]) for row in rows) == len(odd.agents) - len(odd.costed)
    assert any("acme-9000" in row[0] and row[2] == "unknown-model" for row in rows)


def test_unknown_is_never_zero_dollars(empty_handed: Run):
    text = markdown.render(empty_handed, left_out)
    assert "$0" not in text
    assert "unknown" in text
    assert "## What saves most" not in text


def test_shared_volatile_blocks_are_shown(proptech: Run):
    rows = section(markdown.render(proptech, left_out), "Changing facts shared by several prompts")
    assert rows
    assert all(int(row[3]) > 1 for row in rows)


def test_pools_with_members_are_shown(proptech: Run, tuned: Run):
    (row,) = section(markdown.render(proptech, left_out), "Pools")
    (pool,) = proptech.graph.pools
    assert row[:2] == [pool.deployment, f"{len(pool.members)} of {pool.candidates}"]
    assert all(member.agent in row[5] for member in pool.members)
    assert "## Pools" not in markdown.render(tuned, left_out)
    empty = replace(proptech, graph=replace(proptech.graph, pools=(replace(pool, members=()),)))
    assert "## Pools" not in markdown.render(empty, left_out)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", "a\\|b"),
        ("`x` *y* _z_ ~q~", "\\`x\\` \\*y\\* \\_z\\_ \\~q\\~"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("[a](b)", "\\[a\\](b)"),
        ("one\ntwo\x1b[0m", "one two�\\[0m"),
        ("a\\|b", "a\\\\\\|b"),
        ("$x$", "\\$x\\$"),
        ("@octocat", "@\u2060octocat"),
        ("high-5 GH-5", "high-5 GH-\u20605"),
        ("me #12", "me \\#\u206012"),
        ("https://x.example", "https:\u2060//x.example"),
        ("www.x.example", "www\u2060.x.example"),
    ],
)
def test_escaped(text: str, shown: str):
    assert markdown.escaped(text) == shown


@given(st.text(st.characters(exclude_categories=())) | st.text("\\`*_[]()<>|~#!&;:/@$x1-+=. \n\t", max_size=40))
def test_any_text_reads_as_itself_in_a_cell(text: str):
    tokens = READER.parse(f"| head | end |\n| --- | --- |\n| {markdown.escaped(text)} | end |\n")
    inline = [token for token in tokens if token.type == "inline"]
    assert {child.type for token in inline for child in token.children or []} <= PLAIN
    assert len(inline) == 4
    read = "".join(child.content for child in inline[2].children or []).replace("\u2060", "")
    assert read == clipped(clean(text), markdown.MOST_TEXT).strip().replace("\u2060", "")


def test_the_largest_summary_fits_a_job_summary(hostile: Run):
    """Ten thousand agents with the longest names and reasons that escaping makes longest."""
    one = next(audited for audited in hostile.agents if audited.agent.is_tuned)
    worst = "&" * 200
    agents = tuple(_blown_up(one, f"{worst[:-6]}{number:06}", worst * 50) for number in range(10_000))
    uses = tuple(BlockUse(audited.agent.id, 1, 10) for audited in agents)
    block = SharedBlock(id="0" * 16, kind="near", tokens=10, is_volatile=True, uses=uses)
    most = Decimal(10) ** 12
    members = tuple(PoolMember(agent=one.agent.id, share=most, hosting=most, alone=most, pooled=most) for one in agents)
    amounts = dict.fromkeys(("replicas", "hosting", "saves", "bound"), most)
    pool = Pool(deployment=worst, base=worst, candidates=10_000, members=members, because=worst, **amounts)
    graph = replace(hostile.graph, blocks=(block,) * 100, pools=(pool,) * 100)
    run = replace(hostile, agents=agents, graph=graph, name=worst * 50)
    text = markdown.render(run, left_out)
    assert "more agents" in text
    assert len(text.encode()) <= 900_000


def _blown_up(audited: Any, name: str, words: str) -> Any:
    economics = audited.facts.economics
    options = tuple(replace(option, per_month=None, because=words + name) for option in economics.options)
    return replace(
        audited,
        agent=audited.agent.model_copy(update={"id": name}),
        facts=replace(audited.facts, economics=replace(economics, options=options)),
        verdict=replace(audited.verdict, name="pull-knowledge-out-of-weights", because=words),
    )
