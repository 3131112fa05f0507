"""Which prompting techniques can be seen in a prompt."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from auditor.knowledge.glance import lower
from auditor.knowledge.words import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROLES = (
    "you are ", "you're ", "you act as ", "you will be ", "you will act as ", "act as ", "your role is ",
    "imagine you are ", "eres ",
    "usted es ", "actúa como ", "du bist ", "sie sind ", "tu es ", "vous êtes ", "agis comme ", "você é ", "tu sei ",
)  # fmt: skip
# "You are given a question" hands over work, it does not give the model somebody to be.
_NO_ROLE = re.compile(
    r"(?:given|asked|not|to|about|allowed|free|expected|required|going|done|unsure|sure|in doubt|shown|able"
    r"|provided|done|told|here)\b"
)
_SENTENCE_START = frozenset("\n.>:#*\"!?-([{,'“|")
# Thinking counts only when the model is told to do it, not when the word turns up.
# How its alternatives begin: finding these and matching there is ten times as fast as a search.
_THOUGHT_STARTS = (
    "step", "think ", "<thinking>", "chain", "reason ", "before ", "first", "show your ", "explain your ",
    "write down your ", "scratchpad", "paso a paso", "piensa", "antes de ", "razona", "étape par", "réfléchi",
    "avant de ", "schritt für", "denk", "überleg", "bevor du ", "ehe du ",
)  # fmt: skip
_THOUGHT = re.compile(
    r"step[- ]by[- ]step\b|\bthink (?:through|carefully|aloud|out loud|about|before"
    r"|it (?:through|over)|silently|first|step"
    r"|there)\b|<thinking>"
    r"|chain[- ]of[- ]thought|\breason (?:through|about|step|silently|first)\b"
    r"|\bbefore (?:answering|you answer|responding|you respond|replying|you reply|writing|you write|deciding"
    r"|you decide)\b"
    r"|\bfirst,? (?:think|reason|consider|work out)\b|\b(?:show|explain|write down) your (?:reasoning|thinking"
    r"|work)\b|scratchpad"
    r"|paso a paso|\bpiensa\b|\bantes de (?:responder|contestar)\b|\brazona\b|étape par étape"
    r"|\bréfléchi\w{0,6}\b|\bavant de répondre\b"
    r"|schritt für schritt|\bdenke? (?:nach|zuerst|erst)\b|\büberlege?\b|\b(?:bevor|ehe) du antwortest\b"
)
_CONTRACT_STARTS = (
    "json", "yaml", "csv", "xml", "markdown ", "in markdown", "respond ", "reply ", "answer ", "return ", "output ",
    "print ", "write ", "nothing else", "no prose", "no preamble", "no markdown", "no heading", "one line", "one word",
    "one label", "one sentence", "one paragraph", "response format", "solo ", "únicamente ", "máximo ", "en máximo ",
    "en menos de ", "au plus ", "au maximum ", "uniquement", "maximal ", "nur ",
)  # fmt: skip
_CONTRACT = re.compile(
    r"\b(?:json|yaml|csv|xml)\b|\bmarkdown (?:table|format|list)\b|\bin markdown\b"
    r"|\b(?:respond|reply|answer|return|output|print|write) (?:with )?(?:only|just|exactly|nothing)\b|\bnothing else\b"
    r"|\bno (?:prose|preamble|markdown|headings?)\b|\bone (?:line|word|label|sentence|paragraph)\b|\b(?:output"
    r"|response) format\b"
    r"|\b(?:solo|únicamente) (?:con|el|un)\b|\bmáximo \d|\ben (?:máximo|menos de) \d|\bau (?:plus|maximum) \d"
    r"|\buniquement\b"
    r"|\bmaximal \d|\bnur (?:mit|das|ein)\b"
)
# A limit of length is looked for from its unit backwards, since few texts hold many of the units.
_LIMIT = re.compile(
    r"\b(?:at most|no more than|maximum|max|up to|under|fewer than|less than|within|exactly|above|to|hasta"
    r"|höchstens|\d{1,4}) ?-?(?:of )?(?:\w{1,12} )?\Z"
)
_LONGEST_LIMIT = 40
_UNIT = re.compile(
    r"(?:words?|sentences?|characters?|bullets?|lines?|paragraphs?|tokens?|palabras|frases|mots|phrases|wörter"
    r"|sätze)\b"
)
_UNIT_STARTS = (
    "word", "sentence", "character", "bullet", "line", "paragraph", "token", "palabras", "frases", "mots", "phrases",
    "wörter", "sätze",
)  # fmt: skip
_LENGTH_WORDS = (
    "word", "sentence", "character", "bullet", "lines", "paragraph", "token", "palabras", "frases", "mots",
    "phrases", "wörter", "sätze",
)  # fmt: skip
# Each starts with the line break, so that the search leaps from line to line.
_EXAMPLE = re.compile(
    r"\n[\t #*>_-]{0,12}(?:worked |good |bad )?(?:examples?|ejemplos?|exemples?|beispiele?"
    r"|sample)\b[^\n]{0,60}(?=\n|:)|<(?:example|shot|ejemplo|exemple|beispiel)\b"
)
_LEFT = re.compile(
    r"\n[\t #*>_-]{0,12}(?:input|in|q|question|user|customer|human|resident|entrada|pregunta|usuario|residente"
    r"|mensaje|entrée|utilisateur|"
    r"eingabe|frage|nutzer|p|r)[ \d.)*_]{0,4}[:=>{\"]"
)
_RIGHT = re.compile(
    r"\n[\t #*>_-]{0,12}(?:output|out|a|answer|assistant|ai|bot|you|salida|respuesta|asistente|sortie|réponse"
    r"|ausgabe|antwort|assistent)"
    r"[ \d.)*_]{0,4}[:=>{\"]"
)
_PAIRS = 2


def techniques(prompt: str) -> frozenset[str]:
    """Name the techniques visible in a prompt: few_shot, chain_of_thought, format_constraints, persona."""
    low = "\n" + lower(prompt)
    seen = {
        "persona": any(_gives_role(low, role) for role in _ROLES),
        "chain_of_thought": _begins(_THOUGHT, low, _THOUGHT_STARTS),
        "format_constraints": _constrained(low),
        "few_shot": _few_shot(low),
    }
    return frozenset(name for name, present in seen.items() if present)


def _gives_role(low: str, role: str) -> bool:
    """A role is given where a sentence starts; "if you are unsure" gives none."""
    for at in _places(low, role):
        lead = low[max(0, at - 8) : at].rstrip(" \t")
        if (not lead or lead[-1] in _SENTENCE_START) and not _NO_ROLE.match(low, at + len(role)):
            return True
    return False


def _places(low: str, word: str) -> Iterator[int]:
    at = low.find(word)
    while at >= 0:
        yield at
        at = low.find(word, at + len(word))


def _begins(pattern: re.Pattern[str], low: str, starts: tuple[str, ...]) -> bool:
    return any(pattern.match(low, at) for start in starts for at in _places(low, start))


def _constrained(low: str) -> bool:
    return _begins(_CONTRACT, low, _CONTRACT_STARTS) or (holds(low, _LENGTH_WORDS) and _limits(low))


def _limits(low: str) -> bool:
    """Return whether the length of an answer is limited in words, lines or the like."""
    return any(
        _UNIT.match(low, at) and _LIMIT.search(low, max(0, at - _LONGEST_LIMIT), at)
        for start in _UNIT_STARTS
        for at in _places(low, start)
    )


def _few_shot(low: str) -> bool:
    """One example shows, two teach: a pattern needs at least a pair to be one."""
    return _twice(_EXAMPLE, low) or (_twice(_LEFT, low) and _twice(_RIGHT, low))


def _twice(pattern: re.Pattern[str], low: str) -> bool:
    return sum(1 for _ in islice(pattern.finditer(low), _PAIRS)) == _PAIRS
