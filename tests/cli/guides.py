"""Machines of a guide, and a stick between them: its lines are given as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: What asks before it does something that cannot be undone, where somebody sits at a terminal.
ASKING = ("survey study open", "survey study bring-back", "survey doctor --repair")
_FILE = re.compile(r"# (\w+): (at the end of )?(\S+)\n")
_LINE = re.compile(r"(\w+)\$ (\S.*)")


@dataclass(frozen=True)
class Step:
    """One thing that the reader of a guide does: a line on a machine, a file, or what is typed
    into the program that the line before started. What has no machine is none of them."""

    kind: str
    machine: str
    text: str
    place: str = ""
    at_the_end: bool = False

    @property
    def name(self) -> str:
        """Give what a list of steps calls it."""
        first = self.text.strip().splitlines()[0]
        return f"{self.machine or self.kind}: {self.place or first}"


def steps_of(guide: str) -> Iterator[Step]:
    """Give every step of a guide in order, whatever it is: each line of each block is in one."""
    text, machine = (DOCS / guide).read_text("utf-8"), ""
    for found in re.finditer(r"^```(\w*)\n(.*?)^```", text, re.M | re.DOTALL):
        language, block = found.groups()
        lines = [_LINE.fullmatch(line) for line in block.splitlines()]
        if head := _FILE.match(block):
            yield Step("file", head[1], block[head.end() :], head[3], bool(head[2]))
        elif language == "sql":
            yield Step("typed", machine, block)
        elif all(lines):
            for line in lines:
                assert line is not None
                machine = line[1]
                yield Step("line", machine, line[2])
        else:
            yield Step("shown", "", block)


def why_left_out(step: Step, reasons: Mapping[str, str]) -> str:
    """Give why a step is not followed; "" where it is."""
    return next((why for name, why in reasons.items() if re.match(name, step.name)), "")


def stale(guide: str, reasons: Mapping[str, str]) -> list[str]:
    """Give what a list of left out steps names that its guide does not have."""
    names = [step.name for step in steps_of(guide)]
    return [one for one in reasons if not any(re.match(one, name) for name in names)]


class NamesTold:
    """What commands printed, by the word that stands for it in a guide."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.found: dict[str, str] = {}

    def take(self, said: str) -> None:
        """Take the newest from what a command said."""
        for name, found in (
            ("STUDY", re.search(r"^study (\w{8})$", said, re.M)),
            ("RECIPIENT", re.search(r"(age1\w+)", said)),
        ):
            if found:
                self.found[name] = found[1]

    def put_into(self, line: str) -> str:
        """Give a line with what was printed in place of the words that stand for it, and with the
        answer to what it asks."""
        asks = line.startswith(ASKING) and "--rehearse" not in line
        words = (self.found.get(one, one) for one in line.split(" "))
        return " ".join(words) + " --yes" * asks


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
        self.told = NamesTold()
        self.variables: dict[str, dict[str, str]] = {one: {} for one in machines}
        for machine in self.variables:
            (folder / machine).mkdir()

    def give(self, step: Step, instead: Mapping[str, str] | None = None) -> str:
        """Give one line of the guide on a machine, with other words in places where a test has to;
        return what it said."""
        line = step.text
        for old, new in (instead or {}).items():
            line = line.replace(old, new)
        words = shlex.split(self.told.put_into(line))
        program = words.pop(0)
        if step.machine == "stick":
            assert program == "cp"
            shutil.copy(*(self.folder / one for one in words))
            return ""
        assert program == "survey", f"who runs this? {step.name}"
        self.monkeypatch.chdir(self.folder / step.machine)
        said = CliRunner(env=self.variables[step.machine]).invoke(cli, words)
        bad = re.findall(r"^BAD .*", said.output, re.M)
        passed = words == ["doctor"] and bad and all(self.let_pass in one for one in bad)
        assert said.exit_code == 0 or passed, f"{line}\n{said.output}\n{said.exception}"
        self.told.take(said.output)
        return said.output

    def write(self, step: Step, instead: Mapping[str, str]) -> None:
        """Write a file of settings into the folder of its machine, and let its commands read it."""
        text, file = step.text, self.folder / step.machine / Path(step.place).name
        for old, new in instead.items():
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
        file.chmod(0o600)
        self.variables[step.machine]["SURVEY_CONFIG"] = file.name
