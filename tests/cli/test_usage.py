"""`--usage`: logs joined with the fleet, in every command that audits."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import auditor.reporters
from tests.conftest import Auditor
from tests.fleets import STEADY_LINE
from tests.usage.logs import write_spans

SCHEMA = json.loads((Path(auditor.reporters.__file__).parent / "run.schema.json").read_text("utf-8"))
PROMPT = "You are the house voice.\n" + STEADY_LINE * 100
START = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    model = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
    agents = [
        {"id": id, "owner": owner, "team": "voice", "cost_centre": 4711, "model": model, "prompt": {"text": PROMPT}}
        for id, owner in (("carl", "leasing"), ("claudia", "sales"))
    ]
    path = tmp_path / "fleet.yaml"
    path.write_text(yaml.safe_dump({"schema": 1, "agents": agents}), "utf-8")
    return path


@pytest.fixture
def spans(tmp_path: Path) -> Path:
    call = {
        "gen_ai.provider.name": "anthropic",
        "gen_ai.response.model": "claude-sonnet-5-5",
        "gen_ai.usage.input_tokens": 4000,
        "gen_ai.usage.cache_read.input_tokens": 0,
        "gen_ai.usage.output_tokens": 120,
    }
    calls = [("Carl", START + timedelta(hours=number), call) for number in range(24 * 28)]
    strangers = [("Ghost", START + timedelta(hours=2 * number), call) for number in range(12 * 28)]
    return write_spans(tmp_path / "spans.jsonl", calls + strangers)


def document(auditor: Auditor, fleet: Path, *options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(auditor("audit", fleet, "--format", "json", "-o", "-", *options).stdout)
    return found


def test_a_log_of_spans_becomes_the_traffic_of_its_agent(auditor: Auditor, fleet: Path, spans: Path) -> None:
    found = document(auditor, fleet, "--usage", spans)
    Draft202012Validator(SCHEMA).validate(found)
    carl, claudia = found["agents"]
    assert float(carl["traffic"]["calls_per_month"]["point"]) == pytest.approx(730, rel=0.01)
    assert "120" == carl["traffic"]["output_tokens"]["point"]
    assert ("Carl", 672) == (carl["observed"]["callers"][0]["caller"], carl["observed"]["calls"])
    assert claudia["traffic"]["calls_per_month"] is None
    assert (1008, 672, ["claudia"]) == tuple(found["usage"][name] for name in ("calls", "joined_calls", "unseen"))
    rules = {finding["rule"] for finding in found["findings"]}
    assert {"caller-without-agent", "agent-not-seen"} <= rules


def test_the_headline_says_how_much_of_the_logs_the_fleet_covers(auditor: Auditor, fleet: Path, spans: Path) -> None:
    shown = " ".join(auditor("audit", fleet, "--usage", spans, "-o", fleet.parent / "out").stdout.split())
    assert "This fleet covers 67 % of the logged calls: 672 of 1,008 logged calls, 2026-09-01 to" in shown
    assert "1 of 2 agents is in no log." in shown
    page = (fleet.parent / "out" / "index.html").read_text("utf-8")
    assert "This fleet covers 67" in page
    assert "Who pays" in page


def test_explain_shows_what_was_seen(auditor: Auditor, fleet: Path, spans: Path) -> None:
    shown = " ".join(auditor("explain", "carl", fleet, "--usage", spans).stdout.split())
    assert "Seen in the logs" in shown
    assert "calls 672" in shown
    assert "input tokens 4,000 a call on average" in shown


def test_a_mapping_joins_what_no_name_joins(auditor: Auditor, fleet: Path, spans: Path) -> None:
    match = fleet.parent / "match.yaml"
    match.write_text("Ghost: claudia\n", "utf-8")
    found = document(auditor, fleet, "--usage", spans, "--match", match)
    assert (1008, []) == (found["usage"]["joined_calls"], found["usage"]["unseen"])


def test_what_if_changes_what_was_seen(auditor: Auditor, fleet: Path, spans: Path) -> None:
    done = auditor("whatif", "carl", fleet, "--calls", "2x", "--usage", spans, "--format", "json")
    both = json.loads(done.stdout)
    before, after = (float(both[when]["traffic"]["calls_per_month"]["point"]) for when in ("before", "after"))
    assert after == pytest.approx(2 * before)
    done = auditor("whatif", "carl", fleet, "--user-tokens", "100", "--usage", spans, "--format", "json")
    assert "100" == json.loads(done.stdout)["after"]["traffic"]["user_tokens"]["point"]


def test_validate_tells_what_does_not_join(auditor: Auditor, fleet: Path, spans: Path) -> None:
    done = auditor("validate", fleet, "--usage", spans)
    assert "336 calls, cost not told by a caller that is no agent of this fleet: Ghost" in done.stderr
    assert "2 agents, no errors" in done.stdout


def test_everything_wrong_with_logs_is_told_at_once(auditor: Auditor, fleet: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.txt"
    odd.write_text("not a log\n", "utf-8")
    done = auditor("audit", fleet, "--usage", tmp_path / "none.jsonl", "--usage", odd)
    assert 2 == done.exit_code
    assert "none.jsonl" in done.stderr
    assert "odd.txt" in done.stderr
    done = auditor("audit", fleet, "--usage", odd, "--usage-format", "nothing")
    assert "unknown usage format 'nothing'" in done.stderr


def test_a_file_and_the_folder_that_holds_it_are_not_counted_twice(
    auditor: Auditor, fleet: Path, spans: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    inner = spans.rename(folder / "spans.jsonl")
    (folder / "more.jsonl").write_text(inner.read_text("utf-8"), "utf-8")
    for paths in ((folder, inner), (inner, folder), (inner, folder / "s*.jsonl"), (inner, folder / ".." / "logs")):
        done = auditor("audit", fleet, "--usage", paths[0], "--usage", paths[1])
        assert 2 == done.exit_code
        assert f"spans.jsonl is in {paths[0]} as well, and would count twice: give it once" in done.stderr
    assert 2 == auditor("validate", fleet, "--usage", inner, "--usage", inner).exit_code
    assert 0 == auditor("validate", fleet, "--usage", inner, "--usage", folder / "more.jsonl").exit_code


def test_an_unattended_audit_reads_logs_as_well(auditor: Auditor, fleet: Path, spans: Path) -> None:
    project = fleet.parent / "auditor.toml"
    project.write_text(
        'schema = 1\n[audit.nightly]\nsource = "fleet.yaml"\nusage = "spans.jsonl"\nformats = ["json"]\n', "utf-8"
    )
    auditor("run", "--project", project)
    found = json.loads((fleet.parent / "reports" / "nightly" / "audit.json").read_text("utf-8"))
    assert 672 == found["usage"]["joined_calls"]


def test_cost_is_shown_back_by_owner_team_and_cost_centre(auditor: Auditor, fleet: Path, spans: Path) -> None:
    found = document(auditor, fleet, "--usage", spans)["showback"]
    assert [("leasing", 1), ("sales", 0)] == [(one["account"], one["costed_agents"]) for one in found["owner"]]
    assert [("voice", 2)] == [(one["account"], one["agents"]) for one in found["team"]]
    assert ["4711"] == [one["account"] for one in found["cost_centre"]]


def test_an_import_writes_the_traffic_that_was_seen(auditor: Auditor, spans: Path, tmp_path: Path) -> None:
    folder = tmp_path / "agents"
    folder.mkdir()
    (folder / "carl.md").write_text(f"---\nname: carl\ndescription: Answers\n---\n{PROMPT}", "utf-8")
    path = tmp_path / "imported.yaml"
    auditor("import", folder, "-o", path, "--usage", spans)
    (carl,) = yaml.safe_load(path.read_text("utf-8"))["agents"]
    low, high = carl["traffic"]["calls_per_month"]
    assert low < 730 < high
    assert {"name": "claude-sonnet-5-5", "provider": "anthropic"} == carl["model"]
    text = path.read_text("utf-8")
    path.write_text(text.replace("output_tokens: 120", "output_tokens: 150"), "utf-8")
    auditor("import", folder, "-o", path, "--usage", spans)
    assert 150 == yaml.safe_load(path.read_text("utf-8"))["agents"][0]["traffic"]["output_tokens"]


def test_a_table_of_ones_own_is_read_by_a_map(auditor: Auditor, fleet: Path, tmp_path: Path) -> None:
    table, columns = tmp_path / "calls.csv", tmp_path / "map.yaml"
    rows = [f"{(START + timedelta(days=day)).isoformat()},carl,4000,120" for day in range(14)]
    table.write_text("\n".join(["when,bot,prompt_toks,reply_toks", *rows]) + "\n", "utf-8")
    columns.write_text("columns: {agent: bot, time: when, input: prompt_toks, output: reply_toks}\n", "utf-8")
    found = document(auditor, fleet, "--usage", table, "--usage-map", columns)
    assert (14, "120") == (found["usage"]["joined_calls"], found["agents"][0]["traffic"]["output_tokens"]["point"])
