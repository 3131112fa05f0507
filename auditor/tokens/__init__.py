"""Text to token counts: exact where the vocabulary ships, reconstructed or estimated with an error elsewhere."""

from auditor.tokens.count import Count, Counter, Method, counter, has_ctok, scaled
from auditor.tokens.families import Family, family_of

__all__ = ["Count", "Counter", "Family", "Method", "counter", "family_of", "has_ctok", "scaled"]
