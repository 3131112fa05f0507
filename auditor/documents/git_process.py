"""Asking git, with everything switched off that a repository could have it run, and within a set time.

A repository is foreign input: its configuration can name programs (a pager, a file-system monitor, a signature
checker, a transport). Each is switched off for every call, no hook is run, nothing is fetched and nothing is written.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

SECONDS = 60.0
"""For all that is asked about one repository, however large its history is."""

_OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.quotePath=false",
    "diff.external=",
    "diff.renameLimit=1000",
    "gpg.program=false",
    "gpg.ssh.program=false",
    "gpg.x509.program=false",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "protocol.allow=never",
    "protocol.file.allow=never",
    "safe.bareRepository=explicit",
)


class NoHistoryError(Exception):
    """Why a repository tells nothing; its text goes into an `Unknown`."""


class Git:
    """Answers about one repository; once the time is up there are no more."""

    def __init__(self, root: Path, seconds: float = SECONDS) -> None:
        self.root = root
        self._seconds = seconds
        self._left = seconds

    def ask(self, *arguments: str, given: bytes = b"", because: str = "") -> bytes:
        """What git answers; raises NoHistoryError, with `because` or git's own words, if it does not."""
        program = shutil.which("git")
        if program is None:
            raise NoHistoryError("git is not installed")
        switches = [part for setting in _OFF for part in ("-c", setting)]
        command = [program, "--no-pager", *switches, "-C", str(self.root), *arguments]
        begin = time.monotonic()
        try:
            done = subprocess.run(  # noqa: S603  git itself, with all that could run something else switched off
                command, input=given, capture_output=True, timeout=self._left, check=False, env=_environment()
            )
        except subprocess.TimeoutExpired:
            self._left = 0.0
            raise NoHistoryError(f"reading the repository took longer than {self._seconds:g} seconds") from None
        except OSError as error:
            raise NoHistoryError(f"git cannot be run: {error.strerror}") from None
        self._left = max(0.0, self._left - (time.monotonic() - begin))
        if done.returncode:
            raise NoHistoryError(_refusal(done.stderr, because))
        return done.stdout


def _environment() -> dict[str, str]:
    """Ours without what a hook that calls us has set for git."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def _refusal(said: bytes, because: str) -> str:
    words = " ".join(said.decode("utf-8", "replace").split())[:200]
    if "dubious ownership" in words:
        return "the repository belongs to somebody else, which git trusts only if safe.directory names it"
    return because or f"git says: {words}"
