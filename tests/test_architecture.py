"""The stations import one way only, and the core opens nothing and prints nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "stance"

ORDER = (
    "errors",
    "extras",
    "schema",
    "reading",
    "model",
    "evaluation",
    "summary",
    "corpus",
    "documents",
    "artifact",
    "report",
    "pipeline",
    "scale",
    "cli",
)
CORE = ("errors", "schema", "reading", "model", "evaluation", "summary")
FORBIDDEN_CALLS = {"open", "print", "input", "exit", "breakpoint"}
FORBIDDEN_MODULES = {"os", "io", "pathlib", "socket", "urllib", "subprocess", "time", "datetime"}
LONGEST_MODULE = 350
LONGEST_FUNCTION = 85

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "shipped" not in path.parts)


def station(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported module, lazy ones included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def test_every_module_belongs_to_a_listed_station() -> None:
    assert {station(path) for path in MODULES} <= {*ORDER, "__init__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    here = station(path)
    if here == "__init__":
        return
    for line, module in imports(path):
        parts = module.split(".")
        if parts[0] != "stance" or len(parts) < 2 or parts[1] not in ORDER:
            continue
        assert ORDER.index(parts[1]) <= ORDER.index(here), (
            f"{path}:{line}: {here} may not import {parts[1]}"
        )


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if station(path) in CORE],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_the_core_takes_values(path: Path) -> None:
    for line, module in imports(path):
        # errors names paths in messages; that is all it does with them
        if not (station(path) == "errors" and module.startswith("pathlib")):
            assert module.split(".")[0] not in FORBIDDEN_MODULES, f"{path}:{line}: {module}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS, f"{path}:{node.lineno}: {node.func.id}()"


def test_only_the_cli_prints() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{path}:{node.lineno}: {node.name} has {length}"
