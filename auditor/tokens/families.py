"""Which tokenizer a model reads with, and how well we can count for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from auditor.tokens.encodings import CL100K, O200K


@dataclass(frozen=True, slots=True)
class Family:
    """A tokenizer family: its tokens relative to those of `encoding`, with the error of that ratio.

    `error` is the 95th percentile of the relative error per prompt, measured on 220 real prompts, unless
    `note` says otherwise. `claude_version` is set where `ctok` can reconstruct the count.
    """

    name: str
    encoding: str = O200K
    ratio: Decimal = Decimal(1)
    error: Decimal = Decimal(0)
    note: str = ""
    claude_version: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the shipped encoding is the model's own."""
        return self.error == 0


GUESS = Decimal("0.2")
"""Error where a family was not measured: twice what the measured families outside Claude show (10.4 % at most)."""

OPENAI_O200K = Family("OpenAI o200k_base")
OPENAI_CL100K = Family("OpenAI cl100k_base", CL100K)
OPENAI_LATER = Family("OpenAI, later", error=GUESS, note="not in tiktoken's table yet: counted with o200k_base")
LLAMA_3 = Family("Llama 3", ratio=Decimal("0.997"), error=Decimal("0.034"))
QWEN_3 = Family("Qwen 3", ratio=Decimal("1.039"), error=Decimal("0.111"))
MISTRAL = Family("Mistral tekken", ratio=Decimal("1.073"), error=Decimal("0.104"))
CLAUDE_3 = Family("Claude 3 to Opus 4.6", ratio=Decimal("1.147"), error=Decimal("0.093"), claude_version="3.0")
CLAUDE_47 = Family("Claude Opus 4.7 and later", ratio=Decimal("1.645"), error=Decimal("0.192"), claude_version="4.8")
UNMEASURED = Family("unmeasured", error=GUESS, note="no ratio was measured for this family: counted with o200k_base")
UNKNOWN_MODEL = Family(
    "unknown model",
    error=Decimal("0.645"),
    note="the model is unknown: counted with o200k_base; the families we measured read 0.997 to 1.645 times that",
)

_O200K = re.compile(r"(ft:)?(gpt-4o|gpt-4\.1|gpt-4\.5|gpt-5(?!\.\d)|gpt-5\.|chatgpt-4o|o[134](-|$))")
_CL100K = re.compile(r"(ft:)?(gpt-4(-|$)|gpt-3\.5|gpt-35)")
_CLAUDE = re.compile(r"claude-(?:[a-z]{1,12}-)?(\d{1,2})(?:[-.](\d{1,2})(?!\d))?")


def family_of(model: str | None) -> Family:
    """The tokenizer family of a model by the provider's own model id; None is an unknown model."""
    if model is None:
        return UNKNOWN_MODEL
    name = model.lower().rsplit("/", 1)[-1]
    if "claude" in name:
        return _claude(name)
    if _O200K.match(name):
        return OPENAI_O200K
    if _CL100K.match(name):
        return OPENAI_CL100K
    if name.startswith("gpt-"):
        return OPENAI_LATER
    if re.search(r"llama-?v?-?3", name):
        return LLAMA_3
    if re.search(r"qwen-?3", name):
        return QWEN_3
    if re.search(r"mi[sx]tral|ministral|pixtral|codestral|magistral|devstral", name):
        return MISTRAL
    return UNMEASURED


def _claude(name: str) -> Family:
    match = _CLAUDE.search(name)
    if match is None:
        return UNKNOWN_MODEL
    version = (int(match[1]), int(match[2] or 0))
    return CLAUDE_47 if version >= (4, 7) else CLAUDE_3
