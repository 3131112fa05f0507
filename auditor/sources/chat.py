"""The prompt of an agent out of a chat's messages: what its system messages say, or the message that instructs it."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.sources.found import Remark, one_line
from auditor.sources.shapes import content_of, instructs, is_slot, listing, mapping

_SYSTEM = frozenset(("system", "developer"))
NO_SYSTEM = Remark("prompt-is-user-message", "prompt", "is its user message, for it has no system message")


@dataclass(frozen=True, slots=True)
class Said:
    """The text that instructs a model, the place of its message, and what had to be made of it."""

    text: str
    place: int
    remarks: tuple[Remark, ...] = ()
    adds: str = ""
    """What is sent besides, in words."""


def prompt_of(messages: object) -> Said | str:
    """The prompt in a chat's messages; in words why there is none."""
    system: list[tuple[str, int]] = []
    users: list[tuple[str, int]] = []
    for place, message in enumerate(map(mapping, listing(messages))):
        text = content_of(message.get("content"))
        if text.strip():
            role = one_line(message.get("role")).lower()
            (system if role in _SYSTEM else users if role in {"user", ""} else []).append((text, place))
    if system:
        return Said("\n\n".join(text for text, _ in system), system[0][1])
    return from_user(*users[0]) if users else "it has no system message"


def with_others(messages: object, content: str = "content") -> Said | str:
    """The same, saying how many other messages with words of their own the template holds."""
    system: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    for place, message in enumerate(map(mapping, listing(messages))):
        text = content_of(message.get(content))
        is_system = one_line(message.get("role")).lower() in _SYSTEM
        (system if is_system else others).append((text, place))
    said = [(text, place) for text, place in system if text.strip()]
    besides = sum(not is_slot(text) for text, _ in others)
    if said:
        adds = f"the other messages of its template ({besides})" if besides else ""
        return Said("\n\n".join(text for text, _ in said), said[0][1], adds=adds)
    asked = next(((text, place) for text, place in others if instructs(text)), None)
    return from_user(*asked) if asked else "it has no system message, and its messages only pass the input on"


def from_user(text: str, place: int = 0) -> Said | str:
    """The same for a prompt without roles, or of the user's alone: it counts where it says more than its slots."""
    return Said(text, place, (NO_SYSTEM,)) if instructs(text) else "it only passes on what comes at run time"
