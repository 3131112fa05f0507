"""Claude Code subagents: bodies, names, models, and nothing dropped without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import sources
from auditor.errors import InputError
from auditor.model.fleet import Fleet
from tests.conftest import ROOT  # noqa: F401  the fixtures come along


def fleet_of(folder: Path, files: dict[str, str]) -> Fleet:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return sources.read(folder)


def test_the_prompt_is_the_body_without_blank_lines_around_it(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"agents/a.md": "---\nname: a\n---\n\n  \nYou are kind.\n\n---\n  end\n\n\n"})
    member = fleet.members[0]
    assert "You are kind.\n\n---\n  end" == member.prompt.read()
    assert 6 == member.prompt.location.line


def test_windows_line_ends_are_kept_inside_and_dropped_around(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"---\r\nname: a\r\n---\r\n\r\nOne.\r\nTwo.\r\n\r\n")
    assert "One.\r\nTwo.\r" == sources.read(tmp_path).members[0].prompt.read()


@pytest.mark.parametrize(
    ("said", "name"),
    [("gpt-4o", "gpt-4o"), ("claude-sonnet-5-5", "claude-sonnet-5-5"), ("opus", None), ("inherit", None), ("", None)],
)
def test_a_model_is_resolved_and_an_alias_is_unknown(said: str, name: str | None, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"a.md": f"---\nname: a\nmodel: {said}\n---\nBe kind.\n"})
    assert name == fleet.members[0].agent.model.name


def test_volumes_are_not_known_and_not_zero(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"a.md": "---\nname: a\n---\nBe kind.\n"})
    assert fleet.members[0].agent.traffic.calls_per_month is None


def test_two_agents_of_one_name_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    text = "---\nname: twin\n---\nBe kind.\n"
    fleet = fleet_of(tmp_path, {"one/twin.md": text, "two/twin.md": text, "c.md": text.replace("twin", "single")})
    assert ["single", "one/twin", "two/twin"] == [member.agent.id for member in fleet.members]


def test_a_path_that_is_another_agents_name_is_not_given_twice(tmp_path: Path) -> None:
    text = "---\nname: same\n---\nBe kind.\n"
    fleet = fleet_of(tmp_path, {"a.md": text.replace("same", "sub/s1"), "b.md": text, "sub/s1.md": text})
    assert ["a", "b", "sub/s1"] == [member.agent.id for member in fleet.members]


def test_a_path_may_be_long_but_not_without_end(tmp_path: Path) -> None:
    text = "---\nname: a\n---\nBe kind.\n"
    long, endless = f"{'d' * 120}/{'e' * 120}.md", "/".join(["f" * 200] * 6) + ".md"
    fleet = fleet_of(tmp_path, {"a.md": text, long: text, endless: text})
    assert ["a", long[:-3][-200:]] == [member.agent.id for member in fleet.members]
    assert "longer than 1,000 characters" in fleet.notes[0].message


@pytest.mark.parametrize(
    ("header", "name", "model", "purpose", "notes"),
    [
        ("name: no\nmodel: 5\ndescription: 1.50", "no", "5", "1.50", 0),
        ("name: null\ndescription: 2026-13-45", "a", None, "2026-13-45", 0),
        ("name: R&D\ndescription: a * b & c", "R&D", None, "a * b & c", 0),
        ("name: x\ndescription: &co is kind", "x", None, "&co is kind", 1),
        ("name: x\ndescription: *all* of it", "x", None, "*all* of it", 1),
        ("name: x\ndescription: y\ndescription: z", "x", None, "z", 1),
        ("name: x\nmore: " + "[" * 60_000, "x", None, None, 1),
    ],
)
def test_front_matter_keeps_the_text_that_stands_there(
    header: str, name: str, model: str | None, purpose: str | None, notes: int, tmp_path: Path
) -> None:
    fleet = fleet_of(tmp_path, {"a.md": f"---\n{header}\n---\nBe kind.\n"})
    agent = fleet.members[0].agent
    assert (name, model, purpose, notes) == (agent.name, agent.model.name, agent.purpose, len(fleet.notes))


def test_a_link_that_leads_to_itself_is_a_note_in_a_folder_and_an_error_by_name(tmp_path: Path) -> None:
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    fleet = fleet_of(tmp_path, {"a.md": "---\nname: a\n---\nBe kind.\n"})
    assert [("file-skipped", "loop.md")] == [(note.rule, Path(note.location.file).name) for note in fleet.notes]
    with pytest.raises(InputError, match=r"loop\.md"):
        sources.read(tmp_path / "loop.md")
    (tmp_path / "fleet.yaml").write_text("schema: 1\nagents: [{id: a, prompt: {file: loop.md}}]\n", "utf-8")
    with pytest.raises(InputError, match=r"prompt.file: 'loop.md' cannot be read|no such file"):
        sources.read(tmp_path / "fleet.yaml")


def test_front_matter_that_is_not_yaml_is_read_line_by_line_and_told(tmp_path: Path) -> None:
    text = "---\nname: a\ndescription: Use when: always\nmodel: gpt-4o\n---\nBe kind.\n"
    fleet = fleet_of(tmp_path, {"a.md": text})
    agent = fleet.members[0].agent
    assert ("a", "Use when: always", "gpt-4o") == (agent.name, agent.purpose, agent.model.name)
    assert ["front-matter-not-yaml"] == [note.rule for note in fleet.notes]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# Read me\n", "no front matter"),
        ("---\ntitle: x\n---\nText\n", "neither name nor description"),
        ("---\nname: x\n---\n\n \n", "body, the prompt, is empty"),
        ("---\nname: x\n", "no front matter"),
    ],
)
def test_what_is_no_agent_is_told(text: str, why: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"a.md": "---\nname: a\n---\nBe kind.\n", "other.md": text})
    assert 1 == len(fleet.members)
    assert [("file-skipped", True)] == [(note.rule, why in note.message) for note in fleet.notes]


def test_a_single_file_is_a_fleet_of_one(tmp_path: Path) -> None:
    fleet_of(tmp_path, {"a.md": "---\nname: a\n---\nBe kind.\n", "b.md": "---\nname: b\n---\nBe kind.\n"})
    assert ["b"] == [member.agent.id for member in sources.read(tmp_path / "b.md").members]


def test_no_agent_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no agent to audit"):
        fleet_of(tmp_path, {"README.md": "# nothing\n"})


def test_every_file_of_a_real_collection_is_an_agent_or_is_told(shared: Path) -> None:
    folder = shared / "corpora" / "wshobson-agents"
    fleet = sources.read(folder)
    assert len(list(folder.rglob("*.md"))) == len(fleet.members)
    assert {"claude-code"} == {member.origin.format for member in fleet.members if member.origin}
    others = len(list(folder.rglob("*.json")))
    assert [f"{others} .json files are skipped"] == [note.message.split(",")[0] for note in fleet.notes]
