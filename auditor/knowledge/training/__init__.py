"""Training data read in one pass and in constant memory: what is broken, what stands there twice, what will age."""

from auditor.knowledge.training.scan import Ageing, Flaw, Held, Lengths, Quote, Scan, compare, scan
from auditor.knowledge.training.shapes import Example, example_of

__all__ = ["Ageing", "Example", "Flaw", "Held", "Lengths", "Quote", "Scan", "compare", "example_of", "scan"]
