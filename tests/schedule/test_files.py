"""What `auditor schedule` prints, held against the schedulers' own tools and schemas, with paths that need quoting."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from auditor import schedule
from auditor.cli import schedule as cli_schedule
from tests.conftest import ROOT, Auditor
from tests.unattended.made import project, run

MORE = """
[audit.weekly]
source = "fleet.yaml"
schedule = "30 7 * * MON"
timezone = "Europe/Berlin"
[audit.weekly.tell]
to = ["SLACK_URL", "MAIL_URL"]
[audit.by-hand]
source = "fleet.yaml"
"""
AWKWARD = '50% of it\'s "my" $HOME'


def test_the_schedulers_that_can_be_asked_for_are_those_that_there_are() -> None:
    """The command's own list spares `--help` the loading of them all."""
    assert cli_schedule.NAMES == tuple(schedule.SCHEDULERS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = project(tmp_path / AWKWARD)
    with (found / "auditor.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    return found


OURS = "auditor[notify] @ git+https://git.example/it's/auditor@0a1b2c3"


def asked(scheduler: str) -> tuple[str, ...]:
    """The options for a scheduler; where its machines have nothing, with what pip installs."""
    return ("--for", scheduler, *(["--install", OURS] if scheduler in ("github-actions", "gitlab") else []))


def printed(auditor: Auditor, folder: Path, scheduler: str, *names: str) -> str:
    result = auditor("schedule", *asked(scheduler), "--project", folder / "auditor.toml", *names)
    assert result.exit_code == 0, result.output
    return result.stdout


def schema(name: str) -> dict[str, object]:
    text = files("check_jsonschema").joinpath("builtin_schemas", "vendor", f"{name}.json").read_text("utf-8")
    found: dict[str, object] = json.loads(text)
    return found


def test_the_crontab_runs_as_cron_runs_it(auditor: Auditor, folder: Path) -> None:
    text = printed(auditor, folder, "cron")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line.split(" cd ")[0] for line in lines] == ["0,15,30,45 * * * *", "0,15,30,45 * * * *"]
    assert "# weekly: 30 7 * * MON (Europe/Berlin)" in text
    assert "SLACK_URL, MAIL_URL" in text
    command = lines[0].split(" ", 5)[5].replace(r"\%", "%")  # what cron does before it hands the line to sh
    assert not re.search(r"(?<!\\)%", lines[0])
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "AUDITOR_CACHE_DIR": str(folder / "cache")}
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment, cwd="/", capture_output=True, text=True, check=False
    )
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    assert (folder / "reports" / "nightly" / "index.html").exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_its_units(auditor: Auditor, folder: Path, tmp_path: Path) -> None:
    units = tmp_path / "units"
    result = auditor("schedule", "--for", "systemd", "--project", folder / "auditor.toml", "--output", units)
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in units.iterdir())
    assert names == [
        "auditor-nightly.service",
        "auditor-nightly.timer",
        "auditor-weekly.service",
        "auditor-weekly.timer",
    ]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(units / name) for name in names)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "auditor-" in line]
    assert ours == []
    service = (units / "auditor-weekly.service").read_text("utf-8")
    assert f"WorkingDirectory={str(folder).replace('%', '%%')}" in service
    assert "OnCalendar=Mon *-*-* 07:30:00 Europe/Berlin" in (units / "auditor-weekly.timer").read_text("utf-8")


def test_github_accepts_its_workflow(auditor: Auditor, folder: Path) -> None:
    (folder / ".git").mkdir()
    workflow = yaml.load(printed(auditor, folder, "github-actions"), Loader=yaml.CSafeLoader)
    jsonschema.validate(workflow, schema("github-workflows"))
    assert workflow["on"]["schedule"] == [
        {"cron": "0 6 * * *"},
        {"cron": "30 7 * * 1", "timezone": "Europe/Berlin"},
    ]
    (step,) = [step for step in workflow["jobs"]["audit-weekly"]["steps"] if "env" in step]
    assert step["env"] == {name: f"${{{{ secrets.{name} }}}}" for name in ("SLACK_URL", "MAIL_URL")}
    assert shlex.split(step["run"]) == ["auditor", "run", "weekly"]
    assert shlex.split(workflow["jobs"]["audit-weekly"]["steps"][2]["run"])[-1] == OURS


def test_gitlab_accepts_its_jobs(auditor: Auditor, folder: Path) -> None:
    text = printed(auditor, folder, "gitlab")
    jsonschema.validate(yaml.load(text, Loader=yaml.CSafeLoader), schema("gitlab-ci"))
    assert "--cron '30 7 * * 1' --cronTimeZone Europe/Berlin" in text


def test_kubernetes_accepts_its_cron_jobs(auditor: Auditor, folder: Path) -> None:
    text = printed(auditor, folder, "kubernetes")
    path = folder / "auditor.yaml"
    path.write_text(text, "utf-8")
    # in a process of its own: to ours, `packaging` is a folder of tests
    tool = Path(sys.executable).parent / "kubernetes-validate"
    done = subprocess.run([tool, "--strict", path], cwd=folder, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    documents = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    assert ["auditor-nightly", "auditor-weekly"] == [document["metadata"]["name"] for document in documents]
    assert (documents[1]["spec"]["schedule"], documents[1]["spec"]["timeZone"]) == ("30 7 * * 1", "Europe/Berlin")


# --- refusals


@pytest.mark.parametrize("scheduler", ["github-actions", "gitlab"])
def test_nothing_is_installed_by_a_name_that_nobody_owns(scheduler: str, auditor: Auditor, folder: Path) -> None:
    result = auditor("schedule", "--for", scheduler, "--project", folder / "auditor.toml")
    assert (2, "") == (result.exit_code, result.stdout)
    assert "needs --install" in result.stderr
    assert "agent-fleet-auditor" not in printed(auditor, folder, scheduler)


@pytest.mark.parametrize("value", ["", " ", "--index-url=https://evil.example", "a\nb", "${{ secrets.KEY }}"])
def test_what_pip_would_not_take_as_a_requirement_is_refused(value: str, auditor: Auditor, folder: Path) -> None:
    path = folder / "auditor.toml"
    result = auditor("schedule", "--for", "github-actions", "--project", path, "--install", value)
    assert (2, "") == (result.exit_code, result.stdout)


def changed(folder: Path, old: str, new: str) -> Path:
    path = folder / "auditor.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return path


@pytest.mark.parametrize(
    ("scheduler", "expression", "because"),
    [
        ("kubernetes", "0 6 L * *", "Kubernetes knows neither L nor #"),
        ("gitlab", "0 6 */2 * 1", "day and weekday together"),
        ("github-actions", "*/2 * * * *", "nothing more often than every 5 minutes"),
        ("systemd", "0 6 */2 * 5#2", "systemd cannot tell"),
    ],
)
def test_what_cannot_be_said_exactly_is_refused(
    scheduler: str, expression: str, because: str, auditor: Auditor, folder: Path
) -> None:
    path = changed(folder, "0 6 * * *", expression)
    result = auditor("schedule", *asked(scheduler), "--project", path)
    assert (2, "") == (result.exit_code, result.stdout)
    assert f"audit.nightly.schedule: {expression!r}: " in result.stderr
    assert because in result.stderr


def test_what_lies_outside_the_repository_would_be_lost_there(auditor: Auditor, folder: Path) -> None:
    path = changed(
        folder,
        'source = "fleet.yaml"\nschedule = "0 6',
        'source = "fleet.yaml"\nhistory = "../h.sqlite3"\nschedule = "0 6',
    )
    for scheduler in ("github-actions", "gitlab"):
        result = auditor("schedule", *asked(scheduler), "--project", path)
        assert (2, True) == (result.exit_code, "../h.sqlite3: lies outside the repository" in result.stderr)


def test_an_audit_without_a_time_is_left_out_unless_it_is_asked_for(auditor: Auditor, folder: Path) -> None:
    assert "by-hand" not in printed(auditor, folder, "cron")
    result = auditor("schedule", "--for", "cron", "--project", folder / "auditor.toml", "by-hand")
    assert (2, True) == (result.exit_code, "audit.by-hand.schedule: is missing" in result.stderr)


def test_a_name_that_is_none_is_told_with_the_one_meant(folder: Path) -> None:
    done = run(folder, "run", "nihgtly")
    assert (2, True) == (done.returncode, "did you mean 'nightly'?" in done.stderr)
