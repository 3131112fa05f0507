"""The report in a second engine: awake, quiet, the same figures to the last bit, the same places."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import pytest

from auditor.model.run import Run
from auditor.model.whatif import Setting
from auditor.reporters.html.levers import fleet_at, levers
from auditor.reporters.html.overview import ranked
from auditor.reporters.html.signs import address
from auditor.reporters.html.whatif import columns
from tests.browser.conftest import EXAMPLE
from tests.firefox import Firefox, firefox, installed
from tests.reporters.html.audits import run_at
from tests.reporters.html.vectors import RECKON, SEED, as_given, generated, settings, sums, wanted

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def run() -> Run:
    installed()
    return run_at(EXAMPLE)


def seen(profile: Path, look: Callable[[Firefox], Awaitable[None]]) -> None:
    async def looked() -> None:
        async with firefox(profile) as tab:
            await look(tab)

    asyncio.run(looked())


def test_firefox_reckons_as_python_does_to_the_last_bit(run: Run, tmp_path: Path) -> None:
    luck = Random(SEED)
    agents, asked = generated(run.agents[0], luck), settings(luck)

    async def look(tab: Firefox) -> None:
        told = await tab.evaluate(RECKON % sums(), [columns(agents), as_given(asked)])
        expected = [row for at in asked for row in wanted(agents, at)]
        assert [(got, want) for got, want in zip(told, expected, strict=True) if got != want] == []

    seen(tmp_path, look)


def test_the_report_wakes_up_and_its_links_lead_to_their_places(run: Run, example: str, tmp_path: Path) -> None:
    total = fleet_at(levers(ranked(run)), Setting(2.0))

    async def look(tab: Firefox) -> None:
        await tab.open(f"{example}#w=n2")
        await tab.until("() => document.querySelector('#whatif-says data') !== null")
        told = await tab.evaluate("() => [...document.querySelectorAll('#whatif-says data')].map((one) => +one.value)")
        assert told == [total.cost, total.saving]
        await tab.evaluate("(text) => { document.querySelector('#filter').value = text; }", "verdict:fine-tune")
        await tab.evaluate("() => { document.querySelector('#filter').dispatchEvent(new Event('input')); }")
        assert await tab.evaluate("() => document.querySelector('#table tbody').rows.length") == sum(
            audited.verdict.family.id == "fine-tune" for audited in run.agents
        )
        await tab.evaluate("(where) => { location.hash = where; }", address("listing-answer-drafter") + "&s=2")
        await tab.until("() => document.activeElement.closest('#agent pre.prompt') !== null")
        assert await tab.evaluate("() => document.querySelector('#agent h1').textContent") == "Portal answer drafter"
        assert tab.said == []
        assert {one.split(":")[0] for one in tab.asked} <= {"file", "data"}

    seen(tmp_path, look)
