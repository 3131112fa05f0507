"""What lies elsewhere by its own name: in errors and flaws of what stands here in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from auditor.errors import InputError, Problem
from auditor.model.address import Address
from auditor.model.usage import UsageLog


@dataclass(frozen=True, slots=True)
class Naming:
    """An address, and the names of what is read in its place."""

    address: Address
    stand_in: str
    """What is read here for the whole of it: the path of a file or of a folder."""
    files: Mapping[str, str]
    """Of each file in it, the address that it is a copy of."""

    def told(self, text: str) -> str:
        """A text about what is read here as one about what lies there, without secrets."""
        if self.stand_in in text:
            for here, there in self.files.items():
                text = text.replace(here, there)
            text = text.replace(self.stand_in, self.address.as_posix())
        return self.address.without_secrets(text)

    def log(self, log: UsageLog) -> UsageLog:
        """The log by the name of its address."""
        flaws = tuple(replace(flaw, file=self.told(flaw.file), done=self.told(flaw.done)) for flaw in log.flaws)
        return replace(log, path=self.address.as_posix(), flaws=flaws)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise what is raised by the name of the address."""
        try:
            yield
        except InputError as error:
            problems = [Problem(self.told(one.where), self.told(one.message)) for one in error.problems]
            raise InputError(problems) from None
