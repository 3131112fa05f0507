"""`auditor audit` as people call it: where reports land, what the exit code says, what is never half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Auditor

PROPTECH = ROOT / "inventories" / "proptech" / "fleet.yaml"
TUNED = ROOT / "inventories" / "tuned" / "fleet.yaml"

SMALL = """
schema: 1
fleet: {name: small fleet, as_of: 2026-11-22}
agents:
  - {id: one, prompt: {text: "You are brief."}}
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "fleet.yaml"
    path.write_text(SMALL, "utf-8")
    return path


def test_without_options_the_table_is_shown_and_two_reports_land_in_reports(small: Path, auditor: Auditor) -> None:
    result = auditor("audit", "fleet.yaml")
    assert result.exit_code == 0
    assert "one" in result.stdout
    assert sorted(path.name for path in Path("reports/small-fleet").iterdir()) == ["audit.json", "index.html"]
    assert "reports/small-fleet/index.html" in result.stdout


def test_one_format_goes_to_standard_output(small: Path, auditor: Auditor) -> None:
    for output in ((), ("--output", "-")):
        result = auditor("audit", "fleet.yaml", "--format", "json", *output)
        assert json.loads(result.stdout)["fleet"]["agents"] == 1
    assert not Path("reports").exists()


def test_one_format_with_output_is_that_file(small: Path, auditor: Auditor) -> None:
    assert auditor("audit", "fleet.yaml", "--format", "csv", "-o", "here/agents.csv").exit_code == 0
    assert Path("here/agents.csv").read_text("utf-8").startswith("id,")


def test_several_formats_land_in_the_folder(small: Path, auditor: Auditor) -> None:
    formats = ("html", "json", "markdown", "csv", "sarif", "terminal")
    arguments = [part for name in formats for part in ("--format", name)]
    assert auditor("audit", "fleet.yaml", *arguments, "-o", "all").exit_code == 0
    wanted = ["agents.csv", "audit.json", "audit.sarif", "index.html", "summary.md", "table.txt"]
    assert sorted(path.name for path in Path("all").iterdir()) == wanted


def test_several_formats_do_not_fit_on_standard_output(small: Path, auditor: Auditor) -> None:
    result = auditor("audit", "fleet.yaml", "--format", "csv", "--format", "json", "-o", "-")
    assert result.exit_code == 2
    assert "one --format only" in result.stderr


def test_an_unwritable_output_leaves_nothing_behind(small: Path, auditor: Auditor) -> None:
    Path("file").write_text("in the way", "utf-8")
    result = auditor("audit", "fleet.yaml", "-o", "file/reports")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert sorted(path.name for path in Path().iterdir()) == ["file", "fleet.yaml"]


def test_a_report_that_fails_to_be_written_leaves_the_old_ones_alone(small: Path, auditor: Auditor) -> None:
    assert auditor("audit", "fleet.yaml", "-o", "out").exit_code == 0
    before = Path("out/index.html").read_bytes()
    Path("out/audit.json").unlink()
    Path("out/audit.json").mkdir()
    result = auditor("audit", "fleet.yaml", "-o", "out", "--at", "2020-01-01")
    assert result.exit_code == 2
    assert before == Path("out/index.html").read_bytes()
    assert sorted(path.name for path in Path("out").iterdir()) == ["audit.json", "index.html"]


def test_findings_fail_only_if_somebody_says_so(auditor: Auditor) -> None:
    arguments = ("audit", TUNED, "--format", "csv")
    assert auditor(*arguments).exit_code == 0
    assert auditor(*arguments, "--fail-on", "high").exit_code == 1
    assert auditor("audit", PROPTECH, "--format", "csv", "--fail-on", "low").exit_code == 1


def test_agents_that_could_not_be_judged_fail_only_when_strict(small: Path, auditor: Auditor) -> None:
    assert auditor("audit", TUNED, "--format", "csv", "--strict").exit_code == 3
    assert auditor("audit", "fleet.yaml", "--format", "csv", "--strict").exit_code == 0


@pytest.mark.parametrize("name", ["html", "json", "markdown", "csv", "sarif", "terminal"])
@pytest.mark.usefixtures("empty_cache")
def test_the_same_input_gives_the_same_bytes(name: str, auditor: Auditor) -> None:
    arguments = ("audit", TUNED, "--format", name, "--at", "2026-11-22T06:00:00")
    first, second, uncached = auditor(*arguments), auditor(*arguments), auditor(*arguments, "--no-cache")
    assert first.stdout_bytes == second.stdout_bytes == uncached.stdout_bytes


def test_two_sources_are_one_fleet(auditor: Auditor) -> None:
    document = json.loads(auditor("audit", PROPTECH, TUNED, "--format", "json").stdout)
    assert document["fleet"]["agents"] == 99


def test_the_same_id_in_two_sources_is_an_error(small: Path, tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "other.yaml").write_text(SMALL, "utf-8")
    result = auditor("audit", "fleet.yaml", "other.yaml")
    assert result.exit_code == 2
    assert "'one' is already in fleet.yaml" in result.stderr


def test_a_policy_file_moves_a_threshold(small: Path, tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "policy.yaml").write_text("prompting_exhausted: {min_techniques: 0}", "utf-8")
    document = json.loads(auditor("audit", "fleet.yaml", "--policy", "policy.yaml", "--format", "json").stdout)
    assert document["agents"][0]["gates"][0]["outcome"] == "unknown"


def test_a_wrong_policy_names_the_field(small: Path, tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "policy.yaml").write_text("task_narrow: {max_tasks: many, min_tasks: 1}", "utf-8")
    result = auditor("audit", "fleet.yaml", "--policy", "policy.yaml")
    assert result.exit_code == 2
    assert "task_narrow.max_tasks.value" in result.stderr
    assert "task_narrow.min_tasks" in result.stderr


def test_a_wrong_clock_is_told(small: Path, auditor: Auditor) -> None:
    result = auditor("audit", "fleet.yaml", "--at", "yesterday")
    assert (result.exit_code, "--at: expected a date" in result.stderr) == (2, True)


def test_a_day_at_the_end_of_the_calendar_is_told(small: Path, auditor: Auditor) -> None:
    result = auditor("audit", "fleet.yaml", "--at", "9999-12-31")
    assert (result.exit_code, "--at: expected a date from 1970 to 2999" in result.stderr) == (2, True)
    small.write_text(SMALL.replace("2026", "9999"), "utf-8")
    result = auditor("audit", "fleet.yaml")
    assert (result.exit_code, "as_of: expected a date from 1970 to 2999" in result.stderr) == (2, True)


def test_a_file_given_as_command_gets_a_hint(small: Path, auditor: Auditor) -> None:
    result = auditor("fleet.yaml")
    assert result.exit_code == 2
    assert "auditor audit fleet.yaml" in result.stderr


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, piped."""
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def test_piped_output_has_no_colour_and_no_progress() -> None:
    done = process("audit", str(TUNED), "--format", "terminal")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m auditor audit {PROPTECH} --format json | head -c 10"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert (done.stdout, "Traceback" in done.stderr) == ('{"format":', False)


@pytest.mark.usefixtures("empty_cache")
def test_two_processes_share_a_cache_at_the_same_time() -> None:
    command = [sys.executable, "-m", "auditor", "audit", str(TUNED), "--format", "json", "--at", "2026-11-22"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    outputs = [process.communicate()[0] for process in running]
    assert len(set(outputs)) == 1
    assert [process.returncode for process in running] == [0, 0]


def test_a_broken_cache_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "facts.sqlite3").write_bytes(b"this is no database" * 100)
    done = process("audit", str(TUNED), "--format", "csv", AUDITOR_CACHE_DIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_cache_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    done = process("audit", str(TUNED), "--format", "csv", AUDITOR_CACHE_DIR=str(tmp_path / "file" / "cache"))
    assert (done.returncode, done.stderr) == (0, "")


# --- where reports go that are no plain files


def test_a_link_stays_and_its_target_is_written(small: Path, auditor: Auditor) -> None:
    Path("real").mkdir()
    Path("real/agents.csv").write_text("old", "utf-8")
    Path("link.csv").symlink_to("real/agents.csv")
    Path("new.csv").symlink_to("real/new.csv")
    for name in ("link.csv", "new.csv"):
        assert auditor("audit", "fleet.yaml", "--format", "csv", "-o", name).exit_code == 0
        assert Path(name).is_symlink()
    assert Path("real/agents.csv").read_text("utf-8").startswith("id,")
    assert sorted(path.name for path in Path("real").iterdir()) == ["agents.csv", "new.csv"]


def test_a_link_that_leads_to_itself_is_told(small: Path, auditor: Auditor) -> None:
    Path("loop.csv").symlink_to("loop.csv")
    result = auditor("audit", "fleet.yaml", "--format", "csv", "-o", "loop.csv")
    assert (result.exit_code, "loop.csv: cannot be written" in result.stderr) == (2, True)


def test_a_pipe_is_written_to_and_not_replaced(small: Path, auditor: Auditor) -> None:
    os.mkfifo("pipe")
    with subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE, text=True) as reader:
        assert auditor("audit", "fleet.yaml", "--format", "csv", "-o", "pipe").exit_code == 0
        assert reader.communicate(timeout=20)[0].startswith("id,")
    assert Path("pipe").is_fifo()


def test_a_slash_at_the_end_means_a_folder(small: Path, auditor: Auditor) -> None:
    assert auditor("audit", "fleet.yaml", "--format", "csv", "-o", "new/").exit_code == 0
    assert [path.name for path in Path("new").iterdir()] == ["agents.csv"]


def test_an_empty_output_is_a_mistake(small: Path, auditor: Auditor) -> None:
    result = auditor("audit", "fleet.yaml", "--format", "csv", "--output", "")
    assert (result.exit_code, "name a file or a folder" in result.stderr) == (2, True)


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """A command line as a shell runs it, with `auditor` for this project's."""
    line = f'set -o pipefail; auditor() {{ {sys.executable} -m auditor "$@"; }}; {command}'
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize("command", [f"audit {TUNED} --format json", f"explain fee-answers-ft {TUNED}", "gates"])
def test_standard_output_that_takes_nothing_is_told(command: str) -> None:
    for where in (">&-", "> /dev/full"):
        done = shell(f"auditor {command} {where}")
        assert (done.returncode, "error: standard output: cannot be written" in done.stderr) == (2, True), done.stderr
        assert "Traceback" not in done.stderr
        assert "Exception" not in done.stderr
    done = shell(f"auditor {command} | true")
    assert (done.returncode, done.stderr) == (0, "")


# --- the day


def test_a_day_that_is_asked_for_outranks_the_inventorys(small: Path, auditor: Auditor) -> None:
    def day(*more: str) -> str:
        document = json.loads(auditor("audit", "fleet.yaml", "--format", "json", *more).stdout)
        return str(document["inputs"]["prices"]["as_of"])

    assert (day(), day("--at", "2026-10-01")) == ("2026-11-22", "2026-10-01")
