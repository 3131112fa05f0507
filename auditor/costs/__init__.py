"""The price book, the prompt cache, what each architecture costs, and when tuning pays."""

from auditor.costs.book import (
    CachingRule,
    Figure,
    Gpu,
    LongCache,
    OpenModel,
    Provenance,
    Row,
    Table,
    TuningPath,
    caching_rule,
    find,
    gpus,
    open_models,
    rows,
    smaller_model,
    tuning_path,
)
from auditor.costs.break_even import plain_inputs
from auditor.costs.carrying import Carried
from auditor.costs.case import NAN, UNPRICED, Case, CasePeriod, Layout, Rates, Route, Span, Today, Tuned
from auditor.costs.fleet import Fleet, Judged
from auditor.costs.inputs import INPUTS, Scenario, Uncertain
from auditor.costs.options import NAMES, unavailable
from auditor.costs.ordering import Move
from auditor.costs.pools import pools
from auditor.costs.prices import KINDS, BatchPrices, Period, PriceBook, Prices, TokenPrices
from auditor.costs.simulate import Simulation
from auditor.costs.table import ROUTES

__all__ = [
    "INPUTS",
    "KINDS",
    "NAMES",
    "NAN",
    "ROUTES",
    "UNPRICED",
    "BatchPrices",
    "CachingRule",
    "Carried",
    "Case",
    "CasePeriod",
    "Figure",
    "Fleet",
    "Gpu",
    "Judged",
    "Layout",
    "LongCache",
    "Move",
    "OpenModel",
    "Period",
    "PriceBook",
    "Prices",
    "Provenance",
    "Rates",
    "Route",
    "Row",
    "Scenario",
    "Simulation",
    "Span",
    "Table",
    "Today",
    "TokenPrices",
    "Tuned",
    "TuningPath",
    "Uncertain",
    "caching_rule",
    "find",
    "gpus",
    "open_models",
    "plain_inputs",
    "pools",
    "rows",
    "smaller_model",
    "tuning_path",
    "unavailable",
]
