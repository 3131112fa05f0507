"""The ledger: read back as written, whoever wrote at once, whatever a name holds; added to, never rewritten."""

from __future__ import annotations

import multiprocessing
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import InputError, OutputError
from auditor.model.review import Decision, Evidence, SavingAbove, standing
from auditor.review import add, gather, merge_hint, read
from auditor.review.block import quoted
from auditor.review.ledger import HEAD
from auditor.review.lock import locked
from tests.model.test_review import plain, snoozed, taken
from tests.reporters.conftest import HOSTILE

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEEN = Evidence("fine-tune", Decimal(1000), "0123456789ab")
CARL = Decision("carl", None, "dismissed", "Ana <ana@example.org>", NOON, "too small", None, SEEN)
LATER = replace(CARL, at=NOON + timedelta(hours=1), decision="accepted", why="")

some = st.lists(plain | taken | snoozed, min_size=1, max_size=5, unique_by=lambda one: (one.agent, one.rule))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "decisions.yaml"


def by_time(decisions: list[Decision] | tuple[Decision, ...]) -> list[Decision]:
    return sorted(decisions, key=lambda one: (one.at, one.agent, one.rule or ""))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(first=some, second=some)
def test_what_is_written_is_read_again_and_other_yaml_readers_see_the_same_words(
    first: list[Decision], second: list[Decision], ledger: Path
) -> None:
    ledger.unlink(missing_ok=True)
    first_added = add(ledger, first)
    before = ledger.read_text("utf-8")
    second_added = add(ledger, second)
    after = ledger.read_text("utf-8")
    assert by_time(read(ledger)) == by_time([*first_added, *second_added])
    lines = iter(after.split("\n"))
    assert all(line in lines for line in before.split("\n")), "every old line is there, in its order"
    for entry, one in zip(yaml.safe_load(after)["decisions"], read(ledger), strict=True):
        assert (entry["agent"], entry["why"], entry["who"]) == (one.agent, one.why, one.who)


def test_a_ledger_reads_as_people_write(ledger: Path) -> None:
    snooze = replace(CARL, agent="yes", decision="snoozed", until=SavingAbove(Decimal(500)), why='it\'s: "odd" # no')
    add(ledger, [snooze, replace(CARL, rule="credential-in-prompt", at=NOON + timedelta(days=1))])
    assert ledger.read_text("utf-8").removeprefix(HEAD) == (
        "\n"
        "- at: 2026-11-22T12:00:00Z\n"
        '  agent: "yes"\n'
        "  decision: snoozed\n"
        "  who: Ana <ana@example.org>\n"
        '  why: "it\'s: \\"odd\\" # no"\n'
        "  until: saving>500\n"
        '  evidence: {verdict: fine-tune, saving: "1000", prompt: "0123456789ab"}\n'
        '  id: "a81acaf585a4"\n'
        "\n"
        "- at: 2026-11-23T12:00:00Z\n"
        "  agent: carl\n"
        "  rule: credential-in-prompt\n"
        "  decision: dismissed\n"
        "  who: Ana <ana@example.org>\n"
        "  why: too small\n"
        '  evidence: {verdict: fine-tune, saving: "1000", prompt: "0123456789ab"}\n'
        '  id: "2f78de3b87b6"\n'
    )


def test_a_later_decision_supersedes_wherever_it_stands(ledger: Path) -> None:
    add(ledger, [LATER])
    add(ledger, [replace(CARL, agent="ben", at=NOON - timedelta(days=9))])
    assert [one.agent for one in read(ledger)] == ["ben", "carl"], "in its place by time"
    text = ledger.read_text("utf-8").replace("- at: 2026-11-22T13", "# about carl\n# in two lines\n- at: 2026-11-22T13")
    ledger.write_text(text, "utf-8")
    add(ledger, [replace(CARL, agent="dora", at=NOON)])
    assert [one.agent for one in read(ledger)] == ["ben", "dora", "carl"]
    assert "# about carl\n# in two lines\n- at: 2026-11-22T13" in ledger.read_text("utf-8")


def test_the_last_word_is_the_latest_even_if_the_clock_went_back(ledger: Path) -> None:
    add(ledger, [LATER])
    (added,) = add(ledger, [CARL])
    assert added.at == LATER.at + timedelta(seconds=1)
    assert standing(read(ledger))["carl", None] == added


@pytest.mark.parametrize("start", ["", "# mine\n", "schema: 1\ndecisions: []\n", "schema: 1\ndecisions:\n"])
def test_a_ledger_begun_by_hand_is_added_to(ledger: Path, start: str) -> None:
    ledger.write_text(start, "utf-8")
    add(ledger, [CARL])
    assert read(ledger) == (CARL,)
    assert start.startswith("#") == ledger.read_text("utf-8").startswith("# mine\n")


def test_the_end_of_lines_stays_as_it_is(ledger: Path) -> None:
    add(ledger, [CARL])
    ledger.write_bytes(ledger.read_bytes().replace(b"\n", b"\r\n"))
    add(ledger, [LATER])
    assert read(ledger) == (CARL, LATER)
    assert ledger.read_bytes().count(b"\r\n") == ledger.read_bytes().count(b"\n")


WRONG = [
    ("why: too small", "why:", "D:11: decisions[0].why: a decision to be dismissed needs its reason"),
    ("why: too small", "why: too big", "D:13: decisions[0].id: the block does not say what was decided under this id"),
    ("decision: dismissed", "decision: dropped", "D:9: decisions[0].decision: expected one of accepted, dismissed"),
    ("  agent: carl\n", "", "D:7: decisions[0].agent: is missing"),
    ("  agent: carl\n", "  agent: carl\n  agent: ben\n", "D:9: key 'agent' stands twice"),
    ("  agent: carl\n", "  agent: carl\n  until: soon\n", "D:9: decisions[0].until: expected a day such as"),
    ('saving: "1000"', "saving: much", "D:12: decisions[0].evidence.saving: expected an amount"),
    ("schema: 1", "schema: 2", "D:4: schema: expected 1, got '2'"),
    ("\n- at", "\n<<<<<<< HEAD\n- at", "D:7: is an unfinished merge: keep the blocks of both sides"),
    ("schema: 1", "schema: 1\nfleets: 1", "D:5: fleets: is no field here"),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG)
def test_what_is_wrong_is_told_with_file_line_and_path(ledger: Path, old: str, new: str, told: str) -> None:
    add(ledger, [CARL])
    text = ledger.read_text("utf-8")
    assert old in text
    ledger.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(InputError) as caught:
        read(ledger)
    assert told in str(caught.value).replace(str(ledger), "D")
    before = ledger.read_bytes()
    with pytest.raises(InputError):
        add(ledger, [LATER])
    assert ledger.read_bytes() == before


@pytest.mark.parametrize(
    "name", [*HOSTILE, "null", "~", "- x", "# x", "a: b", " x ", "x\r\ny", "\ufeff", "\x85", "😀\x00"]
)
def test_no_name_breaks_out_of_its_line(name: str, ledger: Path) -> None:
    add(ledger, [replace(CARL, agent=name)])
    assert read(ledger)[0].agent == name
    assert quoted(name).isprintable()


def test_half_a_character_is_refused_and_nothing_is_written(ledger: Path) -> None:
    with pytest.raises(InputError, match="half a character"):
        add(ledger, [replace(CARL, agent="\ud800")])
    assert not ledger.exists()


def test_where_nothing_can_be_written_it_is_said_and_nothing_is_lost(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(ledger, [CARL])
    before = ledger.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        add(ledger, [LATER])
    assert ledger.read_bytes() == before
    assert [ledger.name] == [path.name for path in ledger.parent.iterdir()]


# --- two at once


def _write(path: str, who: str, number: int) -> None:
    for step in range(number):
        one = replace(CARL, agent=f"{who}-{step}", who=who)
        add(Path(path), [one])


def test_two_processes_that_write_at_once_lose_nothing(ledger: Path) -> None:
    context = multiprocessing.get_context("spawn")
    people = [context.Process(target=_write, args=(str(ledger), who, 15)) for who in ("ana", "ben")]
    for person in people:
        person.start()
    for person in people:
        person.join(120)
    assert [0, 0] == [person.exitcode for person in people]
    assert {one.agent for one in read(ledger)} == {f"{who}-{step}" for who in ("ana", "ben") for step in range(15)}
    assert [ledger.name] == [path.name for path in ledger.parent.iterdir()], "no lock and no torn file is left"


def test_who_waits_too_long_is_told(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(OutputError, match="another auditor is writing"), locked(tmp_path, 0.1):
        pass


# --- git


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "fleet.yaml").write_text("x", "utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "fleet")
    return tmp_path


def branches(repository: Path, ours: list[Decision], theirs: list[Decision]) -> subprocess.CompletedProcess[str]:
    """Two people's additions on two branches, merged."""
    for name, added in (("ana", ours), ("ben", theirs)):
        git(repository, "checkout", "-qb", name, "main")
        add(repository / "decisions.yaml", added)
        git(repository, "add", ".")
        assert git(repository, "commit", "-qm", name).returncode == 0
    return git(repository, "merge", "-q", "ana")


def additions(who: str, agents: list[str], minute: int) -> list[Decision]:
    """Decisions as alike as those of two people can be: all at the same pace, with the same words."""
    start = NOON + timedelta(days=1, minutes=minute)
    return [replace(CARL, agent=one, who=who, at=start + timedelta(minutes=2 * n)) for n, one in enumerate(agents)]


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(["carl"], ["carl"]), (["a"], ["b"]), (["a", "b", "c"], ["c", "b", "a"]), (["a", "b", "c", "d"], ["c", "d"])],
)
def test_git_merges_two_peoples_additions(
    repository: Path, ours: list[str], theirs: list[str], *, is_first: bool
) -> None:
    ledger = repository / "decisions.yaml"
    if not is_first:
        add(ledger, [CARL, replace(CARL, agent="zoe")])
    assert "merge=union" in merge_hint(ledger)
    assert merge_hint(ledger) == ""
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "start")
    wanted = [*additions("Ana", ours, 0), *additions("Ben", theirs, 1)]
    found = branches(repository, wanted[: len(ours)], wanted[len(ours) :])
    assert found.returncode == 0, found.stdout + found.stderr
    merged = read(ledger)
    assert by_time(merged) == by_time([*([] if is_first else [CARL, replace(CARL, agent="zoe")]), *wanted])
    add(ledger, [replace(CARL, agent="after", at=NOON + timedelta(days=2))])
    assert read(ledger)[-1].agent == "after"


def test_a_merge_without_the_attribute_stops_with_both_sides_whole(repository: Path) -> None:
    add(repository / "decisions.yaml", [CARL])
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "start")
    mine, theirs = additions("Ana", ["a"], 0), additions("Ben", ["b"], 1)
    assert branches(repository, mine, theirs).returncode == 1
    ledger = repository / "decisions.yaml"
    with pytest.raises(InputError, match="unfinished merge"):
        read(ledger)
    marks = ("<<<<<<<", "=======", ">>>>>>>")
    kept = [line for line in ledger.read_text("utf-8").splitlines() if not line.startswith(marks)]
    ledger.write_text("\n".join(kept) + "\n", "utf-8")
    assert by_time(read(ledger)) == by_time([CARL, *mine, *theirs])


# --- what the page exports


def test_what_arrives_is_sorted_into_new_known_superseded_and_unknown() -> None:
    unsigned = replace(CARL, agent="ben", who=None)
    found = gather(
        [LATER, CARL], [CARL, replace(CARL, why="other"), unsigned, replace(CARL, agent="x")], ["carl", "ben"], "Cy"
    )
    assert found.known == (CARL,)
    assert found.superseded == ((replace(CARL, why="other"), LATER),)
    assert found.new == (replace(unsigned, who="Cy"),)
    assert [one.agent for one in found.unknown] == ["x"]
    again = gather([LATER, CARL, *found.new], [unsigned], None, "Dee")
    assert again.known == (unsigned,)


def test_a_snooze_keeps_its_end(ledger: Path) -> None:
    ends = [date(2027, 1, 31), SavingAbove(Decimal("499.5")), "verdict-changes"]
    made = [replace(CARL, agent=f"a{n}", decision="snoozed", until=end) for n, end in enumerate(ends)]  # type: ignore[arg-type]
    add(ledger, made)
    assert [one.until for one in read(ledger)] == ends
