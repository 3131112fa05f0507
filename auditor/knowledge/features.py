"""What the model is told about a text: which signs it holds, how it is built, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from auditor.knowledge.context import Surroundings, announced, illustrative, speaks
from auditor.knowledge.labels import Span
from auditor.knowledge.lexicon import CLASSES

# Raised whenever a feature changes its meaning, so that weights trained on others are refused.
VERSION = 1
SHOWN = ("in an example block", "a turn of a talk", "announced as an example", "in a list of examples")
_LONGEST = 600
_NEAR = 200
_WORD = re.compile(r"[a-zà-ÿ']+")
_START = re.compile(r"[-*•+–]\s|\d{1,3}[.)]\s|\||>|[\"“«]|'|\#|<|\{|\[|!\[|\*\*|`|│")
_SEARCHED = (
    ("a slot", re.compile(r"\[[^\]\n]{2,60}\](?!\()|\{[^}\n]{1,60}\}|<[A-Za-z_ ]{2,40}>")),
    ("an image", re.compile(r"!\[[^\]]{0,120}\]\(")),
    ("a quotation", re.compile(r"[\"“«][^\"”»]{8}")),
    (
        "code",
        re.compile(
            r"[;{}]\s{0,3}\Z|^(?:const|let|var|def|class|import|from|return|if|for|while|curl|pip|npm|await)\b"
            r".{0,60}[=({./]|\w\(\w{0,20}\)|=>|::|</\w|\w\.\w{1,20}\("
        ),
    ),
    ("a name in it", re.compile(r"[a-zà-ÿ,;:] [A-ZÀ-Ý][a-zà-ÿ]{2}")),
)
_MATCHED = (
    ("key and value", re.compile(r"[\W\d]{0,8}\*{0,2}[\w /&'’().-]{2,40}\*{0,2} ?:\*{0,2} ?\S")),
    (
        "a JSON key",
        re.compile(
            r"\W{0,6}\"[\w $-]{1,40}\" ?:|\W{0,4}\w{2,30}=[\"'(\[]|\W{0,4}[\w.]{2,40}\([^)]{0,80}[=,\"]",
        ),
    ),
)
_STATES = re.compile(
    r"\b(?:is|are|was|were|has|have|costs?|starts?|ends?|opens?|closes?|charges?|takes?|runs?|ist|sind|hat|es|son|est"
    r"|sont|é|são)\b"
)
_DIGITS = "0123456789"


def features(text: str, low: str, spans: Sequence[Span], kept: Sequence[Span], around: Surroundings) -> list[str]:
    """Name everything the model weighs about one text, in an order that depends on the text alone."""
    return [*own(text, low, spans, kept, shown(text, around)), *placed(around)]


def own(text: str, low: str, spans: Sequence[Span], kept: Sequence[Span], signs: Sequence[str]) -> list[str]:
    """Name what a text says by itself, knowing only whether it is shown as an example."""
    found = dict.fromkeys([span.because for span in kept])
    names = [f"y:{because}" for because in found]
    names += [f"n:{because}" for because in dict.fromkeys([s.because for s in spans]) if because not in found]
    if signs:
        names += [f"{signs[0]}&{kind}" for kind in dict.fromkeys([span.kind for span in spans])]
        names += signs
    names += [f"spans{min(4, len(kept))}", f"kinds{min(3, len({span.kind for span in kept}))}"]
    names += _built(text, low)
    words = dict.fromkeys(_WORD.findall(low, 0, _LONGEST))
    names += [f"t:{name}" for name in _classes(words)]
    names += [f"w:{word}" for word in words]
    return names


def shown(text: str, around: Surroundings) -> tuple[str, ...]:
    """Say how the surroundings make an example of the text, the strongest sign first."""
    signs = (around.shown, speaks(text), illustrative(text, around), announced(text, around))
    return tuple([name for name, is_so in zip(SHOWN, signs, strict=True) if is_so])


def _built(text: str, low: str) -> list[str]:
    """Name the shape of a text."""
    bare = text.strip()[:_LONGEST]
    start = _START.match(bare)
    mark = start.group().strip() if start else "A" if bare[:1].isupper() else "a"
    names = [
        f"s:{'1.' if mark[0].isdigit() else mark}",
        f"e:{bare[-1:]}" if bare[-1:] in '.:?!,;"|)}>`' else "e:",
        f"long{min(6, len(bare) // 40)}",
        f"digits{min(5, sum(map(bare.count, _DIGITS)))}",
    ]
    names += [name for name, pattern in _SEARCHED if pattern.search(bare)]
    names += [name for name, pattern in _MATCHED if pattern.match(bare)]
    if _STATES.search(low, 0, _LONGEST):
        names.append("a statement")
    return names


def placed(around: Surroundings) -> tuple[str, ...]:
    """Name where a text stands: its headings, and what precedes and follows it."""
    names = [f"H:{name}" for name in _read(" ".join(around.headings))]
    before = around.before[-_NEAR:].strip()
    if before[-1:] and before[-1:] in ':.?!"|,{':
        names.append(f"b:{before[-1:]}")
    names += [f"b:{name}" for name in _read(before)]
    if any(map(before.count, _DIGITS)):
        names.append("b:a figure")
    names += [f"T:{name}" for name in _read(around.title)]
    after = around.after[:_NEAR].strip()
    names += [f"a:{name}" for name in _read(after)]
    names.append(f"a:{_mark(after)}")
    if any(map(after.count, _DIGITS)):
        names.append("a:a figure")
    return tuple(names)


def _mark(text: str) -> str:
    start = _START.match(text)
    mark = start.group().strip() if start else "A" if text[:1].isupper() else "a" if text else ""
    return "1." if mark[:1].isdigit() else mark


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[str, ...]:
    return tuple(_classes(_WORD.findall(text.lower())))


def _classes(words: Iterable[str]) -> list[str]:
    """Name the classes of words that are met."""
    return sorted({CLASSES[word] for word in words if word in CLASSES})
