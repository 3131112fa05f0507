"""Answers that stop before their end: inside a code fence, inside JSON, or where all long answers stop."""

from __future__ import annotations

import json

IN_FENCE = "answer cut off inside a code fence"
IN_JSON = "answer cut off inside JSON"
SHORTEST = 200
"""Characters from which on a common length is suspicious; labels and short answers often share one."""
ENOUGH = 5
"""Different answers that stop in mid-sentence at the greatest length there is."""
_JSON_STARTS = ("{", "[{", '["', "[[")


def cut_off(answer: str) -> str | None:
    """What an answer was cut off in, if that shows in the answer alone."""
    if "```" in answer and answer.count("```") % 2:
        return IN_FENCE
    bare = answer.strip()
    if bare.startswith(_JSON_STARTS) and not bare.endswith(("}", "]")) and _is_open(bare):
        return IN_JSON
    return None


def _is_open(text: str) -> bool:
    """Whether JSON begins and does not end; what merely begins like JSON goes wrong before its end."""
    try:
        json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(text) - 1 or error.msg.startswith("Unterminated")
    except (ValueError, RecursionError):
        return False
    return False


class CommonLength:
    """The greatest length of an answer, and how many different unfinished ones have just that length."""

    def __init__(self) -> None:
        self.length = 0
        self.rows = 0
        self.lines: list[int] = []
        self._different: set[int] = set()

    def add(self, answer: str, line: int) -> None:
        """Look at an answer as it stands."""
        length = len(answer)
        if length < max(SHORTEST, self.length):
            return
        if length > self.length:
            self.length, self.rows, self.lines, self._different = length, 0, [], set()
        if answer[-1].isalnum() or answer[-1] in ",;-–(":
            self.rows += 1
            if len(self.lines) < ENOUGH:
                self.lines.append(line)
                self._different.add(hash(answer))

    @property
    def is_suspicious(self) -> bool:
        """Whether so many stop there that it was no accident."""
        return len(self._different) >= ENOUGH
