"""The guide for two machines, followed word for word: each line of it is given as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.guides import Machines, lines_of


def test_the_guide_leads_from_a_questionnaire_to_a_published_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = list(lines_of("two-hosts.md", ("server", "laptop", "stick")))
    assert len(lines) > 12
    coalition = Machines(tmp_path, ("server", "laptop"), monkeypatch)
    for machine, line in lines:
        coalition.give(machine, line)
    published = tmp_path / "server" / "var" / "published" / coalition.named["STUDY"]
    assert (published / "report.html").is_file()
    assert not (tmp_path / "laptop" / "var").exists()
