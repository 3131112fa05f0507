"""What is missing is counted and what it would tell is said; a fleet without volumes still learns where facts age."""

from __future__ import annotations

from pathlib import Path

from auditor.reporters import html, read_again
from auditor.reporters.html.missing_part import NEEDED, missing_part
from auditor.reporters.html.signs import Links
from tests.conftest import ROOT
from tests.reporters.html.audits import agent, run_at, run_of

BARE = {"model": {}, "traffic": {}}


def test_everything_that_can_be_missing_is_told_for_a_bare_fleet(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent("a", **BARE), agent("b", "Be kind.", **BARE)])
    part = missing_part(run, Links({}))
    assert [one.add for one in part.missing] == [add for add, _, _ in NEEDED]
    assert {one.agents for one in part.missing} == {"2 agents"}
    assert part.is_most
    assert [one.agent.text for one in part.ageing] == ["a"]
    assert "price" in part.ageing[0].kinds


def test_what_is_known_is_not_asked_for_again(tmp_path: Path) -> None:
    part = missing_part(run_of(tmp_path, [agent("a"), agent("b", traffic={})]), Links({}))
    said = {one.add: one.agents for one in part.missing}
    assert not [add for add in said if add.startswith("model")]
    assert said["traffic: {calls_per_month: …}"] == "1 agent"
    assert part.ageing == ()


def test_the_page_without_costs_says_so_and_never_clean(tmp_path: Path) -> None:
    shown = html.render(run_of(tmp_path, [agent("a", **BARE)]), read_again)
    assert "What would tell more" in shown
    assert "Where facts that age stand" in shown
    assert "of all 1 agent; that is not free" in shown
    assert "unknown for 1 more" in shown
    assert "no agent is declared as tuned" in shown


def test_a_fleet_that_is_well_known_has_it_folded() -> None:
    shown = html.render(run_at(ROOT / "inventories" / "proptech" / "fleet.yaml"), read_again)
    assert '<details class="part on-screen"><summary><h2 id="missing-title">' in shown
    assert "Where facts that age stand" not in shown
