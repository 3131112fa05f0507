"""Who serves a model, from the names that workflow tools and registries have for vendors."""

from __future__ import annotations

from auditor.sources.found import one_line
from auditor.sources.markdown import Chosen, one_of
from auditor.sources.models import Named, named, provider_of

_NAMED = {
    "awsbedrock": "aws",
    "azureopenaichat": "azure",
    "googlegemini": "google",
    "googlegenai": "google",
    "googlepalm": "google",
    "googlevertex": "google",
    "groqcloud": "groq",
    "mistralcloud": "mistral",
    "xaigrok": "x-ai",
}
_NOBODY = frozenset(("openaicompatible", "openaiapicompatible", "custom", "customllm", "vllm", "constant"))
"""Protocols, under which anybody may serve."""


def model_at(vendor: object, name: object) -> Chosen:
    """A model in a tool's own two words, as the inventory takes it; as a note why it is unknown where it is."""
    who, what = one_line(vendor), one_line(name)
    word = who.rpartition("/")[2].lower()
    plain = "".join(filter(str.isalnum, word))
    provider = None if plain in _NOBODY else provider_of(_NAMED.get(plain, word)) or None
    if not what:
        return Chosen({"provider": provider} if provider else {})
    if what.startswith("="):  # an expression of n8n's, a formula of Power Fx
        return one_of(Named(provider, None, f"its model is an expression, {what!r}"))
    return one_of(named(provider, what))
