"""What each architecture costs for each agent, and when tuning pays, from their facts and the price book.

`question` gathers the facts of one agent, `terms` how a model bills, `routes` who serves a tuned one, `ranges` what is
not sure, `case` puts them together, and `fleet` works out all cases at once.
"""

from auditor.measures.economics.fleet import carried, measure, together
from auditor.measures.economics.question import Question

__all__ = ["Question", "carried", "measure", "together"]
