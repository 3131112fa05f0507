"""A fortnight of nights with a fixed clock: inventories that change day by day, and what each morning brings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from auditor import history
from auditor.model.since import Diff
from tests.fleets import POLICY
from tests.unattended.made import Webhook, agent, finished, inventory, project, run, webhook, whole

FIRST = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
GROWN = agent()["prompt"]["text"] + "When a resident asks about something else, say whom to ask. " * 20
LEAKED = "Use the key sk-ant-api03-" + "A1b2C3d4" * 12 + "AA when asked. " + GROWN
BROKEN = "schema: 1\nagents: [{id: carl, promt: x}]\n"

CARL, CLAUDIA = agent(), agent("claudia", purpose="Writes listings")
TRAFFIC = {"calls_per_month": 90_000}
BUSY = agent(traffic=TRAFFIC)
RISKY = agent(traffic=TRAFFIC, prompt={"text": LEAKED})
UNTRIED = agent("claudia", purpose="Writes listings", prompting={"techniques": [], "iterations": 0})


@dataclass(frozen=True)
class Night:
    """A day: the agents as deployed (none: a broken inventory), and what is expected of its run."""

    says: str
    agents: tuple[dict[str, Any], ...]
    news: frozenset[str] = frozenset()
    """Kinds of news against the run before."""
    diff: frozenset[str] = frozenset()
    """What is different from it, in words of this test."""
    title: str = ""
    """Of what the webhook hears; empty if it hears nothing."""
    code: int = 0
    answers: tuple[int, ...] = ()
    decided: tuple[str, ...] = ()
    """What people decided on the evening before, as they would say it to `auditor review`."""
    open_again: tuple[str, ...] = ()
    """The decisions that the report marks as open again."""
    stands: tuple[str, ...] = ()
    """Those that it marks as standing."""
    left_aside: int = 0
    """Findings that do not decide the exit code, since people decided about them."""


COST = frozenset({"cost"})

NIGHTS = (
    Night("the first run: nothing can be new", (CARL,)),
    Night(
        "nothing changed but that somebody snoozed an agent",
        (CARL,),
        decided=("snooze carl --why 'after the peak' --until 2026-11-07",),
        stands=("carl",),
    ),
    Night(
        "a little more traffic is noise",
        (agent(traffic={"calls_per_month": 40_100}),),
        diff=frozenset({"noise"}),
        stands=("carl",),
    ),
    Night(
        "traffic more than doubles",
        (BUSY,),
        COST,
        frozenset({"carl costs"}),
        "tests (nightly): 2 costs moved",
        stands=("carl",),
    ),
    Night("nothing changed, nobody is told twice", (BUSY,), stands=("carl",)),
    Night(
        "a new agent, and a snooze that ends",
        (BUSY, CLAUDIA),
        COST | {"fleet", "decision"},
        frozenset({"claudia new"}),
        "tests (nightly): 1 decision open again, 1 cost moved, 1 agent came or went",
        open_again=("carl",),
    ),
    Night("the inventory is broken: said once", (), title="nightly: the audit failed", code=2),
    Night("it is broken still", (), code=2),
    Night(
        "mended: it runs again",
        (BUSY, CLAUDIA),
        title="tests (nightly): runs again, no news",
        decided=("dismiss claudia --why 'the desk closes in spring'",),
        open_again=("carl",),
        stands=("claudia",),
    ),
    Night(
        "a prompt grows",
        (agent(traffic=TRAFFIC, prompt={"text": GROWN}), CLAUDIA),
        COST | {"prompt"},
        frozenset({"carl edited", "carl costs"}),
        "tests (nightly): 2 costs moved, 1 prompt grew",
        decided=("accept carl",),
        stands=("carl", "claudia"),
    ),
    Night(
        "a credential in a prompt",
        (RISKY, CLAUDIA),
        frozenset({"prompt"}),
        frozenset({"carl edited", "noise"}),
        "tests (nightly): 1 prompt grew",
        code=1,
        stands=("carl", "claudia"),
    ),
    Night(
        "the finding is snoozed, a verdict changes and with it what a dismissal stood on; nobody answers the webhook",
        (RISKY, UNTRIED),
        frozenset({"verdict", "decision"}),
        frozenset({"claudia decided"}),
        code=2,
        answers=(503, 503, 503),
        decided=("snooze carl:credential-in-prompt --why 'rotated on Saturday' --until 2026-11-14",),
        open_again=("claudia",),
        stands=("carl", "carl:credential-in-prompt"),
        left_aside=1,
    ),
    Night(
        "nothing changed but that the snooze ended, and all is told the day after",
        (RISKY, UNTRIED),
        frozenset({"decision"}),
        title="tests (nightly): 2 decisions open again, 1 verdict changed",
        code=1,
        open_again=("carl:credential-in-prompt", "claudia"),
        stands=("carl",),
    ),
    Night(
        "an agent goes, and the finding is dismissed",
        (RISKY,),
        COST | {"fleet"},
        frozenset({"claudia gone"}),
        "tests (nightly): 1 cost moved, 1 agent came or went",
        decided=("dismiss carl:credential-in-prompt --why 'a sample key'",),
        stands=("carl", "carl:credential-in-prompt"),
        left_aside=1,
    ),
)


@dataclass(frozen=True)
class Morning:
    """What a night brought: what the run said of itself, what the webhook heard, the metrics, all it printed; and by
    agent (and rule) how the report marks what people decided."""

    said: dict[str, Any]
    heard: tuple[dict[str, Any], ...]
    metrics: dict[str, float]
    printed: str
    marks: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    more = 'fail_on = "high"\nmetrics = "reports/nightly.prom"'
    tell = 'to = "HOOK"\nlink = "https://reports.example/"'
    return project(tmp_path_factory.mktemp("fortnight"), more=more, tell=tell)


@pytest.fixture(scope="module")
def fortnight(folder: Path) -> list[Morning]:
    """Every night's run, in a process of its own."""
    with webhook("/hook/s3cr3t-t0k3n") as hook:
        return [_lived(folder, number, night, hook) for number, night in enumerate(NIGHTS)]


def _lived(folder: Path, number: int, night: Night, hook: Webhook) -> Morning:
    inventory(folder, *night.agents)
    if not night.agents:
        (folder / "fleet.yaml").write_text(BROKEN, "utf-8")
    hook.heard.clear()
    hook.answers[:] = night.answers
    at = FIRST + timedelta(days=number)
    for words in night.decided:
        told = run(folder, "review", *shlex.split(words), "--by", "Ann", at=at - timedelta(hours=12))
        assert told.returncode == 0, told.stderr
    if number in (1, 2):
        early = run(folder, "run", "--due", at=at - timedelta(minutes=1), HOOK=hook.address)
        assert (0, f"nightly: not due before {at:%Y-%m-%d} 06:00 UTC") == (early.returncode, early.stdout.strip())
    done = run(folder, "run", "--due", "--log-format", "json", at=at, HOOK=hook.address)
    said = finished(done.stdout)
    assert (done.stderr, done.returncode) == ("", said["code"])
    report = whole(folder)
    families = text_string_to_metric_families((folder / "reports" / "nightly.prom").read_text("utf-8"))
    metrics = {one.name: sample.value for one in families for sample in one.samples}
    return Morning(said, tuple(hook.heard), metrics, done.stdout + done.stderr, marks(report))


def marks(report: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """What a report says of decisions, by agent or agent:rule."""
    assert report is not None
    found = [one for agent in report["agents"] for one in (agent["review"], *agent["finding_reviews"]) if one]
    return {f"{one['agent']}:{one['rule']}" if one["rule"] else one["agent"]: one for one in found}


def different(found: Diff) -> frozenset[str]:
    """A difference in the words of this test."""
    return frozenset(
        [
            *(f"{one.agent} decided" for one in found.verdicts),
            *(f"{one} new" for one in found.new),
            *(f"{one} gone" for one in found.gone),
            *(f"{one.agent} edited" for one in found.edited),
            *(f"{one.agent} costs" for one in found.movers),
            *(["noise"] if found.noise else []),
        ]
    )


@pytest.mark.parametrize("number", range(len(NIGHTS)), ids=[night.says for night in NIGHTS])
def test_a_night(number: int, fortnight: list[Morning], folder: Path) -> None:
    night, morning = NIGHTS[number], fortnight[number]
    said = morning.said
    assert ("done" if night.agents else "failed", night.code) == (said["ending"], said["code"]), said["problems"]
    assert night.news == {item["kind"] for item in said["news"] or ()}
    assert night.title == (morning.heard[0]["title"] if morning.heard else "")
    assert len(morning.heard) == bool(night.title) == said["told"]
    assert morning.metrics["auditor_run_success"] == bool(night.agents)
    assert morning.metrics["auditor_run_exit_code"] == night.code
    if night.agents:
        opened = {name for name, one in morning.marks.items() if one["open_because"]}
        assert (set(night.open_again), set(night.stands)) == (opened, morning.marks.keys() - opened)
        assert night.left_aside == said["left_aside"]
    if night.agents and said["before"]:
        path = folder / "reports" / "history.sqlite3"
        found = history.diff(history.run_at(path, said["before"]), history.run_at(path, said["run"]), POLICY)
        assert night.diff == different(found)


def test_the_history_holds_every_night_that_was_audited_and_no_other(fortnight: list[Morning], folder: Path) -> None:
    kept = history.runs(folder / "reports" / "history.sqlite3", "nightly")
    done = [FIRST + timedelta(days=number) for number, night in enumerate(NIGHTS) if night.agents]
    assert done == [line.at for line in kept] == [line.kept_at for line in kept]
    assert [len(night.agents) for night in NIGHTS if night.agents] == [line.totals.agents for line in kept]


def test_people_get_the_reason_the_fleet_in_a_line_and_the_link(fortnight: list[Morning]) -> None:
    (heard,) = fortnight[12].heard
    assert "claudia: wait-for-scale → iterate-prompt, because of quality and techniques" in heard["message"]
    assert "claudia: what Ann dismissed is open again: the verdict was wait-for-scale" in heard["message"]
    reopened = "carl: what Ann snoozed about credential-in-prompt is open again: it was snoozed until 2026-11-14"
    assert reopened in heard["message"]
    assert heard["message"].endswith("tests: 2 agents, $750 a month\nhttps://reports.example/")
    (heard,) = fortnight[6].heard
    assert ("failure", True) == (heard["type"], "did you mean 'prompt'?" in heard["message"])


def test_a_failed_night_keeps_the_figures_and_the_age_of_the_last_good_one(fortnight: list[Morning]) -> None:
    good, failed = fortnight[5].metrics, fortnight[7].metrics
    for name in ("auditor_run_timestamp_seconds", "auditor_cost_usd_per_month", "auditor_agents_costed"):
        assert good[name] == failed[name]
    assert failed["auditor_run_attempt_timestamp_seconds"] - failed["auditor_run_timestamp_seconds"] == 2 * 86_400


def test_the_secret_is_nowhere(fortnight: list[Morning], folder: Path) -> None:
    assert {"/hook/s3cr3t-t0k3n"} == {one["path"] for morning in fortnight for one in morning.heard}
    assert not [morning for morning in fortnight if "s3cr3t" in morning.printed]
    assert not [path for path in folder.rglob("*") if path.is_file() and b"s3cr3t" in path.read_bytes()]


def test_the_report_tells_what_changed_since_the_night_before(fortnight: list[Morning], folder: Path) -> None:
    told = whole(folder)
    assert told is not None
    assert (["claudia"], 12) == (told["since"]["gone"], len(told["since"]["agents"][0]["costs"]))
    page = (folder / "reports" / "nightly" / "index.html").read_text("utf-8")
    assert "What changed since 14 November 2026" in page
