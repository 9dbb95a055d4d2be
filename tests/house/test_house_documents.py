"""House rule 15: what the documents say is true of this repository, and they name no machine."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from survey.cli.main import cli
from survey.settings import Settings
from tests.browser import take_pictures
from tests.house.source import ROOT

TOP_LEVEL = {
    "survey", "templates", "tests", "config", "docs",
    "pyproject.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
    "SECURITY.md",
}  # fmt: skip
#: What tools and practice leave in a checkout, where there is no git to say what belongs to it.
LEFT_BY_TOOLS = {"var", "demo", "dist", "build", "nohup.out"}
FOR_OPERATORS = ("README.md", "docs/operating.md")
PLACEHOLDERS = {"STUDY", "FILE", "DIR"}


@cache
def repository() -> tuple[Path, ...]:
    """Give every file of the repository: those that git tracks, or all, where there is no git."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        )
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [
            path
            for top in ROOT.iterdir()
            if top.name not in LEFT_BY_TOOLS and not top.name.startswith(".")
            for path in ([top] if top.is_file() else top.rglob("*"))
            if "__pycache__" not in path.parts
        ]
    return tuple(path for path in paths if path.is_file())


def documents() -> list[Path]:
    """Give every document: at the top of the repository, and below docs/."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def name(path: Path) -> str:
    """Give a path as it stands in the repository."""
    return path.relative_to(ROOT).as_posix()


def anchors(text: str) -> set[str]:
    """Give the anchors that headings of a document have where it is shown."""
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    found = set()
    for heading in re.findall(r"^#+ (.+)$", plain, re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(words.strip().replace(" ", "-"))
    return found


def lost_links(path: Path) -> Iterator[str]:
    """Give the links of a document that lead nowhere."""
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    targets = re.findall(r"\]\(([^)\s]+)\)", prose) + re.findall(r'(?:src|href)="([^"]+)"', prose)
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        found = (path.parent / place).resolve() if place else path
        if not found.exists() or (
            anchor and found.suffix == ".md" and anchor not in anchors(found.read_text("utf-8"))
        ):
            yield f"{name(path)}: {target}"


def test_every_link_of_a_document_leads_somewhere() -> None:
    """Relative links and pictures point to what is there; anchors to headings."""
    assert [link for path in documents() for link in lost_links(path)] == []


@cache
def functions_of(file: str) -> frozenset[str]:
    """Give the names of the tests of a file, and "" for the file itself; none where it is not."""
    place = ROOT / file
    if not place.is_file():
        return frozenset()
    parsed = ast.walk(ast.parse(place.read_text(encoding="utf-8")))
    return frozenset({"", *(node.name for node in parsed if isinstance(node, ast.FunctionDef))})


def named(pattern: str) -> list[tuple[Path, Any]]:
    """Give what a pattern finds in every document, with the document."""
    return [
        (path, found)
        for path in documents()
        for found in re.findall(pattern, path.read_text("utf-8"))
    ]


def test_every_test_that_a_document_names_exists() -> None:
    """`tests/…py` and `tests/…py::test_name` are there."""
    told = named(r"`(tests/[\w/.-]+\.py)(?:::(\w+))?`")
    assert len(told) > 100
    lost = [f"{name(path)}: {file}::{test}" for path, (file, test) in told
            if test not in functions_of(file)]  # fmt: skip
    assert lost == []


def test_every_module_that_a_document_names_exists() -> None:
    """`room/module.py` is there, as seen from the top or from survey/."""
    told = named(r"`((?:[\w.-]+/)+\w+\.py)`")
    assert len(told) > 100
    roots = (ROOT, ROOT / "survey")
    lost = [f"{name(path)}: {file}" for path, file in told
            if not any((top / file).is_file() for top in roots)]  # fmt: skip
    assert lost == []


def commands(text: str) -> Iterator[list[str]]:
    """Give the words of every `survey …` command of a document, without the program itself."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`((?:\S*/)?survey [a-z-][^`]*)`", text)
    for line in [*"\n".join(blocks).replace("\\\n", " ").splitlines(), *inline]:
        words = shlex.split(line, comments=True)
        while words and re.match(r"[A-Z_]+=", words[0]):
            words.pop(0)
        if words and words[0].removeprefix("ExecStart=").split("/")[-1] == "survey":
            yield words[1:]


def misused(words: list[str]) -> str:
    """Give what is wrong with a command: a name or option that the program does not have."""
    command: click.Command = cli
    arguments = 0
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("--help", "…"):
            continue
        if word.startswith("-"):
            known = {
                text: one for one in command.params for text in (*one.opts, *one.secondary_opts)
            }
            option = known.get(word)
            if option is None:
                return f"{word} of {command.name}"
            if not (isinstance(option, click.Option) and (option.is_flag or option.count)):
                rest[:1] = []
        elif isinstance(command, click.Group):
            default: click.Command | None = getattr(command, "default", None)
            if word not in command.commands and default is None:
                return f"{word} of {command.name}"
            arguments += word not in command.commands  # it is one of the command that needs no name
            command = command.commands.get(word) or default or command
        else:
            arguments += 1
    wanted = sum(isinstance(one, click.Argument) for one in command.params)
    return "" if arguments <= wanted else f"too many words for {command.name}"


@pytest.mark.parametrize("document", FOR_OPERATORS)
def test_every_command_that_a_document_shows_exists(document: str) -> None:
    """`survey …` with its groups and options, as the program itself knows them."""
    found = list(commands((ROOT / document).read_text(encoding="utf-8")))
    assert len(found) > 4
    assert [(words, wrong) for words in found if (wrong := misused(words))] == []


@pytest.mark.parametrize(
    "words",
    [["study", "delete", "x"], ["serve", "--port", "1"], ["report", "a", "b", "--out", "c"]],
)
def test_commands_that_do_not_exist_would_be_noticed(words: list[str]) -> None:
    """The test above can fail."""
    assert misused(words)


def test_operators_read_of_every_command() -> None:
    """Each command of the program stands in the README or in the page for operators."""
    told = {
        tuple(word for word in words if re.fullmatch(r"[a-z-]+", word))[:2]
        for document in FOR_OPERATORS
        for words in commands((ROOT / document).read_text(encoding="utf-8"))
    }
    told |= {words[:1] for words in told}
    there = set()
    for top, command in cli.commands.items():
        below = command.commands if isinstance(command, click.Group) else {}
        there |= {(top, one) for one in below} or {(top,)}
    assert there - told - {("practice",)} == set()


def test_every_target_of_make_that_a_document_names_exists() -> None:
    """`make …` in any document."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    told = {
        target
        for path in documents()
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {"run", "test"} <= told <= targets


def test_packages_are_installed_by_hash_and_from_wheels_only() -> None:
    """A package of sources would run its own code while it is installed."""
    told = [ROOT / "Makefile", *(path for path in repository() if path.suffix == ".md")]
    lines = [
        line
        for path in told
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"pip install .*-r ", line)
    ]
    assert len(lines) >= 3
    assert all("--only-binary :all: --require-hashes -r " in line for line in lines)


def test_every_setting_is_explained() -> None:
    """config/default.toml names every setting, each under a comment."""
    lines = (ROOT / "config" / "default.toml").read_text(encoding="utf-8").splitlines()
    named = [line.split(" ")[0] for line in lines if re.match(r"[a-z_]+ =", line)]
    assert sorted(named) == sorted(Settings.model_fields)


def test_the_top_of_the_repository_holds_only_what_belongs_there() -> None:
    """A new name at the top is a decision, not an accident."""
    tops = {path.relative_to(ROOT).parts[0] for path in repository()}
    strange = {
        top
        for top in tops - TOP_LEVEL
        if not top.startswith(".") and not re.fullmatch(r"requirements[\w-]*\.txt", top)
    }
    assert not strange
    assert TOP_LEVEL - tops == set()


def test_no_file_names_a_machine_or_a_package_index() -> None:
    """No home folder, working folder or temporary folder of anyone, and no place of packages."""
    homes = ["/" + one + "/" for one in ("home", "root", "work", "Users", "mnt")]
    places = ["pypi" + ".org", "python" + "hosted", "--index" + "-url", "--extra-index" + "-url"]
    machine = re.compile(r"(?<![\w.*~-])(?:" + "|".join(homes) + r")\w|" + "|".join(places))
    found = []
    for path in repository():
        if path.suffix in (".png", ".ico"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if machine.search(line):
                found.append(f"{name(path)}:{number}")
    assert not found


def test_the_index_of_decisions_is_whole() -> None:
    """Every decision is in the index under its own title."""
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    wanted = []
    for path in sorted(folder.glob("0*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {path.name[:4]} ")
        wanted.append(f"| [{path.name[:4]}]({path.name}) | {title} |")
    assert [line for line in wanted if line not in index] == []


def test_the_script_that_takes_the_pictures_fits_the_program() -> None:
    """What it imports is there; taking the pictures themselves takes a minute and is left out."""
    assert take_pictures.SHOWN in (
        ROOT / "config/questionnaires/reporting-and-removal.yaml"
    ).read_text(encoding="utf-8")


def test_pictures_are_small() -> None:
    """A picture of the documents weighs at most 150 kB."""
    large = [
        name(path)
        for path in repository()
        if path.suffix == ".png" and path.stat().st_size > 150_000
    ]
    assert not large
