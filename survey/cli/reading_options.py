"""Options by which a command says who reads a report, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from survey.cli.console import now, read_text
from survey.cli.options import DAY
from survey.cli.path_types import SECRET_THERE
from survey.errors import BadInput
from survey.follow_up.asks import StakeholderGroup, Theme
from survey.storage.instance import Instance

_OPTIONS = (
    click.option(
        "--theme", "themes", multiple=True, type=click.Choice(get_args(Theme)),
        help="A theme by which it is found; once for each.",
    ),
    click.option(
        "--asks", "asked", multiple=True, type=click.Choice(get_args(StakeholderGroup)),
        help="A group that it asks; once for each.",
    ),
    click.option("--embargo", type=DAY, metavar="DATE", help="The first day on which it is read."),
    click.option("--no-embargo", is_flag=True, help="Hold nothing back any more."),
    click.option("--more-on", type=DAY, metavar="DATE", help="When readers are told more."),
    click.option(
        "--passphrase-file", type=SECRET_THERE, help="A file with the passphrase that readers type."
    ),
    click.option("--no-passphrase", is_flag=True, help="Everybody reads it."),
    click.option(
        "--with-council", metavar="COUNCIL",
        help="The council whose part the report of a study carries (none: -).",
    ),
)  # fmt: skip


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say who reads a report, and when."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def keep_reading(instance: Instance, of_id: str, said: Mapping[str, Any]) -> None:
    """Keep what options say of a report; what none of them names stays as it is."""
    from survey.services.studies.set_reading import ReadingWish, reading_of, set_reading

    if not any(said.values()):
        return
    today = now().date()
    before = reading_of(instance, of_id, today).facts
    wanted: date | None = said["embargo"].date() if said["embargo"] else None
    if wanted and wanted <= today:
        raise BadInput(
            "A report is held back until a day that is to come.",
            kept="Nothing was changed.",
            do="Give a later day, or none.",
        )
    path: Path | None = said["passphrase_file"]
    wish = ReadingWish(
        said["themes"] or before.themes,
        said["asked"] or before.asked,
        None if said["no_embargo"] else wanted or before.embargo_until,
        said["more_on"].date() if said["more_on"] else before.write_again_on,
        read_text(path).strip() if path else "",
        said["no_passphrase"],
        before.with_council if said["with_council"] is None else said["with_council"].strip("-"),
    )
    set_reading(instance, of_id, wish, today)
