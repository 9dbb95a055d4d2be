"""The guide for two machines, followed word for word: each line of it is given as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.guides import Machines, steps_of


@pytest.mark.usefixtures("blank_papers")
def test_the_guide_leads_from_a_questionnaire_to_a_published_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = list(steps_of("two-hosts.md"))
    assert len(steps) > 12
    coalition = Machines(tmp_path, ("server", "laptop"), monkeypatch)
    for step in steps:
        coalition.give(step)
    published = tmp_path / "server" / "var" / "published" / coalition.told.found["STUDY"]
    assert (published / "report.html").is_file()
    assert not (tmp_path / "laptop" / "var").exists()
