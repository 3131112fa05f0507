"""What was called: each log format that traffic can be read from is one file here."""

from auditor.usage import traffic_csv

__all__ = ["traffic_csv"]
