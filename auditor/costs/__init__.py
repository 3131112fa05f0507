"""The price book, the prompt cache, what each architecture costs, and when tuning pays."""

from auditor.costs.book import CachingRule, Provenance, Row, TuningPath, caching_rule, rows, tuning_path
from auditor.costs.break_even import break_even
from auditor.costs.case import Case, Scenario, Tokens, TunedTerms, Uncertain
from auditor.costs.options import corners, cost, unavailable
from auditor.costs.prices import KINDS, PriceBook, Prices, TokenPrices
from auditor.costs.saving import saving
from auditor.costs.schedule import Change, announced

__all__ = [
    "KINDS",
    "CachingRule",
    "Case",
    "Change",
    "PriceBook",
    "Prices",
    "Provenance",
    "Row",
    "Scenario",
    "TokenPrices",
    "Tokens",
    "TunedTerms",
    "TuningPath",
    "Uncertain",
    "announced",
    "break_even",
    "caching_rule",
    "corners",
    "cost",
    "rows",
    "saving",
    "tuning_path",
    "unavailable",
]
