"""House rule 17: what to do is told as an action below the doors, and each door words it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.exceptions import UsageError

from survey.cli.main import cli
from survey.cli.wording_actions import command_of
from survey.errors import Action, Do
from tests.house.command_names import a_command, every_command
from tests.house.source import ROOT, SURVEY, named, tree

#: Actions that are done with another program than ours.
OTHER_PROGRAMS = {Do.KEEP_FROM_OTHERS: "chmod", Do.INSTALL_NOISE: "pip", Do.INSTALL_CLUSTER: "pip"}


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Give every text of a module that is not a docstring, with … for what is filled in."""
    parts = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.add(node.value)
        if isinstance(node, ast.JoinedStr):
            pieces = [v for v in node.values if isinstance(v, ast.Constant)]
            parts |= set(pieces)
            yield node.lineno, "".join(str(v.value) if v in pieces else "…" for v in node.values)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in parts:
            yield node.lineno, node.value


#: The page that says what to type on a machine without a network, where there is no desk.
TYPED_ELSEWHERE = "offline.html"


def test_no_text_below_the_command_line_names_a_command() -> None:
    """Neither a module that is not of the command line, nor a template."""
    command = a_command()
    found = [
        f"{named(path)}:{line}: {match[0]}"
        for path in sorted(SURVEY.rglob("*.py"))
        if path.relative_to(SURVEY).parts[0] != "cli"
        for line, text in texts(path)
        if (match := command.search(text))
    ]
    found += [
        f"{named(path)}: {match[0]}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if path.name != TYPED_ELSEWHERE
        if (match := command.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


#: Sentences of the command line that name a command for another machine, which may be called there
#: in another way.
OF_ANOTHER_MACHINE = ("There: ", "on another machine")


def test_the_command_line_says_every_command_as_it_is_called_here() -> None:
    """A command to be typed is put together by `wording_actions`; names within `…` are help."""
    top = "|".join(sorted({re.escape(names[0]) for names, _ in every_command()}))
    command = re.compile(rf"(?<!`)\bsurvey (?:{top}|--[a-z]|…)")
    found = [
        f"{named(path)}:{line}: {match[0]}"
        for path in sorted((SURVEY / "cli").glob("*.py"))
        if path.stem != "wording_actions"
        for line, text in texts(path)
        if (match := command.search(text))
        if not any(words in text for words in OF_ANOTHER_MACHINE)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text", ["Close it: survey study close …", "Run `doctor`.", "Choose another with --out."]
)
def test_a_command_in_a_text_would_be_noticed(text: str) -> None:
    """The test above can fail."""
    assert a_command().search(text)


def typed(command: click.Command, words: list[str]) -> None:
    """Refuse what the program would not take: another name, an unknown or a missing option."""
    context = click.Context(command)
    given, rest, _ = command.make_parser(context).parse_args(list(words))
    if isinstance(command, click.Group) and rest:
        _, found, rest = command.resolve_command(context, rest)
        assert found is not None
        typed(found, rest)
        return
    if rest:
        raise UsageError(f"Too many words: {rest}")
    for param in command.params:
        value, _ = param.consume_value(context, given)
        if param.required and param.value_is_missing(value):
            raise UsageError(f"{param.name} is missing.")


@pytest.mark.parametrize("do", Do)
def test_the_command_line_words_every_action_with_a_command_that_exists(do: Do) -> None:
    """Its options are there, and none that the program asks for is missing."""
    program, *words = command_of(Action(do, "a-study", ("a-file",))).split()
    assert program == OTHER_PROGRAMS.get(do, "survey")
    if program == "survey":
        typed(cli, words)


@pytest.mark.parametrize(
    "words",
    ["study erase x", "study close x --at-once", "study reopen x", "study close", "study list x"],
)
def test_a_command_that_does_not_exist_would_be_noticed(words: str) -> None:
    """The test above can fail."""
    with pytest.raises(UsageError):
        typed(cli, words.split())


@pytest.mark.parametrize("do", Do)
def test_every_action_is_one_that_is_told(do: Do) -> None:
    """None is left over."""
    told = re.compile(rf"\bDo\.{do.name}\b")
    rooms = [p for p in SURVEY.rglob("*.py") if p.relative_to(SURVEY).parts[0] != "cli"]
    assert any(told.search(path.read_text(encoding="utf-8")) for path in rooms)
