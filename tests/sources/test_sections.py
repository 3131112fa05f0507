"""Messages in a text, told apart by marks: their lines are right, and no text is gone through again and again."""

from __future__ import annotations

from typing import Self, SupportsIndex

from hypothesis import given
from hypothesis import strategies as st

from auditor.sources import sections

MARK = '{{role "user"}}'


class Counted(str):
    """A text that counts the characters in which something is looked for."""

    __slots__ = ("looked_at",)

    looked_at: int

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.looked_at = 0
        return made

    def count(self, sub: str, start: SupportsIndex | None = None, end: SupportsIndex | None = None, /) -> int:
        self.looked_at += len(self[start:end])
        return super().count(sub, start, end)


@given(st.lists(st.sampled_from([MARK, "\n", " ", "a", "{{history}}", '{{role "system"\n}}'])))
def test_each_message_stands_on_its_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    lines = text.split("\n")
    for one in sections.by_marks(text, "user"):
        assert one.text.split("\n")[0].strip() in lines[one.line]


def test_lines_are_counted_once_however_many_marks_there_are() -> None:
    text = Counted(f"Hi\n{MARK}" * 500)
    assert 500 == len(list(sections.by_marks(text, "user")))
    assert text.looked_at <= len(text)
