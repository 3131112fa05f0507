"""Audit a fleet of prompted LLM agents: where should each agent's intelligence live?"""

__version__ = "0.1.0"
