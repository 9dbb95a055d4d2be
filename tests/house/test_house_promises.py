"""House rules 12 and 13: every promise names its test, and every route its guard."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from tests.house.source import ROOT

THREATS = ROOT / "docs" / "threat-model.md"
ROUTES = ROOT / "tests" / "house" / "routes.txt"


def test_every_promise_names_a_test_that_exists() -> None:
    """Rule 12: P1 to P12 each name at least one test of ours."""
    text = THREATS.read_text(encoding="utf-8")
    parts = re.split(r"^### (P\d+)\b", text, flags=re.MULTILINE)[1:]
    promises = dict(zip(parts[0::2], parts[1::2], strict=True))
    assert sorted(promises, key=lambda p: int(p[1:])) == [f"P{i}" for i in range(1, 13)]
    for promise, words in promises.items():
        tests = re.findall(r"`(tests/[\w/.-]+\.py)::(\w+)`", words)
        assert tests, f"{promise} names no test"
        for file, name in tests:
            assert name in _tests_of(ROOT / file), f"{promise} names {file}::{name}"


def test_every_route_has_a_guard(public_app: Flask, desk: Flask) -> None:
    """Rule 13: no view is without an explicit guard."""
    bare = [
        rule.endpoint
        for app in (public_app, desk)
        for rule in app.url_map.iter_rules()
        if not getattr(app.view_functions[rule.endpoint], "guard", "")
    ]
    assert not bare


def test_the_list_of_routes_is_the_one_agreed(public_app: Flask, desk: Flask) -> None:
    """Rule 13: a new route shows in a file under version control."""
    found = sorted([*_routes("public", public_app), *_routes("desk", desk)])
    assert found == ROUTES.read_text(encoding="utf-8").splitlines()


def _routes(door: str, app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        guard = getattr(app.view_functions[rule.endpoint], "guard", "-")
        yield f"{door} {methods} {rule.rule} {guard}"


def _tests_of(path: Path) -> set[str]:
    assert path.is_file(), f"there is no {path}"
    parsed = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(parsed) if isinstance(node, ast.FunctionDef)}
