"""The project file: found upwards, read with every error at once, begun by `auditor init`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from auditor import project
from auditor.errors import InputError
from tests.conftest import Auditor

LEAST = 'schema = 1\n[audit.nightly]\nsource = "fleet.yaml"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / project.NAME
    path.write_text(text, "utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    path = written(folder, text)
    with pytest.raises(InputError) as told:
        project.read(path)
    said = str(told.value).split("\n")
    assert all(line.startswith(f"{path}: ") for line in said)
    return [line.removeprefix(f"{path}: ") for line in said]


def test_the_least_file_says_what_it_does_not_say(tmp_path: Path) -> None:
    found = project.read(written(tmp_path, LEAST))
    audit = found.audit["nightly"]
    assert (audit.source, audit.formats, audit.timezone) == (("fleet.yaml",), ("html", "json"), "UTC")
    assert found.folder("nightly") == tmp_path / "reports" / "nightly"
    assert found.state_folder == tmp_path / ".auditor"


def test_it_is_found_upwards_and_the_nearest_counts(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    outer = written(tmp_path, LEAST)
    assert outer == project.find(deep)
    inner = written(tmp_path / "a", LEAST)
    assert inner == project.find(deep)


def test_where_there_is_none_it_says_who_writes_one(
    tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = auditor("run")
    assert result.exit_code == 2
    assert "no auditor.toml here or in any folder above; auditor init writes one" in result.stderr


WRONG = """
schema = 2
stat = "x"
[audit.nightly]
sorce = "fleet.yaml"
schedule = "0 25 * * *"
timezone = "Mars/Olympus"
fail_on = "hgh"
tell = {to = "slack://secret/token", news = ["verdct"], falures = true}
[audit."bad name!"]
source = []
"""


def test_all_errors_are_told_at_once_with_what_was_meant(tmp_path: Path) -> None:
    said = problems(tmp_path, WRONG)
    assert not [line for line in said if "secret" in line.replace("is a secret", "")], (
        "what may be a secret is not shown"
    )
    for wanted in (
        "schema: expected 1, got 2",
        "stat: unknown key; did you mean 'state'?",
        "audit.nightly.source: is missing",
        "audit.nightly.sorce: unknown key; did you mean 'source'?",
        "audit.nightly.schedule: bad hour in '0 25 * * *'",
        "audit.nightly.timezone: expected a time zone such as UTC or Europe/Berlin, got 'Mars/Olympus'",
        "audit.nightly.tell.falures: unknown key; did you mean 'failures'?",
        "audit.bad name!.source: is empty: name at least one",
    ):
        assert wanted in said
    assert [line for line in said if line.startswith("audit.nightly.fail_on:") and "did you mean 'high'?" in line]
    assert [line for line in said if line.startswith("audit.nightly.tell.to.0: expected the name of an environment")]
    assert [line for line in said if line.startswith("audit.bad name!: as a name")]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[audit.b]\nsource = "f"\nfolder = "reports/nightly"', "audit.b.folder: is that of nightly"),
        ('[audit.Nightly]\nsource = "f"', "audit.Nightly: and nightly differ only in case"),
        ('metrics = "a.txt"', "audit.nightly.metrics: must end in .prom"),
        ('schedule = "* * * *"', "audit.nightly.schedule: expected the five fields"),
        ('schedule = "0 0 31 2 *"', "audit.nightly.schedule: "),
        ('folder = "a\\nb"', "audit.nightly.folder: must be one line"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, more: str, said: str) -> None:
    assert [line for line in problems(tmp_path, LEAST + more) if line.startswith(said)]


@pytest.mark.parametrize("text", ["schema = ", "schema = 1\nschema = 1", "a = [" * 5000])
def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    (said,) = problems(tmp_path, text)
    assert said.startswith("is not TOML")


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / project.NAME
    path.write_bytes("é".encode("latin-1"))
    with pytest.raises(InputError, match="is not UTF-8, from byte 0 on"):
        project.read(path)


def test_no_audit_at_all_is_told(tmp_path: Path) -> None:
    assert ["audit: is empty: name at least one, as [audit.nightly]"] == problems(tmp_path, "schema = 1\n[audit]\n")


# --- auditor init


def test_init_writes_what_runs_at_once(tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert 0 == auditor("init").exit_code
    ran = auditor("run")
    assert (0, "nightly: My fleet: 1 agent") == (ran.exit_code, ran.stdout[:26])
    assert {"index.html", "audit.json"} == {path.name for path in (tmp_path / "reports" / "nightly").iterdir()}


def test_init_never_writes_over_what_is_there(tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "fleet.yaml").write_text("mine", "utf-8")
    result = auditor("init", tmp_path)
    assert (2, "mine") == (result.exit_code, (tmp_path / "fleet.yaml").read_text("utf-8"))
    assert "fleet.yaml: is there already" in result.stderr
    assert not (tmp_path / "auditor.toml").exists()
    assert 0 == auditor("init", tmp_path, "--force").exit_code
    assert (tmp_path / "fleet.yaml").read_text("utf-8") == project.INVENTORY


def test_what_init_has_commented_out_is_right_too(tmp_path: Path) -> None:
    lines = project.PROJECT.split("\n")
    keys = [line for line in lines if line.startswith(("# [", "# ")) and (" = " in line or line.startswith("# ["))]
    text = "\n".join(line.removeprefix("# ") if line in keys else line for line in lines)
    tomllib.loads(text)
    found = project.read(written(tmp_path, text)).audit["nightly"]
    assert found.tell is not None
    assert (found.policy, found.metrics) == ("policy.yaml", "reports/nightly.prom")
