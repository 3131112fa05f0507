"""The facts about one agent that gates and rounds are handed; no threshold has touched them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from auditor.model.agent import CADENCE_DAYS, Cadence, Home
from auditor.model.arrivals import ArrivalFacts
from auditor.model.dataset import DatasetFacts
from auditor.model.estimate import BreakEven, Candidate, Input, Option, OptionName, Order
from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Measurement
from auditor.model.money import Range
from auditor.model.observed import SeenFacts
from auditor.model.prefix import Breakers, PrefixFacts
from auditor.model.prompting import PromptingFacts
from auditor.model.shared import Conflict
from auditor.model.whatif import Coefficients


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring segments with the same label, with their tokens in the reference encoding."""

    label: str
    start: int
    end: int
    tokens: int


@dataclass(frozen=True, slots=True)
class VolatileSpan:
    """A fact that ages, where it stands in the prompt text (character offsets, lines from 1), and why it ages."""

    start: int
    end: int
    line: int
    text: str
    kind: str
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class Secret:
    """A credential in the prompt: its line and what it is, never the value."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact that ages, as a block states it: the sentence with such facts masked, and what it says there."""

    line: int
    kind: str
    said: str
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a prompt, by digest and by a sketch of its word shingles; `is_volatile` if a fact in it ages.

    Of a volatile one the first words, a digest of it with its facts masked, and those facts.
    """

    line: int
    tokens: int
    digest: str
    sketch: tuple[int, ...]
    is_volatile: bool
    words: str = ""
    template: str = ""
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptFacts:
    """What the text of the prompt says; a pure function of the text and of the model's tokenizer family."""

    sha256: str
    characters: int
    tokens: int
    encoding: str
    method: Literal["exact", "reconstructed", "estimated"]
    error: Decimal
    count_note: str
    reference_tokens: int
    stretches: tuple[Stretch, ...]
    spans: tuple[VolatileSpan, ...]
    spans_left_out: int
    techniques: tuple[str, ...]
    secrets: tuple[Secret, ...]
    breakers: Breakers
    blocks: tuple[Block, ...]
    tools_tokens: int = 0
    tools_note: str = ""
    authored_tokens: int | None = None
    """Tokens of what people wrote, where a framework's template stands around it; None if `tokens` are all theirs."""
    framed_by: str = ""
    """Whose template that is."""
    adds: str = ""
    """What else is sent and billed with every call, in words: no file tells it, so its tokens are unknown."""

    def tokens_of(self, *labels: str) -> int:
        """Tokens of all stretches with one of these labels, as the model reads them."""
        return self.scaled(sum(stretch.tokens for stretch in self.stretches if stretch.label in labels))

    @property
    def before_slot(self) -> int:
        """Tokens before the first run-time text; all of them if there is none."""
        slots = self.breakers.slots
        return self.scaled(slots[0].at) if slots else self.tokens

    @property
    def before_moved_slot(self) -> int:
        """The same with all blocks that hold run-time text at the end."""
        return self.scaled(self.breakers.after) if self.breakers.slots else self.tokens

    def scaled(self, reference: int) -> int:
        """A count in the reference encoding, as the model reads it."""
        if self.reference_tokens in {0, self.tokens}:
            return reference
        return round(reference * self.tokens / self.reference_tokens)

    @property
    def volatile_share(self) -> Decimal:
        """Share of the prompt's tokens in segments that hold an ageing fact."""
        volatile = sum(stretch.tokens for stretch in self.stretches if stretch.label == "volatile")
        return Decimal(volatile) / self.reference_tokens if self.reference_tokens else Decimal(0)


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """A knowledge source as declared."""

    name: str
    tokens: Measurement[int]
    updated: Measurement[Cadence]
    lives_in: Measurement[Home]

    def is_at_home(self, *, is_tuned: bool) -> bool:
        """Whether it lives where it can change safely; beside tuned weights the prompt is a safe home too."""
        home = self.lives_in.value if isinstance(self.lives_in, Known) else None
        return home == "retrieval" or (is_tuned and home == "prompt")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeFacts:
    """What the agent must know beyond its behaviour, and how fast that changes."""

    volatile_tokens: int
    volatile_share: Decimal
    behavior_share: Decimal
    kinds: tuple[str, ...]
    sources: Measurement[tuple[DeclaredSource, ...]]
    volatile_examples: Measurement[Decimal]
    """Share of the training examples whose answer holds an ageing fact (of planned data sets, too)."""
    is_tuned: bool
    wrong_by: Measurement[date]
    """The first day of the month by which half of the facts that were trained in are probably wrong."""

    def changing(self, within_days: int) -> tuple[DeclaredSource, ...]:
        """Declared sources that are updated within so many days and do not live where that is safe."""
        declared = self.sources.value if isinstance(self.sources, Known) else ()
        return tuple(
            source
            for source in declared
            if isinstance(source.updated, Known)
            and CADENCE_DAYS[source.updated.value] <= within_days
            and not source.is_at_home(is_tuned=self.is_tuned)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFacts:
    """How narrow and how restless the task is."""

    scope: Measurement[str]
    tasks: Measurement[int]
    changes_per_quarter: Measurement[Range]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficFacts:
    """How often the agent is called."""

    calls_per_month: Measurement[Range]
    growth_per_month: Measurement[Range]
    user_tokens: Measurement[Range]
    output_tokens: Measurement[Range]
    cache_hit_rate: Measurement[Range]
    batch_share: Measurement[Range]
    arrivals: Measurement[ArrivalFacts]
    caches: bool | None = None
    """Whether calls were seen to use a cache; None where no log tells."""
    session_seen: bool = False
    """Whether logs show how calls come in bursts, rather than the inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomicsFacts:
    """What each architecture costs and when tuning pays."""

    options: tuple[Option, ...]
    break_even: BreakEven
    """Of tuning today's model."""
    alternatives: tuple[BreakEven, ...]
    """Of tuning another model instead, if its quality holds."""
    inputs: tuple[Input, ...]
    """What the break-even depends on, those that move it most first."""
    best_case_saving: Measurement[Decimal]
    """USD per month that even a free tuned twin at the base price could save at most; for models nobody tunes."""
    context_cost: Measurement[Decimal]
    """USD per month of carrying the volatile part in a cached prefix."""
    savings: dict[OptionName, Range]
    """USD per month that an option saves against today's model's best prompt (`cached`: today's prompt), if it can."""
    order: Measurement[Order]
    """What it is worth to move run-time text, and text that ages, behind the rest."""
    is_tuned: bool = False
    candidate: Candidate | None = None
    """What it would bring to a deployment that several tuned agents share; None if it cannot share one."""
    coefficients: Coefficients | None = None
    """What it costs at other volumes, prices and hit rates; None if nobody knows what it costs."""

    @property
    def own_route(self) -> OptionName:
        """The option that tunes today's model."""
        if self.break_even.route is not None:
            return self.break_even.route
        dedicated = self.option("fine_tuned_dedicated")
        return "fine_tuned_dedicated" if dedicated.is_available and not dedicated.model else "fine_tuned"

    def is_open(self, name: OptionName) -> bool:
        """Whether an option on another model is still worth a test: a smaller one that was tried is not."""
        if name == "smaller_model":
            return any(one.name == "smaller_model_share" and one.range.high > 0 for one in self.inputs)
        found = next((other for other in self.alternatives if other.route == name), None)
        return found is not None and found.crossed in ("yes", "depends")

    def option(self, name: str) -> Option:
        """The option called `name`."""
        return next(option for option in self.options if option.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFacts:
    """Whether somebody tunes and serves the model, and until when."""

    is_offered: Measurement[bool]
    because: str
    tunable_until: date | None
    served_until: date | None
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All facts about one agent; a gate is handed only the groups that it says it reads."""

    prompt: PromptFacts
    history: HistoryFacts
    prompting: PromptingFacts
    knowledge: KnowledgeFacts
    dataset: DatasetFacts
    scope: ScopeFacts
    traffic: TrafficFacts
    economics: EconomicsFacts
    prefix: PrefixFacts
    path: PathFacts
    conflicts: tuple[Conflict, ...] = ()
    """Facts in its prompt that copies in other prompts state differently; seen in the fleet only."""
    copies: int = 0
    """Other prompts in which a block of its changing facts stands as well, of the block that most share."""
    seen: SeenFacts | None = None
