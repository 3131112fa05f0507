"""The stand-ins are faithful: what they answer is of the types that the vendors' SDKs are generated with.

Those of AWS are held against botocore's model of the service with every answer; MLflow is real.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from tests.pulling.loopback import Asked
from tests.pulling.standins import KEY, Records, StandIn, langfuse, langfuse_prompt

TYPES = {
    "openai-agents": ("openai.types.beta.agent", "Agent"),
    "anthropic-agents": ("anthropic.types.beta.beta_managed_agents_agent", "BetaManagedAgentsAgent"),
    "langfuse": ("langfuse.api.prompts.types.prompt", "Prompt"),
}


def test_its_records_are_of_the_sdks_types(stand_in: StandIn, carl: Records) -> None:
    if stand_in.registry not in TYPES:
        pytest.skip("held against the service's model with every answer")
    module, name = TYPES[stand_in.registry]
    kind: Any = TypeAdapter(getattr(import_module(module), name))
    for record in carl:
        found = kind.validate_python(record)
        assert set(record) <= known(found), "and have no field that the type does not"


def known(found: BaseModel) -> set[str]:
    """The fields of a type, by their names in JSON: Langfuse's as their annotations say."""
    fields = type(found).model_fields
    renamed = [getattr(note, "alias", None) for field in fields.values() for note in field.metadata]
    return {field.alias or name for name, field in fields.items()} | {name for name in renamed if name}


def test_langfuses_list_is_of_its_sdks_type() -> None:
    prompts = pytest.importorskip("langfuse.api.prompts.types", reason="the SDK 'langfuse' is not installed")
    parse = pytest.importorskip("langfuse.api.core.pydantic_utilities").parse_obj_as
    records = [langfuse_prompt({"name": name, "prompt": "Be brief."}) for name in "abc"]
    status, page = langfuse(records)(
        Asked("GET", "/api/public/v2/prompts", {"page": "2"}, {"authorization": f"Basic {KEY}"}, b"")
    )
    found = parse(prompts.PromptMetaListResponse, page)
    assert (200, ["c"], 2) == (status, [one.name for one in found.data], found.meta.total_pages)
