"""What every format promises: its examples are read as its own, and whatever a file holds never raises anything.

A format is covered as soon as an example of it lies in examples/<its name>/; no test need be written.
"""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from auditor import sources
from auditor.documents import plain
from auditor.errors import InputError
from auditor.model.fleet import Fleet
from auditor.sources.formats import FORMATS

EXAMPLES = Path(__file__).parent / "examples"
SILENT = frozenset(("bedrock-agents", "langfuse", "litellm", "mlflow", "openai-agents", "vapi"))
"""Formats with no word for what an agent is for, or not for each kind: a harness has none."""
HAS_TYPESCRIPT = find_spec("tree_sitter_typescript") is not None
UNREAD = frozenset() if HAS_TYPESCRIPT else frozenset(("typescript",))
"""Formats whose extra is not installed."""
NAMES = tuple(format.NAME for format in FORMATS if (EXAMPLES / format.NAME).is_dir() and format.NAME not in UNREAD)
FILES = tuple(sorted(path for path in EXAMPLES.rglob("*") if path.is_file()))
TREES = tuple(path for path in FILES if path.suffix in {".json", ".jsonc", ".yaml", ".yml"})

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", NAMES)
def test_its_examples_are_read_as_its_own(name: str) -> None:
    folder = EXAMPLES / name
    fleet = sources.read(folder)
    assert {name} == {member.origin.format for member in fleet.members if member.origin}
    assert all(member.prompt.read().strip() for member in fleet.members)
    assert all(member.agent.purpose for member in fleet.members) or name in SILENT
    assert [] == [note.message for note in fleet.notes if note.rule.startswith("file")]


@pytest.mark.parametrize("name", NAMES)
def test_asked_for_by_name_it_reads_the_same(name: str) -> None:
    fleet = sources.read(EXAMPLES / name, sources.Options(formats=(name,)))
    assert sources.read(EXAMPLES / name).members == fleet.members


def read_instead(folder: Path, path: Path, content: bytes) -> Fleet | None:
    """The fleet of an example with another content in one of its files; None if it holds no agent."""
    top = EXAMPLES / path.relative_to(EXAMPLES).parts[0]
    copy = folder / top.name
    if not copy.exists():
        shutil.copytree(top, copy)
    place = copy / path.relative_to(top)
    place.write_bytes(content)
    found = None
    for one in (copy, place):
        for formats in ((), (top.name,)):
            try:
                fleet = sources.read(one, sources.Options(formats=formats))
            except InputError as error:
                assert str(error)  # noqa: PT017  what is said is what is promised
            else:
                found = found or fleet
                assert all(member.prompt.read() is not None for member in fleet.members)
                assert all("\n" not in note.message for note in fleet.notes)
    place.write_bytes(path.read_bytes())
    return found


often = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@often
@given(st.sampled_from(FILES), st.data())
def test_a_file_cut_short_or_garbled_is_read_or_told(tmp_path: Path, path: Path, data: st.DataObject) -> None:
    raw = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(len(raw), start + 60)) | st.just(len(raw)))
        pieces = (st.just(b""), st.binary(max_size=8), st.text("-:[]{}\"'&*!|>#\n\0\t", max_size=8).map(str.encode))
        raw = raw[:start] + data.draw(st.one_of(*pieces)) + raw[end:]
    read_instead(tmp_path, path, raw)


@often
@given(st.sampled_from(TREES), st.data())
def test_a_value_of_the_wrong_type_anywhere_is_read_or_told(tmp_path: Path, path: Path, data: st.DataObject) -> None:
    text = path.read_text("utf-8")
    is_json = path.suffix.startswith(".json")
    tree = json.loads(plain(text)) if is_json else yaml.safe_load(text)
    for _ in range(data.draw(st.integers(1, 3))):
        tree = with_another(tree, data)
    written = json.dumps(tree) if is_json else yaml.safe_dump(tree, sort_keys=False)
    read_instead(tmp_path, path, written.encode("utf-8", "replace"))


def with_another(tree: Any, data: st.DataObject) -> Any:
    """The tree with one of its values, at any depth, replaced by anything."""
    if not isinstance(tree, (dict, list)) or not tree or data.draw(st.integers(0, 4)) == 0:
        return data.draw(anything)
    places = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    place = data.draw(st.sampled_from(places))
    changed: Any = dict(tree) if isinstance(tree, dict) else list(tree)
    changed[place] = with_another(tree[place], data)
    return changed


FRONT = tuple(path for path in FILES if path.suffix in {".md", ".prompty", ".prompt"})


@often
@given(st.sampled_from(FRONT), st.text(max_size=20), anything)
@example(FRONT[0], "tools", {"a": [1]})
def test_a_field_of_front_matter_of_the_wrong_type_is_read_or_told(
    tmp_path: Path, path: Path, key: str, value: Any
) -> None:
    _, header, body = path.read_text("utf-8").split("---\n", 2)
    fields = yaml.safe_load(header)
    for name in (*fields, key):
        changed = yaml.safe_dump({**fields, name: value}, sort_keys=False)
        read_instead(tmp_path, path, f"---\n{changed}---\n{body}".encode("utf-8", "replace"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(EXAMPLES).as_posix())
def test_an_empty_file_and_one_of_noise_are_told(path: Path, tmp_path: Path) -> None:
    for content in (b"", b"\n\n", b"\0" * 300, b"\xff\xfe\xfa", b"[" * 100_000, b"{" * 100_000, b"- " * 50_000):
        read_instead(tmp_path, path, content)
