"""The ledger of people's decisions: `decisions.yaml` in the user's repository, and what of a run is open to decide.

`read` gives what was decided, `add` appends to it under a lock, `gather` sorts a file that the page exported into what
is new and what is not, and `subjects` lists the agents of a run document with their recommendations and evidence.
"""

from auditor.review.gathering import Gathered, gather
from auditor.review.ledger import NAME, add, beside, of_sources, read
from auditor.review.merging import merge_hint
from auditor.review.subjects import Advice, Noted, Subject, open_first, subjects
from auditor.review.until import until_from, until_words

__all__ = [
    "NAME",
    "Advice",
    "Gathered",
    "Noted",
    "Subject",
    "add",
    "beside",
    "gather",
    "merge_hint",
    "of_sources",
    "open_first",
    "read",
    "subjects",
    "until_from",
    "until_words",
]
