"""Agents and prompts in TypeScript and JavaScript, parsed by the extra `typescript`; a file for each question."""
