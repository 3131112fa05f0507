"""Folders and files of tests: what they hold is made up, and nobody runs it for its own sake."""

from __future__ import annotations

from auditor.sources.file import File

FIXTURES = frozenset(
    (
        "test",
        "tests",
        "__tests__",
        "testdata",
        "test-data",
        "test_data",
        "fixtures",
        "__fixtures__",
        "__snapshots__",
        "cassettes",
    )
)
"""Folders of what is made up or recorded for tests, in lower case."""
_OF_CODE = FIXTURES | {"testing", "e2e", "integration-tests", "integration_tests", "unittests", "unit_tests"}


def is_test(file: File) -> bool:
    """Whether a file of code is a test, or helps one, by its folders below the one that is read and by its name."""
    stem = file.path.stem.lower()
    if _OF_CODE & {step.lower() for step in file.relative.split("/")[:-1]}:
        return True
    first, _, _ = stem.partition("_")
    named = stem.endswith(("_test", ".test", ".spec", ".test-d", ".spec-d", ".bench")) or stem.startswith("test-")
    return first == "test" or named or stem == "conftest"
