"""What the surroundings of a find say: an instruction about the output, an example, or a fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from auditor.knowledge.glance import lower
from auditor.knowledge.words import holds

if TYPE_CHECKING:
    from auditor.knowledge.labels import Span


class Surroundings(NamedTuple):
    """What stands around a text.

    `shown` says that it stands in an example block, `headings` under what, and `lead` which line with a colon at its
    end announced the list it is in.
    """

    before: str = ""
    after: str = ""
    title: str = ""
    shown: bool = False
    headings: tuple[str, ...] = ()
    lead: str = ""


_USER_TURN = re.compile(
    r"^\W{0,8}(?:user|customer|caller|human|client|cliente|usuario|utilisateur|kunde|nutzer|guest|patient"
    r"|prospect|resident|P|in|input)\W{0,6}:",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"^\W{0,8}(?:user|customer|caller|human|client|cliente|usuario|utilisateur|kunde|nutzer|guest|patient"
    r"|prospect|resident|P|in|input|"
    r"assistant|ai|agent|bot|chatgpt|asistente|out|output|model|antwort|respuesta)\W{0,6}:",
    re.IGNORECASE,
)
# "model": names a field, Model: a speaker.
_JSON_KEY = re.compile(r"\W{0,6}\"(?:model|input|output|in|out|user|customer|client|agent)\" ?:")
_TALK_MARK = re.compile(r"\*\*(?:USER|ASSISTANT)\*\*:|^\s{0,8}(?:user|assistant|human|customer|caller):", re.IGNORECASE)
_EXAMPLE_LEAD = re.compile(
    r"(?:\bexamples?\b|\be\.g\.|\bfor instance\b|\bsample\b|\bejemplos?\b|\bexemples?\b|\bbeispiele?\b|✅"
    r"|❌)[^\n]{0,40}[:(]\W{0,5}$"
    r"|^(?!</)\W{0,6}(?:examples?|ejemplo|exemple|beispiel)\b",
    re.IGNORECASE,
)
_EXAMPLE_WORDS = (
    "example", "e.g.", "for instance", "sample", "ejemplo", "exemple", "beispiel", "✅", "❌",
)  # fmt: skip
_EXAMPLE_START = re.compile(
    r"^\W{0,8}(?:(?:bad|good|correct|incorrect|wrong|right|sample|other)? ?examples?(?: \w{1,12}){0,3}"
    r"|ejemplos?|exemples?|beispiele?|e\.g\.|(?:in)?correct|good|bad|wrong)\W{0,4}:",
    re.IGNORECASE,
)
# Everything shortly after these words inside one sentence is picked for show.
_LONGEST_SPEAKER = 100
_SUCH_AS_WORDS = ("e.g.", "example", "instance", "such as", "like ", "ej.", "ejemplo", "z.", "par ex", "i.e. ")
_SUCH_AS = re.compile(
    r"(?:\be\.g\.|\bfor (?:example|instance)\b|\bsuch as\b|\bexamples?:|\blike [\"'“`]|\bp\. ?ej\."
    r"|\bpor ejemplo\b|\bz\. ?b\.|\bpar ex(?:emple|\.)|\bi\.e\. )"
)
_SHOW_REACH = 120
# A link or a version is as dated in an instance as in a rule.
_NEVER_FOR_SHOW = ("version", "url")

_OUTPUT_UNIT = re.compile(
    r"^[ -]?(?:\w{1,12} ){0,2}?(?:words?|sentences?|paragraphs?|bullets?|characters?|chars|tokens?|lines?"
    r"|items?|points?|options?|questions?|steps?|slides?|examples?|"
    r"tags?|hashtags?|titles?|headlines?|columns?|rows?|scenes?|topics?|ideas?|suggestions?|images?"
    r"|variations?|versions?|sections?|digits?|emojis?|"
    r"palabras|frases|oraciones|líneas|mots|phrases|lignes|wörter|sätze|zeilen|zeichen)\b"
)
_TELLS_OUTPUT = re.compile(
    r"\b(?:write|respond|reply|answer|summari[sz]e|output|generate|include|list|format|limit (?:your|the|each"
    r"|responses?)|keep|create|produce|return (?:a|the|only|json|null|up to)|"
    r"ask|offer|suggest|provide|give|use|interpret|present|describe|consider|think|spend|explain|show|display"
    r"|repeat|say|ensure|make sure|search|fetch|rank|score|rate|aim|"
    r"schedule|flag|monitor|follow[- ]up|plan|develop|design|analy[sz]e|identify|allocate|set|wait|retry|run"
    r"|verify|check|track|review|collect|mention|propose|recommend|avoid|try|pick|choose|select|"
    r"escribe|responde|usa|genera|écris|réponds|utilise|schreibe|antworte|verwende|nutze)\b"
)
# What somebody in a story earned, or a user may spend, is nobody's tariff.
_MINE = re.compile(
    r"\b(?:budget|salary|salaries|suppose|imagine|let's say|made|earn(?:s|ed)?|grow|allocated?|invest(?:s|ed)?"
    r"|presupuesto|gehalt)"
    r"(?: [\w'’-]{1,12}){0,5}:? ?\Z"
)
_FIRM = re.compile(
    r"\b(?:refund|eligib|warrant|deposit|grace|cancel|deliver|shipp|reservation|fee\b|fees\b|rent\b|income"
    r"|member|subscri|premium|deductible|coverage|claim|"
    r"we |our |customers?|passengers?|tenant|resident|lease|late\b|reimburs|business days|booking|order"
    r"|account|certificate|bagg?age|policy|balance)"
)
_PAST = re.compile(
    r"\b(?:was|were|removed|developed|created|launched|introduced|announced|born|died|founded|signed|won"
    r"|became|published|released in|written|established|invented|wrote|ended|began|happened|war|century|nació"
    r"|murió|né|geboren)\b"
)
_CITED = re.compile(r"(?:et al\.|\bisbn|\bdoi\b|\bvol\.|\bpp\.|\bjournal\b|©|copyright)")


def speaks(text: str) -> bool:
    """Return whether the text opens as a turn of a talk or as an example."""
    if "**ASSISTANT**" in text:
        return True
    if text.find(":", 0, _LONGEST_SPEAKER) < 0 or _JSON_KEY.match(text):
        return False
    return _TURN.match(text) is not None or _EXAMPLE_START.match(text) is not None


def illustrative(text: str, around: Surroundings) -> bool:
    """Return whether what stands around the text makes it an example, so that its facts are nobody's facts."""
    before = around.before
    if _USER_TURN.match(before) and ('"' in text or '"' in before or "**" in before):
        return not _ANSWER.match(text)
    return _TALK_MARK.match(around.after) is not None or _announces(before)


@lru_cache(maxsize=1024)
def _announces(before: str) -> bool:
    """Return whether a text marks what follows it as part of a talk or an example."""
    if _TALK_MARK.match(before) or ("**" in before and _TALK_MARK.search(before)):
        return True
    return (
        len(before) < _LONGEST_LEAD
        and holds(lower(before), _EXAMPLE_WORDS)
        and _EXAMPLE_LEAD.search(before) is not None
    )


def announced(text: str, around: Surroundings) -> bool:
    """Return whether the text is an item of a list that some line above announced as examples."""
    lead = around.lead
    return (
        lead != ""
        and holds(lower(lead), _EXAMPLE_WORDS)
        and _ITEM.match(text) is not None
        and _EXAMPLE_LEAD.search(lead) is not None
    )


_ITEM = re.compile(r"\s*(?:[-*+•–>|\"“'`{\[]|\d{1,3}[.)])")
# An announcement is short; a long text that happens to end in "example:" is rare enough.
_LONGEST_LEAD = 200
# The answer of a FAQ, and what the agent itself is to say, are judged as said.
_ANSWER = re.compile(r"^\W{0,6}(?:A|Q|You)\W{0,4}:")


def facts(low: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans that state something, without those that shape the output or are picked for show."""
    show = _SUCH_AS.search(low) if spans and holds(low, _SUCH_AS_WORDS) else None
    kept = [
        s for s in spans if not (show and 0 <= s.start - show.start() <= _SHOW_REACH and s.kind not in _NEVER_FOR_SHOW)
    ]
    return [s for s in kept if not _shapes(low, s) and not _history(low, s)]


def _shapes(low: str, span: Span) -> bool:
    if span.kind not in ("policy", "stat", "price"):
        return False
    if _OUTPUT_UNIT.match(low, span.end):
        return True
    if span.kind == "price":
        return _MINE.search(low, max(0, span.start - 60), span.start) is not None
    # A row of a table gives no instruction, whatever its verbs.
    return low[:1] != "|" and _TELLS_OUTPUT.search(low, 0, span.start) is not None and not _FIRM.search(low)


def _history(low: str, span: Span) -> bool:
    if span.kind != "date" or span.confidence > 0.6:
        return False
    return _PAST.search(low) is not None or _CITED.search(low) is not None
