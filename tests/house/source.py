"""The project's own source, as text and syntax trees, for the tests of the house rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SURVEY = ROOT / "survey"
PURE = (
    "table_files",
    "questionnaire",
    "answers",
    "sealing",
    "tally",
    "studies",
    "delphi",
    "themes",
    "follow_up",
    "disclosure",
    "reports",
)


def modules(*rooms: str) -> Iterator[Path]:
    """Give the modules of some rooms, or of all of `survey/`; migrations are written by a tool."""
    for path in sorted(SURVEY.rglob("*.py")):
        place = path.relative_to(SURVEY)
        if "versions" in place.parts or (rooms and place.parts[0] not in rooms):
            continue
        yield path


@cache
def tree(path: Path) -> ast.Module:
    """Give the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def named(path: Path) -> str:
    """Give a path as it stands in the repository."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give all functions of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Give the dotted name and line of everything a module calls."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
