"""Which prompting techniques can be seen in a prompt."""

from __future__ import annotations

import re

_PERSONA = re.compile(
    r"(?:^|[\n.>:#*\"] ?)\s{0,20}(?:you are|you're|you will (?:be|act as)|act as|your role is|imagine you are|eres|usted es|actúa como|du bist|sie sind|tu es|vous êtes|agis comme|você é|tu sei)"
    r" (?!(?:given|asked|not|to|about|allowed|free|expected|required|going|done|unsure|sure|in doubt|shown)\b)",
    re.I,
)
# Thinking counts only when the model is told to do it, not when the word turns up.
_THOUGHT = re.compile(
    r"\bstep[- ]by[- ]step\b|\bthink (?:through|carefully|aloud|out loud|about|before|it|silently|first|step)\b|<thinking>|\bchain[- ]of[- ]thought\b|\breason (?:through|about|step|silently|first)\b"
    r"|\bbefore (?:answering|you answer|responding|you respond|replying|writing|you write|deciding)\b,?|\bfirst,? (?:think|reason|consider|work out)\b|\b(?:show|explain|write down) your (?:reasoning|thinking|work)\b|\bscratchpad\b|\bthink there\b"
    r"|\bpaso a paso\b|\bpiensa\b|\bantes de (?:responder|contestar)\b|\brazona\b|\bétape par étape\b|\bréfléchi\w{0,6}\b|\bavant de répondre\b"
    r"|\bschritt für schritt\b|\bdenke? (?:nach|zuerst|erst)\b|\büberlege?\b|\b(?:bevor|ehe) du antwortest\b",
    re.I,
)
_CONTRACT = re.compile(
    r"\b(?:json|yaml|csv|xml)\b|\bmarkdown (?:table|format|list)\b|\bin markdown\b|\b(?:respond|reply|answer|return|output|print|write) (?:with )?(?:only|just|exactly|nothing)\b|\bnothing else\b|\bno (?:prose|preamble|markdown|headings?)\b"
    r"|\b(?:at most|no more than|maximum(?: of)?|max\.?|up to|under|fewer than|less than|within|exactly|\d{1,4} ?(?:to|-|–)) ?\d{0,5} ?(?:\w{1,12} )?(?:words?|sentences?|characters?|bullets?|lines?|paragraphs?|tokens?)\b"
    r"|\bone (?:line|word|label|sentence|paragraph)\b|\boutput format\b|\bresponse format\b"
    r"|\b(?:solo|únicamente) (?:con|el|un)\b|\bmáximo \d|\bhasta \d{1,4} palabras|\ben (?:máximo|menos de) \d|\bau (?:plus|maximum) \d|\buniquement\b|\bmaximal \d|\bhöchstens \w{1,12} (?:wörter|sätze|zeilen)|\bnur (?:mit|das|ein)\b",
    re.I,
)
_EXAMPLE = re.compile(r"(?:^|\n)[\s#*>_-]{0,12}(?:examples?|ejemplo|exemple|beispiel|sample) ?(?:#|nr\.?)? ?(?:\d{1,2}|[A-C])\b|<(?:example|shot|ejemplo|exemple|beispiel)\b", re.I)
_LEFT = re.compile(r"(?:^|\n)[\s#*>_-]{0,12}(?:input|in|q|question|user|customer|human|resident|entrada|pregunta|usuario|residente|mensaje|entrée|utilisateur|eingabe|frage|nutzer|P|R)[ \d.)*_]{0,4}[:=>{\"]", re.I)
_RIGHT = re.compile(r"(?:^|\n)[\s#*>_-]{0,12}(?:output|out|a|answer|assistant|ai|bot|you|salida|respuesta|asistente|sortie|réponse|assistante|ausgabe|antwort|assistent)[ \d.)*_]{0,4}[:=>{\"]", re.I)
_BARE_EXAMPLE = re.compile(r"(?:^|\n)[\s#*>_-]{0,12}(?:worked )?(?:examples?|ejemplos?|exemples?|beispiele?)\b[^\n]{0,60}(?=\n|:)", re.I)
_PAIRS = 2


def techniques(prompt: str) -> frozenset[str]:
    """Name the techniques visible in a prompt: few_shot, chain_of_thought, format_constraints, persona."""
    seen = {
        "persona": _PERSONA.search(prompt) is not None,
        "chain_of_thought": _THOUGHT.search(prompt) is not None,
        "format_constraints": _CONTRACT.search(prompt) is not None,
        "few_shot": _few_shot(prompt),
    }
    return frozenset(name for name, present in seen.items() if present)


def _few_shot(prompt: str) -> bool:
    if _at_least_two(_EXAMPLE, prompt) or _at_least_two(_BARE_EXAMPLE, prompt):
        return True
    return _at_least_two(_LEFT, prompt) and _at_least_two(_RIGHT, prompt)


def _at_least_two(pattern: re.Pattern[str], prompt: str) -> bool:
    found = 0
    for _ in pattern.finditer(prompt):
        found += 1
        if found == _PAIRS:
            return True
    return False
