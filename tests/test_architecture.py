"""The house keeps its shape: imports point down only, stay cheap, and bring nothing that is not declared."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import networkx
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "auditor"

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli"}),
    frozenset({"unattended", "serving"}),
    frozenset({"audit"}),
    frozenset(
        [
            "sources",
            "pulling",
            "usage",
            "measures",
            "gates",
            "verdicts",
            "findings",
            "changes",
            "scorecard",
            "reporters",
            "history",
            "review",
            "project",
            "schedule",
            "telling",
        ]
    ),
    frozenset({"tokens", "knowledge", "costs", "graph", "policy"}),
    frozenset({"model", "documents"}),
    frozenset({"cache", "errors"}),
)
"""DESIGN.md, from top to bottom: a part imports from layers below its own, never from its own or from above."""

MOST_LINES = 300
CHEAP = ("networkx", "genai_prices", "tiktoken", "jinja2", "duckdb", "sqlglot")
"""Heavy packages that an import of the product, or `--help`, does not load."""

PART_OF = {"pydantic_core": "pydantic", "mlflow": "mlflow-skinny"}
"""Modules that come with a declared package of another name: one that it pins as its own, or it itself."""

LATER = frozenset({"compression"})
"""Modules of the standard library that the oldest Python served does not have yet."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The dotted name of a module, a package's `__init__` under the package's."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports, inside functions and under TYPE_CHECKING too."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            # `from auditor import costs` imports a part; `from auditor.costs import cost` stays within it
            yield from ((node.lineno, f"{base}.{alias.name}" if base == "auditor" else base) for alias in node.names)


def part_of(module: str) -> str | None:
    """The part of the house that a module of ours belongs to; None for what is free to all: the version."""
    steps = module.split(".")
    return None if len(steps) == 1 or steps[1] == "__version__" else steps[1]


def layer_of(part: str) -> int:
    return next(depth for depth, parts in enumerate(LAYERS) if part in parts)


def parts_on_disk() -> set[str]:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    return folders | {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}


def test_every_part_of_the_house_has_a_layer() -> None:
    assert set() == parts_on_disk() - set().union(*LAYERS), "give it a layer above, and in DESIGN.md"


def test_no_part_stands_in_two_layers() -> None:
    assert sum(map(len, LAYERS)) == len(frozenset().union(*LAYERS))


def test_imports_point_down_only() -> None:
    wrong = []
    for path in MODULES:
        own = part_of(name_of(path))
        for line, module in imports(path):
            other = part_of(module) if module.split(".")[0] == "auditor" else None
            if own is None or other is None or other == own:
                continue
            if layer_of(other) <= layer_of(own):
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {own} imports {other}")
    assert [] == wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    names = {name_of(path) for path in MODULES}
    tables = {name_of(path) for path in MODULES if path.name == "__init__.py"}  # a folder's table names what is in it
    house = networkx.DiGraph()
    for path in MODULES:
        house.add_edges_from((name_of(path), module) for _, module in imports(path) if module in names - tables)
    assert [] == [sorted(circle) for circle in networkx.strongly_connected_components(house) if len(circle) > 1]


def test_the_package_itself_imports_nothing() -> None:
    assert [] == list(imports(PACKAGE / "__init__.py"))


def test_no_module_imports_another_under_the_name_of_a_file_that_is_not_there() -> None:
    names = {name_of(path) for path in MODULES}
    ours = {module for path in MODULES for _, module in imports(path) if module.startswith("auditor.")}
    assert set() == {module for module in ours if module not in names and module != "auditor.__version__"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import auditor.costs.book", ["auditor.costs.book"]),
        ("from auditor import costs, graph", ["auditor.costs", "auditor.graph"]),
        ("from auditor.costs import cost", ["auditor.costs"]),
        ("from . import book\nfrom ..graph import build", ["auditor.costs", "auditor.graph"]),
        ("def f():\n    import networkx", ["networkx"]),
        ("if TYPE_CHECKING:\n    import tiktoken", ["tiktoken"]),
    ],
)
def test_no_way_of_importing_escapes_this_test(
    source: str, found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "auditor" / "costs" / "new.py"
    path.parent.mkdir(parents=True)
    path.write_text(source, "utf-8")
    assert found == [module for _, module in imports(path)]


# --- what an import costs


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that are loaded once a fresh interpreter has run a statement."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert set() == loaded_by("import auditor") & {*CHEAP, "pydantic", "yaml", "click", "rich"}


@pytest.mark.skipif(not (PACKAGE / "cli" / "__init__.py").exists(), reason="there is no command line yet")
def test_importing_the_command_line_loads_nothing_heavy() -> None:
    assert set() == loaded_by("import auditor.cli") & set(CHEAP)


def test_importing_the_audit_loads_nothing_heavy() -> None:
    assert set() == loaded_by("import auditor.audit, auditor.sources") & set(CHEAP)


# --- what is imported from outside


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(one for more in project.get("optional-dependencies", {}).values() for one in more),
    ]
    names = (re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in wanted)
    return {normalized(match[0]) for match in names if match}


def test_nothing_is_imported_that_is_not_a_declared_dependency() -> None:
    homes, allowed = packages_distributions(), declared()
    undeclared = []
    for path in MODULES:
        for line, module in imports(path):
            top = module.split(".")[0]
            if top == "auditor" or top in sys.stdlib_module_names | LATER:
                continue
            packages = {PART_OF[top]} if top in PART_OF else set(homes.get(top, [top]))
            if not {normalized(name) for name in packages} & allowed:
                undeclared.append(f"{path.relative_to(ROOT)}:{line}: {top}")
    assert [] == undeclared


# --- files


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_and_is_short_enough_to_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "begin with one sentence on what the module is"
    assert text.count("\n") <= MOST_LINES


def test_contributors_are_shown_this_house() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## The house")[1].split("```")[1]
    words = set(re.findall(r"[a-z_]+", text.replace("(never each other)", "")))
    assert words == set().union(*LAYERS) - {"__main__"}
