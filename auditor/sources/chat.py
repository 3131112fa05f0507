"""The prompt of an agent out of a chat's messages: what its system messages say, or the message that instructs it."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.sources.found import Remark, one_line
from auditor.sources.shapes import HANDED_OVER, content_of, instructs, is_slot, listing, mapping

_SYSTEM = frozenset(("system", "developer"))
_ANSWERS = frozenset(("assistant", "model", "ai", "function", "tool"))
NO_SYSTEM = Remark("prompt-is-user-message", "prompt", "is its user message, for it has no system message")
NO_PROMPT = "it has no system message, and no user's message that instructs the model"


@dataclass(frozen=True, slots=True)
class Said:
    """The text that instructs a model, the place of its message, and what had to be made of it."""

    text: str
    place: int
    remarks: tuple[Remark, ...] = ()
    adds: str = ""
    """What is sent besides, in words."""


def prompt_of(messages: object, content: str = "content") -> Said | str:
    """The prompt in a chat's messages, saying how many others with words of their own there are; in words why none."""
    system: list[tuple[str, int]] = []
    others: list[tuple[str, int, str]] = []
    for place, message in enumerate(map(mapping, listing(messages))):
        text, role = content_of(message.get(content)), one_line(message.get("role")).lower()
        if text.strip() and role in _SYSTEM:
            system.append((text, place))
        elif text.strip():
            others.append((text, place, role))
    remarks = () if system else (NO_SYSTEM,)
    if not system:
        asked = next((one for one in others if one[2] not in _ANSWERS and instructs(one[0])), None)
        if asked is None:
            return NO_PROMPT if others else "its prompt is empty"
        others.remove(asked)
        system = [asked[:2]]
    said = "\n\n".join(text for text, _ in system)
    besides = sum(not is_slot(text) for text, _, _ in others)
    adds = f"the other messages of its template ({besides})" if besides else ""
    return HANDED_OVER if is_slot(said) else Said(said, system[0][1], remarks, adds)


def from_user(text: str, place: int = 0) -> Said | str:
    """The same for a prompt without roles, or of the user's alone: it counts where it says more than its slots."""
    return Said(text, place, (NO_SYSTEM,)) if instructs(text) else "it only passes on what comes at run time"
