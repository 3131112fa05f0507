"""What every test gets: a cache that is not the user's, no colour, no network prices, the corpora where they lie."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from auditor.cli import main
from tests.chromium import browser

__all__ = ["browser"]

# A slow machine breaks no law, and the same commit gives the same result; `--hypothesis-profile explore` looks further.
TIMED = [HealthCheck.too_slow]
settings.register_profile("same", deadline=None, derandomize=True, database=None, suppress_health_check=TIMED)
settings.register_profile("explore", deadline=None, max_examples=1000, suppress_health_check=TIMED)
settings.load_profile("same")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# Machines may say that Python is to keep no bytecode; hundreds of processes would each compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

LONGEST = frozenset(("browser", "packaging", "schedule", "serving", "unattended"))
"""Folders whose tests start processes and browsers."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="accept what the golden tests got as what they want")
    parser.addoption("--kills", type=int, default=40, help="how often a process that keeps a run is killed (up to 200)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest first: begun last, one of them would keep one processor busy and the others idle."""
    items.sort(key=lambda item: item.path.parent.name not in LONGEST)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests, as for all runs of a user: what it holds is found by its content alone."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache in which nothing was kept yet, for tests of the cache itself."""
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(tmp_path / "empty-cache"))
    return tmp_path / "empty-cache"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, shared_cache: Path) -> None:
    """No test reads or writes the user's cache, or depends on the terminal it runs in."""
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(shared_cache))
    for name in ("SOURCE_DATE_EPOCH", "FORCE_COLOR", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


Auditor = Callable[..., Result]


@pytest.fixture
def auditor() -> Auditor:
    """The command line, called in this process: `auditor("audit", path)`; a traceback fails the test."""

    def call(*arguments: object) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def shared() -> Path:
    """The corpora beside the project; a clone without them skips, and says so."""
    if not SHARED.is_dir():
        pytest.skip("the shared corpora do not lie beside this checkout")
    return SHARED
