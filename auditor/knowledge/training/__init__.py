"""Training data read in one pass and in constant memory: what is broken, what stands there twice, what will age."""

from auditor.knowledge.training.asked import inputs
from auditor.knowledge.training.likeness import Sketch, held_in, similarity, sketch, told_apart
from auditor.knowledge.training.scan import Ageing, Flaw, Held, Lengths, Quote, Scan, compare, scan
from auditor.knowledge.training.shapes import Example, example_of

__all__ = [
    "Ageing",
    "Example",
    "Flaw",
    "Held",
    "Lengths",
    "Quote",
    "Scan",
    "Sketch",
    "compare",
    "example_of",
    "held_in",
    "inputs",
    "scan",
    "similarity",
    "sketch",
    "told_apart",
]
