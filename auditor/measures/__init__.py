"""Facts about one agent, each a file; never a threshold.

The first pass looks at each agent by itself (`own_facts`), the second adds prices and costs (`all_facts`).
"""

from auditor.measures.fleet import all_facts, in_the_fleet, question, tuned_together, with_pools
from auditor.measures.history import histories
from auditor.measures.own import OwnFacts, own_facts
from auditor.measures.parallel import measure_new
from auditor.measures.seen import settled

__all__ = [
    "OwnFacts",
    "all_facts",
    "histories",
    "in_the_fleet",
    "measure_new",
    "own_facts",
    "question",
    "settled",
    "tuned_together",
    "with_pools",
]
