"""A group of commands whose own words are those of one of them: `survey report STUDY --out DIR`."""

from __future__ import annotations

from typing import Any

import click


class ReportGroup(click.Group):
    """A group that takes words which name no command of it as those of its `default`."""

    def __init__(self, *args: Any, default: click.Command, **more: Any) -> None:
        super().__init__(*args, **more)
        self.default = default

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the words name, or the default where they name none."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "", self.default, args
