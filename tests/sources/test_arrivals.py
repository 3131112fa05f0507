"""The rhythm of calls in an inventory: what is accepted, how a log is read, and what hit rate follows."""

from __future__ import annotations

import contextlib
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor import sources
from auditor.costs.arrivals import every, fixed, sessions, sessions_fixed, sliding
from auditor.errors import InputError
from auditor.measures import arrivals, traffic
from auditor.model.agent import Traffic
from auditor.model.arrivals import ArrivalFacts
from auditor.model.fleet import Deployed
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range
from tests.fleets import read_fleet

FIVE = Decimal(5)
CALLS = Range(Decimal(1_000), Decimal(42_000), Decimal(90_000))


def agent_of(folder: Path, said: dict[str, Any], log: str | bytes | None = None) -> Deployed:
    """The only agent of a fleet, with such traffic and, where it is given, a log of its calls."""
    if log is not None:
        (folder / "calls.csv").write_bytes(log if isinstance(log, bytes) else log.encode())
        said = {"arrivals": {"file": "calls.csv"}, **said}
    return read_fleet(folder, [{"id": "agent", "prompt": {"text": "Hi"}, "traffic": said}]).members[0]


def read(folder: Path, log: str | bytes) -> Measurement[ArrivalFacts]:
    return arrivals.measure(agent_of(folder, {}, log), {})


def refused(folder: Path, said: dict[str, Any]) -> str:
    with pytest.raises(InputError) as error:
        agent_of(folder, said)
    return str(error.value)


def rate(said: dict[str, Any], *, renews: bool = True, calls: Range = CALLS, ttl: Decimal = FIVE) -> tuple[Range, str]:
    return arrivals.modelled(Traffic.model_validate(said), calls, ttl, renews=renews)


# --- the inventory


def test_the_rhythm_of_calls_is_read_and_written(tmp_path: Path) -> None:
    said = {"every_minutes": [10, 20], "shards": 3, "batch_share": 0.25}
    member = agent_of(tmp_path, said, "1\n2\n")
    found = member.agent.traffic
    assert (Range.between(10, 20), 3, Range.sure(0.25)) == (found.every_minutes, found.shards, found.batch_share)
    assert tmp_path / "calls.csv" == member.files["calls.csv"]
    (tmp_path / "again.yaml").write_text(sources.inventory.write(read_fleet(tmp_path, [member.agent.model_dump()])))
    assert member.agent == sources.read(tmp_path / "again.yaml").members[0].agent


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"shards": 0}, "traffic.shards: input should be greater than or equal to 1, got 0"),
        ({"shards": 1.5}, "traffic.shards: expected a whole number, got 1.5"),
        ({"shards": True}, "traffic.shards: expected a whole number, got True"),
        ({"every_minutes": 0}, "traffic.every_minutes: expected a number between 0.01 and 1e+06, got 0"),
        ({"every_minutes": float("nan")}, "traffic.every_minutes: expected a finite number"),
        ({"batch_share": 1.1}, "traffic.batch_share: expected a number between 0 and 1, got 1.1"),
        ({"every_minutes": 5, "session": {"calls": 2, "minutes": 1}}, "give 'every_minutes' or 'session', not both"),
        ({"every_minutes": 60, "calls_per_month": 10_000}, "says 10,000 calls a month, but its schedule makes 730 at"),
        ({"arrivals": "calls.csv"}, "traffic.arrivals: expected a mapping"),
        ({"arrivals": {"file": "gone.csv"}}, "traffic.arrivals.file: no such file"),
        ({"arrivals": {"file": "../calls.csv"}}, "lies outside the inventory's folder"),
        ({"arrivals": {"file": "."}}, "not a file"),
        ({"every_minute": 5}, "unknown key; did you mean"),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(tmp_path: Path, said: dict[str, Any], because: str) -> None:
    (tmp_path.parent / "calls.csv").write_text("1\n")
    assert because in refused(tmp_path, said)


def test_a_schedule_gives_way_to_sessions_and_sessions_to_a_schedule(tmp_path: Path) -> None:
    session = {"session": {"calls": 6, "minutes": 9}}
    for under, over in (({"every_minutes": 5}, session), (session, {"every_minutes": 5})):
        agents = [{"id": "a", "prompt": {"text": "x"}, "traffic": over}]
        found = read_fleet(tmp_path, agents, defaults={"traffic": under}).members[0].agent.traffic
        assert (found.every_minutes is None) == ("session" in over)


def test_a_schedule_says_how_many_calls_there_are(tmp_path: Path) -> None:
    def volume(said: dict[str, Any]) -> Measurement[Range]:
        return traffic.measure(agent_of(tmp_path, said).agent, Unknown("no log")).calls_per_month

    found = volume({"every_minutes": [10, 30]})
    assert isinstance(found, Known)
    assert ("computed", Range(Decimal(1460), Decimal(2190), Decimal(4380))) == (found.basis, found.value)
    assert volume({"every_minutes": 10, "calls_per_day": 48}) == volume({"calls_per_day": 48})  # it rests at night
    assert isinstance(volume({}), Unknown)


# --- logs


def test_times_may_be_written_as_logs_write_them(tmp_path: Path) -> None:
    log = (
        "\ufefftimestamp,model,tokens\r\n"
        "2026-11-22T10:00:00Z,gpt,5\r\n"
        "\r\n"
        '"2026-11-22 10:01:00",gpt,5\n'
        "2026-11-22T12:02:00.250+02:00;x\n"
        "1795341780\n"
        "   1795341840.5\tsome more\n"
    )
    found = read(tmp_path, log)
    assert isinstance(found, Known)
    assert (5, "calls.csv") == (found.value.calls, found.value.file)
    assert Decimal("240.5") == round(found.value.days * 86400, 6)


def test_the_order_of_the_lines_does_not_matter(tmp_path: Path) -> None:
    times = [f"{1_795_000_000 + second}\n" for second in range(0, 9_000, 7)]
    ordered = read(tmp_path, "".join(times))
    random.Random(1).shuffle(times)
    assert ordered == read(tmp_path, "".join(times))


@pytest.mark.parametrize("log", ["", "\n\n", "time,model\n", "\ufeff"])
def test_a_log_without_calls_says_nothing(tmp_path: Path, log: str) -> None:
    found = read(tmp_path, log)
    assert isinstance(found, Unknown)
    assert "calls.csv holds no calls" == found.because


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("yesterday", "expected a time such as"),
        ("2026-13-45T10:00:00", "expected a time such as"),
        ("2026-11-22", "expected a time of day, too"),
        ("0001-01-01T00:00:00+14:00", "expected a time from 1970 to 2999"),
        ("9999-12-31T23:59:59-14:00", "expected a time from 1970 to 2999"),
        ("1795341840000", "in seconds, not in milliseconds"),
        ("9" * 20, "in seconds"),
        ("9" * 400, "expected a time such as"),
        ("-5", "expected a time such as"),
        ("nan", "expected a time such as"),
        ("1_000", "expected a time such as"),
        ("\0", "expected a time such as"),
        ("١٢٣", "expected a time such as"),
    ],
)
def test_a_line_that_says_no_time_is_told_with_its_place(tmp_path: Path, line: str, because: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, f"time\n1795341840\n{line}\n1795341841\n")
    assert 1 == len(error.value.problems)
    assert because in str(error.value)
    assert str(error.value).startswith(f"{(tmp_path / 'calls.csv').as_posix()}:3: ")


def test_a_first_line_with_a_broken_time_is_no_header(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"calls.csv:1: expected a time such as"):
        read(tmp_path, "2026-22-11T10:00:00\n1795341840\n")


def test_a_file_that_is_no_log_is_told_in_a_few_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, "x9\n" * 100_000)
    assert 20 == len(error.value.problems)


def test_a_log_beyond_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_CALLS", 3)
    with pytest.raises(InputError, match=r"calls.csv:4: has more than 3 calls"):
        read(tmp_path, "1\n2\n3\n4\n5\n")
    monkeypatch.setattr(arrivals, "MOST_BYTES", 3)
    with pytest.raises(InputError, match="is larger than"):
        read(tmp_path, "1\n2\n3\n")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text("0123456789-:.TZ,+ \n\r", max_size=200).map(str.encode))
def test_no_bytes_crash_the_reader(tmp_path: Path, log: bytes) -> None:
    with contextlib.suppress(InputError):
        found = read(tmp_path, log)
        assert isinstance(found, Unknown) or found.value.calls > 0


def test_a_log_that_did_not_change_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory: dict[str, str] = {}
    member = agent_of(tmp_path, {}, "1\n61\n1000\n")
    first = arrivals.measure(member, memory)
    monkeypatch.setattr(arrivals, "_milliseconds", None)
    assert first == arrivals.measure(member, memory)
    (tmp_path / "calls.csv").write_text("1\n62\n1000\n")
    with pytest.raises(TypeError):
        arrivals.measure(member, memory)


# --- the hit rate


def test_a_log_is_replayed_before_anything_else_is_believed(tmp_path: Path) -> None:
    log = "".join(f"{minute * 60}\n" for minute in (0, 4, 8, 13, 13, 5000))
    member = agent_of(tmp_path, {"every_minutes": 60, "calls_per_month": 500}, log)
    replay = arrivals.measure(member, {})

    def played(ttl: int, *, renews: bool) -> tuple[Decimal, str]:
        found, because = arrivals.modelled(member.agent.traffic, CALLS, Decimal(ttl), renews=renews, replay=replay)
        assert found.is_sure
        return found.point, because

    because = "from replaying 6 calls of 3.5 days in calls.csv, with 5 minutes to live"
    assert (Decimal("0.5"), because) == played(5, renews=True)  # five minutes later is too late
    assert (Decimal("0.666667"), because.replace("5 minutes", "6 minutes")) == played(6, renews=True)
    assert (Decimal("0.333333"), f"{because} from the write") == played(5, renews=False)
    assert Decimal("0.833333") == played(10**15, renews=False)[0]
    assert Decimal(0) == round(played(0, renews=True)[0], 6)


def test_without_a_log_the_declared_rhythm_counts() -> None:
    nothing = Unknown("traffic.arrivals is not declared")
    said = Traffic.model_validate({"every_minutes": 4})
    found, because = arrivals.modelled(said, CALLS, FIVE, renews=True, replay=nothing)
    assert (Range.sure(1), "from a call every 4 minutes and 5 minutes to live") == (found, because)


@pytest.mark.parametrize("renews", [True, False])
def test_each_rhythm_has_its_form_and_says_so(renews: bool) -> None:  # noqa: FBT001  given
    lives = "5 minutes to live" if renews else "5 minutes to live from the write"
    form, grouped = (sliding, sessions) if renews else (fixed, sessions_fixed)

    def expected(of: Any, *more: float) -> list[Decimal]:
        return [Decimal(str(round(float(of(calls, 5, *more)), 6))) for calls in (1_000, 42_000, 90_000)]

    found, because = rate({}, renews=renews)
    assert expected(form) == [found.low, found.point, found.high]
    assert f"from 42,000 calls a month at random and {lives}" == because

    found, because = rate({"session": {"calls": 6, "minutes": 9}, "shards": 2}, renews=renews)
    assert expected(grouped, 6, 9, 2) == [found.low, found.point, found.high]
    assert f"from 42,000 calls a month in sessions of 6 and {lives} over 2 shards" == because

    found, because = rate({"every_minutes": 1, "shards": 2}, renews=renews)
    assert float(found.point) == pytest.approx(every(1, 5, renews=renews, shards=2), abs=1e-6)
    assert f"from a call every 1 minute and {lives} over 2 shards" == because


def test_sessions_of_one_call_are_told_as_what_they_are() -> None:
    assert rate({"session": {"calls": 1, "minutes": 0}}) == rate({})


def test_a_schedule_that_may_be_slower_than_entries_live_may_miss_every_time() -> None:
    found, _ = rate({"every_minutes": [3, 6]})
    assert Range(Decimal(0), Decimal(1), Decimal(1)) == found


def test_calls_between_none_and_a_quadrillion_have_a_rate() -> None:
    beyond = Range(Decimal(0), Decimal(1), Decimal(10) ** 15)
    for said in ({}, {"session": {"calls": [0, 10**15], "minutes": [0, 10**15]}}, {"every_minutes": [0.01, 10**6]}):
        for ttl in (Decimal(0), Decimal(10) ** 15):
            for renews in (True, False):
                found, _ = rate({**said, "shards": 10**6}, renews=renews, calls=beyond, ttl=ttl)
                assert 0 <= found.low <= found.high <= 1
