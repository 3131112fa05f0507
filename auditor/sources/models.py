"""Which model the texts of other tools mean: `anthropic/claude-…`, `openai:chat:gpt-4.1`, Bedrock ids, ARNs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

MOST_MODEL = 200
"""Characters of a model's name, at most."""

_PROVIDERS = {
    "anthropic": "anthropic claude",
    "aws": "aws bedrock bedrock_converse amazon-bedrock amazon_bedrock aws-bedrock aws_bedrock sagemaker",
    "azure": "azure azureopenai azure_openai azure-openai azure_ai azure-ai azure_text azure-foundry foundry",
    "cerebras": "cerebras",
    "cloudflare": "cloudflare cloudflare-ai cloudflare_ai workers-ai",
    "cohere": "cohere cohere_chat",
    "databricks": "databricks",
    "deepseek": "deepseek",
    "fireworks": "fireworks fireworks_ai fireworks-ai fireworksai",
    "github-copilot": "github-copilot github_copilot copilot",
    "google": "google googleai google-ai google_ai google_genai google-genai google-gla google-vertex google_vertexai"
    " google-vertexai google-vertex-anthropic vertex vertexai vertex_ai vertex-ai vertex_ai_beta gemini palm",
    "groq": "groq",
    "minimax": "minimax",
    "mistral": "mistral mistralai",
    "moonshotai": "moonshotai moonshot moonshot-ai",
    "novita": "novita",
    "openai": "openai openai-responses openai-chat openai_responses text-completion-openai",
    "openrouter": "openrouter open_router",
    "perplexity": "perplexity",
    "together": "together together_ai together-ai togetherai",
    "x-ai": "x-ai xai",
    "zai": "zai z-ai z.ai",
    "zhipuai": "zhipuai zhipu",
}
"""Providers as the price book names them, with how other tools write them before a model's name."""

_NOT_LISTED = """
cursor deepinfra github github_models hosted_vllm huggingface hyperbolic lm_studio lmstudio localai nebius nscale nvidia
nvidia_nim ollama ollama_chat opencode replicate sambanova snowflake vercel vllm volcengine watsonx
"""
"""Names that stand before a model's name as well, of which the price book lists nothing under this name."""

_PROVIDER_OF = {spelling: provider for provider, all in _PROVIDERS.items() for spelling in all.split()} | {
    name: name for name in _NOT_LISTED.split()
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MODES = _words("chat completion completions converse embedding messages responses realtime")
"""What some tools write between the provider and the model: how it is called."""

_PROGRAMS = _words("assistant agent agents browser echo exec file golang http https package python webhook")
"""What promptfoo and others call in a model's place: no model at all."""

_PUBLISHERS = _words(
    "ai21 amazon anthropic cohere deepseek google luma meta minimax mistral moonshot moonshotai nvidia openai qwen"
    " stability twelvelabs writer xai zai"
)
_BEDROCK = re.compile(
    rf"(?:(?:us|us-gov|eu|apac|ap|au|jp|in|ca|sa|me|il|global|regional)\.)?(?:{'|'.join(sorted(_PUBLISHERS))})\.[a-z0-9]",
    re.IGNORECASE,
)
_REGION = re.compile(r"[a-z]{2}(-[a-z]{2,9}){1,2}-\d")
_VARIABLE = re.compile(r"\$\{|\{\{|^\$|^<.*>$|^%.*%$|\{%")
_SPLIT = re.compile(r"[:/]")
_STANDS_FOR = _words("inherit default auto best none null unknown latest opusplan")


@dataclass(frozen=True, slots=True)
class Named:
    """The provider and the model that a text names; where `name` is None, `because` says why, in words."""

    provider: str | None = None
    name: str | None = None
    because: str = ""

    @property
    def declared(self) -> dict[str, Any]:
        """The inventory's `model`: what is known of it, and nothing else."""
        fields = {"provider": self.provider, "name": self.name}
        return {key: value for key, value in fields.items() if value is not None}


def model_of(text: str) -> Named:
    """The provider and model that `text` names in any tool's way of writing; never an error.

    A bare name stays without a provider: the price book finds who lists it.
    """
    text = _clean(text)
    if not text:
        return Named(because="it names no model")
    if len(text) > MOST_MODEL:
        return Named(because=f"its model's name is longer than {MOST_MODEL} characters")
    if _VARIABLE.search(text):
        return Named(because=f"its model is a variable, {text!r}")
    if text.lower() in _STANDS_FOR:
        return Named(because=f"{text!r} is whatever model is set elsewhere")
    return _resource(text) or _prefixed(text) or _bare(text)


def named(provider: str | None, name: str) -> Named:
    """The same where a format tells the provider apart from the model; its own word for the provider is translated."""
    said = (provider_of(provider) or None) if provider else None
    found = model_of(name)
    if said is None or found.name is None:
        return found if said is None else Named(said, None, found.because)
    if said == "azure":
        return _deployment(_clean(name))
    if found.provider in (None, said):
        return Named(said, found.name)
    return Named(said, _clean(name))  # OpenRouter's and Groq's names hold a publisher, which is no provider


def of_google(text: str) -> Named:
    """The same where a tool of Google's reads a bare name: Gemini is Google's own."""
    found = model_of(text)
    is_gemini = found.provider is None and found.name is not None and found.name.startswith("gemini-")
    return Named("google", found.name) if is_gemini else found


def is_provider(text: str) -> bool:
    """Whether a word, in lower case, is a provider's name as some tool writes it."""
    return text in _PROVIDER_OF


def provider_of(text: str) -> str:
    """A provider as the price book names it, as far as it is known there, else as it was written, in lower case."""
    text = "".join(char for char in text if char.isprintable()).strip().lower()[:MOST_MODEL]
    return _PROVIDER_OF.get(text) or _PROVIDER_OF.get(text.split("/")[-1].split(".")[-1].replace(" ", "-"), text)


def _clean(text: str) -> str:
    printed = "".join(char if char.isprintable() else " " for char in text[: 2 * MOST_MODEL])
    return printed.strip().strip("\"'").strip()


def _resource(text: str) -> Named | None:
    """Names of resources in a cloud: ARNs, Google's paths and Bedrock's model ids."""
    if text.startswith("arn:"):
        kind, _, last = text.rsplit(":", 1)[-1].rpartition("/") if "/" in text else ("", "", "")
        tail = text.rpartition("/")[2]
        if "foundation-model/" in text or (_BEDROCK.match(tail) and "application-" not in text):
            return Named("aws", tail)
        return Named("aws", None, f"{kind or last or 'it'} does not say which model serves it ({text!r})")
    parts = text.split("/")
    if parts[0] == "models" and len(parts) == 2:  # as the Gemini API lists them
        return Named("google", parts[1])
    if parts[0] == "projects" or parts[0] == "publishers":
        if "models" in parts[:-1] and "publishers" in parts:
            return Named("google", parts[-1])
        return Named("google", None, f"an endpoint does not say which model serves it ({text!r})")
    return Named("aws", text) if _BEDROCK.match(text) else None


def _prefixed(text: str) -> Named | None:
    """`provider/model`, `provider:model` and `provider:mode:model`."""
    if "://" in text or text.startswith(("./", "../", "/")):
        return Named(because=f"{text!r} is a program, not a model")
    first, *rest = _SPLIT.split(text, maxsplit=1)
    if not rest:
        return None
    head, tail = first.strip().lower(), rest[0].strip()
    if head in _PROGRAMS:
        return Named(because=f"{text!r} is a program, not a model")
    provider = _PROVIDER_OF.get(head)
    if provider is None:
        return None
    mode, *after = _SPLIT.split(tail, maxsplit=1)
    if mode.lower() in _PROGRAMS and after:
        return Named(provider, None, f"{text!r} is a program, not a model")
    if after and (mode.lower() in _MODES or (provider == "aws" and _REGION.fullmatch(mode.lower()))):
        tail = after[0].strip()
    if provider == "azure":
        return _deployment(tail)
    if provider in {"aws", "google"} and (found := _resource(tail)) is not None:
        return found
    return Named(provider, tail) if tail else Named(provider, None, "it names a provider and no model")


def _bare(text: str) -> Named:
    name = text.removesuffix("[1m]").strip()  # Claude Code's sign for a context of a million tokens
    return Named(None, name) if name else Named(because="it names no model")


def _deployment(text: str) -> Named:
    """A deployment's name is its owner's choice: `gpt-4o` may well serve something else."""
    said = f"{text!r} is the name of an Azure deployment, which does not say which model it serves"
    return Named("azure", None, said)
