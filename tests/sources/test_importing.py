"""`auditor import`: an inventory that measures as its sources do, and that keeps what people wrote into it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditor import sources
from auditor.model.agent import Traffic
from auditor.sources.importing import imported
from auditor.sources.importing.leaves import written
from tests.conftest import Auditor

CARL = "---\nname: carl\ndescription: Answers, briefly\nmodel: claude-sonnet-5-5\n---\nYou are Carl. The fee is $35.\n"
CLAUDIA = "---\nname: claudia\ndescription: 'Says: no'\n---\nYou are Claudia. Say no to {{everything}}.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    agents = tmp_path / "fleet" / ".claude" / "agents"
    agents.mkdir(parents=True)
    (agents / "carl.md").write_text(CARL, "utf-8")
    (agents / "claudia.md").write_text(CLAUDIA, "utf-8")
    return tmp_path / "fleet"


@pytest.fixture
def inventory(auditor: Auditor, folder: Path) -> Path:
    path = folder / "fleet.yaml"
    done = auditor("import", folder / ".claude", "-o", path)
    assert 0 == done.exit_code, done.stderr
    return path


def again(auditor: Auditor, inventory: Path, *options: Any) -> Any:
    done = auditor("import", inventory.parent / ".claude", "-o", inventory, *options)
    assert 0 == done.exit_code, done.stderr
    return done


def agents(path: Path) -> dict[str, Any]:
    return {agent["id"]: agent for agent in yaml.safe_load(path.read_bytes())["agents"]}


def edit(path: Path, old: str, new: str) -> None:
    raw = path.read_bytes()  # as they stand: Python would read other ends of lines as \n
    assert old.encode() in raw
    path.write_bytes(raw.replace(old.encode(), new.encode(), 1))


def measured(auditor: Auditor, *sources: Path) -> list[Any]:
    found = json.loads(auditor("audit", *sources, "--format", "json", "-o", "-").stdout)["agents"]
    fields = ("id", "name", "purpose", "model", "prompt", "knowledge", "verdict", "gates", "costs", "traffic", "prefix")
    return [{field: agent[field] for field in fields} for agent in found]


def test_the_inventory_measures_as_its_source_does(auditor: Auditor, folder: Path, inventory: Path) -> None:
    assert measured(auditor, folder / ".claude") == measured(auditor, inventory)


def test_it_refers_to_the_prompts_where_they_are(inventory: Path) -> None:
    assert {"file": ".claude/agents/carl.md", "agent": "carl"} == agents(inventory)["carl"]["prompt"]
    assert "yaml-language-server: $schema=" in inventory.read_text("utf-8").splitlines()[0]


def test_every_format_of_the_samples_measures_alike(auditor: Auditor, shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "fleet.yaml"
    auditor("import", shared / "samples", "-o", path)
    assert "--allow-outside" in path.read_text("utf-8")
    audited = auditor("audit", path, "--allow-outside", "--format", "json", "-o", "-")
    assert 0 == audited.exit_code, audited.stderr
    source = json.loads(auditor("audit", shared / "samples", "--format", "json", "-o", "-").stdout)
    assert [a["prompt"] for a in source["agents"]] == [a["prompt"] for a in json.loads(audited.stdout)["agents"]]


def test_an_import_of_what_did_not_change_changes_no_byte(auditor: Auditor, inventory: Path) -> None:
    before = inventory.read_bytes()
    again(auditor, inventory)
    assert before == inventory.read_bytes()


def test_what_people_wrote_stays(auditor: Auditor, inventory: Path) -> None:
    edit(inventory, 'purpose: "Answers, briefly"', "purpose: Answers at length  # so Ann said")
    edit(inventory, "schema: 1\n", "schema: 1\n# Reviewed in November.\ndefaults: {owner: leasing}\n")
    edit(inventory, "    name: claudia\n", "    name: claudia\n    traffic:\n      calls_per_day: 12  # asked Bob\n")
    before = inventory.read_text("utf-8")
    assert "as it was" in again(auditor, inventory).stdout
    assert before == inventory.read_text("utf-8")


def test_what_nobody_touched_follows_the_source(auditor: Auditor, inventory: Path, folder: Path) -> None:
    edit(inventory, 'purpose: "Answers, briefly"', "purpose: Mine")
    edit(folder / ".claude" / "agents" / "carl.md", "claude-sonnet-5-5", "claude-haiku-4-5")
    edit(folder / ".claude" / "agents" / "carl.md", "Answers, briefly", "Answers, now")
    done = again(auditor, inventory)
    assert "carl: model.name is claude-haiku-4-5 now; it was claude-sonnet-5-5" in done.stdout
    assert 'carl: purpose stays Mine, as you wrote it; the source has "Answers, now"' in done.stdout
    carl = agents(inventory)["carl"]
    assert ("Mine", "claude-haiku-4-5") == (carl["purpose"], carl["model"]["name"])
    before = inventory.read_bytes()
    assert "stays" not in again(auditor, inventory).stdout, "told once"
    assert before == inventory.read_bytes()


def test_what_people_took_out_stays_out(auditor: Auditor, inventory: Path) -> None:
    edit(inventory, '    purpose: "Answers, briefly"\n', "")
    again(auditor, inventory)
    assert "purpose" not in agents(inventory)["carl"]


def test_what_is_new_in_the_source_is_added(auditor: Auditor, inventory: Path, folder: Path) -> None:
    edit(folder / ".claude" / "agents" / "claudia.md", "name: claudia\n", "name: claudia\nmodel: claude-opus-4-8\n")
    (folder / ".claude" / "agents" / "new.md").write_text(CARL.replace("carl", "conrad"), "utf-8")
    done = again(auditor, inventory)
    assert "1 agent added: conrad" in done.stdout
    found = agents(inventory)
    assert ["carl", "claudia", "conrad"] == list(found)
    assert "claude-opus-4-8" == found["claudia"]["model"]["name"]
    assert measured(auditor, folder / ".claude") == measured(auditor, inventory)


def test_agents_that_are_gone_are_kept_and_marked_until_they_return(
    auditor: Auditor, inventory: Path, folder: Path
) -> None:
    before, file = inventory.read_text("utf-8"), folder / ".claude" / "agents" / "carl.md"
    file.unlink()
    assert "carl: not found any more; it is kept, with a comment" in again(auditor, inventory).stdout
    marked = inventory.read_text("utf-8")
    assert 1 == marked.count("# not found when it was last imported")
    again(auditor, inventory)
    assert marked == inventory.read_text("utf-8")
    file.write_text(CARL, "utf-8")
    assert "it is there again" in again(auditor, inventory).stdout
    assert before == inventory.read_text("utf-8")


def test_an_agent_that_was_renamed_is_still_the_same(auditor: Auditor, inventory: Path) -> None:
    edit(inventory, "- id: carl", "- id: carlos")
    again(auditor, inventory)
    assert ["carlos", "claudia"] == list(agents(inventory))


def test_whoever_takes_the_line_out_makes_the_agent_theirs(auditor: Auditor, inventory: Path, folder: Path) -> None:
    text = inventory.read_text("utf-8")
    lines = [line for line in text.splitlines(keepends=True) if "# imported: " not in line and "purpose:" not in line]
    inventory.write_text("".join(lines), "utf-8")
    before = inventory.read_bytes()
    edit(folder / ".claude" / "agents" / "carl.md", "claude-sonnet-5-5", "claude-haiku-4-5")
    said = again(auditor, inventory).stdout
    assert "2 agents have no line that says how they were imported, so they are yours and stay: carl, claudia" in said
    assert before == inventory.read_bytes()
    (folder / ".claude" / "agents" / "claudia.md").unlink()
    again(auditor, inventory)
    assert before == inventory.read_bytes()


def test_what_people_wrote_stays_with_its_agent(auditor: Auditor, inventory: Path, folder: Path) -> None:
    edit(inventory, "- id: claudia", "- id: aaron")  # as one that comes first is called
    edit(inventory, "    name: claudia\n", "    name: claudia\n    owner: hers\n")
    (folder / ".claude" / "agents" / "aaron.md").write_text(CARL.replace("carl", "aaron"), "utf-8")
    again(auditor, inventory)
    found = agents(inventory)
    assert ["carl", "aaron", "aaron-2"] == list(found)
    assert {"file": ".claude/agents/claudia.md", "agent": "claudia"} == found["aaron"]["prompt"]
    assert "hers" == found["aaron"]["owner"]
    assert "owner" not in found["aaron-2"]


def collapsed(inventory: Path) -> dict[str, Any]:
    """Carl written by a person on one line, below his mark."""
    lines = inventory.read_text("utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("  - id: carl"))
    after = next(number for number, line in enumerate(lines) if line.startswith("  - id: claudia"))
    carl = agents(inventory)["carl"]
    lines[first:after] = [lines[first + 1][2:], f"  - {json.dumps(carl)}"]
    inventory.write_text("\n".join(lines) + "\n", "utf-8")
    return carl


def test_an_agent_in_braces_is_known_by_the_line_above(auditor: Auditor, inventory: Path, folder: Path) -> None:
    carl = collapsed(inventory)
    before, file = inventory.read_bytes(), folder / ".claude" / "agents" / "carl.md"
    again(auditor, inventory)
    assert before == inventory.read_bytes()
    edit(file, "claude-sonnet-5-5", "claude-haiku-4-5")
    again(auditor, inventory)
    again(auditor, inventory)
    assert carl | {"model": {"name": "claude-haiku-4-5"}} == agents(inventory)["carl"]
    assert 2 == inventory.read_text("utf-8").count("# imported: ")
    before = inventory.read_bytes()
    edit(file, "name: carl", "name: cora")
    file.rename(file.with_name("cora.md"))
    again(auditor, inventory)
    again(auditor, inventory)
    assert 1 == inventory.read_text("utf-8").count("# not found when")
    edit(file.with_name("cora.md"), "name: cora", "name: carl")
    file.with_name("cora.md").rename(file)
    again(auditor, inventory)
    assert inventory.read_bytes().startswith(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    model: {name: claude-sonnet-5-5}\n", "    model: *m\n"),
        ("{name: claude-sonnet-5-5}", "{name: *n}"),
        ("{name: claude-sonnet-5-5}", "&own {name: claude-sonnet-5-5}"),
    ],
)
def test_what_has_a_name_or_is_an_alias_is_a_person_s(
    auditor: Auditor, inventory: Path, folder: Path, old: str, new: str
) -> None:
    edit(inventory, "agents:\n", "defaults: {model: &m {name: &n claude-sonnet-5-5}}\nagents:\n")
    edit(inventory, old, new)
    before = agents(inventory)
    edit(folder / ".claude" / "agents" / "carl.md", "claude-sonnet-5-5", "claude-haiku-4-5")
    edit(folder / ".claude" / "agents" / "carl.md", "description: Answers, briefly", "description: Now")
    before["carl"]["purpose"] = "Now"
    assert "carl: model.name stays claude-sonnet-5-5, as you wrote it" in again(auditor, inventory).stdout
    assert before == agents(inventory)
    assert "defaults: {model: &m {name: &n claude-sonnet-5-5}}\n" in inventory.read_text("utf-8")


def test_fields_go_behind_an_alias_that_comes_last(auditor: Auditor, inventory: Path, folder: Path) -> None:
    edit(inventory, "agents:\n", "defaults: {owner: &o leasing}\nagents:\n")
    edit(inventory, "    name: claudia\n", "")
    edit(inventory, '    purpose: "Says: no"\n', "    owner: *o\n")
    inventory.write_text(inventory.read_text("utf-8") + "# the end\n", "utf-8")
    (folder / ".claude" / "agents" / "new.md").write_text(CARL.replace("carl", "conrad"), "utf-8")
    edit(folder / ".claude" / "agents" / "claudia.md", "name: claudia\n", "name: claudia\nmodel: claude-opus-4-8\n")
    again(auditor, inventory)
    found = agents(inventory)
    assert ["carl", "claudia", "conrad"] == list(found)
    assert ("leasing", {"name": "claude-opus-4-8"}) == (found["claudia"]["owner"], found["claudia"]["model"])


def test_agents_of_people_are_left_alone(auditor: Auditor, inventory: Path) -> None:
    with inventory.open("a", encoding="utf-8") as file:
        file.write("  - {id: own, prompt: {text: 'Mine — ¡y mía! 🙂'}}\n  # the end\n")
    before = inventory.read_text("utf-8")
    again(auditor, inventory)
    assert before == inventory.read_text("utf-8")


def test_a_dry_run_shows_the_difference_and_writes_nothing(auditor: Auditor, inventory: Path, folder: Path) -> None:
    before = inventory.read_bytes()
    (folder / ".claude" / "agents" / "new.md").write_text(CARL.replace("carl", "conrad"), "utf-8")
    shown = again(auditor, inventory, "--dry-run").stdout
    assert "+  - id: conrad" in shown
    assert before == inventory.read_bytes()


def test_an_inventory_is_not_imported(auditor: Auditor, inventory: Path, tmp_path: Path) -> None:
    done = auditor("import", inventory, "-o", tmp_path / "other.yaml")
    assert 2 == done.exit_code
    assert "is an inventory already" in done.stderr


@pytest.mark.parametrize(
    "text", ["agents: [\n", "schema: 1\n", "agents: {a: b}\n", "[1, 2]\n", "agents: []\nschema: 1\n"]
)
def test_what_is_no_inventory_is_not_written_into(auditor: Auditor, inventory: Path, text: str) -> None:
    inventory.write_text(text, "utf-8")
    done = auditor("import", inventory.parent / ".claude", "-o", inventory)
    assert 2 == done.exit_code
    assert text == inventory.read_text("utf-8")


def test_what_could_not_be_read_again_is_told_and_not_written(auditor: Auditor, inventory: Path) -> None:
    edit(inventory, "fleet: {", "flet: {")
    (inventory.parent / ".claude" / "agents" / "new.md").write_text(CARL.replace("carl", "conrad"), "utf-8")
    before = inventory.read_text("utf-8")
    done = auditor("import", inventory.parent / ".claude", "-o", inventory)
    assert 2 == done.exit_code
    assert "fleet.yaml:4: flet: " in done.stderr
    assert "so nothing was" in done.stderr
    assert before == inventory.read_text("utf-8")


def test_a_prompt_that_a_person_wrote_down_stays_the_only_one(auditor: Auditor, inventory: Path) -> None:
    edit(inventory, "{file: .claude/agents/carl.md, agent: carl}", "{text: You are mine.}")
    edit(inventory, "prompt.file=", "purpose=")  # as if it had never been imported
    edit(inventory, "prompt.agent=", "purpose=")
    again(auditor, inventory)
    assert {"text": "You are mine."} == agents(inventory)["carl"]["prompt"]


def with_traffic(folder: Path, before: Path, **seen: Any) -> dict[str, Any]:
    """The agents as they stand after an import of what logs showed."""
    fleet = sources.read(folder / ".claude")
    agent = fleet.members[0].agent.model_copy(update={"traffic": Traffic.model_validate(seen)})
    fleet = replace(fleet, members=(replace(fleet.members[0], agent=agent), *fleet.members[1:]))
    before.write_text(imported(fleet, before, before.read_text("utf-8"), "schema.json").text, "utf-8")
    return agents(before)


def test_what_a_person_s_field_excludes_is_left_out(inventory: Path, folder: Path) -> None:
    edit(inventory, "    name: carl\n", "    name: carl\n    traffic: {calls_per_day: 5}\n")
    found = with_traffic(folder, inventory, calls_per_month=600, output_tokens=50)
    assert {"calls_per_day": 5, "output_tokens": 50} == found["carl"]["traffic"]


@pytest.mark.parametrize("empty", [" {}", " { }  # none yet", "", " null", " ~  # none"])
def test_an_empty_parent_is_filled(auditor: Auditor, inventory: Path, folder: Path, empty: str) -> None:
    edit(inventory, "    name: claudia\n", f"    name: claudia\n    model:{empty}\n")
    edit(folder / ".claude" / "agents" / "claudia.md", "name: claudia\n", "name: claudia\nmodel: claude-opus-4-8\n")
    again(auditor, inventory)
    assert {"name": "claude-opus-4-8"} == agents(inventory)["claudia"]["model"]
    assert empty.partition("#")[2] in inventory.read_text("utf-8")


@pytest.mark.parametrize("traffic", ["{user_tokens: 9}", "\n      user_tokens: 9"])
def test_a_field_goes_beneath_the_mapping_that_is_there(inventory: Path, folder: Path, traffic: str) -> None:
    edit(inventory, "    name: carl\n", f"    name: carl\n    traffic: {traffic}\n")
    fleet_traffic = with_traffic(folder, inventory, session={"calls": 4, "minutes": 2})["carl"]["traffic"]
    assert {"user_tokens": 9, "session": {"calls": 4, "minutes": 2}} == fleet_traffic


def test_nothing_but_yaml_is_written(auditor: Auditor, folder: Path) -> None:
    done = auditor("import", folder / ".claude", "-o", folder / "fleet.json")
    assert 2 == done.exit_code
    assert "let its name end in .yaml or .yml" in done.stderr
    assert not (folder / "fleet.json").exists()


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\r", "\r\n", "🙂", "\ufeff"])
def test_lines_end_where_yaml_ends_them(auditor: Auditor, inventory: Path, folder: Path, odd: str) -> None:
    edit(inventory, "schema: 1\n", f'schema: 1\ndefaults: {{owner: "x{odd}y{odd}z"}}\n')
    edit(inventory, "    name: claudia\n", f'    name: claudia\n    team: "a{odd}b"\n')
    before = inventory.read_bytes()
    again(auditor, inventory)
    assert before == inventory.read_bytes()
    edit(folder / ".claude" / "agents" / "claudia.md", "name: claudia", "name: claudia\nmodel: claude-opus-4-8")
    edit(folder / ".claude" / "agents" / "carl.md", "claude-sonnet-5-5", "claude-haiku-4-5")
    expected = agents(inventory)
    expected["claudia"]["model"], expected["carl"]["model"] = {"name": "claude-opus-4-8"}, {"name": "claude-haiku-4-5"}
    again(auditor, inventory)
    assert expected == agents(inventory)


@pytest.mark.parametrize("ahead", ["\ufeff", "\ufeff\ufeff"])
def test_marks_of_the_order_of_bytes_shift_nothing(auditor: Auditor, inventory: Path, folder: Path, ahead: str) -> None:
    inventory.write_text(ahead + inventory.read_text("utf-8"), "utf-8")
    edit(folder / ".claude" / "agents" / "carl.md", "claude-sonnet-5-5", "claude-haiku-4-5")
    expected = inventory.read_text("utf-8").count("\n")
    again(auditor, inventory)
    assert "{name: claude-haiku-4-5}" in inventory.read_text("utf-8")
    assert expected == inventory.read_text("utf-8").count("\n")


CREW = """\
carl:
  role: Clerk
  goal: Answer
  backstory: You have answered for years.
claudia:
  role: Head
  goal: Decide
  backstory: You decide.
"""


def test_an_agent_that_a_file_does_not_hold_is_told(auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "agents.yaml").write_text(CREW, "utf-8")
    inventory = tmp_path / "fleet.yaml"
    auditor("import", tmp_path / "config", "-o", inventory)
    assert measured(auditor, tmp_path / "config") == measured(auditor, inventory)
    edit(inventory, "agents.yaml, agent: carl}", "agents.yaml, agent: carla}")
    done = auditor("validate", inventory)
    assert 2 == done.exit_code
    assert "prompt.agent: " in done.stderr
    assert "holds no agent 'carla'; did you mean 'carl'?" in done.stderr


@pytest.mark.parametrize(
    ("format", "content"),
    [
        ("text", "You are Carl.\n\n"),
        ("text", "---\nname: Carl\n---\n\nYou are Carl.\n"),
        ("copilot", CARL),
    ],
)
def test_what_was_read_as_people_said_is_read_so_again(
    auditor: Auditor, tmp_path: Path, format: str, content: str
) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "carl.md").write_text(content, "utf-8")
    inventory = tmp_path / "fleet.yaml"
    done = auditor("import", tmp_path / "prompts", "--from", format, "-o", inventory)
    assert 0 == done.exit_code, done.stderr
    source = sources.read(tmp_path / "prompts", sources.Options(formats=(format,))).members[0]
    found = sources.read(inventory).members[0]
    assert (source.prompt.read(), source.adds) == (found.prompt.read(), found.adds)


@pytest.mark.parametrize(
    ("prompt", "why"),
    [
        ("{file: carl.md, agent: carl, format: txt}", "'txt' is no format; did you mean 'text'?"),
        ("{file: carl.md, format: text}", "'format' says how to find an 'agent' in a file, so it needs one"),
    ],
)
def test_a_format_that_cannot_be_is_told(auditor: Auditor, tmp_path: Path, prompt: str, why: str) -> None:
    (tmp_path / "carl.md").write_text(CARL, "utf-8")
    (tmp_path / "fleet.yaml").write_text(f"schema: 1\nagents:\n  - {{id: carl, prompt: {prompt}}}\n", "utf-8")
    done = auditor("validate", tmp_path / "fleet.yaml")
    assert 2 == done.exit_code
    assert why in done.stderr


def autogen(*prompts: str) -> dict[str, Any]:
    config = {"name": "carl", "model_client": {"provider": "x.OpenAIChatCompletionClient", "config": {}}}
    agents = [
        {"provider": "x.AssistantAgent", "component_type": "agent", "config": config | {"system_message": prompt}}
        for prompt in prompts
    ]
    return {"provider": "x.Team", "component_type": "team", "config": {"participants": agents}}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("opencode.json", {"agent": {"build": {"prompt": "Be one."}}, "mode": {"build": {"prompt": "Be two."}}}),
        ("team.json", autogen("Be one.", "Be two.", "Be three.")),
        ("long.json", {"agent": {"b" * 250: {"prompt": "Be one."}, "b" * 251: {"prompt": "Be two."}}}),
    ],
)
def test_agents_of_one_key_in_a_file_keep_their_prompts(
    auditor: Auditor, tmp_path: Path, name: str, content: dict[str, Any]
) -> None:
    (tmp_path / "source").mkdir()
    path = tmp_path / "source" / ("opencode.json" if name == "long.json" else name)
    path.write_text(json.dumps(content), "utf-8")
    inventory = tmp_path / "fleet.yaml"
    done = auditor("import", tmp_path / "source", "-o", inventory)
    assert 0 == done.exit_code, done.stderr
    source = [member.prompt.read() for member in sources.read(path).members]
    assert len(source) > 1
    assert source == [member.prompt.read() for member in sources.read(inventory).members]


def test_a_file_is_opened_once_for_all_its_agents(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "team.json"
    path.write_text(json.dumps(autogen(*(f"Be {number}." for number in range(50)))), "utf-8")
    auditor("import", path, "-o", tmp_path / "fleet.yaml")
    opened: list[str] = []
    is_on = True  # a hook stays for good

    def heard(event: str, args: tuple[Any, ...]) -> None:
        if is_on and event == "open" and str(args[0]) == str(path):
            opened.append(event)

    sys.addaudithook(heard)
    read = sources.read(tmp_path / "fleet.yaml").members
    is_on = False
    assert [f"Be {number}." for number in range(50)] == [member.prompt.read() for member in read]
    assert len(opened) < 3 * 50, "each agent asks whether it is there and clean text; nobody parses it again"


SCALARS = st.text(max_size=40) | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.from_regex(r"\A[a-z_]{1,8}\Z").filter(
                    lambda word: word not in {"y", "n", "no", "on", "off", "yes", "true", "false", "null"}
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=8,
    )
)
def test_a_value_reads_as_it_was_written(value: Any) -> None:
    assert value == yaml.safe_load(f"field: {written(value)}\n")["field"]


def test_a_volume_beyond_a_schedule_that_a_person_wrote_is_left_out_and_told(inventory: Path, folder: Path) -> None:
    edit(inventory, "    name: carl\n", "    name: carl\n    traffic: {every_minutes: 60}\n")
    found = with_traffic(folder, inventory, calls_per_month=42_000, output_tokens=50)
    assert {"every_minutes": 60, "output_tokens": 50} == found["carl"]["traffic"]
    assert 700 == with_traffic(folder, inventory, calls_per_month=700)["carl"]["traffic"]["calls_per_month"]


@pytest.mark.parametrize("head", ["|+", ">+", "|2+", "|-", "|", ">"])
@pytest.mark.parametrize("behind", ["", "    # a comment\n"])
def test_a_text_keeps_the_empty_lines_at_its_end(auditor: Auditor, inventory: Path, head: str, behind: str) -> None:
    for name in ("carl", "claudia"):
        edit(inventory, f"    name: {name}\n", f"    name: {name}\n    owner: team\n")
    text = inventory.read_text("utf-8")
    inventory.write_text(f"{text}    task:\n      tasks:\n      - {head}\n          Say no.\n\n\n{behind}", "utf-8")
    before = agents(inventory)["claudia"]["task"]
    agent = inventory.parent / ".claude" / "agents" / "claudia.md"
    edit(agent, "name: claudia\n", "name: claudia\nmodel: claude-opus-4-8\n")
    (agent.parent / "zoe.md").write_text(CARL.replace("carl", "zoe"), "utf-8")
    again(auditor, inventory)
    after = agents(inventory)
    assert before == after["claudia"]["task"]
    assert {"zoe", "claudia", "carl"} == set(after)
    assert "claude-opus-4-8" == after["claudia"]["model"]["name"]


def test_agents_are_called_by_the_ids_that_people_gave_them(inventory: Path, folder: Path) -> None:
    edit(inventory, "- id: carl\n", "- id: charles\n")
    edit(inventory, "- id: claudia\n", "- id: zoe\n")
    fleet = sources.read(folder / ".claude")
    carl, claudia = fleet.members
    boss = replace(carl, agent=carl.agent.model_copy(update={"id": "boss", "calls": ("carl", "zoe", "claudia")}))
    zoe = replace(carl, agent=carl.agent.model_copy(update={"id": "zoe", "name": "zoe"}))
    boss, zoe = (
        replace(one, origin=replace(one.origin, key=one.agent.id)) if one.origin else one for one in (boss, zoe)
    )
    fleet = replace(fleet, members=(carl, claudia, boss, zoe))
    inventory.write_text(imported(fleet, inventory, inventory.read_text("utf-8"), "schema.json").text, "utf-8")
    assert ["charles", "zoe-2", "zoe"] == agents(inventory)["boss"]["calls"]
