"""When tuning pays: the saving by its parts, the costs beside it, and the break-even to reckon along with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from auditor.model.estimate import BreakEven, OptionName, Split
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Known, known
from auditor.model.run import Audited
from auditor.reporters.terminal.cost_lines import total
from auditor.reporters.terminal.layout import indented, note, row
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, dashed, months, price, quantity, share, simulated, usd, usd_exact, usd_whole

TINY = Decimal("0.00000001")
"""USD per call: the parts are kept to a billionth of a dollar."""
SLACK = Decimal("0.006")
"""Months: the horizon is kept to a hundredth."""
CLOSE = Decimal("0.00001")
"""Relative difference of a result from figures that are shown with six digits."""

PARTS = {
    "prompt": "a shorter prompt, at the prices of today's model",
    "output": "fewer output tokens, at the prices of today's model",
    "model": "other prices and another tokenizer on what is left",
    "fallback": "calls that go back to the prompted model",
}
MONTH_BY_MONTH = "month by month: announced prices, a declared decline, discounting or more replicas make months differ"


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures of the formula: Delta, Mx and F of ECONOMICS 4.5, and the horizon."""

    saved: Decimal
    monthly: Decimal
    once: Decimal
    months: Decimal

    @classmethod
    def of(cls, economics: EconomicsFacts, route: OptionName, split: Split, horizon: Decimal) -> Terms:
        """The figures of a route, as its cost lines have them."""
        found = economics.option(route).lines
        return cls(split.total, total(found, "USD/month"), total(found, "USD once"), horizon)

    def volume(self) -> tuple[Decimal, Decimal]:
        """(Mx + F / H) / Delta, and how far the rounding of its terms can carry it off."""
        found = (self.monthly + self.once / self.months) / self.saved
        off = self.once / self.months**2 * SLACK / self.saved
        return found, off + found * (CLOSE + TINY / self.saved)

    def net(self, calls: Decimal) -> tuple[Decimal, Decimal]:
        """(V Delta - Mx) H - F, and how far the rounding of its terms can carry it off."""
        saved = calls * self.saved
        off = abs(saved - self.monthly) * SLACK + abs(saved) * self.months * CLOSE + calls * TINY * self.months
        return (saved - self.monthly) * self.months - self.once, off + Decimal("0.01")


def lines(audited: Audited, width: int, paint: Paint) -> list[str]:
    """The break-even of tuning today's model in full, of tuning another one in a line each."""
    economics, found = audited.facts.economics, audited.facts.economics.break_even
    told = [paint("Break-even", bold=True)]
    if found.route is None or found.split is None or found.horizon_months is None:
        told += indented(f"crossed: {found.crossed}; {clean(found.because)}", width, "  ", "    ")
    else:
        told += _compared(audited, found, found.route, found.split, found.horizon_months, width)
    best = economics.best_case_saving
    if found.crossed == "unknown" and isinstance(best, Known):
        bound = "at best: a twin tuned at the base price and hosted free, every input in its favour, saves"
        told += indented(f"{bound} {usd_exact(best.value)} a month", width, "  ", "    ")
    if economics.alternatives:
        told += ["  Other models to tune, if their quality holds:"]
    for other in economics.alternatives:
        told += note(_alternative(economics, other), width)
    return [*told, ""]


def _compared(
    audited: Audited, found: BreakEven, route: OptionName, split: Split, horizon: Decimal, width: int
) -> list[str]:
    economics, calls = audited.facts.economics, known(audited.facts.traffic.calls_per_month)
    terms = Terms.of(economics, route, split, horizon)
    against = dashed(found.against or "prompted")
    over = f"over {months(horizon)}: {clean(found.horizon_because)}"
    told = indented(f"{dashed(route)} against {against}, {over}", width, "  ", "    ")
    told += _saved(economics, found, route, split, width)
    told += row("running cost a month", usd_exact(terms.monthly), _named(economics, route, "USD/month"), width)
    once = _named(economics, route, "USD once") or "it is tuned already"
    told += row("spent once", usd_exact(terms.once), once, width)
    told += _volumes(found, terms, width)
    if calls is not None:
        told += row("calls a month today", quantity(calls.point), _ends(calls.low, calls.high), width)
        told += _gained(found, terms, calls.point, width)
    return told + _answer(found, width)


def _saved(economics: EconomicsFacts, found: BreakEven, route: OptionName, split: Split, width: int) -> list[str]:
    told = []
    for name, words in PARTS.items():
        told += row(f"saved by {name}", price(getattr(split, name)), words, width)
    one, other = economics.option(found.against or "prompted").per_call, economics.option(route).per_call
    how = ""
    if one is not None and other is not None and abs(one - other - split.total) < TINY:
        how = f"= {price(one)} {dashed(found.against or 'prompted')} − {price(other)} {dashed(route)}"
    return told + row("= saved a call", price(split.total), how, width)


def _named(economics: EconomicsFacts, route: OptionName, unit: str) -> str:
    parts = [line for line in economics.option(route).lines if line.unit == unit and line.amount]
    return "= " + " + ".join(f"{usd_exact(line.amount)} {clean(line.name)}" for line in parts) if parts else ""


def _volumes(found: BreakEven, terms: Terms, width: int) -> list[str]:
    """The break-even with its formula, where one formula holds for all months."""
    if terms.saved <= 0 or found.point is None:
        never = "never: a tuned call saves nothing" if terms.saved <= 0 else "never within the horizon's prices"
        told = row("break-even calls", "never", never.removeprefix("never: "), width)
    else:
        saved, monthly, once = price(terms.saved), usd_exact(terms.monthly), usd_exact(terms.once)
        told = []
        if found.running is not None:
            told += row("calls a month to run it", _whole(found.running), f"= {monthly} / {saved}", width)
        if found.calls_to_repay is not None and terms.once:
            told += row("calls to repay it", _whole(found.calls_to_repay), f"= {once} / {saved}", width)
        formula = f"({monthly} + {once} / {quantity(terms.months)}) / {saved}" if terms.once else f"{monthly} / {saved}"
        how = _formula(_whole, terms.volume(), found.point, formula)
        told += row("break-even calls a month", _whole(found.point), how, width)
    low = "never" if found.low is None else _whole(found.low)
    high = "never" if found.high is None else _whole(found.high)
    if (low, high) != ("never", "never"):
        told += row("  at best … at worst", low, f"… {high}", width)
    return told


def _gained(found: BreakEven, terms: Terms, calls: Decimal, width: int) -> list[str]:
    told = []
    if found.net is not None:
        formula = f"({quantity(calls)} × {price(terms.saved)} − {usd_exact(terms.monthly)}) × {quantity(terms.months)}"
        formula += f" − {usd_exact(terms.once)}" if terms.once else ""
        how = _formula(usd_whole, terms.net(calls), found.net.point, formula)
        told += row("net over the horizon", usd_whole(found.net.point), how, width)
        told += row("  at worst … at best", usd_whole(found.net.low), f"… {usd_whole(found.net.high)}", width)
    if found.net_with_growth is not None and found.net is not None and found.net_with_growth != found.net.point:
        told += row("  with growth", usd_whole(found.net_with_growth), "at the declared growth", width)
    if terms.once:
        told += _payback(found, width)
    if found.crosses_on:
        told += row("break-even crossed", f"{found.crosses_on:%b %Y}", "at today's growth", width)
    return told


def _payback(found: BreakEven, width: int) -> list[str]:
    if found.payback_months is None:
        return row("paid back", "not in 5 years", "", width)
    late = found.horizon_months is not None and found.payback_months > found.horizon_months.to_integral_value(ROUND_UP)
    how = "at the declared growth" + (", after the horizon" if late else "")
    return row("paid back", f"month {quantity(found.payback_months)}", how, width)


def _answer(found: BreakEven, width: int) -> list[str]:
    said = {
        "yes": "yes, wherever the uncertain inputs lie",
        "no": "no, wherever the uncertain inputs lie",
        "never": "never: no volume repays it",
        "depends": "depends on the uncertain inputs",
        "unknown": f"unknown: {clean(found.because)}",
    }
    told = indented(f"crossed: {said[found.crossed]}", width, "  ", "    ")
    if found.simulated is not None:
        drawn = f"all uncertain inputs drawn at once: it pays in {simulated(found.simulated)}"
        told += indented(f"{drawn} (seed {found.simulated.seed})", width, "  ", "    ")
    if found.killed_by:
        told += indented(f"what decides against it: {clean(found.killed_by)}", width, "  ", "    ")
    return told


def _alternative(economics: EconomicsFacts, found: BreakEven) -> str:
    option = economics.option(found.route or "fine_tuned")
    name = dashed(option.name) + (f" on {clean(option.model)}" if option.model else "")
    pays = "never pays" if found.point is None else f"pays from {_whole(found.point)} calls a month"
    net = f", net {usd(found.net)} over {months(found.horizon_months)}" if found.net and found.horizon_months else ""
    chance = f", it pays in {share(found.simulated.pays)} of the draws" if found.simulated else ""
    return f"{name}: {pays}{net}; crossed: {found.crossed}{chance}"


def _formula(shown: Callable[[Decimal], str], worked_out: tuple[Decimal, Decimal], found: Decimal, formula: str) -> str:
    """The formula after = or ≈; where none holds for all months, that."""
    result, off = worked_out
    if abs(result - found) > off:
        return MONTH_BY_MONTH
    return f"{'=' if shown(result) == shown(found) else '≈'} {formula}"


def _whole(volume: Decimal) -> str:
    return quantity(volume.quantize(Decimal(1)) if volume >= 10 else volume)


def _ends(low: Decimal, high: Decimal) -> str:
    return "" if low == high else f"from {quantity(low)} to {quantity(high)}"
