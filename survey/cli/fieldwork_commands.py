"""`survey study payments|feelings|watch|changes`: while people answer, and afterwards."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import Context, now, read_text
from survey.cli.options import study_argument
from survey.cli.path_types import FILE_THERE
from survey.services.overview.study_feelings import feelings_of
from survey.services.overview.watch_study import watch_study
from survey.services.studies.load_payments import load_payments
from survey.services.studies.tell_change import tell_change

_WHAT_TO_DO = {
    "fine": "",
    "pause and review": "Too many found it very hard to answer. Stop inviting people, look at the "
    "form together with survivors, and change it before you go on.",
    "too few to say": "Fewer than 20 people have said how it was, as of the last mix.",
}


@click.command("payments")
@study_argument
@click.argument("file", type=FILE_THERE)
@click.pass_obj
def payments_command(context: Context, study_id: str, file: Path) -> None:
    """Load codes to give as thanks into STUDY, from FILE.csv with the one column `code`."""
    given = read_text(file), str(file)
    loaded = load_payments(context.instance(), study_id, *given, now().date())
    click.echo(
        f"loaded {loaded.codes} codes; {loaded.hourly} an hour are given at most (thanks_hourly)"
    )
    if loaded.is_large:
        click.echo(
            "That is a large lot: a program could fill in forms and take them, hour by hour. Load "
            "small lots as they are needed.",
            err=True,
        )
    click.echo(f"{file}: delete it when no other place needs it.", err=True)


@click.command("feelings")
@study_argument
@click.pass_obj
def feelings_command(context: Context, study_id: str) -> None:
    """Say how it is to answer STUDY: "fine", "pause and review" or "too few to say"."""
    said = feelings_of(context.instance(), study_id)
    click.echo(said)
    if _WHAT_TO_DO[said]:
        click.echo(_WHAT_TO_DO[said], err=True)


@click.command("watch")
@study_argument
@click.pass_obj
def watch_command(context: Context, study_id: str) -> None:
    """Say what may be seen of STUDY: nothing of it moves between two mixes but the days."""
    seen = watch_study(context.instance(), study_id, now().date())
    practice = ", practice" if seen.practice else ""
    click.echo(f"{seen.id}: {seen.title} ({seen.stand}{practice})")
    click.echo(f"answered: {f'about {seen.about}' if seen.about else 'below ten'}")
    click.echo(f"offered in: {', '.join(seen.languages)}; which one people chose is sealed")
    left = "" if seen.days_left is None else f", {seen.days_left} days left"
    click.echo(f"last day {seen.closes_on}{left}; results by {seen.results_by:%Y-%m}")
    click.echo(f"how it was to answer: {seen.feelings}")
    for one in seen.changes:
        click.echo(
            f"can be {one.change}" if not one.why_not else f"cannot be {one.change}: {one.why_not}"
        )
    if seen.gathers is not None:
        click.echo(
            f"The number moves once {seen.gathers} answers wait, at the latest when it closes; "
            "below ten does not mean that nobody answered.",
            err=True,
        )


@click.command("changes")
@study_argument
@click.argument("file", type=FILE_THERE)
@click.pass_obj
def changes_command(context: Context, study_id: str, file: Path) -> None:
    """Tell what changed because of STUDY: the text in FILE is shown at /r/STUDY/."""
    instance = context.instance()
    number = tell_change(instance, study_id, read_text(file), str(file), now().date())
    click.echo(f"change {number} of {study_id}")
    click.echo(f"address {instance.settings.address_of_site}/r/{study_id}/")
