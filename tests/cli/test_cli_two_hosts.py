"""The guide for two machines, followed word for word: each line of it is given as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.guides import Machines, stale, steps_of, why_left_out

GUIDE = "two-hosts.md"
#: A wheel is made and looked into by tests/house/test_house_wheel.py; this brings packages to it.
LEFT_OUT = {
    r"elsewhere: ": "it needs a machine that downloads packages",
    r"laptop: (python3 -m venv|survey-venv/bin/pip|export PATH)": "what was downloaded is not here",
    r"laptop: survey --version": "the same program is on all machines of a test",
}


@pytest.mark.usefixtures("blank_papers")
def test_the_guide_leads_from_a_questionnaire_to_a_published_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stale(GUIDE, LEFT_OUT) == []
    steps = [step for step in steps_of(GUIDE) if not why_left_out(step, LEFT_OUT)]
    assert len(steps) > 12
    coalition = Machines(tmp_path, ("server", "laptop"), monkeypatch)
    for step in steps:
        coalition.give(step)
    published = tmp_path / "server" / "var" / "published" / coalition.told.found["STUDY"]
    assert (published / "report.html").is_file()
    assert not (tmp_path / "laptop" / "var").exists()
