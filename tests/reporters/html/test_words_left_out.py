"""A report without prompts quotes none of them: not in advice, not in shared blocks, not in training data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.run import Run
from auditor.reporters import REPORTERS, Look, html, prepared, reporter
from auditor.reporters.texts import read_again
from tests.fleets import STEADY_LINE, read_fleet, ready, run_of
from tests.reporters.html.audits import all_of, pages

FEES = (
    "## Fees of Alder Row\nThe late fee is $75 per month and falls due on the sixth day, asked for or not.\n"
    "The application fee is $55 for each adult; nobody waives it, and nobody promises that somebody might.\n"
)
SLOT = "## Who asks\nYou talk to {{resident}}.\n\n"


def made(folder: Path) -> Run:
    row = {
        "messages": [
            {"role": "user", "content": "Fee?"},
            {"role": "assistant", "content": "The gym fee is $31 a month."},
        ]
    }
    agents = [
        ready(
            id=name,
            prompt={"text": f"{SLOT}{text}\n{STEADY_LINE * 100}"},
            traffic={"cache_hit_rate": None},
            dataset={"file": "a.jsonl"},
        )
        for name, text in (("carl", FEES), ("dora", FEES.replace("$75", "$83")))
    ]
    return run_of(read_fleet(folder, agents, files={"a.jsonl": f"{json.dumps(row)}\n" * 30}))


def test_with_prompts_the_words_are_shown(tmp_path: Path) -> None:
    shown = all_of(html.render(made(tmp_path), read_again))
    for words in ("Who asks", "Fees of Alder Row", "is $75", "is $83", "is $31"):
        assert words in shown


def test_without_prompts_no_word_of_them_is_shown(tmp_path: Path) -> None:
    shown = all_of(prepared(made(tmp_path), Look(prompts="none")).text("html"))
    for words in (
        "Who asks",
        "{{resident}}",
        "Fees of Alder Row",
        "The late fee",
        "is $75",
        "is $83",
        "is $31",
        "gym fee",
    ):
        assert words not in shown
    assert "(left out)" in shown


@pytest.mark.parametrize("name", REPORTERS)
def test_with_ageing_facts_only_no_format_quotes_anything_else(name: str, tmp_path: Path) -> None:
    """Of blocks to be moved, shared blocks and their disagreements, advice and training data only places stay."""
    shown = prepared(made(tmp_path), Look(prompts="spans")).text(name)
    shown = all_of(shown) if name == "html" else shown
    around = ("Who asks", "{{resident}}", "Fees of Alder Row", "The late fee", "is $83")
    for words in ("is $31", "gym fee", *(around if name != "html" else ())):  # pages show what stands around a fact
        assert words not in shown


def test_with_ageing_facts_only_these_are_shown(tmp_path: Path) -> None:
    ready = prepared(made(tmp_path), Look(prompts="spans"))
    for name in ("html", "json"):
        assert "$75" in (all_of(ready.text(name)) if name == "html" else ready.text(name))


def test_a_mail_never_quotes_a_prompt(tmp_path: Path) -> None:
    shown = reporter("mail").render(made(tmp_path), read_again)
    assert "Who asks" not in shown
    assert "Fees of Alder Row" not in shown


@pytest.mark.parametrize("look", [Look(prompts="spans", details=0), Look(prompts="none", details=0)])
def test_a_brief_page_names_blocks_by_their_place_only(look: Look, tmp_path: Path) -> None:
    for page in pages(prepared(made(tmp_path), look).text("html")).values():
        assert "data-brief" in page
        assert "Who asks" not in page
