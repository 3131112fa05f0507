"""Verdicts, failed decisions and graph observations as located findings, with what people may ignore kept apart."""

from auditor.findings.collecting import collect
from auditor.findings.rules import RULES

__all__ = ["RULES", "collect"]
