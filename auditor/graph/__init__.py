"""The fleet as a graph: what its agents share and to whom they hand off."""

from auditor.graph.blocks import SHORTEST, digest, paragraphs, sketch
from auditor.graph.build import build

__all__ = ["SHORTEST", "build", "digest", "paragraphs", "sketch"]
