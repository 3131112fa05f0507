"""The terms on which a model is billed: prices per token, the cache, batches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from auditor import costs
from auditor.costs.book import HOURS_PER_MONTH
from auditor.model.agent import Model
from auditor.model.measurement import Known, Measurement, Unknown, known
from auditor.model.money import ZERO, Range

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Terms:
    """USD per million tokens, and the rule of the cache; `no_cache` says why nothing can be cached, if so."""

    input: Decimal
    output: Decimal
    read: Decimal
    write: Decimal
    long_write: Decimal | None
    rule: costs.CachingRule | None
    min_tokens: int
    no_cache: str

    def rates(self, *, long: bool = False, input: Decimal = ONE, output: Decimal = ONE) -> costs.Rates[float]:
        """The terms as figures for the cost model, scaled by the factors of a tuned model."""
        rule = self.rule
        write = self.long_write if long and self.long_write is not None else self.write
        storage = known(rule.storage_price) if rule else None
        return costs.Rates(
            input=float(self.input * input),
            output=float(self.output * output),
            read=float(self.read * input),
            write=float(write * input),
            min_tokens=float(self.min_tokens),
            block=float(rule.block if rule else 1),
            can_cache=float(rule is not None),
            is_automatic=float(rule is not None and rule.is_automatic),
            storage=float((storage or ZERO) * HOURS_PER_MONTH),
        )


def terms(listed: costs.TokenPrices, model: Model, batch_share: Measurement[Range]) -> Measurement[Terms]:
    """The terms of a model, calls that go through the batch API at its prices; or what is missing."""
    if isinstance(listed.input, Unknown):
        return listed.input
    if isinstance(listed.output, Unknown):
        return listed.output
    found = _full(listed, listed.input.value, listed.output.value, model)
    share = known(batch_share)
    if share is None or share.point == 0:
        return Known(found, basis="declared")
    batch = listed.batch
    if isinstance(batch, Unknown):
        return batch
    return _mixed(found, batch.value, share.point)


def _full(listed: costs.TokenPrices, input: Decimal, output: Decimal, model: Model) -> Terms:
    own, found = model.prices, costs.caching_rule(listed.provider, listed.model, listed.as_of)
    rule, because = known(found), found.because if isinstance(found, Unknown) else ""
    factor = known(rule.read_factor) if rule is not None else None
    read = known(listed.cache_read)
    if read is None and factor is not None:
        read = input * factor
    if rule is not None and read is None:
        because = listed.cache_read.because if isinstance(listed.cache_read, Unknown) else ""
    if rule is None or read is None:
        return Terms(input, output, input, input, None, None, 0, because)
    write = known(listed.cache_write)
    return Terms(
        input=input,
        output=output,
        read=read,
        write=input * rule.write_factor if write is None else write,
        long_write=_long_write(listed, rule, input),
        rule=rule,
        min_tokens=rule.min_tokens if own.min_cacheable is None else own.min_cacheable,
        no_cache="",
    )


def _long_write(listed: costs.TokenPrices, rule: costs.CachingRule, input: Decimal) -> Decimal | None:
    """The price of a write that lives longer, where the provider offers one."""
    longer = known(rule.long)
    if longer is None:
        return None
    priced = known(listed.cache_write_long)
    return input * longer.write_factor if priced is None else priced


def _mixed(full: Terms, batch: costs.BatchPrices, share: Decimal) -> Measurement[Terms]:
    """The terms of the average call; a batched call whose cached price nobody lists is taken to read nothing cached."""
    if isinstance(batch.input, Unknown):
        return batch.input
    if isinstance(batch.output, Unknown):
        return batch.output
    input, read = batch.input.value, known(batch.cache_read)

    def mixed(one: Decimal, other: Decimal) -> Decimal:
        return one * (1 - share) + other * share

    written = full.write / full.input * input if full.input else full.write
    return Known(
        replace(
            full,
            input=mixed(full.input, input),
            output=mixed(full.output, batch.output.value),
            read=mixed(full.read, input if read is None else read),
            write=mixed(full.write, written),
            long_write=None,
        ),
        basis="declared",
    )
