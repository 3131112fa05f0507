"""Deployments shared by several agents: who is in, what each saves, why none pays, and names that stay text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from auditor.model.estimate import Pool, PoolMember
from auditor.model.run import Run
from auditor.reporters import html
from auditor.reporters.html import pools_part
from auditor.reporters.html.signs import Links, address
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import Read, agent, run_of

EVIL = '</table><img src=x onerror=alert(1)><script>alert(2)</script>"'


def _member(name: str, alone: int, pooled: int) -> PoolMember:
    return PoolMember(
        agent=name, share=Decimal("0.5"), hosting=Decimal(2555), alone=Decimal(alone), pooled=Decimal(pooled)
    )


def _pool(*members: PoolMember, deployment: str = "Fireworks H100", because: str = "they share it") -> Pool:
    return Pool(
        deployment=deployment,
        base="an 8B base",
        candidates=5,
        members=members,
        replicas=Decimal("1.25") if members else Decimal(0),
        hosting=Decimal(5110),
        saves=sum((member.pooled for member in members), Decimal(0)),
        bound=Decimal(9000),
        because=because,
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_of(tmp_path, [agent("carl", name="Carl"), agent("cal")])


def _with(run: Run, *pools: Pool) -> Run:
    return replace(run, graph=replace(run.graph, pools=pools))


def test_a_pool_tells_who_is_in_it_and_what_each_saves(run: Run) -> None:
    shown = html.render(_with(run, _pool(_member("cal", -1200, 700), _member("carl", 300, 1800))), read_again)
    section = shown[shown.index('id="pools"') : shown.index('id="shared-title"')]
    rows = section.split("<tbody>")[1]
    assert rows.index(">carl<") < rows.index(">cal<")
    assert f'href="{address("carl")}"' in rows
    for said in ("50 %", "$2.6k", "−$1.2k", "$700", "$300", "$1.8k", "All 2", "100 %", "$5.1k", "$2.5k"):
        assert said in rows
    assert "$300 by the 1 that pay alone" in section
    assert "$5.1k for 1.2 replicas on average" in section
    assert "2 of 5 candidates" in section
    assert "No choice saves more than" in section
    assert "an 8B base" in section


def test_a_pool_without_members_says_why(run: Run) -> None:
    shown = html.render(_with(run, _pool(because="together they gain $9 and one replica costs $5,110")), read_again)
    section = shown[shown.index('id="pools"') : shown.index('id="shared-title"')]
    assert "No pool pays: together they gain $9 and one replica costs $5,110." in section
    assert "<table" not in section


def test_without_a_candidate_there_is_a_sentence_and_no_section(run: Run) -> None:
    shown = html.render(_with(run), read_again)
    assert 'id="pools"' not in shown
    assert "there is no pool to look for" in shown


def test_hostile_names_in_pools_stay_text(run: Run) -> None:
    calm = Read(html.render(_with(run, _pool(_member("carl", 1, 2), _member("x", 1, 2))), read_again))
    pool = _pool(_member(EVIL, 1, 2), _member("carl", 1, 2), deployment=EVIL, because=EVIL)
    shown = html.render(_with(run, replace(pool, base=EVIL + "2")), read_again)
    read = Read(shown)
    assert {tag for tag, _ in read.elements} == {tag for tag, _ in calm.elements}
    assert len([one for one in read.all("script") if "type" not in one]) == 1
    assert not [name for _, attributes in read.elements for name in attributes if name.startswith("on")]
    assert EVIL not in shown
    assert shown.count("&lt;/table&gt;&lt;img src=x") >= 4


def test_large_pools_and_many_pools_are_cut_and_it_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools_part, "MOST_MEMBERS", 1)
    monkeypatch.setattr(pools_part, "MOST_POOLS", 1)
    pools = (_pool(deployment="a"), _pool(_member("carl", 1, 2), _member("cal", 1, 3), deployment="b"))
    part = pools_part.pools_part(_with(run, *pools), Links({}))
    assert [pool.name for pool in part.pools] == ["b"]
    assert [member.agent.text for member in part.pools[0].members] == ["cal"]
    assert part.pools[0].more == "1 more agent in it not shown here; audit.json has all."
    assert part.more == "1 more deployment not shown here; audit.json has all."
    assert part.pools[0].total.pooled == "$5.0"
