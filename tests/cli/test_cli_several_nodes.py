"""The guide for several web nodes, followed: each line is given as it stands.

The machines of the cluster are left out, since their programs run until they are stopped: the
opening is tried without them here, and with them in tests/services/test_cluster.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.guides import Machines, files_of, lines_of
from tests.storage.conftest import database_url, postgresql  # noqa: F401

GUIDE = "several-nodes.md"
NODES = ("first", "second", "opener")
THEIRS = "postgresql://survey:PASSWORD@10.0.0.9/survey"
#: The PostgreSQL of the tests saves the time that this takes, and the doctor says so.
SAVED = "fsync"
ON_CLUSTER = {" --cluster tls://10.1.0.5:8786 --certificates certificates/opener": ""}


@pytest.mark.usefixtures("blank_papers")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_guide_leads_to_nodes_that_agree_and_a_published_report(
    database_url: str,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nodes = Machines(tmp_path, NODES, monkeypatch, let_pass=SAVED)
    files = files_of(GUIDE)
    assert list(files) == ["first/settings.toml", "second/settings.toml"]
    for place, text in files.items():
        assert THEIRS in text
        (tmp_path / place).write_text(text.replace(THEIRS, database_url), "utf-8")
        (tmp_path / place).chmod(0o600)
    marks: dict[str, set[str]] = {"first": set(), "second": set()}
    for machine, line in lines_of(GUIDE, (*NODES, "stick")):
        said = nodes.give(machine, line, ON_CLUSTER)
        if line == "survey node show":
            assert said.startswith("This node mixes.") == (machine == "first")
            marks[machine].add(said.split()[-1])
    assert marks["first"] == marks["second"]
    assert len(marks["first"]) == 1
    published = tmp_path / "first" / "var" / "published" / nodes.named["STUDY"]
    assert (published / "report.html").is_file()
    assert not list((tmp_path / "second" / "var" / "ephemeral").glob("batch-*"))
    assert not (tmp_path / "opener" / "var").exists()
