"""How reports look, as people ask for it: folders replaced whole or not at all, files beside, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli import writing
from auditor.errors import OutputError
from auditor.reporters.html import single_file
from tests.conftest import Auditor

SMALL = """
schema: 1
fleet: {name: small fleet, as_of: 2026-11-22}
agents:
  - {id: one, prompt: {text: "You are brief. The fee is $5,431."}}
  - {id: two, prompt: {text: "You are kind."}}
"""
AUDIT = ("audit", "fleet.yaml")


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fleet.yaml").write_text(SMALL, "utf-8")


def inside(folder: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file()}


def test_a_folder_of_pages_lands_beside_the_other_reports(auditor: Auditor) -> None:
    result = auditor(*AUDIT, "--layout", "dir")
    assert result.exit_code == 0
    found = inside("reports/small-fleet")
    assert {"audit.json", "report/index.html", "report/r.css", "report/r.js"} < found
    assert len([name for name in found if name.startswith("report/agents/")]) == 2
    assert "reports/small-fleet/report/index.html" in result.stdout
    assert not list(Path("reports/small-fleet").glob(".*"))


@pytest.mark.parametrize("place", ["out", "out/"])
def test_a_folder_that_we_made_is_replaced_whole(place: str, auditor: Auditor) -> None:
    ask = (*AUDIT, "--format", "html", "--layout", "dir", "-o", place)
    assert auditor(*ask).exit_code == 0
    before = inside("out")
    Path("out/agents/old.html").write_text("left over")
    Path("fleet.yaml").write_text(SMALL.replace("id: two", "id: other"), "utf-8")
    assert auditor(*ask).exit_code == 0
    after = inside("out")
    assert "agents/old.html" not in after
    assert len(after) == len(before)
    assert after != before
    assert sorted(path.name for path in Path().iterdir() if path.name.startswith(".out")) == []


def test_a_folder_of_somebody_else_is_left_alone(auditor: Auditor) -> None:
    Path("mine").mkdir()
    Path("mine/thesis.txt").write_text("years of work")
    for place in ("mine", "fleet.yaml"):
        result = auditor(*AUDIT, "--format", "html", "--layout", "dir", "-o", place)
        assert result.exit_code == 2
        assert "is not replaced by a folder of pages" in result.stderr
    assert inside("mine") == {"thesis.txt"}
    assert Path("fleet.yaml").read_text("utf-8") == SMALL


def test_an_empty_folder_is_filled(auditor: Auditor) -> None:
    Path("empty").mkdir()
    assert auditor(*AUDIT, "--format", "html", "--layout", "dir", "-o", "empty").exit_code == 0
    assert Path("empty/index.html").is_file()


def test_a_folder_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    def files(*, fails: bool) -> Iterator[tuple[str, str]]:
        yield "index.html", "new" if fails else "old"
        if fails:
            raise OutputError("the disk is full")

    target = tmp_path / "out"
    writing.to_folder(target, files(fails=False), {})
    with pytest.raises(OutputError):
        writing.to_folder(target, files(fails=True), {tmp_path / "other.txt": "x"})
    assert (target / "index.html").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fleet.yaml", "out"]


def test_a_report_beside_the_folder_that_cannot_be_written_leaves_both(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OutputError, match="taken"):
        writing.to_folder(tmp_path / "out", [("index.html", "x")], {tmp_path / "taken": "x"})
    assert not (tmp_path / "out").exists()


def test_style_and_script_may_lie_beside_the_page(auditor: Auditor) -> None:
    assert auditor(*AUDIT, "--format", "html", "--assets", "split", "-o", "out/fleet.html").exit_code == 0
    assert inside("out") == {"fleet.html", "r.css", "r.js"}
    assert '<link rel="stylesheet" href="r.css">' in Path("out/fleet.html").read_text("utf-8")


@pytest.mark.parametrize("options", [("--layout", "dir"), ("--assets", "split")])
def test_several_files_do_not_fit_on_standard_output(options: tuple[str, ...], auditor: Auditor) -> None:
    result = auditor(*AUDIT, "--format", "html", *options)
    assert result.exit_code == 2
    assert "several files: name a place with --output" in result.stderr


def test_no_word_of_a_prompt_in_any_report_where_none_is_asked_for(auditor: Auditor) -> None:
    assert "5,431" in auditor(*AUDIT, "--format", "json").stdout
    for name in ("json", "html", "mail", "markdown"):
        shown = auditor(*AUDIT, "--format", name, "--prompts", "none").stdout
        assert "5,431" not in shown
        assert "You are brief" not in shown


@pytest.mark.parametrize("value", ["-1", "some", "1.5", ""])
def test_details_that_mean_nothing_are_refused(value: str, auditor: Auditor) -> None:
    result = auditor(*AUDIT, "--details", value)
    assert result.exit_code == 2
    assert "expected all, actionable or a number of agents" in result.stderr


@pytest.mark.parametrize("value", ["javascript:alert(1)", "reports/x", "https://x.example/ y", 'https://x.example/"'])
def test_a_report_url_that_is_no_address_is_refused(value: str, auditor: Auditor) -> None:
    assert auditor(*AUDIT, "--report-url", value).exit_code == 2


def test_mail_and_markdown_link_to_the_report(auditor: Auditor) -> None:
    url = "https://reports.example/fleet/"
    assert f'href="{url}"' in auditor(*AUDIT, "--format", "mail", "--report-url", url).stdout
    assert f"](<{url}>)" in auditor(*AUDIT, "--format", "markdown", "--report-url", url).stdout


def test_a_file_that_had_to_be_cut_says_so(auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_file, "MOST_BYTES", 100)
    result = auditor(*AUDIT, "--format", "html", "-o", "out.html")
    assert result.exit_code == 0
    assert "note: One file of" in result.stderr
    assert "--layout dir" in result.stderr
