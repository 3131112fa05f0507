"""All that the economics of one agent are worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor import costs
from auditor.model.agent import Agent, Model
from auditor.model.dataset import DatasetFacts
from auditor.model.facts import PromptFacts, TrafficFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One agent with its facts so far, and where its prices come from."""

    agent: Agent
    model: Model
    """The model that is prompted, or that was tuned."""
    tuned_model: Model | None
    """The tuned model's own name, where it has one that may be priced (`ft:…`)."""
    prompt: PromptFacts
    traffic: TrafficFacts
    dataset: DatasetFacts
    prices: Measurement[costs.TokenPrices]
    path: Measurement[costs.TuningPath]
    book: costs.Prices
    policy: Policy

    @classmethod
    def models(cls, agent: Agent, book: costs.Prices) -> tuple[Model, Model | None]:
        """The model without its tuning, and the tuned one if it goes by a name of its own (`ft:BASE:…`, a deployment).

        A tuned model's own price holds its premium already; laid on the base it would be paid twice, and taken for
        the base's it would flatter the tuning.
        """
        name, provider = agent.model.name or "", agent.model.provider
        base = agent.fine_tune.base if agent.fine_tune else None
        if not agent.is_tuned:
            return agent.model, None
        if name.startswith("ft:"):
            return Model(provider=provider, name=base or name.split(":")[1] or None), agent.model
        is_listed = isinstance(book.of(Model(provider=provider, name=name or None)), Known)
        if is_listed or base is None or base == name:
            return agent.model, None
        return Model(provider=provider, name=base), agent.model

    @property
    def as_of(self) -> date:
        """The day of the prices."""
        return self.book.as_of

    @property
    def listed(self) -> costs.TokenPrices:
        """The prices of today's model; only asked for where they are known."""
        assert isinstance(self.prices, Known)
        return self.prices.value

    @property
    def is_tuned(self) -> bool:
        """Whether the agent runs on a tuned model today."""
        return self.agent.is_tuned

    @property
    def replaced_tokens(self) -> int | None:
        """Tokens of the prompt that an untuned model needs: today's, or the one that tuning replaced."""
        if not self.agent.is_tuned:
            return self.prompt.tokens
        return self.agent.fine_tune.replaced_prompt_tokens if self.agent.fine_tune else None

    @property
    def missing(self) -> str:
        """Why no call can be priced; empty if one can."""
        if isinstance(self.prices, Unknown):
            return self.prices.because
        listed = self.prices.value
        reach = self.beyond(0)
        if reach:
            return reach
        figures = (self.traffic.user_tokens, self.traffic.output_tokens, listed.input, listed.output)
        return "; ".join(figure.because for figure in figures if isinstance(figure, Unknown))

    def beyond(self, more: int) -> str:
        """Why a call with so many tokens more is dearer than the listed prices say; empty if it is not."""
        limit, user = self.listed.dearer_from, self.traffic.user_tokens
        tokens = self.prompt.tokens + self.prompt.tools_tokens + more
        tokens += int(user.value.high) if isinstance(user, Known) else 0
        if limit is None or tokens <= limit:
            return ""
        return (
            f"calls of {tokens:,} tokens are beyond the {limit:,} from which {self.listed.provider} charges more; add "
            "what you pay as model.prices to the inventory"
        )
