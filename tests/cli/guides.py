"""Machines of a guide, and a stick between them: its lines are given as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: What asks before it does something that cannot be undone, where somebody sits at a terminal.
ASKING = {("study", "open"), ("study", "bring-back")}


class Machines:
    """The machines of a guide: a folder for each, and the names that its commands gave."""

    def __init__(
        self,
        folder: Path,
        machines: Iterable[str],
        monkeypatch: pytest.MonkeyPatch,
        let_pass: str = "nothing at all",
    ) -> None:
        """Make a folder for each machine. `let_pass` is what a doctor may find bad in a test."""
        self.folder, self.monkeypatch, self.let_pass = folder, monkeypatch, let_pass
        self.named: dict[str, str] = {}
        self.variables: dict[str, dict[str, str]] = {one: {} for one in machines}
        for machine in self.variables:
            (folder / machine).mkdir()

    def give(self, machine: str, line: str, instead: Mapping[str, str] | None = None) -> str:
        """Give one line of the guide on a machine, with other words in places where a test has to;
        return what it said."""
        for old, new in (instead or {}).items():
            line = line.replace(old, new)
        words = shlex.split(" ".join(self.named.get(one, one) for one in line.split()))
        program = words.pop(0)
        if machine == "stick":
            assert program == "cp"
            shutil.copy(*(self.folder / one for one in words))
            return ""
        if program == "export":
            self.variables[machine].update(one.split("=", 1) for one in words)
            return ""
        assert program == "survey"
        self.monkeypatch.chdir(self.folder / machine)
        runner = CliRunner(env=self.variables[machine])
        said = runner.invoke(cli, words + ["--yes"] * (tuple(words[:2]) in ASKING))
        bad = re.findall(r"^BAD .*", said.output, re.M)
        passed = words == ["doctor"] and bad and all(self.let_pass in one for one in bad)
        assert said.exit_code == 0 or passed, f"{line}\n{said.output}\n{said.exception}"
        self._take_names(said.output)
        return said.output

    def _take_names(self, said: str) -> None:
        for name, found in (
            ("STUDY", re.search(r"^study (\w{8})$", said, re.M)),
            ("RECIPIENT", re.search(r"(age1\w+)", said)),
        ):
            if found:
                self.named[name] = found[1]


def lines_of(guide: str, machines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each line of a guide that begins with the name of one of the machines, in order."""
    text = (DOCS / guide).read_text("utf-8")
    for found in re.finditer(rf"^({'|'.join(machines)})\$ (.+)$", text, re.M):
        yield found[1], found[2]


def files_of(guide: str) -> dict[str, str]:
    """Give each file of settings in a guide: its place, which its first line says, and its text."""
    blocks = re.findall(r"^```toml\n# (\S+)\n(.*?)^```", (DOCS / guide).read_text("utf-8"),
                        re.M | re.DOTALL)  # fmt: skip
    return dict(blocks)
