"""How long it takes to read the past of many prompts from one git repository, cold and warm."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from auditor import measures, sources
from auditor.documents import git
from auditor.model.measurement import Known

PROMPTS, COMMITS = 300, 20
START = date(2025, 1, 1)
T = TypeVar("T")

_LINES = (
    "You are {name}, who answers questions of residents in one short paragraph.",
    "Greet every caller by name and never guess one.",
    "If you do not know, say so and hand over to a colleague.",
    "Reply in plain words; no lists, no headings.",
    "The late fee is ${fee} per month, due on the 5th.",
    "Office hours are Monday to Friday, {fee} to 17.",
    "## How to answer",
    "1. Read the question twice and name what is asked for.",
    "2. Look the figure up; quote the paragraph it stands in.",
    "Call Maria Gonzalez at (512) 555-01{fee} for anything else.",
)


def report() -> None:
    """Make a repository, read it cold and warm, and say where the time goes."""
    if shutil.which("git") is None:
        print("\n3. skipped: git is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _made(root)
        members = sources.read(root / "fleet.yaml").members
        memory: dict[str, str] = {}
        print(f"\n3. The past of {PROMPTS} prompts of {COMMITS} commits each, from one repository")
        asked = git.Git(root)
        head = git.head(asked)
        commits = _timed("git: one walk for all versions", lambda: git.versions(asked, head, _names()))
        groups = [[one.blob for one in versions] for versions in commits.values()]
        _timed("git: all contents at once", lambda: list(git.contents(asked, groups)))
        _timed("git: contents prompt by prompt", lambda: [list(git.contents(asked, [group])) for group in groups])
        day = START + timedelta(days=30 * COMMITS)
        found = _timed("the product, cold", lambda: measures.histories(members, memory, day))
        _timed("the product, warm", lambda: measures.histories(members, memory, day))
        _timed("the product, a day later", lambda: measures.histories(members, memory, day + timedelta(days=1)))
        assert all(Known(COMMITS - 1, "edits") == one.edits for one in found)


def _timed(name: str, work: Callable[[], T]) -> T:
    begin = time.perf_counter()
    found = work()
    print(f"  {name:34}{time.perf_counter() - begin:8.2f} s")
    return found


def _names() -> list[str]:
    return [f"prompts/p{number}.md" for number in range(PROMPTS)]


def _made(root: Path) -> None:
    (root / "prompts").mkdir()
    listed = "".join(f"  - {{id: p{number}, prompt: {{file: {name}}}}}\n" for number, name in enumerate(_names()))
    (root / "fleet.yaml").write_text(f"schema: 1\nfleet: {{name: Made}}\nagents:\n{listed}", "utf-8")
    _git(root, START, "init", "-q", "-b", "main")
    for step in range(COMMITS):
        for name in _names():
            lines = [f"{number}. {line}" for number, line in enumerate(_LINES * 5)]
            lines[step + 4] = "The key fee is ${fee} per month."
            text = "\n".join(lines).format(name=name, fee=10 + step // 5)
            (root / name).write_text(text, "utf-8")
        _git(root, START, "add", "--all")
        _git(root, START + timedelta(days=30 * step), "commit", "-q", "-m", "x")


def _git(root: Path, day: date, *arguments: str) -> None:
    when = f"{day}T12:00:00+00:00"
    who = {f"GIT_{role}_{part}": f"a@b.{part}" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | who
    environment |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", "-C", str(root), *arguments], env=environment, check=True)
