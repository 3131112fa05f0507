"""One deployed agent as its owner declares it; what is missing stays None here and becomes `Unknown` in a measure."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from auditor.model.declared import Day, Declared, FileName, Identifier, Text
from auditor.model.money import Range
from auditor.model.quantity import Amount, Count, Growth, Period, Share, Tokens

Architecture = Literal["prompted", "retrieval", "fine_tuned", "hybrid"]
Home = Literal["prompt", "retrieval", "weights"]
Cadence = Literal["realtime", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly", "never"]
CADENCE_DAYS: dict[Cadence, int] = {
    "realtime": 0,
    "hourly": 1,
    "daily": 1,
    "weekly": 7,
    "monthly": 31,
    "quarterly": 92,
    "yearly": 366,
    "never": 36_500,
}
"""Days between two updates of a knowledge source, at most."""

MINUTES_PER_MONTH = Decimal(730 * 60)
"""A month is 730 hours throughout the product."""

Technique = Literal[
    "few_shot",
    "chain_of_thought",
    "format_constraints",
    "persona",
    "caching",
    "dynamic_last",
    "smaller_model",
    "batch",
]


def _number_as_text(value: Any) -> Any:
    """A cost centre is a name, also where it is made of digits."""
    return str(value) if type(value) is int else value


class Prices(Declared):
    """Negotiated prices in USD per million tokens, and cache rules; each overrides the price book by itself."""

    input: Amount | None = Field(default=None, description="USD per million input tokens")
    output: Amount | None = Field(default=None, description="USD per million output tokens")
    cache_read: Amount | None = Field(default=None, description="USD per million tokens read from the cache")
    cache_write: Amount | None = Field(default=None, description="USD per million tokens written to the cache")
    batch_input: Amount | None = Field(default=None, description="USD per million input tokens in a batch")
    batch_output: Amount | None = Field(default=None, description="USD per million output tokens in a batch")
    min_cacheable: Count | None = Field(default=None, description="shortest prefix in tokens that is cached at all")
    cache_ttl_minutes: Amount | None = Field(default=None, description="minutes that a cached prefix lives unused")

    @model_validator(mode="after")
    def _agreed(self) -> Prices:
        for name, value in self:
            if isinstance(value, Range) and not value.is_sure:
                raise PydanticCustomError("prompt", "{name} was agreed, so it is one number", {"name": name})
        return self


class Model(Declared):
    """The model that serves the agent."""

    provider: Identifier | None = Field(default=None, description="as in the price book: anthropic, openai, aws …")
    name: Identifier | None = Field(default=None, description="the provider's own model id; an alias is unknown")
    smaller: Identifier | None = Field(
        default=None, description="a smaller model of the same provider to compare with; without it the price book's"
    )
    prices: Prices = Prices()


class PathRef(Declared):
    """A file, relative to the inventory's folder."""

    file: FileName


class PromptVersion(PathRef):
    """What the prompt was from a day on."""

    at: Day


class Prompt(Declared):
    """The system prompt, as text or as a file, and the tool schemas sent with it."""

    text: str | None = Field(default=None, description="the prompt itself")
    file: FileName | None = Field(default=None, description="a file with the prompt, relative to the inventory")
    agent: Identifier | None = Field(
        default=None, description="which agent of that file, where it is of another format and holds several"
    )
    format: Identifier | None = Field(
        default=None, description="of which format that file is, as --from says it; without it, it is recognised"
    )
    versions: tuple[PromptVersion, ...] = Field(default=(), description="all there were, the present one included")
    tools: PathRef | None = Field(default=None, description="a file with the tool schemas as they are sent")
    tools_tokens: Count | None = Field(default=None, description="tokens of the tool schemas, if there is no file")

    @model_validator(mode="after")
    def _one_source(self) -> Prompt:
        if (self.text is None) == (self.file is None):
            raise PydanticCustomError("prompt", "needs exactly one of 'text' and 'file'")
        if self.agent is not None and self.file is None:
            raise PydanticCustomError("prompt", "'agent' says which agent of a 'file', so it needs one")
        if self.format is not None and self.agent is None:
            raise PydanticCustomError("prompt", "'format' says how to find an 'agent' in a file, so it needs one")
        if self.tools is not None and self.tools_tokens is not None:
            raise PydanticCustomError("prompt", "give 'tools' or 'tools_tokens', not both")
        return self


class Session(Declared):
    """How calls come in bursts: so many calls within so many minutes."""

    calls: Amount = Field(description="calls of one session, on average")
    minutes: Amount = Field(description="minutes from the first to the last of them")


class Traffic(Declared):
    """How often the agent is called and how large a call is. A call is one LLM request."""

    calls_per_month: Amount | None = None
    calls_per_day: Amount | None = None
    growth_per_month: Growth | None = None
    user_tokens: Tokens | None = Field(default=None, description="input tokens per call beyond the system prompt")
    output_tokens: Tokens | None = Field(default=None, description="output tokens per call, reasoning included")
    cache_hit_rate: Share | None = Field(
        default=None, description="measured share of calls that read the prefix from the cache"
    )
    session: Session | None = Field(default=None, description="how calls come in bursts, if they do")
    every_minutes: Period | None = Field(
        default=None, description="a schedule calls it once every so many minutes: a cron job"
    )
    arrivals: PathRef | None = Field(
        default=None, description="a file with the time of each call on a line: ISO 8601 or epoch seconds, first column"
    )
    shards: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        strict=True,
        description="regions or cache keys over which calls spread; each keeps a cache of its own",
    )
    batch_share: Share | None = Field(default=None, description="share of the calls sent through the batch API")

    @model_validator(mode="after")
    def _one_volume(self) -> Traffic:
        if self.calls_per_month is not None and self.calls_per_day is not None:
            raise PydanticCustomError("traffic", "give 'calls_per_month' or 'calls_per_day', not both")
        return self

    @model_validator(mode="after")
    def _one_share(self) -> Traffic:
        if self.batch_share is not None and not self.batch_share.is_sure:
            raise PydanticCustomError("traffic", "batch_share stands on the bill, so it is one number")
        return self

    @model_validator(mode="after")
    def _one_rhythm(self) -> Traffic:
        if self.every_minutes is not None and self.session is not None:
            raise PydanticCustomError("traffic", "give 'every_minutes' or 'session', not both")
        said, most = self.per_month, self.scheduled
        if said is not None and most is not None and said.low > most.high * Decimal("1.05"):  # a month of 31 days
            raise PydanticCustomError(
                "traffic",
                "says {said} calls a month, but its schedule makes {most} at most; give 'session' instead of "
                "'every_minutes' if several calls come at a time",
                {"said": f"{said.low:,.0f}", "most": f"{most.high:,.0f}"},
            )
        return self

    @property
    def per_month(self) -> Range | None:
        """Calls a month as declared, whether by the month or by the day."""
        if self.calls_per_month is None and self.calls_per_day is not None:
            return self.calls_per_day.times(MINUTES_PER_MONTH / (24 * 60))
        return self.calls_per_month

    @property
    def scheduled(self) -> Range | None:
        """Calls a month that the schedule makes if it never rests."""
        if self.every_minutes is None:
            return None
        gap = self.every_minutes
        return Range(MINUTES_PER_MONTH / gap.high, MINUTES_PER_MONTH / gap.point, MINUTES_PER_MONTH / gap.low)


class Task(Declared):
    """What the agent is for, and how restless that is."""

    scope: Literal["narrow", "broad"] | None = None
    tasks: tuple[Text, ...] | None = None
    changes_per_quarter: Amount | None = None


class KnowledgeSource(Declared):
    """Something the agent must know beyond its behaviour."""

    name: Identifier
    tokens: Count | None = None
    updated: Cadence | None = None
    lives_in: Home | None = None


class Quality(Declared):
    """Measured quality against its target, in the same unit."""

    metric: Text | None = None
    score: Amount | None = None
    target: Amount | None = None
    spread: Amount | None = Field(default=None, description="standard deviation of the score over repeated runs")


class Tests(Declared):
    """Fixed inputs that the prompt is tried on, and what is asked of the answers."""

    cases: Count = Field(description="inputs that the prompt is tried on")
    checks: Count | None = Field(default=None, description="assertions on the answers to all of them")


class Prompting(Declared):
    """What has been tried with the prompt so far."""

    techniques: tuple[Technique, ...] | None = None
    iterations: Count | None = None
    quality: Quality = Quality()
    tests: Tests | None = Field(default=None, description="the fixed inputs that a new version is measured on")


class Dataset(Declared):
    """Examples at hand, as counts or as chat JSONL files."""

    file: Identifier | None = None
    holdout_file: Identifier | None = None
    production_file: Identifier | None = Field(default=None, description="inputs from production, to compare with")
    examples: Count | None = None
    holdout: Count | None = None
    baseline_measured: bool | None = None


class FineTune(Declared):
    """How a tuned agent was tuned."""

    base: Identifier | None = None
    trained_on: Day | None = None
    data: Identifier | None = Field(default=None, description="the training file, chat JSONL")
    replaced_prompt_tokens: Count | None = Field(
        default=None, description="tokens of the prompt that an untuned model would need instead"
    )


class Agent(Declared):
    """One agent of the fleet; only `id` and `prompt` are required."""

    id: Identifier
    name: Text | None = None
    purpose: Text | None = None
    owner: Text | None = Field(default=None, description="the team that answers for the agent")
    team: Text | None = Field(default=None, description="the team that runs it, where that is not its owner")
    cost_centre: Annotated[Text, BeforeValidator(_number_as_text)] | None = Field(
        default=None, description="to which its cost is booked"
    )
    deployment: Text | None = Field(default=None, description="where it runs, in the owner's words")
    architecture: Architecture = "prompted"
    model: Model = Model()
    prompt: Prompt
    traffic: Traffic = Traffic()
    task: Task = Task()
    knowledge: tuple[KnowledgeSource, ...] | None = None
    prompting: Prompting = Prompting()
    dataset: Dataset | None = None
    fine_tune: FineTune | None = None
    calls: tuple[Identifier, ...] = Field(default=(), description="ids of the agents it hands off to")

    @property
    def is_tuned(self) -> bool:
        """Whether something was trained into weights for this agent."""
        return self.architecture in ("fine_tuned", "hybrid")

    @property
    def title(self) -> str:
        """The name people use, or the id."""
        return self.name or self.id
