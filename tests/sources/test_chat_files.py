"""Files whose body holds the messages of a chat, as they are in the wild: partials, tools, models that do not chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.reading import by_name, fleet_of, model, skipped


def test_a_partial_beside_a_prompt_is_a_part_of_it(tmp_path: Path) -> None:
    files = {
        "story.prompt": "---\nmodel: googleai/gemini-2.5-flash\n---\n{{>style tone=tone}}\n\nTell {{it}}.\n",
        "_style.prompt": '{{role "system"}}\nSpeak like a pirate.\n{{role "user"}}\n',
    }
    fleet = fleet_of(tmp_path, files)
    assert "Speak like a pirate." == by_name(fleet)["story"].prompt.read()
    assert [] == skipped(fleet)


def test_words_behind_a_partial_keep_their_line(tmp_path: Path) -> None:
    body = '---\nname: a\n---\n{{>long}}\n{{role "system"}}\nBe kind to everybody.\n'
    fleet = fleet_of(tmp_path, {"a.prompt": body, "_long.prompt": "1\n2\n3\n4\n"})
    assert 6 == by_name(fleet)["a"].prompt.location.line


@pytest.mark.parametrize("content", ["{{>other/it}} Be kind to everybody.", "{{> x }}{{>it}} Be kind to everybody."])
def test_a_partial_that_is_not_there_is_told(content: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"a.prompt": content, "_x.prompt": "{{>it}}{{>x}}"})
    assert "the partials that it includes" in by_name(fleet)["a"].adds


def test_tools_and_examples_of_a_prompt_are_told(tmp_path: Path) -> None:
    text = "---\nname: a\ntools: [{name: t}]\n---\nsystem:\nBe kind.\n\nuser:\nHi there\n\nassistant:\nHello you\n"
    fleet = fleet_of(tmp_path, {"a.prompty": text})
    assert "the other messages of its template (2), the schemas of its tools" == by_name(fleet)["a"].adds


@pytest.mark.parametrize("kind", ["apiType: embedding", "api: image"])
def test_what_makes_images_or_embeddings_is_no_agent(kind: str, tmp_path: Path) -> None:
    files = {"a.prompty": f"---\nname: a\nmodel: {{id: m, {kind}}}\n---\nDraw a very large cat.\n", "b.prompty": "Hi."}
    fleet = fleet_of(tmp_path, files)
    assert ["b"] == list(by_name(fleet))
    assert ["is not prompted" in because for because in skipped(fleet)] == [True]


def test_an_endpoint_of_azures_that_serves_one_model_names_it(tmp_path: Path) -> None:
    header = "configuration: {type: serverless, endpoint: e}\n  parameters: {model: Mistral-small}"
    text = f"---\nname: a\nmodel:\n  api: chat\n  {header}\n---\nBe kind.\n"
    assert ("azure", "Mistral-small") == model(by_name(fleet_of(tmp_path, {"a.prompty": text}))["a"])


def test_nothing_between_the_dashes_is_yaml(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"a.prompty": "---\n---\nBe kind.\n"})
    assert [] == [note.message for note in fleet.notes]


def test_a_template_of_slots_alone_is_told(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"a.prompty": "---\nname: a\n---\n{{text}}\n", "b.prompty": "Be kind."})
    assert ["its prompt is handed over at run time: nothing but slots stands in the file."] == skipped(fleet)
