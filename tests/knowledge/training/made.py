"""Training files made on the fly: nothing of them is ever stored."""

from __future__ import annotations

import io
import itertools
import json
import random
from typing import Any

from auditor.knowledge.training import Scan, scan

WORDS = ["".join(letters) for letters in itertools.product("bdklmnrst", "aeiou", "bdklmnrst", "aeiou")]


def scanned(*rows: Any, **how: Any) -> Scan:
    """What is seen in these rows: data becomes a JSON line, text and bytes are taken as they are."""
    return scan(io.BytesIO(b"".join(_line(row) for row in rows)), **how)


def _line(row: Any) -> bytes:
    raw = row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row)).encode()
    return raw + b"\n"


def chat(question: str, answer: str, system: str = "") -> dict[str, Any]:
    """A row in the shape of OpenAI's chat messages."""
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": [*([{"role": "system", "content": system}] if system else []), *messages]}


def words(dice: random.Random, count: int) -> str:
    """So many words that mean nothing."""
    return " ".join(dice.choices(WORDS, k=count))


class Stream(io.RawIOBase):
    """So many bytes of chat rows, some kilobyte each: every 7th tells a price, every 50th holds an e-mail address.

    Every 10th row is one that came before, every 20th nearly one.
    """

    def __init__(self, size: int, seed: int = 1) -> None:
        self._left, self._dice = size, random.Random(seed)
        self._waiting = b""
        self._read = self.rows = 0
        self._texts = [words(self._dice, 60) for _ in range(1000)]
        self._first: dict[str, Any] = {}

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._read

    def readinto(self, buffer: Any) -> int:
        while len(self._waiting) < len(buffer) and self._left > 0:
            made = b"".join(_line(self._row()) for _ in range(100))
            self._left -= len(made)
            self._waiting += made
        count = min(len(buffer), len(self._waiting))
        buffer[:count], self._waiting = self._waiting[:count], self._waiting[count:]
        self._read += count
        return count

    def _row(self) -> dict[str, Any]:
        self.rows += 1
        number, dice = self.rows, self._dice
        if number % 10 == 0:
            return self._first
        if number % 20 == 1 and self._first:
            asked, answered = (part["content"] for part in self._first["messages"])
            return chat(f"{asked} really", answered)
        answer = f"{dice.choice(self._texts)}. {words(dice, 60)}."
        if number % 7 == 0:
            answer += f" The late fee is ${dice.randrange(20, 99)} per month."
        if number % 50 == 3:
            answer += f" Write to jo{number}@mail.com."
        row = chat(f"{dice.choice(self._texts)} {words(dice, 20)}?", answer)
        if number % 10 == 9:
            self._first = row
        return row
