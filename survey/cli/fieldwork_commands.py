"""`survey study payments|feelings|changes`: what goes on while people answer, and afterwards."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import Context, now, read_text
from survey.errors import BadInput
from survey.services.answering.tell_feeling import verdict
from survey.services.studies.load_payments import load_payments
from survey.storage.database import writing
from survey.storage.studies import changes, study_rows

_MOST_WORDS = 10_000
_WHAT_TO_DO = {
    "fine": "",
    "pause and review": "Too many found it very hard to answer. Stop inviting people, look at the "
    "form together with survivors, and change it before you go on.",
    "too few to say": "Fewer than 20 people have said how it was, as of the last mix.",
}


@click.command("payments")
@click.argument("study_id", metavar="STUDY")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def payments_command(context: Context, study_id: str, file: Path) -> None:
    """Load codes to give as thanks into STUDY, from FILE.csv with the one column `code`."""
    loaded = load_payments(context.instance(), study_id, read_text(file), str(file))
    hourly = context.instance().settings.thanks_hourly
    click.echo(f"loaded {loaded} codes; {hourly} an hour are given at most (thanks_hourly)")
    if loaded > 5 * hourly:
        click.echo(
            "That is a large lot: a program could fill in forms and take them, hour by hour. Load "
            "small lots as they are needed.",
            err=True,
        )
    click.echo(f"{file}: delete it when no other place needs it.", err=True)


@click.command("feelings")
@click.argument("study_id", metavar="STUDY")
@click.pass_obj
def feelings_command(context: Context, study_id: str) -> None:
    """Say how it is to answer STUDY: "fine", "pause and review" or "too few to say"."""
    with context.instance().engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    said = verdict(row.felt_fine, row.felt_bit_hard, row.felt_very_hard)
    click.echo(said)
    if _WHAT_TO_DO[said]:
        click.echo(_WHAT_TO_DO[said], err=True)


@click.command("changes")
@click.argument("study_id", metavar="STUDY")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def changes_command(context: Context, study_id: str, file: Path) -> None:
    """Tell what changed because of STUDY: the text in FILE is shown at /r/STUDY/."""
    words = read_text(file).strip()
    if not 0 < len(words) <= _MOST_WORDS:
        raise BadInput(
            f"{file} has {len(words)} characters.",
            kept="What was told before stays.",
            do=f"Write up to {_MOST_WORDS} characters, with an empty line between paragraphs.",
        )
    instance = context.instance()
    with writing(instance.engine) as connection:
        study_rows.get(connection, study_id)
        number = changes.add(connection, study_id, now().date(), words)
    click.echo(f"change {number} of {study_id}")
    click.echo(f"address {instance.settings.address_of_site}/r/{study_id}/")
