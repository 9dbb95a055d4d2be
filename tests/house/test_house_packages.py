"""What survey is installed with: few packages, and no other is loaded."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement

from tests.house.source import ROOT, modules, tree

PINNED = re.compile(r"^([a-z0-9][a-z0-9-]*==[^\\]+?) *\\$", re.MULTILINE)
#: What no module of survey imports, and why it is there all the same.
LOADED_BY_OTHERS = {
    "granian": "it is the program that `serve` becomes",
    "psycopg": "SQLAlchemy loads it where the database is PostgreSQL",
}
#: What comes with a declared package, as a part of it that has a name of its own.
PARTS = {"markupsafe", "pydantic-core"}


def _name(written: str) -> str:
    return re.sub("[-_.]+", "-", written).lower()


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    every = project["dependencies"] + extras["noise"] + extras["cluster"]
    return {_name(Requirement(line).name) for line in every}


def _pinned(file: str = "requirements.txt") -> set[str]:
    """Return the packages that a pinned file installs on this machine."""
    lines = PINNED.findall((ROOT / file).read_text("utf-8"))
    read = [Requirement(line) for line in lines]
    return {_name(one.name) for one in read if one.marker is None or one.marker.evaluate()}


def _distributions(names: set[str]) -> set[str]:
    """Return the packages that modules, named by their first part, come from."""
    known = packages_distributions()
    return {_name(one) for name in names for one in known.get(name, ())}


def _imported() -> Iterator[str]:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def test_few_packages_are_installed() -> None:
    assert len(_pinned()) <= 55


def test_a_cluster_needs_few_packages_more() -> None:
    main, cluster = _pinned(), _pinned("requirements-cluster.txt")
    assert main <= cluster
    assert "distributed" in cluster
    assert len(cluster - main) <= 17


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    imported = set(_imported()) - sys.stdlib_module_names - {"survey"}
    assert _distributions(imported) - PARTS == _declared() - set(LOADED_BY_OTHERS)


def test_all_of_survey_loads_no_package_but_those_it_is_installed_with() -> None:
    """But for what the processes of a cluster alone load, with the extra of that name."""
    program = (
        "import pkgutil, importlib, sys, survey\n"
        "before = set(sys.modules)\n"
        "for found in pkgutil.walk_packages(survey.__path__, 'survey.'):\n"
        "    if not {'migrations', 'cluster_nodes'} & set(found.name.split('.')):\n"
        "        importlib.import_module(found.name)\n"
        "print('\\n'.join({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = _distributions(set(run.stdout.split()) - sys.stdlib_module_names)
    assert {"flask", "sqlalchemy", "scipy", "weasyprint"} <= loaded
    assert loaded <= _pinned()
