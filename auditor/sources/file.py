"""One file as the formats see it: read once, parsed once, whoever asks."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from auditor.documents import Located, Step, parse, plain
from auditor.errors import InputError
from auditor.model.declared import MOST_PATH
from auditor.model.finding import Location
from auditor.model.fleet import Text, body_of, sha256
from auditor.sources.front_matter import FrontMatter, front_matter
from auditor.sources.reading import Options

MOST_BYTES = 256 * 1024 * 1024
"""A larger file holds no definitions of agents."""
_JSON = frozenset((".json", ".jsonc"))
_YAML = frozenset((".yaml", ".yml"))


class File:
    """A file below the folder that is read. Nothing is read before it is asked for; only `raw` raises OSError."""

    def __init__(self, path: Path, root: Path, options: Options) -> None:
        self.path, self.root, self.options = path, root, options
        self.relative = path.relative_to(root).as_posix()
        self.suffix = path.suffix.lower()
        self.problem = ""

    def refusal(self) -> str:
        """Why the file must not or cannot be read at all, in words; nothing if it can."""
        if not self.options.may_read(self.path, self.root):
            return "it is a link that leads out of the folder (allow it with --allow-outside)"
        if not self.path.is_file():
            return "it is not a file"
        if not self.path.as_posix().isprintable() or self.relative != self.relative.strip():
            return "its name holds characters that cannot be written down"
        if len(self.relative) > MOST_PATH:
            return f"its path is longer than {MOST_PATH:,} characters"
        if self.path.stat().st_size > MOST_BYTES:
            return f"it is larger than {MOST_BYTES // 2**20} MiB"
        return ""

    @cached_property
    def raw(self) -> bytes:
        """The bytes of the file."""
        return self.path.read_bytes()

    @cached_property
    def text(self) -> str:
        """The file as text; what is not UTF-8 becomes U+FFFD."""
        return self.raw.decode("utf-8-sig", errors="replace")

    @cached_property
    def header(self) -> FrontMatter | None:
        """The front matter; None if there is none."""
        return front_matter(self.text)

    @cached_property
    def sha256(self) -> str:
        """The digest of the bytes."""
        return sha256(self.raw)

    @cached_property
    def document(self) -> Located | None:
        """The file as JSON or YAML, whichever its ending says; None, with the `problem` in words, if it is neither.

        Every scalar of YAML is the text that stands there: `no` is "no".
        """
        if self.suffix not in _JSON | _YAML:
            self.problem = "it is neither JSON nor YAML by its ending"
            return None
        try:
            return self._json() if self.suffix in _JSON else parse(self.text, self.relative, is_text=True)
        except InputError as error:
            self.problem = f"it cannot be parsed ({str(error).splitlines()[0]})"
            return None

    def _json(self) -> Located:
        """JSON or, as many tools read it under either ending, JSON with comments."""
        try:
            return parse(self.text, self.relative, is_json=True)
        except InputError:
            bare = plain(self.text)
            if bare == self.text:
                raise
            return parse(bare, self.relative, is_json=True)

    def release(self) -> None:
        """Let go of what was read, but for the digest of a file that was."""
        if "raw" in self.__dict__:
            _ = self.sha256
        for name in ("raw", "text", "document", "header"):
            self.__dict__.pop(name, None)

    @property
    def fields(self) -> dict[str, object]:
        """The document's top level where that is a mapping, else nothing."""
        data = self.document.data if self.document else None
        return data if isinstance(data, dict) else {}

    def at(self, line: int = 1) -> Location:
        """A place in the file."""
        return Location(self.path.as_posix(), line)

    def line_of(self, *path: Step) -> int:
        """The line of a value of the document; of a text that fills a block, its own first line."""
        document = self.document
        return 1 if document is None else document.block_start(path) or document.line(path)

    def inline(self, text: str, line: int = 1) -> Text:
        """A text that stands in the file, from a line on."""
        return Text(self.at(line), inline=text)

    def body(self) -> Text:
        """All behind the front matter; the file is read again when the text is needed."""
        return Text(self.at(body_of(self.text)[1]), path=self.path, is_front_matter_stripped=True)

    def beside(self, name: str) -> Path | str:
        """A file that this one names, relative to it; in words why it must not or cannot be read."""
        path = self.path.parent / name
        try:
            if not self.options.may_read(path, self.root):
                return f"{name!r} lies outside the folder (allow it with --allow-outside)"
            if not path.is_file():
                return f"{name!r} is not there"
            return path if path.stat().st_size <= MOST_BYTES else f"{name!r} is larger than {MOST_BYTES // 2**20} MiB"
        except (OSError, ValueError, RuntimeError) as error:
            return f"{name!r} cannot be read: {getattr(error, 'strerror', None) or error}"
