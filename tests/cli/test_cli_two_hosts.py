"""The guide for two machines, followed word for word: each line of it is given as it stands."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "two-hosts.md"
#: What asks before it does something that cannot be undone, where somebody sits at a terminal.
ASKING = {("study", "open"), ("study", "bring-back")}


class Coalition:
    """A server, a laptop, and a stick between them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.named: dict[str, str] = {}
        for name in ("server", "laptop"):
            (folder / name).mkdir()

    def give(self, machine: str, line: str) -> None:
        """Give one line of the guide on a machine."""
        words = shlex.split(" ".join(self.named.get(one, one) for one in line.split()))
        if machine == "stick":
            assert words.pop(0) == "cp"
            shutil.copy(*(self.folder / one for one in words))
            return
        assert words.pop(0) == "survey"
        self.monkeypatch.chdir(self.folder / machine)
        said = CliRunner().invoke(cli, words + ["--yes"] * (tuple(words[:2]) in ASKING))
        assert said.exit_code == 0, f"{line}\n{said.output}\n{said.exception}"
        for name, found in (
            ("STUDY", re.search(r"^study (\w{8})$", said.output, re.M)),
            ("RECIPIENT", re.search(r"(age1\w+)", said.output)),
        ):
            if found:
                self.named[name] = found[1]


def test_the_guide_leads_from_a_questionnaire_to_a_published_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = re.findall(r"^(server|laptop|stick)\$ (.+)$", GUIDE.read_text(), re.M)
    assert len(lines) > 12
    coalition = Coalition(tmp_path, monkeypatch)
    for machine, line in lines:
        coalition.give(machine, line)
    published = tmp_path / "server" / "var" / "published" / coalition.named["STUDY"]
    assert (published / "report.html").is_file()
    assert not (tmp_path / "laptop" / "var").exists()
