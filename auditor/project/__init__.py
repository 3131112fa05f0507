"""The project file `auditor.toml`: found, read with every error at once, and begun."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from auditor.errors import InputError, Problem
from auditor.model.project import Project
from auditor.model.wording import message
from auditor.project.starter import INVENTORY, PROJECT

NAME = "auditor.toml"

__all__ = ["INVENTORY", "NAME", "PROJECT", "Project", "find", "read"]


def find(start: Path) -> Path:
    """The project file of a folder or the nearest one above; raises InputError."""
    folder = start.resolve()
    for place in (folder, *folder.parents):
        if (place / NAME).is_file():
            return place / NAME
    raise InputError.at(start, f"no {NAME} here or in any folder above; auditor init writes one")


def read(path: Path) -> Project:
    """Read a project file; raises InputError with all its problems, each with the file and the path within it."""
    data = _parsed(path)
    try:
        project = Project.model_validate(data)
    except ValidationError as error:
        found = [_problem(item, path) for item in error.errors(include_url=False)]
        raise InputError(list(dict.fromkeys(found))) from None
    problems = [Problem(f"{path}: {where}", said) for where, said in _disagreements(project)]
    if "home" in data:
        problems.append(Problem(f"{path}: home", "unknown key; known here: schema, state, audit"))
    if problems:
        raise InputError(problems)
    return project.model_copy(update={"home": path.parent})


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise InputError.at(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError.at(path, f"is not UTF-8, from byte {error.start} on") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError.at(path, f"is not TOML: {error}") from error


def _problem(item: Any, path: Path) -> Problem:
    steps = tuple(step for step in item["loc"] if step != "[key]")
    where = ".".join(map(str, steps))
    if "[key]" in item["loc"]:
        return Problem(f"{path}: {where}", "as a name: letters, digits, dots, dashes and underscores, at most 52")
    if item["type"] == "string_pattern_mismatch":
        return Problem(f"{path}: {where}", "must be one line, without control characters")
    return Problem(f"{path}: {where}", message(item, steps, Project, ""))


def _disagreements(project: Project) -> list[tuple[str, str]]:
    """What each audit may say by itself, but not two of them together."""
    found = [] if project.audit else [("audit", "is empty: name at least one, as [audit.nightly]")]
    first: dict[tuple[str, Path], str] = {}
    for name, audit in project.audit.items():
        places = [("folder", project.folder(name))]
        if audit.metrics is not None:
            places.append(("metrics", project.path(audit.metrics)))
            if not audit.metrics.endswith(".prom"):
                found.append((f"audit.{name}.metrics", f"must end in .prom to be collected, got {audit.metrics!r}"))
        for kind, place in places:
            other = first.setdefault((kind, Path(place).resolve()), name)
            if other != name:
                found.append((f"audit.{name}.{kind}", f"is that of {other}, and each would overwrite the other's"))
        twin = next((other for other in project.audit if other.lower() == name.lower()), name)
        if twin != name:
            found.append((f"audit.{name}", f"and {twin} differ only in case, which names of files may not tell apart"))
    return found
