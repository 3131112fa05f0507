"""The price book, the prompt cache, what each architecture costs, and when tuning pays."""

from auditor.costs.book import CachingRule, TuningPath, caching_rule, tuning_path
from auditor.costs.break_even import break_even
from auditor.costs.case import Case, Scenario, Tokens, TunedTerms, Uncertain
from auditor.costs.options import corners, cost, known_saving, unavailable
from auditor.costs.prices import PriceBook, Prices, TokenPrices

__all__ = [
    "CachingRule",
    "Case",
    "PriceBook",
    "Prices",
    "Scenario",
    "TokenPrices",
    "Tokens",
    "TunedTerms",
    "TuningPath",
    "Uncertain",
    "break_even",
    "caching_rule",
    "corners",
    "cost",
    "known_saving",
    "tuning_path",
    "unavailable",
]
