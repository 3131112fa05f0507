"""Prompt blocks that several agents share: word for word, drifted apart, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import policy
from auditor.graph import SHORTEST, digest, paragraphs, sketch
from auditor.graph.blocks import similarity
from auditor.model.shared import FleetGraph, SharedBlock
from auditor.tokens import counter
from tests.fleets import read_fleet, run_of

REFUNDS = (
    "Refunds are handled by the billing team and by nobody else. Never promise one, never hint that one is likely,\n"
    "and tell the resident that somebody from billing will write to them once they have looked at the whole ledger.\n"
    "If the resident is angry, say that you are sorry for the trouble, repeat what they told you in your own words,\n"
    "and ask whether you got it right before you pass the matter on."
)
DRIFTED = REFUNDS.replace("angry", "upset")
KEYS = (
    "Keys are handed out at the front desk against a photo identity card. Ask the caller to bring it along, remind\n"
    "them that the desk closes over lunch, and offer to write their visit into the book so that nobody has to wait."
)
MODEL = {"provider": "openai", "name": "gpt-4.1-mini"}


def graph(folder: Path, *prompts: str) -> FleetGraph:
    """The graph of a fleet whose agents a, b, c … have these prompts."""
    names = "abcdefgh"[: len(prompts)]
    agents = [{"id": name, "model": MODEL, "prompt": {"file": f"{name}.md"}} for name in names]
    files = {f"{name}.md": text for name, text in zip(names, prompts, strict=True)}
    return run_of(read_fleet(folder, agents, files=files)).graph


def uses(block: SharedBlock) -> list[tuple[str, int]]:
    return [(use.agent, use.line) for use in block.uses]


def tokens(text: str) -> int:
    return counter("o200k_base").count(text)


CARL, DORA = f"You are Carl.\n\n{REFUNDS}\n\nBe kind.\n", f"You are Dora.\n\nYou sell flats.\n\n{REFUNDS}\n"


def test_a_block_that_stands_in_two_prompts_is_found_with_its_agents_lines_and_tokens(tmp_path: Path) -> None:
    (block,) = graph(tmp_path, CARL, DORA).blocks
    assert ("exact", False) == (block.kind, block.is_volatile)
    assert [("a", 3), ("b", 5)] == uses(block)
    assert (tokens(REFUNDS), 2 * tokens(REFUNDS)) == (block.tokens, block.total_tokens)


def test_a_block_is_the_same_however_its_lines_are_wrapped(tmp_path: Path) -> None:
    (block,) = graph(tmp_path, CARL, DORA.replace("likely,\nand", "likely, and")).blocks
    assert "exact" == block.kind


def test_a_copy_that_has_drifted_is_near(tmp_path: Path) -> None:
    (block,) = graph(tmp_path, CARL, f"You are Dora.\n\n{DRIFTED}\n").blocks
    assert "near" == block.kind
    assert [("a", 3), ("b", 3)] == uses(block)
    assert max(tokens(REFUNDS), tokens(DRIFTED)) == block.tokens
    assert tokens(REFUNDS) + tokens(DRIFTED) == block.total_tokens


def test_word_for_word_copies_and_a_drifted_one_are_one_near_block(tmp_path: Path) -> None:
    (block,) = graph(tmp_path, CARL, DORA, f"You are Eve.\n\n{DRIFTED}\n").blocks
    assert ("near", [("a", 3), ("b", 5), ("c", 3)]) == (block.kind, uses(block))


def test_unrelated_paragraphs_are_not_shared(tmp_path: Path) -> None:
    assert () == graph(tmp_path, CARL, f"You are Dora.\n\n{KEYS}\n").blocks


def test_a_block_that_one_agent_repeats_is_not_shared(tmp_path: Path) -> None:
    assert () == graph(tmp_path, f"{REFUNDS}\n\n{REFUNDS}\n", f"{KEYS}\n").blocks


def test_a_block_that_one_agent_repeats_and_another_has_counts_every_copy(tmp_path: Path) -> None:
    (block,) = graph(tmp_path, f"{REFUNDS}\n\n{REFUNDS}\n", f"{REFUNDS}\n").blocks
    assert [("a", 1), ("a", 6), ("b", 1)] == uses(block)
    assert 3 * tokens(REFUNDS) == block.total_tokens


def test_blocks_are_listed_by_all_their_tokens_the_most_first(tmp_path: Path) -> None:
    both = f"{REFUNDS}\n\n{KEYS}\n"
    blocks = graph(tmp_path, both, both, f"You are Eve.\n\n{REFUNDS}\n").blocks
    assert [3 * tokens(REFUNDS), 2 * tokens(KEYS)] == [block.total_tokens for block in blocks]


def test_a_block_with_a_price_in_it_is_told_as_changing(tmp_path: Path) -> None:
    priced = KEYS + " A lost key costs $75 to replace, payable at the desk."
    (block,) = graph(tmp_path, f"You are Carl.\n\n{priced}\n", f"{priced}\n").blocks
    assert block.is_volatile


TWENTY_FIVE = (
    "Whenever a resident mentions water damage, always forward the conversation immediately to our emergency "
    "maintenance team and document everything properly afterwards, please."
)


@pytest.mark.parametrize(("text", "count"), [(TWENTY_FIVE, 25), (TWENTY_FIVE.replace(" properly", ""), 24)])
def test_blocks_count_from_twenty_five_tokens_on(text: str, count: int, tmp_path: Path) -> None:
    assert count == tokens(text)
    assert (count >= 25) == bool(graph(tmp_path, f"{text}\n\nOne.\n", f"{text}\n\nTwo.\n").blocks)


def test_a_heading_belongs_to_the_paragraph_below_it() -> None:
    text = "# Refunds\n\nNever promise one.\n\nBe kind.\n"
    assert [(0, "# Refunds\n\nNever promise one."), (31, "Be kind.")] == list(paragraphs(text))


def test_paragraphs_know_where_they_begin() -> None:
    text = "\n\n  Indented.\n\n\n\nAfter many blanks.\nStill the same.\n\n"
    assert ["Indented.", "After many blanks.\nStill the same."] == [part for _, part in paragraphs(text)]
    assert all(text.startswith(part, start) for start, part in paragraphs(text))


def test_blocks_are_found_in_files_with_windows_line_ends(tmp_path: Path) -> None:
    found = [uses(block) for block in graph(tmp_path, CARL.replace("\n", "\r\n"), DORA.replace("\n", "\r\n")).blocks]
    assert [[("a", 3), ("b", 5)]] == found


def test_a_line_of_blanks_ends_a_paragraph(tmp_path: Path) -> None:
    found = [block.kind for block in graph(tmp_path, CARL.replace("\n\n", "\n  \n"), DORA).blocks]
    assert ["exact"] == found


def test_similarity_is_one_for_the_same_and_none_for_unrelated_words() -> None:
    assert (1, 0) == (similarity(sketch(REFUNDS), sketch(REFUNDS)), similarity(sketch(REFUNDS), sketch(KEYS)))
    assert 0 == similarity((), ())


@pytest.mark.parametrize(("above", "kinds"), [(0, ["near"]), (0.001, [])])
def test_copies_are_kin_from_the_similarity_on_that_the_policy_asks_for(
    above: float, kinds: list[str], tmp_path: Path
) -> None:
    alike = similarity(sketch(REFUNDS), sketch(DRIFTED))
    assert 0.7 < alike < 1
    (tmp_path / "policy.yaml").write_text(f"graph: {{near_similarity: {alike + above}}}", "utf-8")
    limits = policy.load(tmp_path / "policy.yaml")[0]
    agents = [{"id": name, "prompt": {"text": text}} for name, text in (("a", REFUNDS), ("b", DRIFTED))]
    found = run_of(read_fleet(tmp_path, agents), limits=limits).graph.blocks
    assert kinds == [block.kind for block in found]


@pytest.mark.parametrize(("shared", "alike"), [(7, 0.7), (6, 0.6), (10, 1), (0, 0)])
def test_similarity_is_the_share_of_all_shingles_that_both_have(shared: int, alike: float) -> None:
    assert alike == similarity(tuple(range(shared)), tuple(range(10)))


def test_a_digest_names_the_words_and_not_the_white_space() -> None:
    assert digest("be  kind\n\tto all") == digest("be kind to all")
    assert digest("be kind") != digest("be kind.")


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["# Head", "one", " two ", "", "", "\t", "three\nfour"]), max_size=12))
def test_paragraphs_hold_every_word_once_and_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = list(paragraphs(text))
    assert text.split() == " ".join(part for _, part in found).split()
    assert all(text.startswith(part, start) for start, part in found)


def test_paragraphs_shorter_than_any_block_are_not_sketched(tmp_path: Path) -> None:
    short = "x" * (SHORTEST - 1)
    assert () == graph(tmp_path, f"{short}\n\nOne.", f"{short}\n\nTwo.").blocks
