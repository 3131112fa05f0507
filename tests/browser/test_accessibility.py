"""No state of the report breaks a rule of WCAG 2.0-2.2 A and AA that axe-core can see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.states import STATES, State
from tests.browser.watched import watched

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_axe_finds_nothing(browser: Any, example: str, state: State) -> None:
    context = browser.new_context(**{"viewport": {"width": 1366, "height": 900}, **state.settings})
    watch = watched(context)
    page = watch.open(example + state.where)
    state.do(page)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", RULES
    )
    told = [
        (one["id"], one["help"], [(node["target"], node["failureSummary"]) for node in one["nodes"][:3]])
        for one in found["violations"]
    ]
    context.close()
    assert told == []
    assert watch.said == []
    assert watch.asked == [example]
