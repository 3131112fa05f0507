"""Who serves a model, in the price book's words, from what workflow tools and registries call it."""

from __future__ import annotations

from auditor.sources.found import one_line

_VENDORS = {
    "amazon": "aws",
    "awsbedrock": "aws",
    "bedrock": "aws",
    "azureopenai": "azure",
    "azureopenaichat": "azure",
    "deepseek": "deepseek",
    "gemini": "google",
    "googlegemini": "google",
    "googlepalm": "google",
    "googlevertex": "google",
    "googlegenai": "google",
    "vertexai": "google",
    "vertex": "google",
    "groqcloud": "groq",
    "mistralai": "mistral",
    "mistralcloud": "mistral",
    "moonshot": "moonshotai",
    "openrouterai": "openrouter",
    "togetherai": "together",
    "xai": "x-ai",
    "xaigrok": "x-ai",
    "zhipuai": "zhipuai",
}
_KNOWN = frozenset(_VENDORS.values()) | {"anthropic", "cerebras", "cohere", "fireworks", "groq", "minimax", "mistral"}
_KNOWN |= {"novita", "openai", "openrouter", "perplexity", "together", "x-ai", "zhipuai"}
_OWN_NAMES = frozenset(("azure",))
"""Whoever serves under names that customers give: such a name does not say which model it is."""


def model_at(vendor: object, name: object) -> dict[str, str]:
    """A model as the inventory declares it, from a tool's own two words; empty where they do not say which it is."""
    said, provider = one_line(name).removeprefix("models/"), provider_of(vendor)
    is_expression = said.startswith(("=", "{", "$", "<"))
    served = {"provider": provider} if provider else {}
    return served if not said or is_expression or provider in _OWN_NAMES else served | {"name": said}


def provider_of(vendor: object) -> str:
    """The price book's word for a vendor; nothing if it has none."""
    word = one_line(vendor).lower().rpartition("/")[2]
    plain = "".join(char for char in word if char.isalnum())
    found = _VENDORS.get(plain, plain if plain in _KNOWN else word)
    return found if found in _KNOWN else ""
