"""How calls come in bursts, as the sessions in logs show it."""

from __future__ import annotations

from auditor.model.agent import Session
from auditor.model.money import ZERO, Range
from auditor.model.observed import Observed


def session_of(observed: Observed) -> Session | None:
    """Calls of a session and how long it lasts, on average; None where no log tells both, or a session is one call."""
    told = [one for one in observed.used if one.sessions and one.session_minutes is not None]
    calls = observed.calls_per_session
    if calls is None or calls <= 1 or not told:
        return None
    lasted = sum(((one.session_minutes or ZERO) * (one.sessions or 0) for one in told), ZERO)
    minutes = lasted / sum(one.sessions or 0 for one in told)
    return Session(calls=Range.sure(round(calls, 3)), minutes=Range.sure(round(minutes, 3)))
