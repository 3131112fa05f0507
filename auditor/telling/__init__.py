"""Telling: people, who want to hear of news only, and monitors, which want numbers."""

from auditor.telling.message import Message, counted, failed, news_of, recovered, summary
from auditor.telling.send import Addressed, addresses, send
from auditor.telling.textfile import textfile

__all__ = [
    "Addressed",
    "Message",
    "addresses",
    "counted",
    "failed",
    "news_of",
    "recovered",
    "send",
    "summary",
    "textfile",
]
