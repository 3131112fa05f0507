"""The past of a prompt, read from a real git repository: followed through renames, and nothing in it is run."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor import measures, sources
from auditor.documents import git, git_process
from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Unknown
from tests.fleets import read_fleet

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

DAY = date(2026, 11, 22)
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
FEE = "The late fee is ${} per month.\n"
KIND = "Greet every caller by name and be kind.\n"


def run(folder: Path, *arguments: str, given: bytes | None = None, day: str = "2026-01-01", **more: str) -> str:
    when = f"{day}T12:00:00+00:00"
    environment = CLEAN | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
        **{f"GIT_{role}_{part}": f"a@b.{part}" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")},
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=given, capture_output=True, env=environment | more, check=True
    )
    return done.stdout.decode("utf-8", "replace").strip()


def commit(folder: Path, day: str, **files: str) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    run(folder, "add", "--all")
    run(folder, "commit", "-q", "-m", "x", day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    run(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def histories(folder: Path, *names: str, as_of: date = DAY, memory: dict[str, str] | None = None) -> list[HistoryFacts]:
    agents = [{"id": f"a{number}", "prompt": {"file": name}} for number, name in enumerate(names)]
    fleet = read_fleet(folder, agents)
    return measures.histories(fleet.members, {} if memory is None else memory, as_of)


def three_fees(folder: Path, name: str = "p.md") -> None:
    for day, fee in (("2026-01-01", 40), ("2026-03-02", 45), ("2026-05-01", 55)):
        commit(folder, day, **{name: KIND * 30 + FEE.format(fee)})


def test_every_commit_that_changed_the_prompt_is_an_edit(repository: Path) -> None:
    three_fees(repository)
    commit(repository, "2026-06-01", other="nothing to do with it")
    found = histories(repository, "p.md")[0]
    assert Known(3, "versions") == found.versions
    assert Known(2, "edits") == found.edits
    assert Known(325, "days") == found.days
    assert (("price", 2),) == found.changed_kinds
    assert 2 == found.volatile_changes
    assert "git" == found.source


def test_a_file_is_followed_through_renames_even_into_another_folder(repository: Path) -> None:
    three_fees(repository, "old name.md")
    (repository / "prompts").mkdir()
    run(repository, "mv", "old name.md", "prompts/new.md")
    run(repository, "commit", "-q", "-m", "x", day="2026-05-05")
    run(repository, "mv", "prompts/new.md", "prompts/newest.md")
    run(repository, "commit", "-q", "-m", "x", day="2026-05-06")
    commit(repository, "2026-07-01", **{"old name.md": "Somebody else's prompt that took the name over.\n"})
    found = histories(repository, "prompts/newest.md", "old name.md")
    assert Known(2, "edits") == found[0].edits
    assert Known(1, "versions") == found[1].versions


def test_a_file_that_was_deleted_and_written_anew_begins_anew(repository: Path) -> None:
    three_fees(repository)
    (repository / "p.md").unlink()
    commit(repository, "2026-06-01", other="x")
    commit(repository, "2026-07-01", **{"p.md": KIND})
    assert Known(1, "versions") == histories(repository, "p.md")[0].versions


def test_a_merge_counts_on_the_day_it_lands(repository: Path) -> None:
    commit(repository, "2026-01-01", **{"p.md": KIND * 5 + FEE.format(40)})
    run(repository, "checkout", "-q", "-b", "side")
    commit(repository, "2026-01-02", **{"p.md": KIND * 5 + FEE.format(41)})
    commit(repository, "2026-01-03", **{"p.md": KIND * 5 + FEE.format(42)})
    run(repository, "checkout", "-q", "main")
    run(repository, "merge", "-q", "--no-ff", "-m", "x", "side", day="2026-02-01")
    assert Known(2, "versions") == histories(repository, "p.md")[0].versions


@pytest.mark.parametrize("name", ["-n1.md", "a b\tc.md", ":(top)p.md", "*.md", 'quo"te.md', "ü\u202e.md", "HEAD"])
def test_a_hostile_file_name_is_a_name(repository: Path, name: str) -> None:
    three_fees(repository, name)
    commit(repository, "2026-06-01", **{"innocent.md": "x"})
    asked = git.Git(git.root_of(repository) or pytest.fail("no repository"))
    found = git.versions(asked, git.head(asked), [name, "innocent.md"])
    assert [3, 1] == [len(found[name]), len(found["innocent.md"])]


def test_later_commits_are_not_known_as_of_an_earlier_day(repository: Path) -> None:
    three_fees(repository)
    found = histories(repository, "p.md", as_of=date(2026, 4, 1))[0]
    assert Known(1, "edits") == found.edits
    assert isinstance(histories(repository, "p.md", as_of=date(2026, 1, 5))[0].edits, Unknown)


def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that git is asked from now on."""
    asked: list[str] = []
    real = git.Git.ask

    def ask(self: git.Git, *arguments: str, **more: Any) -> bytes:
        asked.append(next(one for one in arguments if not one.startswith("-")))
        return real(self, *arguments, **more)

    monkeypatch.setattr(git.Git, "ask", ask)
    return asked


def test_many_prompts_cost_no_more_questions_than_one(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"p{number}.md" for number in range(12)]
    for day, fee in (("2026-01-01", 40), ("2026-03-02", 45), ("2026-05-01", 55)):
        commit(repository, day, **{name: f"You are {name}. {KIND}" + FEE.format(fee) for name in names})
    asked = questions(monkeypatch)
    found = histories(repository, *names)
    assert ["rev-parse", "log", "cat-file", "cat-file"] == asked
    assert {2} == {one.edits.value for one in found if isinstance(one.edits, Known)}
    assert 12 == len(found)


def test_two_repositories_are_asked_apart_and_one_that_fails_does_not_spoil_the_other(repository: Path) -> None:
    for name in ("good", "bad"):
        (repository / name).mkdir()
        run(repository / name, "init", "-q", "-b", "main")
        three_fees(repository / name)
    for blob in (repository / "bad" / ".git" / "objects").glob("??/*"):
        blob.chmod(0o644)
    (repository / "bad" / ".git" / "HEAD").write_text("rubbish")
    good, bad = histories(repository, "good/p.md", "bad/p.md")
    assert Known(2, "edits") == good.edits
    assert isinstance(bad.edits, Unknown)
    assert "git tells nothing" in bad.edits.because


def test_a_history_that_takes_too_long_is_left_and_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three_fees(repository)
    program = repository / "slow" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    slow = git.Git(repository, seconds=0.2)
    for _ in range(2):  # time that is up stays up
        with pytest.raises(git.NoHistoryError, match=r"longer than 0.2 seconds"):
            git.head(slow)


def test_a_repository_of_somebody_else_is_not_trusted_and_says_so(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_fees(repository)
    monkeypatch.setattr(git_process, "_environment", lambda: CLEAN | {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    found = histories(repository, "p.md")[0].edits
    assert isinstance(found, Unknown)
    assert "somebody else" in found.because


def test_contents_that_went_missing_leave_out_their_version(repository: Path) -> None:
    three_fees(repository)
    blob = run(repository, "rev-parse", "HEAD~1:p.md")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert Known(1, "edits") == histories(repository, "p.md")[0].edits


def test_contents_come_in_parts_where_they_are_too_much_at_once(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"p{number}.md" for number in range(5)]
    for day, fee in (("2026-01-01", 40), ("2026-03-02", 45)):
        commit(repository, day, **{name: f"You are {name}.\n" + FEE.format(fee) for name in names})
    whole = histories(repository, *names)
    monkeypatch.setattr(git, "MOST_BYTES_IN_ALL", 150)
    assert whole == histories(repository, *names)


def test_a_warm_run_asks_git_for_the_commit_only(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three_fees(repository)
    memory: dict[str, str] = {}
    first = histories(repository, "p.md", memory=memory)
    asked = questions(monkeypatch)
    assert first == histories(repository, "p.md", memory=memory)
    assert ["rev-parse"] == asked
    assert all("Greet" not in text for text in memory.values())


@pytest.mark.parametrize(
    ("spoil", "because"),
    [
        (lambda folder: None, "does not track"),
        (lambda folder: shutil.rmtree(folder / ".git"), "does not lie in a git repository"),
        (lambda folder: (folder / ".git" / "HEAD").write_text("rubbish"), "git tells nothing"),
    ],
)
def test_no_history_says_why(repository: Path, spoil, because: str) -> None:  # type: ignore[no-untyped-def]
    three_fees(repository)
    (repository / "new.md").write_text(KIND)
    spoil(repository)
    found = histories(repository, "new.md")[0]
    assert isinstance(found.edits, Unknown)
    assert because in found.edits.because


def test_without_git_or_with_a_cut_off_past_it_says_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three_fees(repository)
    clone = repository / "clone"
    run(repository, "clone", "-q", "--depth", "1", f"file://{repository}", str(clone))
    shallow = histories(clone, "p.md")[0].edits
    assert isinstance(shallow, Unknown)
    assert "shallow" in shallow.because
    monkeypatch.setenv("PATH", "")
    missing = histories(repository, "p.md")[0].edits
    assert isinstance(missing, Unknown)
    assert "git is not installed" in missing.because


def test_a_subagents_front_matter_is_no_part_of_its_prompt(repository: Path) -> None:
    for day, model in (("2026-01-01", "opus"), ("2026-02-01", "sonnet")):
        commit(repository, day, **{"a.md": f"---\nname: a\ndescription: b\nmodel: {model}\n---\n{KIND}"})
    (repository / ".git" / "x.md").write_text("")
    found = measures.histories(sources.read(repository).members, {}, DAY)[0]
    assert Known(1, "versions") == found.versions


def signed(folder: Path) -> None:
    """Replace the newest commit by the same one with a signature."""
    head, _, rest = run(folder, "cat-file", "commit", "HEAD").partition("\n\n")
    text = f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n{rest}\n"
    hash = run(folder, "hash-object", "-t", "commit", "-w", "--stdin", given=text.encode())
    run(folder, "update-ref", "HEAD", hash)


def test_nothing_that_the_repository_names_is_run(repository: Path) -> None:
    three_fees(repository)
    signed(repository)
    canary = repository / "canary"
    program = repository / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch '{canary}'\n")
    program.chmod(0o755)
    hooks = repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        shutil.copy(program, hooks / hook)
    for name in (
        "core.pager", "core.fsmonitor", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy", "pager.log",
        "diff.external", "diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge", "filter.x.process",
        "gpg.program", "gpg.ssh.program", "credential.helper", "core.alternateRefsCommand", "alias.cat-file",
    ):  # fmt: skip
        run(repository, "config", name, f"!{program}" if name.startswith("alias") else str(program))
    for name, value in {
        "log.showSignature": "true", "log.follow": "true", "log.showRoot": "false", "color.ui": "always",
        "protocol.ext.allow": "always", "protocol.allow": "always", "diff.renames": "copies",
        "core.repositoryFormatVersion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{program}", "log.diffMerges": "combined", "status.submoduleSummary": "true",
    }.items():  # fmt: skip
        run(repository, "config", name, value)
    (repository / ".gitattributes").write_text("* diff=x filter=x\n")
    blob = run(repository, "rev-parse", "HEAD~1:p.md")
    missing = repository / ".git" / "objects" / blob[:2] / blob[2:]
    kept = missing.read_bytes()
    missing.unlink()
    canary.unlink(missing_ok=True)

    found = histories(repository, "p.md")[0]
    assert not canary.exists()
    assert found.source or "git" in found.edits.because  # type: ignore[union-attr]

    missing.write_bytes(kept)
    assert Known(2, "edits") == histories(repository, "p.md")[0].edits
    assert not canary.exists()
    run(repository, "--no-pager", "log")
    assert canary.exists(), "the trap does not work, so the test shows nothing"


def test_a_hook_that_calls_us_does_not_lead_us_astray(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three_fees(repository)
    monkeypatch.setenv("GIT_DIR", str(repository / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert Known(2, "edits") == histories(repository, "p.md")[0].edits
