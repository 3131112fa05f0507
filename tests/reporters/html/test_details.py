"""How much of an agent a report shows: whole or brief pages, the room of one file, and words of prompts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.model.run import Run
from auditor.reporters import REPORTERS, html, prepared, read_again
from auditor.reporters.html import single_file, whole_pages
from auditor.reporters.html.details import AROUND, is_actionable, spans_only
from auditor.reporters.html.prompt_text import Piece, PromptText
from auditor.reporters.html.single_file import one_file
from auditor.reporters.look import Look
from tests.reporters.html.audits import PROMPT, agent, all_of, blocks, pages, run_of


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_of(tmp_path, [agent(f"agent-{number}", PROMPT + f"You are number {number}.") for number in range(90)])


def whole(shown: str) -> list[str]:
    """The ids of the agents whose pages are whole, in the order of the table."""
    return [agent_id for agent_id, page in pages(shown).items() if "data-brief" not in page]


def test_all_pages_are_whole_unless_somebody_says_otherwise(run: Run) -> None:
    shown = one_file(run, read_again)
    assert len(whole(shown.page)) == 90
    assert shown.note == ""


def test_only_the_first_agents_have_whole_pages_when_told(run: Run) -> None:
    shown = html.render(run, read_again, Look(details=3))
    assert whole(shown) == blocks(shown)["columns"]["columns"]["id"][:3]
    assert "This report has whole pages for the first 3 agents only." in shown
    brief = list(pages(shown).values())[-1]
    assert "This report has whole pages for the first 3 agents only. What is left out here is in audit.json" in brief
    assert "Because " in brief


def test_only_agents_with_something_to_do_have_whole_pages_when_told(proptech: Run) -> None:
    shown = html.render(proptech, read_again, Look(details="actionable"))
    wanted = {audited.agent.id for audited in proptech.agents if is_actionable(audited)}
    assert set(whole(shown)) == wanted
    assert 0 < len(wanted) < len(proptech.agents)


def test_a_file_that_would_be_too_large_keeps_the_agents_that_save_most(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_pages, "IN_A_BLOCK", 40)
    sizes = {name: len(text) for name, text in re.findall(r'id="([\w-]+)">([^<]*)<', html.render(run, read_again))}
    data = sum(size for name, size in sizes.items() if not name.startswith("pages-"))
    monkeypatch.setattr(single_file, "OVERVIEW_BYTES", 0)
    monkeypatch.setattr(whole_pages, "BRIEF_BYTES", 1)
    monkeypatch.setattr(single_file, "MOST_BYTES", data + sizes["pages-0"] + sizes["pages-1"] // 2)
    shown = one_file(run, read_again)
    assert whole(shown.page) == blocks(shown.page)["columns"]["columns"]["id"][:40]
    assert "--layout dir" in shown.note
    assert "room for the whole pages of 40 agents" in shown.note
    assert shown.note in shown.page


def test_of_prompts_only_ageing_facts_and_their_surroundings(tmp_path: Path) -> None:
    secret = "The quick brown fox jumps over the lazy dog. " * 8
    text = f"HEAD {secret}\nThe late fee is $75 today.\n{secret}MIDDLE{secret}\nThe pet fee is $300.\n{secret} TAIL"
    shown = all_of(prepared(run_of(tmp_path, [agent("carl", text)]), Look(prompts="spans")).text("html"))
    assert "late fee is" in shown
    assert re.search(r"<mark[^>]*>\$300<sup>", shown)
    assert not [word for word in ("HEAD", "MIDDLE", "TAIL") if word in shown]
    assert "at most 80 characters on either side" in shown
    prompt = shown[shown.index("<pre") : shown.index("</pre>")]
    assert len(re.sub("<[^>]*>", "", prompt)) < 4 * (AROUND + 10) + 60


@pytest.mark.parametrize("length", [0, 1, AROUND - 1, AROUND, AROUND + 1, 2 * AROUND, 2 * AROUND + 1, 5 * AROUND])
def test_what_surrounds_a_fact_is_cut_where_it_is_long(length: int) -> None:
    gap = "x" * length
    prompt = PromptText((Piece(gap), Piece("$1", "1"), Piece(gap), Piece("$2", "2"), Piece(gap)), (), (), "")
    texts = ["".join(piece.text for piece in part.pieces) for part in (prompt, spans_only(prompt))]
    kept = re.split(r"\$[12]", texts[1])
    assert [part.count("x") for part in kept] == [min(length, AROUND), min(length, 2 * AROUND), min(length, AROUND)]
    assert ("[…]" in kept[0], "[…]" in kept[1]) == (length > AROUND, length > 2 * AROUND)


def test_without_an_ageing_fact_nothing_of_the_prompt_is_shown(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent("carl", "Be kind and brief.")])
    shown = all_of(prepared(run, Look(prompts="spans")).text("html"))
    assert "Be kind" not in shown
    assert "<pre" not in shown


@pytest.mark.parametrize("name", REPORTERS)
def test_no_word_of_a_prompt_where_none_is_asked_for(name: str, proptech: Run, tmp_path: Path) -> None:
    facts = ("$5,431.77", "Zebediah Quux", "(512) 555-0199", "14 February 2031")
    text = "You answer. The fee is {} until {}. Ask {} at {} for more.".format(*facts)
    own = run_of(tmp_path, [agent("carl", text)])
    assert facts[0] in {span.text for span in own.agents[0].facts.prompt.spans}
    assert not [one for one in facts if one in _shown(name, own)]
    shown = _shown(name, proptech)
    lines = {line.strip() for audited in proptech.agents for line in audited.text.read().splitlines()}
    assert not [line for line in lines if len(line) > 30 and line in shown]


def _shown(name: str, run: Run) -> str:
    shown = prepared(run, Look(prompts="none")).text(name)
    return all_of(shown) if name == "html" else shown
