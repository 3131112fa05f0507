"""A pull replaces what an earlier one of the same registry wrote, and no other file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor import pulling
from auditor.cli import pull
from auditor.errors import PullError
from auditor.pulling import fetching
from auditor.pulling.registry import Answer, Connection
from tests.conftest import Auditor

WHERE = "https://example.org"


class Registry:
    """A registry without an SDK: the one thing that all have in common is tested with it."""

    NAME, FORMAT, HOLDS, DESCRIPTION = "langfuse", "langfuse", "prompts", "prompts of nobody"
    MODULE, EXTRA, CREDENTIALS = "json", "langfuse", "NOTHING"
    NO_CREDENTIALS: tuple[str, ...] = ()

    def __init__(self, *names: str, error: Exception | None = None, where: str = WHERE, **more: Any) -> None:
        self.names, self.error, self.where, self.more = names, error, where, more

    def connect(self, url: str | None) -> Connection:
        return Connection(url or self.where, self.answers())

    def answers(self) -> Any:
        for name in self.names:
            record = {"name": name, "version": 1, "labels": ["production"], "prompt": f"Be {name}.", **self.more}
            yield Answer(name, record)
        if self.error:
            raise self.error


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a registry in Langfuse's place."""

    def put(registry: Registry) -> None:
        monkeypatch.setitem(pull._BY_NAME, "langfuse", registry)

    return put


def test_what_is_written_says_whose_it_is_and_no_day(stand: Any, tmp_path: Path, auditor: Auditor) -> None:
    stand(Registry("ann", where="https://me:secret@example.org/base?key=1#x"))
    auditor("pull", "langfuse", "-o", tmp_path / "a.json")
    written = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert {"registry": "langfuse", "from": "https://example.org/base"} == written["pulled"]
    assert ["pulled", "data"] == list(written)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"data": []}',
        '{"pulled": 5}',
        '{"pulled": {"registry": []}}',
        '{"pulled": {"registry": "mlflow", "from": "https://example.org"}, "data": []}',
        '{"pulled": {"registry": "langfuse", "from": "https://other.example.org"}, "data": []}',
        "\x00\xff",
    ],
)
def test_no_other_file_is_replaced(content: str, stand: Any, tmp_path: Path, auditor: Auditor) -> None:
    stand(Registry("ann"))
    output = tmp_path / "a.json"
    output.write_text(content, "latin-1")
    result = auditor("pull", "langfuse", "-o", output)
    assert 2 == result.exit_code
    assert "is not replaced: name another file" in result.stderr
    assert content == output.read_text("latin-1")


def test_nothing_is_asked_where_nothing_may_be_written(stand: Any, tmp_path: Path, auditor: Auditor) -> None:
    stand(Registry(error=AssertionError("it was asked")))
    output = tmp_path / "a.json"
    output.write_text('{"pulled": {"registry": "langfuse", "from": "elsewhere"}}', "utf-8")
    assert "holds what was pulled from langfuse (elsewhere)" in auditor("pull", "langfuse", "-o", output).stderr


@pytest.mark.parametrize("error", [None, ValueError("cut off"), RecursionError(), UnicodeError()])
def test_all_is_written_or_nothing(error: Exception | None, stand: Any, tmp_path: Path, auditor: Auditor) -> None:
    output = tmp_path / "a.json"
    stand(Registry("ann"))
    auditor("pull", "langfuse", "-o", output)
    before = output.read_bytes()
    stand(Registry(*(["bea"] if error else []), error=error))
    result = auditor("pull", "langfuse", "-o", output)
    assert (2, before) == (result.exit_code, output.read_bytes())
    assert (
        "did not answer as its SDK expects" if error else "lists no prompts: is it the right project"
    ) in result.stderr
    assert ["a.json"] == [path.name for path in tmp_path.iterdir()]


def test_a_list_that_does_not_end_is_given_up(
    stand: Any, tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST", 3)
    stand(Registry(*"abcd"))
    assert "its list does not end: stopped at 4" in auditor("pull", "langfuse", "-o", tmp_path / "a.json").stderr
    monkeypatch.setattr(fetching, "MOST_BYTES", 100)
    stand(Registry("a", config="x" * 100))
    assert "its list does not end" in auditor("pull", "langfuse", "-o", tmp_path / "a.json").stderr


def test_what_an_audit_skips_is_told_at_once(stand: Any, tmp_path: Path, auditor: Auditor) -> None:
    stand(Registry("ann", "bea"))
    assert (
        "2 prompts of https://example.org; an audit reads 2 agents in it"
        in auditor("pull", "langfuse", "-o", tmp_path / "a.json").stdout
    )
    stand(Registry("ann", prompt=" "))
    result = auditor("pull", "langfuse", "-o", tmp_path / "b.json")
    assert "an audit reads 0 agents" in result.stdout
    assert "its text is empty" in result.stderr


def test_quiet_says_nothing_where_all_is_well(stand: Any, tmp_path: Path, auditor: Auditor) -> None:
    stand(Registry("ann"))
    assert "" == auditor("pull", "langfuse", "-q", "-o", tmp_path / "a.json").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody", "-o", "a.json"), "'langfuse', 'mlflow', 'openai-agents', 'anthropic-agents', 'bedrock-agents'"),
        (("langfuse", "-o", "a.yaml"), "name a file that ends in .json"),
        (("langfuse", "-o", "a.json", "--url", "https://me:key@example.org"), "leave them to the SDK's settings"),
        (("langfuse",), "--output"),
    ],
)
def test_a_wrong_command_says_what_is_right(arguments: tuple[str, ...], said: str, auditor: Auditor) -> None:
    result = auditor("pull", *arguments)
    assert 2 == result.exit_code
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize("registry", pulling.REGISTRIES, ids=lambda one: one.NAME)
def test_a_missing_sdk_says_how_to_install_it(
    registry: pulling.Registry, tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "find_spec", lambda name: None)
    result = auditor("pull", registry.NAME, "-o", tmp_path / "a.json")
    assert 2 == result.exit_code
    assert f"pip install 'agent-fleet-auditor[{registry.EXTRA}]'" in result.stderr


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    pulling.may_replace(tmp_path, "langfuse")  # click says so of the option, and whoever writes of all else
    (tmp_path / "a").write_text("x", "utf-8")
    with pytest.raises(PullError, match="was not written by auditor pull"):
        pulling.may_replace(tmp_path / "a", "langfuse")
