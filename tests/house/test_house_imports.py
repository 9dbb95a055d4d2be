"""House rules 1, 2, 3 and 14: who may know whom."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

from tests.house.source import PURE, ROOT, SURVEY, calls, modules, named, tree

OPENING = (
    "survey.sealing.opening",
    "survey.mixing",
    "survey.tally",
    "survey.disclosure.protect",
    "survey.disclosure.council.protect_round",
    "survey.delphi.form.pseudonymous_answers",
    "survey.web.desk",
    "survey.cli",
)
SLOW = ("weasyprint", "scipy", "numpy")


def test_imports_only_go_down() -> None:
    """Rule 1: the contracts of pyproject.toml hold."""
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()",
         "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_core_reads_no_clock_and_imports_nothing_by_name() -> None:
    """Rule 2, what import contracts cannot see: clocks and importlib."""
    clocks = re.compile(r"(^|\.)(now|today|utcnow|time|perf_counter|monotonic|import_module)$")
    found = [
        f"{named(path)}:{line} calls {name}"
        for path in modules(*PURE)
        for name, line in calls(path)
        if clocks.search(name) and name.split(".")[0] in ("datetime", "date", "time", "importlib")
    ]
    assert not found


def test_every_init_is_empty() -> None:
    """Rule 3: a package imports nothing by itself."""
    full = [named(path) for path in SURVEY.rglob("__init__.py") if path.read_text().strip()]
    assert not full


#: Parts of importlib that only read what is installed.
_READ_ONLY = ("importlib.resources", "importlib.metadata", "importlib.util.find_spec")


def test_nothing_is_imported_by_a_made_up_name() -> None:
    """Rule 3: no importlib and no __import__ anywhere, so that the contracts see every import."""
    found = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                origin = getattr(node, "module", None) or ""
                names = [f"{origin}.{alias.name}".strip(".") for alias in node.names]
                found += [
                    f"{named(path)}: {name}"
                    for name in names
                    if name.startswith("importlib") and not name.startswith(_READ_ONLY)
                ]
        found += [f"{named(path)}:{line}" for name, line in calls(path) if name == "__import__"]
    assert not found


def test_the_public_door_loads_nothing_that_opens_or_is_slow() -> None:
    """Rules 3 and 14, at run time: a process that imports all of the public door."""
    program = (
        "import pkgutil, importlib, sys, survey.web.public as door\n"
        "for found in pkgutil.walk_packages(door.__path__, 'survey.web.public.'):\n"
        "    importlib.import_module(found.name)\n"
        "print('\\n'.join(sorted(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = run.stdout.split()
    assert "survey.web.public.form.respond" in loaded
    wrong = [
        name
        for name in loaded
        if any(name == part or name.startswith(part + ".") for part in OPENING + SLOW)
    ]
    assert not wrong
