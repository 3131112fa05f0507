"""The desk: audits in a thread of its own whenever a file has changed, and holds the edition that is shown.

Nobody waits for it: requests get the edition at hand. What is broken while somebody edits leaves the last good edition
where it is, and says so.
"""

from __future__ import annotations

import gc
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from auditor import review
from auditor.errors import AuditorError
from auditor.model.run import Run
from auditor.serving.editions import Edition, State, edition
from auditor.serving.means import Means, Stopped
from auditor.serving.watching import Stamp, changed, stamps

PAUSE = 0.4
"""Seconds between two looks at the files."""
SETTLED = 0.15
"""Seconds for which a changed file must look the same: an editor may write it in steps."""
LONGEST_SETTLING = 2.0
"""Seconds after which what is there is read, though somebody still writes: a usage log may grow without end."""

RETRY = 5.0
"""Seconds, at least, between two tries where nothing but time has passed."""
EDITIONS_A_SWEEP = 8
"""The command line switches the search for circles off, which takes half as long again as an audit of 1,000 agents and
holds up every request. An edition leaves two megabytes of circles, so they are looked for now and then."""


class Desk:
    """What is shown, kept up to date."""

    def __init__(self, means: Means) -> None:
        self.means = means
        self._stop, self._wake = threading.Event(), threading.Event()
        self._told: Callable[[State], None] = lambda state: None
        self._seen: dict[Path, Stamp] = {}
        self._edition: Edition | None = None
        self._wrong: tuple[str, ...] = ()
        self._is_unfinished = False
        self._retry_at = 0.0
        self._made = 0
        self.state = State()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)

    @property
    def edition(self) -> Edition:
        """What is shown."""
        assert self._edition is not None, "begin() comes first"
        return self._edition

    def begin(self) -> None:
        """Audit for the first time; raises AuditorError if there is nothing to show."""
        self._seen = stamps({*self.means.files, *self.means.laid_over})
        self._publish(self._audited())

    def start(self, told: Callable[[State], None]) -> None:
        """Watch from now on; `told` is called with every new state, from the desk's own thread."""
        self._told = told
        self._thread.start()

    def look_now(self) -> None:
        """Look at the files at once: something was written."""
        self._wake.set()

    def stop(self, seconds: float = 5.0) -> None:
        """Stop; an audit under way is given up at its next step."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(PAUSE)
            self._wake.clear()
            try:
                self.look()
            except Stopped:
                return

    def look(self) -> None:
        """Make a new edition if a file has changed, or the day; what is wrong is told with the state."""
        found = self._changes()
        is_due = self._is_due()
        if not found and not is_due:
            return
        self._tell(replace(self.state, is_working=True))
        began = time.monotonic()
        try:
            self._make(found, is_due=is_due)
        except AuditorError as error:
            self._fail(tuple(str(error).split("\n")))
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001  the page stays, and says what is wrong
            fault = f"unexpected {type(error).__name__}: {error}; this is a fault of the auditor"
            if fault not in self.state.problems:
                self.means.event(traceback.format_exc())
            self._fail((fault,))
        now = time.monotonic()
        self._retry_at = now + max(RETRY, 10 * (now - began))

    def _is_due(self) -> bool:
        """Whether to audit although no file has changed: on another day, and again where something is wrong.

        What was missing may lie where nobody looks.
        """
        if self.state.problems:
            return time.monotonic() >= self._retry_at
        return self.edition.day != self.means.now().date().isoformat()

    def _make(self, found: set[Path], *, is_due: bool) -> None:
        """Audit unless only the ledger or the history changed, and publish; decisions show on the last good run too.

        What did not come to its end the last time is done whole, however little has changed since.
        """
        was_unfinished, self._is_unfinished = self._is_unfinished, True
        run = self.edition.run
        if is_due or was_unfinished or not found <= self.means.laid_over:
            try:
                run, self._wrong = self._audited(), ()
            except AuditorError as error:
                self._wrong = tuple(str(error).split("\n"))
            if _is_alike(run, self.edition.run):
                run = self.edition.run
        if run is self.edition.run and not found & self.means.laid_over and not was_unfinished:
            self._fail(self._wrong)  # or nothing is wrong any more, and nothing else
        else:
            self._publish(run)
            self.means.event(f"made anew: {_names(found) or 'time has passed'}")
        self._is_unfinished = False

    def _changes(self) -> set[Path]:
        """The files that have changed since they were last read, once nobody writes to them, or soon in any case."""
        found = changed(self._seen, now := stamps(self._seen))
        end = time.monotonic() + LONGEST_SETTLING
        while found and time.monotonic() < end and not self._stop.wait(SETTLED):
            again = stamps(self._seen)
            if again == now:
                break
            now, found = again, changed(self._seen, again)
        self._watch()
        self._seen.update(now)
        return found

    def _audited(self) -> Run:
        def seen(paths: Iterable[Path]) -> None:
            kept = {*self.means.files, *self.means.laid_over, *paths}
            # what was looked at before keeps that look, so that no change between it and the audit is missed
            old = {path: stamp for path, stamp in self._seen.items() if path in kept}
            self._seen = old | stamps(kept - old.keys())

        return self.means.audit(seen, self._watch)

    def _publish(self, run: Run) -> None:
        made = edition(run, review.read(self.means.ledger), self.means)
        self._edition = made
        self._made += 1
        if self._made % EDITIONS_A_SWEEP == 0:
            gc.collect()
        self._tell(State(made.name, self.means.now(), problems=self._wrong))

    def _fail(self, problems: tuple[str, ...]) -> None:
        if problems != self.state.problems:
            for problem in problems:
                self.means.event(f"error: {problem}")
            if not problems:
                self.means.event("mended: nothing is wrong any more")
        self._tell(replace(self.state, is_working=False, problems=problems))

    def _tell(self, state: State) -> None:
        self.state = state
        self._told(state)

    def _watch(self) -> None:
        if self._stop.is_set():
            raise Stopped


def _is_alike(run: Run, other: Run) -> bool:
    """Whether two runs of one day say the same."""
    return run.at.date() == other.at.date() and replace(run, at=other.at) == other


def _names(found: set[Path]) -> str:
    names = sorted(path.as_posix() for path in found)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
