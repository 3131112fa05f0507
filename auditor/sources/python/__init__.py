"""Agents and system messages in Python code, read from its syntax tree; nothing of it is ever run.

`calls` finds what makes or asks a model, `names` and `scopes` what a name stands for, `modules` what another module
holds, `texts` the words of a prompt, `files` those in files that the code opens, `messages` a chat's, `models` the
model, and `sent` puts together the agents that code sends by itself.
"""
