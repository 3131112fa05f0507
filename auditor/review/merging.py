"""Letting git merge two people's additions to the ledger by itself: `merge=union` in .gitattributes."""

from __future__ import annotations

from pathlib import Path


def merge_hint(ledger: Path) -> str:
    """Say to git, once, that it may keep both sides' blocks; gives a note for the user, empty if nothing was done.

    Only where the ledger lies in a git work tree, and where its folder's .gitattributes does not name it yet.
    """
    folder = ledger.resolve().parent
    if not any((place / ".git").exists() for place in (folder, *folder.parents)):
        return ""
    attributes = folder / ".gitattributes"
    line = f"{ledger.name} merge=union"
    try:
        before = attributes.read_text("utf-8") if attributes.exists() else ""
        if ledger.name in before or any(letter in ledger.name for letter in ' "\\*?['):
            return ""
        with attributes.open("a", encoding="utf-8") as file:
            file.write(("\n" if before and not before.endswith("\n") else "") + line + "\n")
    except (OSError, UnicodeDecodeError):
        return f"say `{line}` in .gitattributes, and git merges two people's decisions by itself"
    return f"wrote `{line}` to .gitattributes beside it, so that git merges two people's decisions by itself"
