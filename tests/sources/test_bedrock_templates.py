"""Agents for Amazon Bedrock where they are made: in templates of CloudFormation, and in Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.sources import terraform
from tests.sources.reading import by_name, fleet_of, model, skipped

TEMPLATE = """
Parameters:
  Said: {Type: String, Default: Be kind to residents.}
Resources:
  Role: {Type: "AWS::IAM::Role", Properties: {Arn: !GetAtt [a, b]}}
  Carl:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: carl
      FoundationModel: anthropic.claude-3-haiku-20240307-v1:0
      Instruction: %s
"""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Be brief.", "Be brief."),
        ("!Ref Said", "Be kind to residents."),
        ("{Ref: Said}", "Be kind to residents."),
        ("!Sub 'Be kind in ${AWS::Region}.'", "Be kind in ${AWS::Region}."),
        ("!Sub ['Be ${how}.', {how: kind}]", "Be ${how}."),
        ("!Join [' ', [Be, !Ref Said, !GetAtt a.b]]", "Be Be kind to residents. ${…}"),
    ],
)
def test_an_agent_of_a_template_is_read_through_its_functions(written: str, said: str, tmp_path: Path) -> None:
    member = by_name(fleet_of(tmp_path, {"stack.yaml": TEMPLATE % written}))["carl"]
    assert (said, 11) == (member.prompt.read(), member.prompt.location.line)
    assert ("aws", "anthropic.claude-3-haiku-20240307-v1:0") == model(member)


@pytest.mark.parametrize("written", ["!GetAtt a.b", "!Ref Nobody", "!ImportValue x", "[1]", "{Fn::Join: 5}"])
def test_what_only_the_stack_knows_is_told(written: str, tmp_path: Path) -> None:
    files = {"a.json": {"name": "a", "system_prompt": "Be kind."}, "stack.yaml": TEMPLATE % written}
    assert ["its instruction is worked out when the stack is made."] == skipped(fleet_of(tmp_path, files))


def test_a_template_in_json_is_read_too(tmp_path: Path) -> None:
    made = {"Type": "AWS::Bedrock::Agent", "Properties": {"Instruction": {"Fn::Sub": "Be kind."}}}
    assert ["Carl"] == list(by_name(fleet_of(tmp_path, {"stack.json": {"Resources": {"Carl": made}}})))


RESOURCE = """
resource "aws_bedrockagent_agent" "carl" {
  agent_name       = "carl"
  foundation_model = %s
  tags = {
    instruction = "no"
  }
  instruction = %s
}
"""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"Be \\"very\\" kind.\\nBe brief."', 'Be "very" kind.\nBe brief.'),
        ("<<-EOT\n    Be kind.\n      Be { brief.\n  EOT", "Be kind.\n  Be { brief."),
        ("var.said", "Be kind to residents."),
        ('"${local.said}"', "Be kind to residents."),
        ('file("${path.module}/carl.txt")', "Be quick."),
    ],
)
def test_an_agent_of_terraform_is_read(written: str, said: str, tmp_path: Path) -> None:
    names = 'variable "said" {\n  default = "Be kind to residents."\n}\nlocals {\n  said = var.said\n}\n'
    files = {"main.tf": RESOURCE % ('"amazon.nova-lite-v1:0"', written), "names.tf": names, "carl.txt": "Be quick."}
    member = by_name(fleet_of(tmp_path, files))["carl"]
    assert (said, ("aws", "amazon.nova-lite-v1:0")) == (member.prompt.read(), model(member))


def test_a_module_is_an_agent_where_it_is_given_its_instruction(tmp_path: Path) -> None:
    module = 'module "carl" {\n  source = "./agent"\n  instruction = "Be kind."\n  foundation_model = "m"\n}\n'
    inner = RESOURCE % ("var.model", "var.instruction") + 'variable "instruction" {\n  type = string\n}\n'
    fleet = fleet_of(tmp_path, {"main.tf": module, "agent/main.tf": inner, "other.tf": 'locals {\n  a = "b"\n}\n'})
    assert ["carl"] == [member.agent.name for member in fleet.members]
    assert ["its instruction is worked out by Terraform (var.instruction)."] == skipped(fleet)


def test_an_instruction_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Be secret.", "utf-8")
    files = {"a.json": {"name": "a", "system_prompt": "Be."}, "main.tf": RESOURCE % ('"m"', 'file("../secret.txt")')}
    assert ["a"] == [member.agent.name for member in fleet_of(tmp_path / "in", files).members]


@given(st.text(alphabet='{}[]()"\\ =\nab_<-EOT$#.'))
def test_nothing_makes_terraform_fail(text: str) -> None:
    for block in terraform.blocks('resource "a" "b" {\n' + text + "\n}\n"):
        assert all(isinstance(written, str) for written, _ in block.fields.values())
