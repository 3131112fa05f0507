"""Decisions to verdict and ordered recommendations, as one table."""

from auditor.verdicts.deciding import decide
from auditor.verdicts.table import ACTIONS, TABLE

__all__ = ["ACTIONS", "TABLE", "decide"]
