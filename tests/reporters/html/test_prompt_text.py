"""The prompt in the report: the right stretches marked, no credential shown, a changed text said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.model.finding import Location
from auditor.model.run import Audited, Run
from auditor.reporters import Look, html, prepared
from auditor.reporters.html import prompt_text
from auditor.reporters.html.prompt_text import MASK, masked
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import PROMPT, Read, agent, all_of, run_of


def _only(run: Run) -> Audited:
    return run.agents[0]


def test_marks_stand_exactly_on_the_spans_in_order(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent("carl")])
    spans = sorted(_only(run).facts.prompt.spans, key=lambda span: span.start)
    marks = Read(all_of(html.render(run, read_again))).texts["mark"]
    assert marks
    assert marks == [f"{PROMPT[span.start : span.end]}[{number}]" for number, span in enumerate(spans, 1)]


def test_pieces_put_together_are_the_prompt(tmp_path: Path) -> None:
    shown = prompt_text.prompt_text(_only(run_of(tmp_path, [agent("carl")])), read_again)
    assert "".join(piece.text for piece in shown.pieces) == PROMPT
    assert shown.notes == ()


def test_a_changed_prompt_is_said_and_not_marked(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent("carl")])
    shown = all_of(html.render(run, lambda _audited: "Something else, password: hunter2x9 and $99."))
    assert "The prompt has changed since the audit" in shown
    assert "Something else" in shown
    assert "hunter2x9" not in shown
    assert not Read(shown).texts["mark"]


def test_a_prompt_that_is_gone_is_said(tmp_path: Path) -> None:
    def gone(_audited: Audited) -> str | None:
        raise InputError.at("carl.md", "cannot be read")

    assert "could not be read again" in all_of(html.render(run_of(tmp_path, [agent("carl")]), gone))


def test_spans_tell_no_text_where_prompts_are_left_out(tmp_path: Path) -> None:
    ready = prepared(run_of(tmp_path, [agent("carl")]), Look(prompts="none"))
    shown = prompt_text.prompt_text(_only(ready.run), ready.texts)
    assert {row.text for row in shown.spans} == {"(left out)"}


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Staging password: hunter2x9 until $55", "Staging password:"),
        ("api_key = abcd1234efgh5678", "api_key ="),
        ("sk-live-abcdef0123456789abcdef: use this key", ""),
    ],
)
def test_a_credential_is_masked_and_later_marks_stay_right(tmp_path: Path, line: str, kept: str) -> None:
    prompt = f"Be kind.\n{line}\nThe late fee is $75 until 31 December 2026.\n"
    run = run_of(tmp_path, [agent("carl", prompt)])
    assert _only(run).facts.prompt.secrets
    shown = all_of(html.render(run, read_again))
    text = Read(shown).texts["pre"][0]
    assert f"\n{kept}{MASK}\nThe late fee is" in text
    assert any(mark.startswith("$75") for mark in Read(shown).texts["mark"])
    assert line[len(kept) :].split(maxsplit=1)[0].rstrip(":") not in shown


def test_a_private_key_is_masked_to_its_end() -> None:
    text = "Use\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\nand go"
    ((start, end),) = masked(text, [2])
    assert text[:start] + text[end:] == "Use\n\nand go"
    assert masked("-----BEGIN PRIVATE KEY-----\nMIIE", [1]) == [(0, 32)]
    assert masked("one", [7]) == []


def test_a_long_prompt_is_cut_with_a_note_and_never_within_a_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of(tmp_path, [agent("carl")])
    span = min(_only(run).facts.prompt.spans, key=lambda one: one.start)
    monkeypatch.setattr(prompt_text, "MOST_CHARACTERS", span.start + 1)
    shown = prompt_text.prompt_text(_only(run), read_again)
    assert "".join(piece.text for piece in shown.pieces) == PROMPT[: span.start]
    assert "characters are shown" in shown.notes[0]


def test_overlapping_spans_never_repeat_text(tmp_path: Path) -> None:
    audited = _only(run_of(tmp_path, [agent("carl")]))
    spans = audited.facts.prompt.spans
    twice = (*spans, *(replace(span, start=span.start + 1) for span in spans))
    facts = replace(audited.facts, prompt=replace(audited.facts.prompt, spans=twice))
    shown = prompt_text.prompt_text(replace(audited, facts=facts, location=Location("x")), read_again)
    assert "".join(piece.text for piece in shown.pieces) == PROMPT


def test_a_span_within_a_credential_line_is_masked_in_the_table_too(tmp_path: Path) -> None:
    prompt = "Be kind.\nThe password: hunter2x9 costs $55 until 31 December 2026.\n"
    audited = _only(run_of(tmp_path, [agent("carl", prompt)]))
    shown = prompt_text.prompt_text(audited, read_again)
    assert shown.spans
    assert {row.text for row in shown.spans} == {MASK}
    assert {row.text for row in prompt_text.prompt_text(audited, lambda _: "changed").spans} == {MASK}
    assert not [piece for piece in shown.pieces if piece.number]


def test_many_spans_are_listed_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audited = _only(run_of(tmp_path, [agent("carl")]))
    monkeypatch.setattr(prompt_text, "MOST_SPANS", 1)
    shown = prompt_text.prompt_text(audited, read_again)
    assert len(shown.spans) == 1
    assert shown.spans_says == f"{len(audited.facts.prompt.spans)}, the first 1 listed"
