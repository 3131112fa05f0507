"""Who serves a model, from the names that tools, registries and code have for vendors: said once, for all formats."""

from __future__ import annotations

from auditor.sources.found import one_line
from auditor.sources.markdown import Chosen, one_of
from auditor.sources.models import Named, is_provider, named, provider_of

_WORDS = {
    "openaicompat": "",
    "openaiapicompat": "",
    "openailike": "",
    "litellm": "",
    "azure": "azure",
    "bedrock": "aws",
    "gemini": "google",
    "google": "google",
    "vertex": "google",
    "anthropic": "anthropic",
    "claude": "anthropic",
    "groq": "groq",
    "mistral": "mistral",
    "deepseek": "deepseek",
    "cohere": "cohere",
    "ollama": "ollama",
    "openrouter": "openrouter",
    "fireworks": "fireworks",
    "cerebras": "cerebras",
    "perplexity": "perplexity",
    "xaigrok": "x-ai",
    "chatxai": "x-ai",
    "createxai": "x-ai",
    "openai": "openai",
}
"""Words within the names of classes, clients, functions and fields, the one that counts first first.

Those without a provider name protocols, under which anybody may serve.
"""
_NOBODY = frozenset(("custom", "customllm", "vllm", "constant"))


def provider_in(said: str) -> str:
    """The provider that a name tells: `AzureChatOpenAI`, `bedrockModelConfig`, `groq`; nothing if it tells none."""
    word = said.strip().lower()
    if is_provider(word):
        return provider_of(word)
    plain = "".join(filter(str.isalnum, word))
    return next((provider for sign, provider in _WORDS.items() if sign in plain), "")


def model_at(vendor: object, name: object) -> Chosen:
    """A model in a tool's own two words, as the inventory takes it; as a note why it is unknown where it is."""
    who, what = one_line(vendor), one_line(name)
    word = who.rpartition("/")[2].lower()
    plain = "".join(filter(str.isalnum, word))
    is_open = plain in _NOBODY or any(not _WORDS[sign] for sign in _WORDS if sign in plain)
    provider = None if is_open else provider_in(word) or provider_of(word) or None
    if not what:
        return Chosen({"provider": provider} if provider else {})
    if what.startswith("="):  # an expression of n8n's, a formula of Power Fx
        return one_of(Named(provider, None, f"its model is an expression, {what!r}"))
    return one_of(named(provider, what))
