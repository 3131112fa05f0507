"""Find the facts in a prompt that will change, and say why."""

from __future__ import annotations

from auditor.knowledge.annotate import annotate
from auditor.knowledge.classify import classify
from auditor.knowledge.credentials import Credential, credentials
from auditor.knowledge.detectors import DETECTORS
from auditor.knowledge.labels import Kind, Label, Segment, SegmentLabel, Span
from auditor.knowledge.sections import Stretch, sections
from auditor.knowledge.shapes import is_slot
from auditor.knowledge.techniques import techniques

__all__ = [
    "DETECTORS",
    "Credential",
    "Kind",
    "Label",
    "Segment",
    "SegmentLabel",
    "Span",
    "Stretch",
    "annotate",
    "classify",
    "credentials",
    "is_slot",
    "sections",
    "techniques",
]
