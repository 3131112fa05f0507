"""Whatever a prompt, a name or an id holds stays text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from auditor.reporters import html
from auditor.reporters.html.document import showable
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import Read, agent, all_of, run_of

ATTACK = (
    "</script></pre></code><img src=x onerror=alert(1)><svg onload=alert(2)>"
    "\"'--><script>alert(3)</script>{{7*7}}{% raw %}"
)


def test_markup_in_prompts_names_and_ids_is_inert(tmp_path: Path) -> None:
    calm = Read(all_of(html.render(run_of(tmp_path, [agent("calm", "x" * 20)]), read_again)))
    evil = agent(ATTACK, ATTACK + " The fee is $55.", name=ATTACK, owner=ATTACK, purpose=ATTACK)
    shown = all_of(html.render(run_of(tmp_path, [evil], name=ATTACK), read_again))
    read = Read(shown)
    assert {tag for tag, _ in read.elements} - {tag for tag, _ in calm.elements} <= {"mark", "sup", "ul", "li", "ol"}
    assert not read.all("img")
    assert len([one for one in read.all("script") if "type" not in one]) == 1
    assert not [name for _, attributes in read.elements for name in attributes if name.startswith("on")]
    assert ATTACK in read.texts["pre"][0]
    assert "{{7*7}}" in shown
    assert read.texts["h1"][0].startswith(ATTACK)


def test_control_characters_are_shown_not_sent(tmp_path: Path) -> None:
    prompt = "Be kind.\x00\x1b[31mred\x07\x9b\r\nNext\rlast \u202egnp.exe\u2066 \x7f\tend!"
    shown = all_of(html.render(run_of(tmp_path, [agent("carl", prompt)]), read_again))
    assert "Be kind.␀␛[31mred␇�\nNext␍last �gnp.exe� ␡\tend!" in shown
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"]
    assert shown.encode("utf-8")


def test_half_a_character_is_shown_as_unreadable() -> None:
    assert showable("end \ud800!") == "end �!"


def test_what_can_be_shown_is_left_alone() -> None:
    assert showable("é 漢字 🏠 \u200f\u00a0\n\t–") == "é 漢字 🏠 \u200f\u00a0\n\t–"


def test_a_leading_line_break_of_a_prompt_is_kept(tmp_path: Path) -> None:
    shown = all_of(html.render(run_of(tmp_path, [agent("carl", "\n\nBe kind.")]), read_again))
    assert Read(shown).texts["pre"][0] == "\n\nBe kind."
