"""Who pays: of many accounts the dearest are shown, and what nobody is named for."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.reporters.html.showback_part import MOST_ROWS, showback_part
from tests.reporters.html.audits import agent, run_of


@pytest.mark.parametrize("has_nobody", [False, True])
def test_of_many_accounts_the_dearest_are_shown_and_nobodys_last(tmp_path: Path, *, has_nobody: bool) -> None:
    named = [
        agent(f"a{number:02}", team=f"T{number:02}", traffic={"calls_per_month": 100_000 - 1_000 * number})
        for number in range(MOST_ROWS + 3)
    ]
    traffic = {"user_tokens": 600, "output_tokens": 200, "cache_hit_rate": 0.5}
    agents = [one | {"traffic": traffic | one["traffic"]} for one in [*named, *([agent("z")] if has_nobody else [])]]
    (table,) = showback_part(run_of(tmp_path, agents))
    dearest = [f"T{number:02}" for number in range(MOST_ROWS)]
    assert [row.name for row in table.rows] == ([*dearest[:-1], "nobody named"] if has_nobody else dearest)
    assert table.more.startswith("4 more" if has_nobody else "3 more")


def test_of_few_accounts_all_are_shown(tmp_path: Path) -> None:
    (table,) = showback_part(run_of(tmp_path, [agent("a", team="T"), agent("b")]))
    assert ([row.name for row in table.rows], table.more) == (["T", "nobody named"], "")
