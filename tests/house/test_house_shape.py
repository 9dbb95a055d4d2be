"""House rules 4, 5, 7, 8, 9, 10 and 11: what a file may look like."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import PURE, ROOT, calls, functions, modules, named, tree

#: Functions and files that may be longer, each with its reason. Keep this short.
LONGER: dict[str, str] = {}

MAKERS = {
    "Release": ("survey/disclosure/protect.py", "survey/storage/studies/releases.py"),
    "ThemeCounts": (
        "survey/disclosure/theme_counts.py",
        "survey/storage/words/released_themes.py",
    ),
    "RoundRelease": (
        "survey/disclosure/council/protect_round.py",
        "survey/storage/council/round_releases.py",
    ),
}

#: Names that two modules may have, each with its reason. Keep this short.
TWICE: dict[str, str] = {}
UNTOLD = {"helpers", "utils", "util", "common", "misc", "base", "manager", "managers", "helper"}


def test_only_two_modules_make_a_release() -> None:
    """Rule 4: what is published comes from the protection or from where it is stored."""
    for release, makers in MAKERS.items():
        making = re.compile(rf"^{release}(\.model_(validate|construct)\w*)?$")
        found = [
            f"{named(path)}:{line}"
            for path in modules()
            if named(path) not in makers
            for name, line in calls(path)
            if making.match(name)
        ]
        assert not found


def test_only_the_table_of_its_life_says_where_a_study_stands() -> None:
    """No module but the one that reads the rows compares the stored state of a study."""
    found = [
        named(path)
        for path in modules()
        if re.search(r"\b(row|study|c)\.state\b", path.read_text(encoding="utf-8"))
    ]
    assert found == ["survey/storage/studies/study_rows.py"]


def test_nothing_is_marked_safe() -> None:
    """Rule 5: no template and no module takes words past the escaping."""
    templates = [
        named(path)
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
    ]
    code = [
        f"{named(path)}:{line}"
        for path in modules()
        for name, line in calls(path)
        if name.split(".")[-1] in ("Markup", "mark_safe")
    ]
    assert not templates + code


def test_every_environment_escapes() -> None:
    """Rule 5: every Jinja environment is made with autoescape."""
    made = [
        (named(path), ast.unparse(node))
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Environment"
    ]
    assert made
    assert [place for place, call in made if "autoescape=" not in call] == []


def test_every_module_says_what_it_is() -> None:
    """Rule 7: a docstring of one to five lines opens every module."""
    wrong = []
    for path in modules():
        words = ast.get_docstring(tree(path))
        if path.name == "__init__.py" or path.name == "errors.py":
            continue
        if not words or len(words.splitlines()) > 5:
            wrong.append(named(path))
    assert not wrong


def test_every_public_function_says_what_it_takes_and_gives() -> None:
    """Rule 7: public functions, methods and classes have a docstring."""
    wrong = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if _inside_a_function(path, node) or ast.get_docstring(node):
                continue
            wrong.append(f"{named(path)}:{node.lineno} {node.name}")
    assert not wrong


def test_files_and_functions_are_short() -> None:
    """Rule 8: at most 500 lines a file and 50 a function."""
    long = [
        named(path)
        for path in modules()
        if len(path.read_text(encoding="utf-8").splitlines()) > 500
    ]
    for path in modules():
        for node in functions(path):
            name = f"{named(path)}:{node.name}"
            if (node.end_lineno or 0) - node.lineno + 1 > 50 and name not in LONGER:
                long.append(name)
    assert not long


def test_names_say_something() -> None:
    """Rule 9: no room or module has a name that says nothing."""
    wrong = [
        named(path)
        for path in modules()
        if UNTOLD & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]
    assert not wrong


def test_types_are_not_ignored_in_the_core() -> None:
    """Rule 10: no `type: ignore` on floors 0 to 5."""
    core = [*modules(*PURE), ROOT / "survey" / "errors.py", ROOT / "survey" / "settings.py"]
    wrong = [named(path) for path in core if "type: ignore" in path.read_text(encoding="utf-8")]
    assert not wrong


def test_every_ignored_rule_has_its_reason() -> None:
    """Rule 10: in pyproject.toml and beside every noqa."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("[tool.ruff.lint]")[1].split("[tool.mypy]")[0]
    bare = [
        line
        for line in block.splitlines()
        if re.match(r'\s+"[A-Z]+\d*",', line) and "#" not in line
    ]
    bare += [
        f"{named(path)}: {line.strip()}"
        for path in modules()
        for line in path.read_text(encoding="utf-8").splitlines()
        if "noqa" in line and not re.search(r"noqa: [A-Z0-9, ]+( - | \().+", line)
    ]
    assert not bare


def test_warnings_are_errors_and_nothing_of_ours_is_patched() -> None:
    """Rule 11: fakes are passed as arguments."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["pytest"]["ini_options"]["filterwarnings"] == ["error"]
    words = ("mock" + ".patch", "monkeypatch" + ".setattr", "Magic" + "Mock", "time" + ".sleep(")
    wrong = [
        named(path)
        for path in (ROOT / "tests").rglob("*.py")
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert not wrong


def _inside_a_function(path: Path, node: ast.AST) -> bool:
    for outer in ast.walk(tree(path)):
        if isinstance(outer, ast.FunctionDef) and outer is not node and node in ast.walk(outer):
            return True
    return False


def _defined(path: Path) -> Iterator[str]:
    """Return the classes and the names of types that a module defines."""
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name[0].isupper() and not name.isupper():
                yield name


def test_a_name_means_one_thing() -> None:
    """No two modules have the same name, and no two classes or types."""
    places: dict[str, list[str]] = {}
    for path in modules():
        if path.name == "__init__.py":
            continue
        for name in (path.stem, *_defined(path)):
            places.setdefault(name, []).append(named(path))
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert set(twice) == set(TWICE), {name: twice.get(name) for name in set(twice) ^ set(TWICE)}
