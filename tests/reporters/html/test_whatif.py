"""The what-if panel in Python: as audited it says what the audit says, and verdicts flip where gate 5 turns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.costs.whatif import evaluate
from auditor.model.run import Run, cost_today, saving_of
from auditor.model.whatif import Setting
from auditor.reporters import html
from auditor.reporters.html.levers import AUDITED, agent_at, fleet_at, levers
from auditor.reporters.html.overview import ranked
from auditor.reporters.html.signs import Links
from auditor.reporters.html.whatif import OPTIONS, columns, whatif
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import Read, agent, blocks, run_at, run_of

ROOT = Path(__file__).resolve().parents[3]
ORDERLY = (
    "You are Ada. Answer in JSON with the keys a, b and c. " + "Write plainly, never guess, and think first. " * 250
)
READY: dict[str, Any] = {
    "prompting": {"iterations": 12, "techniques": ["few_shot", "chain_of_thought", "format_constraints", "persona"]},
    "dataset": {"examples": 2000, "holdout": 300, "baseline_measured": True},
    "task": {"scope": "narrow", "tasks": ["answer"], "changes_per_quarter": 0},
    "knowledge": [],
}
"""What lets an agent pass every gate but the one on scale."""


def ready(agent_id: str, calls: int, rate: float = 0.7) -> dict[str, Any]:
    """An agent whose verdict hangs on its volume alone."""
    traffic = {"calls_per_month": calls, "user_tokens": 100, "output_tokens": 20, "cache_hit_rate": rate}
    quality = {"score": 0.8, "target": 0.9}
    prompting = {**READY["prompting"], "quality": quality}
    model = {"provider": "azure", "name": "gpt-4.1"}
    return agent(agent_id, ORDERLY, traffic=traffic, model=model, **{**READY, "prompting": prompting})


def scattered(agent_id: str, calls: int) -> dict[str, Any]:
    """An agent with run-time text in four of five sections: moved as wholes, they leave a fifth to be cached."""
    steady = "Answer kindly, and promise nothing that nobody approved. " * 60
    sections = [f"## Part {number}\nIt is {{{{slot_{number}}}}}. {steady}\n" for number in range(4)]
    traffic = {"calls_per_month": calls, "user_tokens": 100, "output_tokens": 20}
    model = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
    return agent(agent_id, "\n".join([*sections, f"## The rest\n{steady}\n"]), model=model, traffic=traffic)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Run:
    agents = [
        ready("busy", 20_000_000),
        ready("close", 1_500_000),
        ready("idle", 2000),
        scattered("worth-moving", 5000),
        scattered("worth-caching", 1000),
        agent("nobody-knows", traffic={}),
        agent("carl"),
        *[
            agent(
                f"made-{number}",
                "Be kind and brief. " * (60 * number),
                model={"provider": provider, "name": name},
                traffic={
                    "calls_per_month": 3 ** (number + 6),
                    "growth_per_month": -0.05 * (number % 2),
                    "user_tokens": 90 * number,
                    "output_tokens": 40 * number,
                    **({"cache_hit_rate": 0.1 * number} if number % 3 else {}),
                },
            )
            for number, (provider, name) in enumerate(
                [
                    ("openai", "gpt-4.1"),
                    ("anthropic", "claude-sonnet-5-5"),
                    ("google", "gemini-3.5-flash"),
                    ("mistral", "mistral-large-4"),
                    ("aws", "amazon.nova-pro-v1:0"),
                    ("openai", "gpt-4.1-mini"),
                ],
                1,
            )
        ],
    ]
    return run_of(tmp_path_factory.mktemp("fleet"), agents)


@pytest.fixture(scope="module", params=["proptech", "tuned", "made"])
def run(request: pytest.FixtureRequest, fleet: Run) -> Run:
    return fleet if request.param == "made" else run_at(ROOT / "inventories" / request.param / "fleet.yaml")


def test_as_audited_every_agent_costs_and_saves_what_the_audit_says(run: Run) -> None:
    found = levers(run.agents)
    assert [one.agent.agent.id for one in found] == [audited.agent.id for audited in run.costed]
    for one in found:
        at, cost, saving = agent_at(one, AUDITED), cost_today(one.agent), saving_of(one.agent)
        assert cost is not None
        assert at.verdict == one.agent.verdict.name
        assert at.cost == pytest.approx(float(cost.point), rel=1e-7)
        assert at.saving == pytest.approx(float(saving.point) if saving else 0, abs=1e-7 * float(cost.point) + 1e-9)
        outcome = next(gate.decision.outcome for gate in one.agent.gates if gate.name == "scale-pays")
        assert one.said in (None, "fail" if outcome == "skipped" else outcome)


def test_as_audited_the_fleet_has_the_totals_of_the_report(run: Run) -> None:
    total = fleet_at(levers(run.agents), AUDITED)
    assert total.cost == pytest.approx(float(run.monthly_cost.point if run.monthly_cost else 0), rel=1e-7)
    assert total.saving == pytest.approx(float(run.avoidable.point if run.avoidable else 0), rel=1e-6)
    assert total.flips == ()


@pytest.mark.parametrize(
    ("name", "action", "option"),
    [("worth-moving", "Move run-time text", "moved"), ("worth-caching", "Put run-time text", "cached")],
)
def test_caching_saves_by_the_order_that_the_audit_advises(fleet: Run, name: str, action: str, option: str) -> None:
    (one,) = (one for one in levers(fleet.agents) if one.agent.agent.id == name)
    (advice,) = (advice for advice in one.agent.verdict.recommendations if advice.action.startswith(action))
    costs = evaluate(one.of, AUDITED)
    assert costs.cached + 1 < costs.moved < costs.prompted
    assert (costs.prompted - costs.moved >= 1) == (name == "worth-moving")
    assert agent_at(one, AUDITED).saving == costs.prompted - getattr(costs, option)
    assert advice.saves_per_month is not None
    assert agent_at(one, AUDITED).saving == pytest.approx(float(advice.saves_per_month.point), rel=1e-7)


def test_with_the_levers_a_move_comes_to_be_worth_it_and_no_longer_is(fleet: Run) -> None:
    found = {one.agent.agent.id: one for one in levers(fleet.agents)}
    few, many = found["worth-caching"], found["worth-moving"]
    at_more, at_less = evaluate(few.of, Setting(calls=2)), evaluate(many.of, Setting(calls=0.1))
    assert agent_at(few, Setting(calls=2)).saving == at_more.prompted - at_more.moved > 1
    assert agent_at(many, Setting(calls=0.1)).saving == at_less.prompted - at_less.cached > 1
    assert agent_at(many, Setting(hit_rate=0.0)).saving == 0


def test_by_the_answer_that_gate_5_gave_each_verdict_is_the_audited_one(run: Run) -> None:
    for audited in run.agents:
        verdict = audited.verdict
        by_answer = {"pass": verdict.if_pays, "fail": verdict.if_not, "unknown": verdict.if_unknown}
        outcome = next(gate.decision.outcome for gate in audited.gates if gate.name == "scale-pays")
        assert by_answer.get(outcome, verdict.name) == verdict.name


def flips(run: Run, at: Setting) -> dict[str, tuple[str, str]]:
    return {one.agent.agent.id: (one.agent.verdict.name, to) for one, to in fleet_at(levers(run.agents), at).flips}


def test_a_verdict_flips_where_the_gain_of_tuning_changes_its_sign(fleet: Run) -> None:
    verdicts = {audited.agent.id: audited.verdict for audited in fleet.agents}
    assert {name: verdicts[name].name for name in ("busy", "idle")} == {"busy": "fine-tune", "idle": "wait-for-scale"}
    assert (verdicts["idle"].if_pays, verdicts["idle"].if_not) == ("fine-tune", "wait-for-scale")
    assert flips(fleet, Setting(calls=10_000))["idle"] == ("wait-for-scale", "fine-tune")
    assert flips(fleet, Setting(calls=0.001))["busy"] == ("fine-tune", "wait-for-scale")
    assert "idle" not in flips(fleet, Setting(calls=0.5))


@pytest.mark.parametrize("calls", [0.01, 0.1, 0.3, 3, 30, 1000])
def test_a_flip_is_what_another_audit_would_find(tmp_path: Path, calls: float) -> None:
    volumes = {"busy": 20_000_000, "close": 300_000, "idle": 20_000}
    before = run_of(tmp_path, [ready(name, volume) for name, volume in volumes.items()])
    after = run_of(tmp_path, [ready(name, int(volume * calls)) for name, volume in volumes.items()])
    said = {audited.agent.id: audited.verdict.name for audited in before.agents}
    said |= {name: to for name, (_, to) in flips(before, Setting(calls=calls)).items()}
    assert said == {audited.agent.id: audited.verdict.name for audited in after.agents}


def test_an_agent_that_another_gate_stops_never_flips(fleet: Run) -> None:
    for at in (Setting(calls=10_000), Setting(calls=0.001), Setting(prices=10, hit_rate=0.0, months=60)):
        assert "carl" not in flips(fleet, at)


def test_an_agent_of_unknown_cost_is_named_and_in_no_figure(fleet: Run) -> None:
    agents = ranked(fleet)
    part = whatif(agents, Links({audited.agent.id: audited.agent.title for audited in agents}))
    assert part is not None
    assert [link.text for link in part.left_out_agents] == ["nobody-knows"]
    place = [audited.agent.id for audited in agents].index("nobody-knows")
    assert columns(agents)["counts"][len(OPTIONS) * place : len(OPTIONS) * (place + 1)] == "0" * len(OPTIONS)


def test_a_fleet_of_unknown_cost_has_no_panel(tmp_path: Path) -> None:
    shown = html.render(run_of(tmp_path, [agent("carl", traffic={})]), read_again)
    assert "what-if" not in Read(shown).ids


def test_the_total_is_told_with_what_moves_it(fleet: Run) -> None:
    agents = ranked(fleet)
    part = whatif(agents, Links({}))
    assert part is not None
    drivers = {one.name: one for one in part.sensitivity.drivers}
    calls = drivers["Calls a month"]
    assert (calls.low.at, calls.high.at) == ("half", "twice")
    total = fleet_at(levers(agents), Setting(calls=2.0))
    assert calls.high.flips == (
        f"{len(total.flips)} verdict{'s flip' if len(total.flips) > 1 else ' flips'}" if total.flips else ""
    )


def test_without_script_there_is_no_panel_but_what_moves_the_total(fleet: Run) -> None:
    shown = html.render(fleet, read_again)
    panels = [section for section in Read(shown).all("section") if section.get("id") == "what-if"]
    assert len(panels) == 1
    assert "hidden" in panels[0]
    assert "How sure is the total" in shown


def test_the_coefficients_are_small(fleet: Run) -> None:
    packed = blocks(html.render(fleet, read_again))["whatif"]
    assert len(packed["counts"]) == len(OPTIONS) * (
        len(fleet.agents) + 4 * sum(letter != "-" for letter in packed["said"])
    )
    assert len(packed["month"]) == sum(map(int, packed["counts"]))
    figures = [figure for name in ("month", "call", "token", "hit") for figure in packed[name]]
    assert all(float(f"{figure:.9g}") == figure for figure in figures)
