"""`auditor review` and what audits make of it, as people call them."""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

import auditor.reporters
from auditor.cli import main, review_walk
from auditor.model.review import Decision
from auditor.review import read
from tests.conftest import ROOT, Auditor
from tests.fleets import ready
from tests.reporters.conftest import CONTROLS, HOSTILE

LEDGER = Path("decisions.yaml")
SCHEMA = json.loads((Path(auditor.reporters.__file__).parent / "run.schema.json").read_text("utf-8"))
BUSY: dict[str, Any] = {"calls_per_month": 400_000, "user_tokens": 60, "output_tokens": 20, "cache_hit_rate": 0}
MODEL = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
TEXT = "You stay kind and never promise a thing. " * 200


def saver(agent: str, **more: Any) -> dict[str, Any]:
    """An agent that saves something: its cache is never hit."""
    return {"id": agent, "prompt": {"text": TEXT}, "model": MODEL, "traffic": BUSY} | more


def inventory(*agents: dict[str, Any]) -> None:
    document = {"schema": 1, "fleet": {"name": "reviewed fleet", "as_of": "2026-11-22"}, "agents": list(agents)}
    Path("fleet.yaml").write_text(yaml.safe_dump(document), "utf-8")


@pytest.fixture(autouse=True)
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795348800")  # 2026-11-22 12:00 UTC
    monkeypatch.setenv("HOME", str(tmp_path))  # whoever runs this is nobody to git
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    inventory(saver("carl", name="Carl"), saver("dora"), {"id": "idle", "prompt": {"text": "Hi"}})


def latest() -> Decision:
    return read(LEDGER)[-1]


def walk(monkeypatch: pytest.MonkeyPatch, typed: str, *more: str) -> Result:
    monkeypatch.setattr(review_walk, "is_terminal", lambda: True)
    result = CliRunner().invoke(main, ["review", "--by", "Ana", *more], input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def document(auditor: Auditor, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(auditor("audit", "fleet.yaml", "--format", "json", *more).stdout)
    jsonschema.validate(found, SCHEMA)
    return found


# --- the walk


def test_the_walk_tells_what_why_worth_and_evidence_and_takes_a_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = walk(monkeypatch, "d\n\ntoo small\ns\nafter the peak\nsoon\n2020-01-01\n2027-01-31\n")
    assert result.exit_code == 0, result.output
    for told in ("1 of 2  carl (Carl)", "Why: ", "Worth: saves $", "What to do:", "Evidence:", "Say why: the reason"):
        assert told in result.output
    assert "expected a day such as" in result.output
    assert "is no day to come" in result.output
    assert "2 decided in decisions.yaml; 0 of 2 open." in result.output
    dismissed, snoozed = read(LEDGER)
    assert (dismissed.agent, dismissed.decision, dismissed.why, dismissed.who) == (
        "carl",
        "dismissed",
        "too small",
        "Ana",
    )
    assert (snoozed.agent, snoozed.decision, str(snoozed.until)) == ("dora", "snoozed", "2027-01-31")
    assert max(map(len, result.output.splitlines())) <= 80
    assert "Nothing is open." in walk(monkeypatch, "").output


def test_what_was_decided_before_the_end_of_input_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    result = walk(monkeypatch, "x\na\n\n")
    assert result.exit_code == 0
    assert "1 decided in decisions.yaml; 1 of 2 open." in result.output
    assert latest().decision == "accepted"
    assert "0 decided; 1 of 1 open." in walk(monkeypatch, "q\n").output
    assert "0 decided; 2 of 2 open." in walk(monkeypatch, "k\nk\n", "--all").output


def test_an_agent_that_is_open_again_says_why(monkeypatch: pytest.MonkeyPatch, auditor: Auditor) -> None:
    auditor("review", "snooze", "carl", "--why", "peak", "--until", "2026-12-01", "--by", "Ana")
    told = " ".join(walk(monkeypatch, "q\n", "--at", "2026-12-01").output.split())
    assert "! Snoozed until 2026-12-01 by Ana on 2026-11-22: “peak”. Open again: it was snoozed until" in told


def test_without_a_terminal_it_refuses_politely(auditor: Auditor) -> None:
    result = auditor("review")
    assert result.exit_code == 2
    assert "there is no terminal to ask in" in result.stderr
    assert not LEDGER.exists()


def test_names_drive_no_terminal_and_colour_is_left_out_where_unwanted(monkeypatch: pytest.MonkeyPatch) -> None:
    inventory(*(saver(name, name=name + CONTROLS, owner=CONTROLS) for name in HOSTILE))
    monkeypatch.setenv("NO_COLOR", "1")
    result = walk(monkeypatch, "a\nsure\n" * len(HOSTILE))
    assert f"{len(HOSTILE)} decided" in result.output
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert {one.agent for one in read(LEDGER)} == set(HOSTILE)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_in_a_real_terminal() -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "auditor", "review", "--by", "Ana"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.write(ours, b"d\ntoo small\nq\n")
        os.close(theirs)
        told = b""
        try:
            while part := os.read(ours, 4096):
                told += part
        except OSError:
            pass  # the terminal is closed at its other end
        assert process.wait(60) == 0, told.decode()
    os.close(ours)
    assert latest().why == "too small"


# --- decisions by command


def test_decisions_by_command(auditor: Auditor) -> None:
    assert "carl: accepted by Ana (decisions.yaml)" in auditor("review", "accept", "carl", "--by", "Ana").stdout
    auditor("review", "snooze", "dora", "--why", "later", "--until", "saving>5000", "--by", "Ana")
    auditor("review", "reopen", "carl", "--by", "Ben")
    listed = json.loads(auditor("review", "list", "--format", "json").stdout)["decisions"]
    assert [(one["agent"], one["state"], one["open_because"]) for one in listed] == [
        ("dora", "snoozed", None),
        ("carl", "open", "it was taken back"),
    ]
    assert len(read(LEDGER)) == 3
    said = " ".join(auditor("review", "list").stdout.split())
    assert "dora: Snoozed until it saves more than $5000 a month by Ana on 2026-11-22: “later”." in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("dismiss", "carl"), "to dismiss needs a reason"),
        (("dismiss", "carl", "--why", " \n "), "to dismiss needs a reason"),
        (("snooze", "carl", "--why", "x"), "to snooze needs an end"),
        (("snooze", "carl", "--why", "x", "--until", "2026-11-22"), "--until: 2026-11-22 is no day to come"),
        (("snooze", "carl", "--why", "x", "--until", "soon"), "--until: expected a day such as 2027-01-31"),
        (("accept", "carla"), "no agent has the id 'carla'; did you mean carl"),
        (("accept", "carl:no-rule"), "carl has no finding 'no-rule'"),
        (("accept", "carl", "--why", "x" * 501), "expected at most 500 characters"),
        (("accept", "carl", "--run", "fleet.yaml"), "fleet.yaml"),
    ],
)
def test_what_cannot_be_decided_is_told(arguments: tuple[str, ...], told: str, auditor: Auditor) -> None:
    result = auditor("review", *arguments, "--by", "Ana")
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert not LEDGER.exists()


def test_one_finding_is_decided_on_its_own(auditor: Auditor) -> None:
    found = next(one for one in document(auditor)["findings"] if one["agent"] == "carl")
    auditor("review", "dismiss", f"carl:{found['rule']}", "--why", "known", "--by", "Ana")
    assert (latest().agent, latest().rule) == ("carl", found["rule"])
    run = document(auditor)
    assert run["fleet"]["dismissed_agents"] == 0
    (carl,) = (one for one in run["agents"] if one["id"] == "carl")
    assert [one["state"] for one in carl["finding_reviews"]] == ["dismissed"]
    sarif = json.loads(auditor("audit", "fleet.yaml", "--format", "sarif").stdout)["runs"][0]["results"]
    said = [one["suppressions"][0]["justification"] for one in sarif if one["suppressions"]]
    assert said == ["Dismissed by Ana on 2026-11-22: “known”."]


def test_an_id_with_a_colon_is_an_agent_first(auditor: Auditor) -> None:
    inventory(saver("ns:carl"), saver("-2+3"))
    auditor("review", "accept", "ns:carl", "--by", "Ana")
    assert (latest().agent, latest().rule) == ("ns:carl", None)
    assert auditor("review", "accept", "--by", "Ana", "--", "-2+3").exit_code == 0


def test_who_decides_is_known_to_git_or_to_the_system(auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ana")
    auditor("review", "accept", "carl")
    assert latest().who == "ana"
    for field, value in (("user.name", "Ana B"), ("user.email", "ana@example.org")):
        subprocess.run(["git", "init", "-q"], check=True)
        subprocess.run(["git", "config", field, value], check=True)
    auditor("review", "accept", "dora")
    assert latest().who == "Ana B <ana@example.org>"


def test_who_decides_is_asked_of_the_ledgers_repository_not_of_the_hook_that_calls(
    tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, name in ((tmp_path, "Ana"), (tmp_path / "other", "Ben")):
        subprocess.run(["git", "init", "-q", folder], check=True)
        subprocess.run(["git", "-C", folder, "config", "user.name", name], check=True)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    auditor("review", "accept", "carl")
    assert latest().who == "Ana"


def test_a_new_ledger_in_a_repository_is_told_to_git(auditor: Auditor) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    result = auditor("review", "accept", "carl", "--by", "Ana")
    assert "note: wrote `decisions.yaml merge=union` to .gitattributes" in result.stderr
    assert Path(".gitattributes").read_text("utf-8") == "decisions.yaml merge=union\n"
    assert auditor("review", "accept", "dora", "--by", "Ana").stderr == ""


def test_a_finished_run_is_as_good_as_an_audit(auditor: Auditor) -> None:
    auditor("audit", "fleet.yaml", "--format", "json", "--output", "audit.json")
    assert auditor("review", "accept", "carl", "--run", "audit.json", "--by", "Ana").exit_code == 0
    from_run = latest().evidence
    auditor("review", "accept", "carl", "--inventory", "fleet.yaml", "--by", "Ana")
    assert latest().evidence == from_run
    Path("fleet.yaml").rename("gone.yaml")
    result = auditor("review", "accept", "carl", "--run", "audit.json", "--by", "Ana")
    assert "say where the ledger is: --decisions" in " ".join(result.stderr.split())


def test_what_the_page_exports_is_imported_once(auditor: Auditor) -> None:
    auditor("review", "accept", "dora", "--by", "Ben", "--at", "2026-11-30")
    evidence = {"verdict": "fine-tune", "saving": "9100", "prompt": "3f2a9c01d4e5"}
    one = {"rule": None, "decision": "dismissed", "who": None, "at": "2026-11-22T10:00:00Z", "why": "\u00e9 'x'"}
    decisions = [one | {"agent": agent, "until": None, "evidence": evidence} for agent in ("carl", "dora", "gone")]
    key = document(auditor)["fleet"]["name"]
    from auditor.model.review import fleet_key

    exported = {"schema": 1, "fleet": {"name": key, "key": fleet_key(key)}, "exported_at": one["at"]}
    Path("fleet-decisions.json").write_text(json.dumps(exported | {"decisions": decisions}), "utf-8")
    said = auditor("review", "import", "fleet-decisions.json", "--by", "Cy").stdout
    assert "1 new in decisions.yaml, 0 known already." in said
    assert "superseded: dora: Dismissed on 2026-11-22: “é 'x'”. Later: Accepted by Ben on 2026-11-30." in said
    assert "unknown agent, not added: gone" in said
    assert [(found.agent, found.who) for found in read(LEDGER)] == [("carl", "Cy"), ("dora", "Ben")]
    before = LEDGER.read_bytes()
    assert "0 new in decisions.yaml, 1 known" in auditor("review", "import", "fleet-decisions.json", "--by", "D").stdout
    assert LEDGER.read_bytes() == before
    inventory_of_another = Path("fleet.yaml").read_text("utf-8").replace("reviewed fleet", "other fleet")
    Path("fleet.yaml").write_text(inventory_of_another, "utf-8")
    assert "is about the fleet" in auditor("review", "import", "fleet-decisions.json", "--by", "D").stderr


# --- what audits make of it


def test_a_dismissed_saving_leaves_the_headline_and_stands_beside_it(auditor: Auditor) -> None:
    before = document(auditor)["fleet"]
    auditor("review", "dismiss", "carl", "--why", "too | small <b>", "--by", "Ana")
    run = document(auditor)
    whole, rest, apart = (
        float(found["point"])
        for found in (
            before["avoidable_per_month"],
            run["fleet"]["avoidable_per_month"],
            run["fleet"]["dismissed_per_month"],
        )
    )
    assert apart > 0
    assert whole == pytest.approx(rest + apart)
    assert {one["id"]: (one["review"] or {}).get("state") for one in run["agents"]} == {
        "carl": "dismissed",
        "dora": None,
        "idle": None,
    }
    table = auditor("audit", "fleet.yaml", "--format", "terminal").stdout
    assert "dismissed)" in table
    assert next(line for line in table.splitlines() if line.startswith("carl")).endswith("dismissed")
    markdown = auditor("audit", "fleet.yaml", "--format", "markdown").stdout
    assert "| carl | dismissed | Dismissed by Ana on 2026-11-22: “too \\| small &lt;b&gt;”. |" in markdown
    for form in ("html", "mail"):
        assert "a month dismissed (1 agent), in no total but" in auditor("audit", "fleet.yaml", "--format", form).stdout
    page = auditor("audit", "fleet.yaml", "--format", "html").stdout
    assert '<span class="reviewed"> <span class="tag">dismissed</span></span>' in page


def test_what_is_open_again_counts_again_and_says_so(auditor: Auditor) -> None:
    before = document(auditor)["fleet"]["avoidable_per_month"]
    auditor("review", "dismiss", "carl", "--why", "small", "--by", "Ana")
    inventory(saver("carl", traffic=BUSY | {"calls_per_month": 4_000_000}), saver("dora"))
    run = document(auditor)
    carl = run["agents"][0]["review"]
    assert (carl["state"], carl["decision"], carl["open_because"]) == ("open", "dismissed", "it saves more now")
    assert float(run["fleet"]["avoidable_per_month"]["point"]) > float(before["point"])
    assert run["fleet"]["dismissed_per_month"] is None
    table = auditor("audit", "fleet.yaml", "--format", "terminal").stdout
    assert next(line for line in table.splitlines() if line.startswith("carl")).endswith("reopened")


def test_a_ledger_elsewhere_is_named_and_a_torn_one_stops_the_audit(auditor: Auditor) -> None:
    auditor("review", "dismiss", "carl", "--why", "small", "--by", "Ana", "--decisions", "kept/mine.yaml")
    assert document(auditor)["fleet"]["dismissed_agents"] == 0
    assert document(auditor, "--decisions", "kept/mine.yaml")["fleet"]["dismissed_agents"] == 1
    LEDGER.write_text("schema: 1\ndecisions:\n- agent: carl\n", "utf-8")
    result = auditor("audit", "fleet.yaml", "--format", "json")
    assert result.exit_code == 2
    assert "decisions.yaml:3: decisions[0].at: is missing" in result.stderr


def test_history_keeps_what_the_audit_found_whatever_people_think_of_it(auditor: Auditor) -> None:
    keep = ("audit", "fleet.yaml", "--quiet", "--history", "h.sqlite3", "--format", "csv", "-o", "a.csv")
    auditor(*keep)
    auditor("review", "dismiss", "carl", "--why", "small", "--by", "Ana")
    auditor(*keep)
    found = json.loads(auditor("history", "--history", "h.sqlite3", "--format", "json").stdout)["runs"]
    one, two = (run["avoidable_per_month"] for run in found)
    assert one == two


def test_an_agent_with_examples_is_decided_on_too(auditor: Auditor) -> None:
    inventory({"id": "voice", **ready(traffic={"calls_per_month": 5_000_000})})
    assert auditor("review", "accept", "voice", "--by", "Ana").exit_code == 0
    assert latest().evidence.verdict == "fine-tune"


ODD: tuple[Any, ...] = (None, 5, "", [], {}, ["x"], {"a": 1})


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything in a document."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inside:
        yield from places(one, (*path, step))


def test_a_run_document_with_anything_odd_in_it_is_decided_on_or_refused_in_words(auditor: Auditor) -> None:
    assert auditor("audit", "fleet.yaml", "--format", "json", "-o", "audit.json").exit_code == 0
    whole = json.loads(Path("audit.json").read_text("utf-8"))
    paths = [path for path in places(whole) if path[:1] in ((), ("inputs",), ("fleet",), ("agents",), ("findings",))]
    chance = random.Random(6)
    for path in chance.sample([path for path in paths if len(path) <= 4], 150):
        document = copy.deepcopy(whole)
        there = document
        for step in path[:-1]:
            there = there[step]
        odd = chance.choice(ODD)
        if path:
            there[path[-1]] = odd
        else:
            document = odd
        Path("odd.json").write_text(json.dumps(document), "utf-8")
        result = auditor("review", "list", "--run", "odd.json", "--decisions", "decisions.yaml")  # a traceback fails
        assert result.exit_code == 0 or (result.exit_code, "odd.json" in result.stderr) == (2, True), (path, odd)


def test_a_run_document_says_where_it_is_none(auditor: Auditor) -> None:
    Path("odd.json").write_text('{"format": 1, "inputs": {"inventory": {"path": 5}}, "fleet": {}}', "utf-8")
    result = auditor("review", "list", "--run", "odd.json")
    assert (2, True) == (result.exit_code, "odd.json: inputs.inventory.path: expected a text here" in result.stderr)


def test_a_finding_that_is_dismissed_or_snoozed_fails_nothing_while_that_stands(auditor: Auditor) -> None:
    fail = ("audit", "fleet.yaml", "--fail-on", "high", "--format", "csv")
    inventory(
        saver("carl", prompt={"text": TEXT + "The key is sk-ant-api03-" + "A1b2C3d4" * 12 + "AA."}), saver("dora")
    )
    assert auditor(*fail).exit_code == 1
    assert auditor("review", "dismiss", "carl", "--why", "no", "--by", "Ana").exit_code == 0
    assert auditor(*fail).exit_code == 1, "what is dismissed is the advice, not the credential"
    (grave,) = (one for one in document(auditor)["findings"] if one["severity"] == "high")
    name = f"carl:{grave['rule']}"
    assert auditor("review", "snooze", name, "--why", "rotated", "--until", "2026-12-01", "--by", "Ana").exit_code == 0
    result = auditor(*fail)
    assert (0, True) == (result.exit_code, "note: 1 finding left aside (dismissed or snoozed)" in result.stderr)
    assert auditor(*fail, "--quiet").stderr == ""
    assert auditor(*fail, "--at", "2026-12-01").exit_code == 1, "until that day"
    assert auditor("review", "dismiss", name, "--why", "a sample", "--by", "Ana").exit_code == 0
    assert auditor(*fail, "--at", "2026-12-01").exit_code == 0
