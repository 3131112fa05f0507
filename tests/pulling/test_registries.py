"""Every registry names a format that reads it, and an extra that installs its SDK."""

from __future__ import annotations

import tomllib

import pytest

from auditor import sources
from auditor.pulling import REGISTRIES, Registry
from tests.conftest import ROOT, Auditor
from tests.pulling.standins import STAND_INS

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda one: one.NAME)
def test_it_has_a_format_and_an_extra(registry: Registry) -> None:
    assert registry.FORMAT in sources.FORMATS
    assert registry.EXTRA in PROJECT["project"]["optional-dependencies"]


def test_each_has_a_stand_in_and_its_tests() -> None:
    assert {one.NAME for one in REGISTRIES} == {one.registry for one in STAND_INS} | {"mlflow"}, "MLflow is real there"


def test_the_help_names_them_all(auditor: Auditor) -> None:
    said = auditor("pull", "--help").stdout
    assert all(registry.NAME in said and f"[{registry.EXTRA}]" in said for registry in REGISTRIES)
