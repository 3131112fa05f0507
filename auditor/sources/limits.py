"""What reading code may cost at most: whoever writes it may be hostile, and a constant can double another."""

from __future__ import annotations

MOST_BYTES = 2 * 2**20
"""Of a file of code."""
MOST_STEPS = 40
"""From a name to a constant to another module …"""
MOST_LOOKS = 20_000
"""Expressions that are looked at for one agent: a constant can double another forty times over."""
MOST_TEXT = 4 * 2**20
"""Characters of a text that is put together."""
MOST_UP = 8
"""Folders above a file in which the modules that it imports, and the files that it opens, are looked for."""
