"""Messages and metrics: only what is meant to get out gets out, however hostile the words."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from prometheus_client.parser import text_string_to_metric_families

from auditor.model.money import Range
from auditor.model.outcome import Figures, Outcome
from auditor.model.since import NewsItem
from auditor.reporters import words
from auditor.telling import Message, addresses, news_of, send, summary, textfile
from tests.unattended.made import webhook

AT = datetime(2026, 11, 22, 6, tzinfo=UTC)
FIGURES = Figures(
    fleet="fleet",
    agents=3,
    costed=2,
    cost=Range(Decimal(10), Decimal(20), Decimal(30)),
    avoidable=None,
    verdicts={"fine-tune": 1, "insufficient-data": 2},
    findings={"info": 0, "low": 0, "medium": 0, "high": 1},
)
OUTCOME = Outcome(audit="nightly", ending="done", code=1, at=AT, seconds=1.5, figures=FIGURES)
SECRET = "xoxb-s3cr3t-t0k3n"


def samples(text: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(text)
    return {
        (
            sample.name,
            *(value for key, value in sorted(sample.labels.items()) if key in ("verdict", "bound")),
        ): sample.value
        for one in families
        for sample in one.samples
    }


def test_the_metrics_say_what_is_known_and_leave_out_what_is_not() -> None:
    found = samples(textfile(OUTCOME, FIGURES, AT))
    assert found["auditor_agents", "fine-tune"] == 1
    assert found["auditor_agents", "move-to-retrieval"] == 0
    assert found["auditor_cost_usd_per_month", "point"] == 20
    assert not [key for key in found if key[0] == "auditor_avoidable_cost_usd_per_month"], "unknown is no 0"
    assert found["auditor_run_success",] == 1
    assert found["auditor_run_timestamp_seconds",] == AT.timestamp()


def test_before_the_first_success_there_is_nothing_but_the_failure() -> None:
    found = samples(textfile(replace(OUTCOME, ending="failed", code=2), None, None))
    assert found["auditor_run_success",] == 0
    assert not [key for key in found if key[0] in ("auditor_agents", "auditor_run_timestamp_seconds")]


@given(some.text(some.characters(codec="utf-8"), max_size=30))
def test_any_name_of_a_fleet_comes_back_as_it_was(name: str) -> None:
    text = textfile(OUTCOME, replace(FIGURES, fleet=name), AT)
    try:
        found = list(text_string_to_metric_families(text))
    except ValueError:  # the reference parser splits at separators other than \n, which the format does not
        assert len(name.splitlines()) > 1 or name != name.strip()
        return
    assert {sample.labels.get("fleet", name) for one in found for sample in one.samples} == {name}


@given(some.text(max_size=400), some.text(max_size=400))
def test_a_message_is_one_line_for_each_news_whatever_an_inventory_says(agent: str, text: str) -> None:
    news = [NewsItem("verdict", agent or "x", text)] * 30
    body = news_of("nightly", news, FIGURES, None, is_recovered=False).body
    assert len(body.split("\n")) == 23
    assert "… and 10 more" in body
    assert not [char for char in body if ord(char) < 32 and char != "\n"]


def test_addresses_come_from_the_environment_and_are_never_shown() -> None:
    found = addresses("X", {"X": f" json://a/{SECRET}  slack://b,c/d, mailto://e "})
    assert found.addresses == (f"json://a/{SECRET}", "slack://b,c/d", "mailto://e")
    assert SECRET not in repr(found)
    assert addresses("X", {}).because == "X: the environment variable is not set; it holds the address to tell"


@pytest.mark.parametrize(
    "address",
    [
        f"json://127.0.0.1:1/{SECRET}",
        f"nonsense://{SECRET}",
        f"slack://{SECRET}",
        SECRET,
        f"mailto://user:{SECRET}@127.0.0.1:1",
    ],
)
def test_what_fails_is_told_without_a_word_of_the_address(
    address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    slept: list[float] = []
    try:
        wrong = send(Message("t", "b"), addresses("HOOK", {"HOOK": address}), sleep=slept.append)
    finally:
        logging.getLogger().removeHandler(handler)
    assert wrong.startswith("HOOK: the address could not be told, tried 3 times")
    assert slept == [2.0, 10.0]
    assert SECRET not in wrong + heard.getvalue() + caplog.text + "".join(capfd.readouterr())


def test_who_was_told_is_not_told_again_when_another_must_be_tried_again() -> None:
    with webhook("/one") as one, webhook("/other") as other:
        other.answers[:] = [500, 503]
        to = addresses("HOOK", {"HOOK": f"{one.address} {other.address}"})
        assert send(Message("title", "a <b> & c"), to, sleep=lambda _: None) == ""
    assert (1, 1) == (len(one.heard), len(other.heard))
    assert one.heard[0]["message"] == "a <b> & c"


def test_what_stays_deaf_is_named_by_its_number_with_its_answer() -> None:
    with webhook() as one, webhook() as other:
        other.answers[:] = [404] * 3
        to = addresses("HOOK", {"HOOK": f"{one.address} {other.address}"})
        wrong = send(Message("title", "body"), to, sleep=lambda _: None)
    assert wrong == "HOOK: address 2 could not be told, tried 3 times (answered with HTTP 404)"


@pytest.mark.parametrize("ends", [("1234", "1234", "1234"), ("1234", "2000", "2345"), ("0.004", "1", "7.5")])
def test_money_reads_as_it_does_in_the_reports(ends: tuple[str, str, str]) -> None:
    cost = Range(*map(Decimal, ends))
    assert f"{words.usd(cost)} a month for 2 of them" in summary(replace(FIGURES, cost=cost))
