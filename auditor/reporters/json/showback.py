"""What the run document says of who pays: by owner, team and cost centre; and of an agent what its money goes to."""

from __future__ import annotations

from typing import Any

from auditor.model.money import MICRO, plain
from auditor.model.run import Audited, Run
from auditor.model.spend import BY, Account, cache_read_share, prompt_share
from auditor.model.spend import showback as accounts_by
from auditor.reporters.json.economics import span


def showback(run: Run) -> dict[str, Any]:
    """The accounts by each of the three; an empty list where no agent names any."""
    return {by: [_account(one) for one in accounts_by(run, by)] for by in BY}


def _account(one: Account) -> dict[str, Any]:
    return {
        "account": one.name,
        "agents": one.agents,
        "monthly_cost": span(one.cost),
        "costed_agents": one.costed,
        "saves_per_month": span(one.saving),
        "calls_per_month": span(one.calls),
        "counted_agents": one.counted,
    }


def shares(audited: Audited) -> dict[str, Any]:
    """What part of its cost the prompt takes, and what part of its input is read from a cache."""
    prompt, read = prompt_share(audited), cache_read_share(audited)
    return {
        "prompt_share": None if prompt is None else plain(prompt, MICRO),
        "cache_read_share": None if read is None else {"share": plain(read[0], MICRO), "basis": read[1]},
    }
