"""The guide for several web nodes, followed: each line is given as it stands.

Each machine is a folder here; tests/packaging/test_nodes_guide.py follows it in clean machines.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.guides import Machines, stale, steps_of, why_left_out
from tests.cli.nodes_guide import GUIDE, NOT_FOLLOWED, ONLY_IN_CLEAN_MACHINES
from tests.storage.conftest import database_url, postgresql  # noqa: F401

THEIRS = "postgresql://survey:PASSWORD@10.0.0.9/survey"
#: The PostgreSQL of the tests saves the time that this takes, and the doctor says so.
SAVED = "fsync"
ON_CLUSTER = {" --cluster tls://10.1.0.5:8786 --certificates certificates/opener": ""}
LEFT_OUT = {**NOT_FOLLOWED, **ONLY_IN_CLEAN_MACHINES}


def test_no_step_of_the_guide_is_of_a_kind_that_nobody_follows() -> None:
    """Each is a line, a file or what is typed, or is left out for a reason that is given."""
    shown = [step for step in steps_of(GUIDE) if step.kind == "shown"]
    assert [step.name for step in shown if not why_left_out(step, NOT_FOLLOWED)] == []
    assert stale(GUIDE, NOT_FOLLOWED) == stale(GUIDE, ONLY_IN_CLEAN_MACHINES) == []


@pytest.mark.usefixtures("blank_papers")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_guide_leads_to_nodes_that_agree_and_a_published_report(
    database_url: str,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nodes = Machines(tmp_path, ("first", "second", "opener"), monkeypatch, let_pass=SAVED)
    marks: dict[str, set[str]] = {"first": set(), "second": set()}
    for step in steps_of(GUIDE):
        if why_left_out(step, LEFT_OUT):
            continue
        if step.kind == "file":
            nodes.write(step, {THEIRS: database_url})
            continue
        said = nodes.give(step, ON_CLUSTER)
        if step.text == "survey node show":
            assert said.startswith("This node mixes.") == (step.machine == "first")
            marks[step.machine].add(said.split()[-1])
    assert marks["first"] == marks["second"]
    assert len(marks["first"]) == 1
    published = tmp_path / "first" / "var" / "published" / nodes.told.found["STUDY"]
    assert (published / "report.html").is_file()
    assert not list((tmp_path / "second" / "var" / "ephemeral").glob("batch-*"))
    assert not (tmp_path / "opener" / "var").exists()
