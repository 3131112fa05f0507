"""Whole outputs, word for word; `make accept` accepts what they are now as what they should be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Auditor

HERE = Path(__file__).parent
ACTUAL = HERE.parent / "actual"

OUTPUTS: dict[str, tuple[str, ...]] = {
    "table.txt": ("audit", "fleet.yaml", "--format", "terminal"),
    "agents.csv": ("audit", "fleet.yaml", "--format", "csv"),
    "summary.md": ("audit", "fleet.yaml", "--format", "markdown"),
    "audit.json": ("audit", "fleet.yaml", "--format", "json"),
    "audit.sarif": ("audit", "fleet.yaml", "--format", "sarif"),
    "fees.txt": ("explain", "fees", "fleet.yaml"),
    "tuned-on-fees.txt": ("explain", "tuned-on-fees", "fleet.yaml"),
    "gates.txt": ("gates",),
}

SCRUBS = (
    (re.compile(r"genai-prices \d+(\.\d+)+"), "genai-prices X"),
    (re.compile(r'("prices": \{[^}]*"sha256": )"[0-9a-f]{64}"'), r'\1"X"'),
    (re.compile(r'("policy": \{"sha256": )"[0-9a-f]{64}"'), r'\1"X"'),
    (re.compile(r'("parts": )\{[^}]*\}'), r"\1{}"),
    (re.compile(r"`[0-9a-f]{12}`"), "`X`"),
)


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_output_is_the_wanted_one(
    name: str, auditor: Auditor, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(HERE)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")
    output = auditor(*OUTPUTS[name]).stdout
    for pattern, words in SCRUBS:
        output = pattern.sub(words, output)
    wanted = HERE / "wanted" / name
    if request.config.getoption("--accept"):
        wanted.write_text(output, "utf-8")
    ACTUAL.mkdir(exist_ok=True)
    (ACTUAL / name).write_text(output, "utf-8")
    assert wanted.read_text("utf-8") == output, f"see {ACTUAL / name}; accept it with: make accept"
