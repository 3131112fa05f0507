"""The project's own price book: what nobody ships, dated and with its sources."""

from auditor.costs.book.alternatives import Gpu, OpenModel, gpus, open_models, smaller_model
from auditor.costs.book.caching import CachingRule, LongCache, caching_rule
from auditor.costs.book.reading import Figure, Row, Serving, Table, digest, find, rows
from auditor.costs.book.tuning import HOURS_PER_MONTH, TuningPath, tuning_path
from auditor.model.measurement import Provenance

__all__ = [
    "HOURS_PER_MONTH",
    "CachingRule",
    "Figure",
    "Gpu",
    "LongCache",
    "OpenModel",
    "Provenance",
    "Row",
    "Serving",
    "Table",
    "TuningPath",
    "caching_rule",
    "digest",
    "find",
    "gpus",
    "open_models",
    "rows",
    "smaller_model",
    "tuning_path",
]
