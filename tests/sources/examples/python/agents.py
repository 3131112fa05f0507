"""The agents of the leasing office."""

from textwrap import dedent

from agents import Agent

from leasing import prompts

carl = Agent(
    name="carl",
    handoff_description="Answers residents' questions about their lease",
    instructions=prompts.CARL,
    model="gpt-4.1",
)
