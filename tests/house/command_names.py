"""The names of the commands and options of the program, as its own tree of commands has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import click

from survey.cli.main import cli


def every_command(
    group: click.Group = cli, *above: str
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Give each command of the program and each group, with its name as typed."""
    for name, command in group.commands.items():
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, *above, name)


def options() -> set[str]:
    """Give every long option of the program."""
    commands = [cli, *(command for _, command in every_command())]
    return {
        text
        for command in commands
        if isinstance(command, click.Command)
        for param in command.params
        for text in (*param.opts, *param.secondary_opts)
        if text.startswith("--")
    }


@cache
def a_command() -> re.Pattern[str]:
    """Give what finds the name of a command or an option in a text."""
    top = "|".join(sorted({re.escape(names[0]) for names, _ in every_command()}))
    below = "|".join(sorted({re.escape(" ".join(n)) for n, _ in every_command() if len(n) > 1}))
    taken = "|".join(sorted(map(re.escape, options()), key=len, reverse=True))
    return re.compile(rf"\bsurvey (?:{top})\b|`(?:{top}|{below})\b|(?<![\w-])(?:{taken})(?![\w-])")
