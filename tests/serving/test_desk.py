"""The desk by itself: what it makes anew and when, what it says when something is broken, by a clock of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor import review
from auditor.errors import InputError
from auditor.model.review import Decision
from auditor.model.run import Run
from auditor.serving import deciding, desk
from auditor.serving.desk import Desk
from auditor.serving.editions import State
from auditor.serving.means import Means, Seen, Stopped, Watch
from auditor.serving.watching import Stamp, changed, stamps
from tests.reporters.html.audits import agent, run_of
from tests.serving.conftest import wait_for

TEXT = "You stay kind and never promise a thing. " * 200
TOLD = {"calls_per_month": 400_000, "user_tokens": 60, "output_tokens": 20, "cache_hit_rate": 0}
MODEL = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
DAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Fake:
    """An audit that reads one prompt, and fails where that says so; the clock stands still."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now, self.calls, self.said = folder, DAY, 0, list[str]()
        self.source, self.prompt, self.ledger = folder / "fleet.json", folder / "carl.md", folder / "decisions.yaml"
        self.prompt.write_text(TEXT, "utf-8")
        self.source.write_text("{}", "utf-8")
        self.hold: Callable[[Watch], None] = lambda watch: None

    def audit(self, seen: Seen, watch: Watch) -> Run:
        self.calls += 1
        if not self.prompt.exists():
            raise InputError.at("fleet.json:1", "no such file: carl.md")
        seen([self.prompt])
        self.hold(watch)
        text = self.prompt.read_text("utf-8")
        if text == "fault":
            raise ZeroDivisionError(text)
        inner = self.folder / "inner"
        inner.mkdir(exist_ok=True)
        run = run_of(inner, [agent("carl", text, traffic=TOLD, model=MODEL)])
        return replace(run, at=self.now)

    def desk(self, **more: Any) -> Desk:
        means = Means(self.audit, (self.source,), self.ledger, "Ana", lambda: self.now, self.said.append)
        made = Desk(replace(means, **more))
        made.begin()
        return made


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    monkeypatch.setattr(desk, "SETTLED", 0.01)
    monkeypatch.setattr(desk, "PAUSE", 0.02)
    return Fake(tmp_path)


def decided(one: Desk, decision: str = "dismissed") -> Decision:
    made = one.edition
    body = '{"agent": "carl", "decision": "%s", "why": "small", "until": null, "who": null, "after": null, "evidence": '
    evidence = made.evidence["carl"]
    body = body % decision + (
        f'{{"verdict": "{evidence.verdict}", "saving": "{evidence.saving:f}", "prompt": "{evidence.prompt}"}}}}'
    )
    return deciding.write(deciding.wish(body.encode(), one.means.now(), one.means.who), made, one.means)


def test_what_did_not_change_is_not_made_anew(fake: Fake) -> None:
    one = fake.desk()
    first = one.edition
    one.look()
    assert (one.edition, fake.calls) == (first, 1)
    fake.prompt.write_text(TEXT, "utf-8")
    one.look()
    assert (one.edition, fake.calls) == (first, 2), "the same text again is the same report"
    assert not one.state.is_working


def test_an_edited_prompt_makes_another_edition(fake: Fake) -> None:
    one = fake.desk()
    first = one.edition
    fake.prompt.write_text(TEXT * 2, "utf-8")
    one.look()
    assert one.edition.name != first.name
    assert one.edition.evidence["carl"] != first.evidence["carl"]
    assert one.state.edition == one.edition.name
    assert fake.said == [f"made anew: {fake.prompt.as_posix()}"]


def test_a_decision_is_laid_over_the_run_at_hand(fake: Fake) -> None:
    one = fake.desk()
    decided(one)
    one.look()
    assert fake.calls == 1
    assert b"dismissed (1 agent)" in one.edition.page
    assert one.edition.run.reviews == {}, "evidence is that of the run alone"


def test_the_past_is_asked_for_with_every_edition(fake: Fake) -> None:
    asked = list[Run]()
    one = fake.desk()
    one.means = replace(one.means, since=asked.append)
    decided(one)
    one.look()
    assert [run.reviews["carl", None].state for run in asked] == ["dismissed"]


def test_another_past_is_shown_although_the_run_is_alike(fake: Fake) -> None:
    past, asked = fake.folder / "history.sqlite3", list[Run]()
    one = fake.desk(past=(past,), since=asked.append)
    first = one.edition
    past.write_text("a run was kept", "utf-8")
    one.look()
    assert one.edition.name != first.name
    assert one.edition.run is first.run
    assert (len(asked), fake.calls) == (2, 1)
    one.look()
    assert len(asked) == 2


def test_what_is_broken_leaves_the_last_good_edition_and_is_told_once(fake: Fake) -> None:
    one = fake.desk()
    first = one.edition
    fake.prompt.unlink()
    one.look()
    assert one.edition == first
    assert one.state.problems == ("fleet.json:1: no such file: carl.md",)
    one._retry_at = 0.0
    one.look()
    assert fake.said == ["error: fleet.json:1: no such file: carl.md"]
    decided(one)
    one.look()
    assert b"dismissed (1 agent)" in one.edition.page, "a decision shows meanwhile"
    assert one.state.problems
    fake.prompt.write_text(TEXT, "utf-8")
    one.look()
    assert one.state.problems == ()


def test_what_was_missing_where_nobody_looks_is_found_by_trying_again(fake: Fake) -> None:
    one = fake.desk()
    fake.prompt.unlink()
    one.look()
    fake.prompt = fake.folder / "other.md"
    one.look()
    assert one.state.problems, "nothing that is watched has changed, and it is not time yet"
    fake.prompt.write_text(TEXT * 2, "utf-8")
    one._retry_at = 0.0
    one.look()
    assert one.state.problems == ()
    fake.prompt.write_text(TEXT * 3, "utf-8")
    before = one.edition
    one.look()
    assert one.edition != before, "the new file is watched now"


def test_a_fault_of_ours_is_survived_and_said(fake: Fake) -> None:
    one = fake.desk()
    fake.prompt.write_text("fault", "utf-8")
    one.look()
    assert "this is a fault of the auditor" in one.state.problems[0]
    assert any("ZeroDivisionError" in line for line in fake.said)
    fake.prompt.write_text(TEXT * 2, "utf-8")
    one.look()
    assert one.state.problems == ()


def test_a_broken_ledger_is_told_and_mended(fake: Fake) -> None:
    one = fake.desk()
    decided(one)
    one.look()
    good, text = one.edition, fake.ledger.read_text("utf-8")
    fake.ledger.write_text(text + "<<<<<<< ours\n", "utf-8")
    one.look()
    assert one.edition == good
    assert "unfinished merge" in one.state.problems[0]
    fake.ledger.write_text(text, "utf-8")
    one.look()
    assert one.state.problems == ()


def test_a_ledger_that_stays_broken_is_not_said_to_be_mended(fake: Fake) -> None:
    one = fake.desk()
    fake.ledger.write_text("<<<<<<< ours\n", "utf-8")
    one.look()
    told = one.state.problems
    for _ in range(3):
        one._retry_at = 0.0
        one.look()
        assert one.state.problems == told
    assert not any("mended" in line for line in fake.said)
    fake.ledger.unlink()
    one.look()
    assert one.state.problems == ()


def test_an_edit_made_while_the_ledger_is_broken_shows_once_it_is_mended(fake: Fake) -> None:
    one = fake.desk()
    before = one.edition.evidence["carl"]
    fake.ledger.write_text("<<<<<<< ours\n", "utf-8")
    fake.prompt.write_text(TEXT * 2, "utf-8")
    one.look()
    assert one.state.problems
    fake.ledger.unlink()
    one.look()
    assert one.state.problems == ()
    assert one.edition.evidence["carl"] != before


def test_a_fault_while_publishing_is_told_until_it_is_gone(fake: Fake) -> None:
    one = fake.desk()

    def fault(run: Run) -> None:
        raise ZeroDivisionError

    means, one.means = one.means, replace(one.means, since=fault)
    decided(one)
    for _ in range(3):
        one.look()
        assert "this is a fault of the auditor" in one.state.problems[0]
        one._retry_at = 0.0
    one.means = means
    one.look()
    assert one.state.problems == ()
    assert b"dismissed (1 agent)" in one.edition.page


def test_with_another_day_a_snooze_ends(fake: Fake) -> None:
    one = fake.desk()
    evidence = one.edition.evidence["carl"]
    day = datetime(2026, 11, 24, tzinfo=UTC).date()
    review.add(fake.ledger, [Decision("carl", None, "snoozed", "Ana", DAY, "later", day, evidence)])
    one.look()
    assert b">snoozed</span>" in one.edition.page
    fake.now = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)
    one.look()
    assert b">snoozed</span>" not in one.edition.page


def test_on_a_new_day_that_begins_broken_it_does_not_try_without_end(fake: Fake) -> None:
    one = fake.desk()
    fake.ledger.write_text("<<<<<<< ours\n", "utf-8")
    one.look()
    fake.now = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)
    calls = fake.calls
    for _ in range(20):
        one.look()
    assert fake.calls == calls


def test_a_decision_rests_on_the_edition_shown(fake: Fake) -> None:
    one = fake.desk()
    shown = one.edition
    body = b'{"agent": "carl", "decision": "accepted", "why": "", "until": null, "who": null, "after": null, '
    body += b'"evidence": {"verdict": "fine-tune", "saving": null, "prompt": "0123456789ab"}}'
    with pytest.raises(deciding.Conflict, match=r"the verdict was fine-tune and is .* the prompt was edited"):
        deciding.write(deciding.wish(body, DAY, "Ana"), shown, one.means)
    gone = replace(shown, evidence={})
    with pytest.raises(deciding.Conflict, match="not in the fleet any more"):
        deciding.write(deciding.wish(body, DAY, "Ana"), gone, one.means)
    assert not fake.ledger.exists()


def test_of_two_at_once_one_is_told(fake: Fake) -> None:
    """Both held the same page; what the ledger says is looked at under its lock."""
    one, told = fake.desk(), list[str]()

    def try_it() -> None:
        try:
            decided(one)
            told.append("written")
        except deciding.Conflict:
            told.append("conflict")

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["conflict"] * 7 + ["written"]
    assert len(review.read(fake.ledger)) == 1


def test_in_its_thread_it_notices_by_itself_and_stops_in_the_middle_of_an_audit(fake: Fake) -> None:
    one, states, begun = fake.desk(), list[State](), threading.Event()
    one.start(states.append)
    fake.prompt.write_text(TEXT * 2, "utf-8")
    wait_for(lambda: states and states[-1].edition == one.edition.name and not states[-1].is_working)
    assert states[0].is_working

    def hold(watch: Watch) -> None:
        begun.set()
        while True:
            watch()

    fake.hold = hold
    fake.prompt.write_text(TEXT * 3, "utf-8")
    assert begun.wait(30)
    assert one.state.is_working
    assert one.edition.page, "what is shown stays at hand meanwhile"
    one.stop(30)
    assert not one._thread.is_alive()
    with pytest.raises(Stopped):
        one._watch()


def test_a_file_that_never_stops_growing_is_read_nevertheless(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "LONGEST_SETTLING", 0.2)
    one, is_over = fake.desk(), threading.Event()
    real = desk.stamps

    def growing(paths: Iterable[Path]) -> dict[Path, Stamp]:
        """Every look finds more, as if a log were written to all the time."""
        if not is_over.is_set():
            fake.prompt.write_text(fake.prompt.read_text("utf-8") + "More. ", "utf-8")
        return real(paths)

    monkeypatch.setattr(desk, "stamps", growing)
    first = one.edition
    looking = threading.Thread(target=one.look)
    looking.start()
    looking.join(30)
    has_ended = not looking.is_alive()
    is_over.set()
    looking.join(30)
    assert has_ended
    assert one.edition != first


def test_files_that_come_go_or_are_replaced_have_changed(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("1", "utf-8")
    before = stamps([one, other])
    assert changed(before, stamps(before)) == set()
    other.write_text("2", "utf-8")
    assert changed(before, stamps(before)) == {other}
    one.unlink()
    assert changed(before, stamps(before)) == {one, other}


def test_of_a_folder_the_names_count_and_hidden_ones_do_not(tmp_path: Path) -> None:
    before = stamps([tmp_path])
    (tmp_path / ".decisions.yaml.x").write_text("", "utf-8")
    assert changed(before, stamps(before)) == set()
    (tmp_path / "new.md").write_text("", "utf-8")
    assert changed(before, stamps(before)) == {tmp_path}


def test_money_of_evidence_compares_by_value() -> None:
    assert Decimal(9100) == Decimal("9.1E+3")
