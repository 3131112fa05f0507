"""What a prompt in code is called that nothing names: after the function or the file that it stands in."""

from __future__ import annotations

from auditor.sources.file import File
from auditor.sources.found import one_line

_PLAIN = frozenset(
    (
        *("get", "post", "put", "patch", "delete", "handler", "handle", "default", "main", "run", "arun", "execute"),
        *("invoke", "ainvoke", "call", "__call__", "__init__", "constructor", "fetch", "loader", "action", "result"),
        *(
            "messages",
            "message",
            "response",
            "completion",
            "prompt",
            "params",
            "options",
            "config",
            "body",
            "model",
            "base",
        ),
    )
)
"""Names of functions and variables that say nothing of what is asked."""
_PLAIN_FILES = frozenset(("route", "index", "page", "main", "app", "__init__", "__main__", "server", "handler", "mod"))


def is_plain(name: str) -> bool:
    """Whether the name of a function or a variable says nothing of what is asked."""
    return name.rpartition(".")[2].lower() in _PLAIN


def after_place(name: str, file: File) -> str:
    """The name, or where it says nothing that of the file, or of its folder."""
    if name and not is_plain(name):
        return one_line(name)
    own = name.rpartition(".")[0]
    stem = file.path.stem
    if own:
        return one_line(own)
    return one_line(file.path.absolute().parent.name if stem.lower() in _PLAIN_FILES else stem) or stem
