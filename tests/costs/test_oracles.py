"""Worked cases that others have published (oracles.yaml), worked out by our own formulas and lines.

Each function takes a case's inputs and gives what our code makes of them; what does not agree is shown to differ, and
why, in test_wrong_models.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.costs import gpus, tuning_path
from auditor.model.estimate import Line, PriceUnit
from auditor.model.measurement import Known, known
from auditor.model.money import as_decimal
from tests.costs.cases import call, case, judged, options_of, premium, rates, tuned
from tests.costs.worked import line_of, worked

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("oracles.yaml").read_text("utf-8"))
BY_ID = {one["id"]: one for one in CASES}
Inputs = dict[str, Any]
NOT_THEIRS = {"T4b", "K13"}
"""Cases whose figure does not follow from their inputs."""


def once(name: str, quantity: float, of: str, price: float, unit: PriceUnit) -> Line:
    """A line of what is paid once."""
    return Line(name, as_decimal(quantity), of, as_decimal(price), unit, "USD once")


def total(*lines: Line) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def reinforcement(inputs: Inputs) -> Decimal:
    """Hours × rate, which is the book's, and the tokens of the model that grades."""
    path = tuning_path("azure", "o4-mini")
    assert isinstance(path, Known)
    assert inputs["per_hour"] == known(path.value.rft_per_hour)
    training = once("training", inputs["hours"], "hours", inputs["per_hour"], "USD/h")
    if "grader_input" not in inputs:
        return total(training)
    return total(
        training,
        once("grader input", inputs["grader_input"], "tokens", inputs["grader_input_price"], "USD/Mtok"),
        once("grader output", inputs["grader_output"], "tokens", inputs["grader_output_price"], "USD/Mtok"),
    )


def trained_tokens(inputs: Inputs, folder: Path) -> Decimal:
    """At $1 per million our bill counts the tokens; it has no line for those of evaluations, which come on top."""
    bill = training_bill(folder, "gpt-4o", inputs["batch"], inputs["context"], inputs["steps"], training_price=1)
    evaluated = once("evaluation", inputs["evaluation_tokens"] * inputs["evaluations"], "tokens", 1, "USD/Mtok")
    return (bill + evaluated.amount) * 1_000_000


def training_bill(folder: Path, model: str, examples: int, tokens: int, epochs: int, **costs: float) -> Decimal:
    """The training line of one run on a model, at the policy's price where the book has none."""
    provider = {"provider": "aws", "name": "amazon.nova-pro-v1:0"} if costs else {"provider": "openai", "name": model}
    assumed = {"training_runs": 1, "epochs": epochs, "tokens_per_example": tokens, **costs}
    found = worked(folder, provider, {"dataset": {"examples": examples}}, **assumed)
    return line_of(found.option("fine_tuned"), "training").amount


def rented(inputs: Inputs) -> Decimal:
    """A month of hosting at the price that the book has for the machine."""
    aws = next(gpu for gpu in gpus() if gpu.provider == "aws")
    assert as_decimal(inputs["per_hour"]) == known(aws.price_per_hour)
    route = tuned(inputs["per_hour"] * 730, is_by_replica=1)
    dedicated = case(own={"fine_tuned_dedicated": rates(input=0, output=0)}, routes={"fine_tuned_dedicated": route})
    hosting = line_of(options_of(dedicated)["fine_tuned_dedicated"], "hosting")
    assert (inputs["hours"], as_decimal(inputs["per_hour"])) == (hosting.quantity, hosting.price)
    return hosting.amount


def template(inputs: Inputs) -> Decimal:
    """A month of a deployment by the hour, of storage by the gigabyte, and of queries by the thousand."""

    def monthly(quantity: float, of: str, price: float, unit: PriceUnit) -> Line:
        return Line(of, as_decimal(quantity), of, as_decimal(price), unit, "USD/month")

    kept = as_decimal(inputs["kept"]) * as_decimal(inputs["per_gigabyte"]) + as_decimal(inputs["per_gigabyte_beside"])
    return total(
        monthly(inputs["hours"], "hours", inputs["per_hour"], "USD/h"),
        Line("storage", as_decimal(inputs["gigabytes"]), "gigabytes", kept, "USD/month", "USD/month"),
        monthly(1, "flat", inputs["flat"], "USD/month"),
        monthly(inputs["part"], "units", inputs["per_part"], "USD/month"),
        monthly(inputs["queries"] / inputs["thousand"], "thousand queries", inputs["per_thousand"], "USD/call"),
    )


def classified(inputs: Inputs) -> Decimal:
    """A month of a tuned model without a cache; the notebook adds a stray $0.06 per thousand calls."""
    tuned_call = call(inputs["input"], inputs["output"], inputs["input_price"], inputs["output_price"])
    month = options_of(case(**tuned_call, calls_per_month=inputs["calls"]))["prompted"].per_month
    stray = Line(
        "stray", as_decimal(inputs["calls"]), "tokens", as_decimal(inputs["stray_price"]), "USD/Mtok", "USD once"
    )
    assert month is not None
    return month.point + stray.amount


def per_seat(inputs: Inputs) -> Decimal:
    """An agent of a help desk who makes so many calls a day, on so many days."""
    calls = as_decimal(inputs["calls_per_day"]) * inputs["days"]
    return Line("seat", calls, "calls", as_decimal(inputs["per_call"]), "USD/call", "USD/month").amount


def prompted_call(inputs: Inputs) -> Decimal:
    """A call of the prompt as it is sent, without a cache."""
    figures = call(inputs["input"], inputs.get("output", 0), inputs["input_price"], inputs.get("output_price", 0))
    found = options_of(case(**figures))["prompted"].per_call
    assert found is not None
    return found


def escalating(inputs: Inputs) -> tuple[Decimal, Decimal]:
    """A call of a small model on a machine of its own, and of the prompted one to which some calls fall back."""
    calls = as_decimal(inputs["calls_per_hour"]) * 730
    route = tuned(inputs["per_hour"] * 730)
    figures = call(0, 100, 0, inputs["prompted_call"] * 10_000)
    own = {"fine_tuned_dedicated": rates(input=0, output=0, can_cache=0)}
    told = options_of(
        case(
            **figures,
            own=own,
            routes={"fine_tuned_dedicated": route},
            calls_per_month=calls,
            fallback_share=inputs["escalated"],
        )
    )
    small, large = told["fine_tuned_dedicated"].per_month, told["prompted"].per_call
    assert small is not None
    assert large is not None
    assert as_decimal(inputs["prompted_call"]) == large
    return small.point / calls, large


def escalating_saves(inputs: Inputs) -> Decimal:
    """The share of the prompted call that is saved, in per cent."""
    small, large = escalating(inputs)
    return (1 - small / large) * 100


def few_shot(inputs: Inputs) -> Decimal:
    """What the examples in a prompt cost a month of so many days: with them less without them."""
    calls = inputs["calls_per_day"] * inputs["days"]
    months = []
    for tokens in (2000, 2000 - inputs["examples"]):
        found = options_of(case(**call(tokens, 100, inputs["input_price"], 10), calls_per_month=calls))["prompted"]
        assert found.per_month is not None
        months.append(found.per_month.point)
    return months[0] - months[1]


def naive_repayment(inputs: Inputs) -> Decimal:
    """Calls that repay a project where tuning shortens the prompt and nothing else changes, neither price nor cache."""
    figures = call(inputs["prompt"], 0, inputs["input_price"], 0, removable=inputs["prompt"] - inputs["left"])
    found = judged(case(**figures, own={"fine_tuned": figures["base"]}, project_cost=inputs["once"]))
    assert found.calls_to_repay is not None
    return found.calls_to_repay


def tuned_call(inputs: Inputs) -> Decimal:
    """A call of a tuned model at twice the base price, of input and output alike."""
    half = call(inputs["input"], inputs["output"], inputs["tuned_input_price"] / 2, inputs["tuned_output_price"] / 2)
    told = options_of(case(**half, own={"fine_tuned": premium(half["base"], 2, 2)}))["fine_tuned"]
    assert told.per_call is not None
    return told.per_call


def month_of_prompts(inputs: Inputs) -> Decimal:
    """A month of the prompt alone, without a cache."""
    found = options_of(case(**call(inputs["input"], 0, inputs["input_price"], 0), calls_per_month=inputs["calls"]))
    month = found["prompted"].per_month
    assert month is not None
    return month.point


def repaid(inputs: Inputs) -> Decimal:
    """Calls that repay what is spent once, where each saves so much."""
    figures = call(inputs["saved"] * 1_000_000, 0, 1, 0, removable=inputs["saved"] * 1_000_000)
    found = judged(case(**figures, own={"fine_tuned": figures["base"]}, project_cost=inputs["once"]))
    assert found.calls_to_repay is not None
    return found.calls_to_repay


WORKED: dict[str, Callable[[Inputs, Path], Decimal]] = {
    "T3": lambda inputs, _: reinforcement(inputs),
    "T4b": lambda inputs, _: reinforcement(inputs),
    "T5": trained_tokens,
    "T6": lambda inputs, folder: training_bill(folder, "gpt-4o", 100, inputs["tokens"] // 100, inputs["epochs"]),
    "H2-AWS p5": lambda inputs, _: rented(inputs),
    "H4": lambda inputs, _: template(inputs),
    "P3": lambda inputs, _: classified(inputs),
    "K7": lambda inputs, _: 100 * (1 - as_decimal(inputs["long"]) / as_decimal(inputs["short"])),
    "K11": lambda inputs, _: per_seat(inputs),
    "K13": lambda inputs, _: prompted_call(inputs),
    "B2": lambda inputs, _: escalating(inputs)[0],
    "B3": lambda inputs, _: escalating_saves(inputs),
    "B4": lambda inputs, _: few_shot(inputs),
    "B5": lambda inputs, _: naive_repayment(inputs),
    "B7": lambda inputs, _: tuned_call(inputs),
    "B8": lambda inputs, _: prompted_call(inputs),
    "B9": lambda inputs, _: prompted_call(inputs),
    "B10": lambda inputs, _: month_of_prompts(inputs),
    "B12": lambda inputs, _: repaid(inputs),
    "L1": lambda inputs, _: once("labels", inputs["hours"], "hours", inputs["per_hour"], "USD/h").amount,
}


@pytest.mark.parametrize("one", CASES, ids=[one["id"] for one in CASES])
def test_our_code_arrives_at_the_published_figure_where_it_follows_from_its_inputs(
    one: dict[str, Any], tmp_path: Path
) -> None:
    ours = float(WORKED[one["id"]](one["inputs"], tmp_path))
    agrees = abs(ours - one["published"]) <= one["tolerance"]
    assert agrees == (one["id"] not in NOT_THEIRS), ours
    assert (one["id"] in NOT_THEIRS) == (one["verdict"] == "DOES NOT REPRODUCE")


def test_the_cases_are_those_that_lie_beside_the_project(shared: Path) -> None:
    published = json.loads((shared / "data" / "oracles-dev.json").read_text("utf-8"))
    assert [case["id"] for case in published] == [case["id"] for case in CASES]
    for theirs in published:
        ours = BY_ID[theirs["id"]]
        assert (theirs["what"], theirs["verdict"]) == (ours["what"], ours["verdict"])
        assert (theirs["published"], theirs["tol"]) == (ours["published"], ours["tolerance"])
        assert theirs["source"] in ("same", ours["source"])


SCALE = {"k": 1e3, "M": 1e6, "": 1}
NUMBER = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(?:([kM])\b)?")
OF_ANOTHER_CASE = {"P3": {60}, "B3": {1, 0.004}}
"""Numbers that stand in the words of a case for something else: $60/M are told in a row, a share is taken of 1."""


def test_every_number_of_a_published_case_is_among_our_inputs(shared: Path) -> None:
    for theirs in json.loads((shared / "data" / "oracles-dev.json").read_text("utf-8")):
        said = {float(number.replace(",", "")) * SCALE[scale] for number, scale in NUMBER.findall(theirs["inputs"])}
        ours = {float(value) for value in BY_ID[theirs["id"]]["inputs"].values()}
        assert set() == said - ours - OF_ANOTHER_CASE.get(theirs["id"], set()), theirs["id"]
