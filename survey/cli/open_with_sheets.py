"""Opening with share sheets, and saying what came of it without any number that is hidden.

It loads the solver, and so is imported only by commands that open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date

import click

from survey.cli.console import now, progress_bar, require_confirmed
from survey.cli.telling import responses_in_words
from survey.cli.wording_actions import to_type
from survey.reports.study.proven import hidden_cells
from survey.services.overview.describe_studies import describe_study
from survey.services.steps.executors import make_executor
from survey.services.steps.make_release import Opened
from survey.services.steps.open_shelf import MakeExecutor
from survey.services.steps.opening_foreseen import Foreseen
from survey.services.studies.open_study import foresee_opening, open_study
from survey.storage.instance import Instance

_OF_STEP = {
    "under 10": "Fewer than {words} people answered, so nothing will be printed about them.",
    "10-29": "Fewer than {numbers} people answered, so words such as “about half” will be printed, "
    "and no numbers.",
    "30-99": "Fewer than {breakdowns} people answered, so there will be no breakdowns.",
    "100 and more": "Numbers and breakdowns will be printed where they are about enough people.",
}
_MORE_LATER = (
    "More people can be asked afterwards ({}), and the next "
    "release must then fit what this one printed."
)
_AFTERWARDS = {
    "under 10": "What people wrote and chose then stays unread, but for the counting.",
    "10-29": "After this the study can never take more answers or be published again: to ask "
    "more people, its questions have to become a new study.",
    "30-99": _MORE_LATER,
    "100 and more": _MORE_LATER,
}


def open_with_sheets(
    instance: Instance,
    study_id: str,
    sheets: Sequence[str],
    workers: int | None = None,
    on: date | None = None,
    elsewhere: MakeExecutor | None = None,
) -> Opened:
    """Open a study with the texts of share sheets, showing how far it is; `on` is the day (None:
    today).

    `elsewhere` makes the executor where it is not to be this machine.
    """
    total = describe_study(instance, study_id).closed_count
    workers = workers or os.cpu_count() or 1
    with progress_bar("Opening", total) as tell:
        return open_study(
            instance,
            study_id,
            sheets,
            on or now().date(),
            elsewhere or make_executor(workers, total),
            lambda done, _: tell(done),
            workers,
        )


def confirm_opening(instance: Instance, study_id: str, sheets: Sequence[str], *, yes: bool) -> None:
    """Say what an opening will do and what can never be done after it, and have it confirmed.

    Refused when it is not; what the opening would refuse is refused before anybody is asked.
    """
    confirm_foreseen(foresee_opening(instance, study_id, sheets, now().date()), yes=yes)


def confirm_foreseen(foreseen: Foreseen, *, yes: bool) -> None:
    """Say what an opening will do and what can never be done after it; else as above."""
    for sentence in _foretold(foreseen):
        click.echo(sentence, err=True)
    require_confirmed(f"Open {foreseen.row.id} now?", "Nothing was opened.", yes=yes)


def _foretold(foreseen: Foreseen) -> Iterator[str]:
    """Return the sentences to read before an opening."""
    row, people, policy = foreseen.row, foreseen.responses, foreseen.policy
    were, are = ("was", "is") if people == 1 else ("were", "are")
    yield (
        f"This opens {row.id} ({foreseen.title}): the {responses_in_words(people)} that {were} "
        f"closed on {row.closed_on} {are} opened and counted in memory, but for "
        "those without any answer; what may point to somebody is hidden, "
        f"and the rest is stored as release {foreseen.release}. The words of people stay sealed."
    )
    yield _OF_STEP[foreseen.step].format(
        words=policy.words_from, numbers=policy.numbers_from, breakdowns=policy.breakdowns_from
    )
    if foreseen.step in ("30-99", "100 and more"):
        yield (
            "So many people at most: who gave no answer at all is not one of them. Should fewer "
            f"than {policy.numbers_from} be left, words are printed and no numbers, once and for "
            "all."
        )
    yield (
        "It can never be undone. These answers cannot be opened a second time, nor counted in "
        "another way; what is printed cannot be hidden later; and the release stays."
    )
    yield _AFTERWARDS[foreseen.step].format(to_type("study reopen {} --closes DATE", row.id))


def say_opened(opened: Opened) -> None:
    """Say what was opened and what the protection did, without any number that it hides."""
    release, integrity = opened.release, opened.integrity
    audit = release.audit
    click.echo(f"opened {release.study.id}: {integrity.counted} of {integrity.envelopes} counted")
    click.echo(f"closed set {release.study.closed_set}")
    click.echo(f"release {release.number}")
    for why, number in opened.left_out:
        click.echo(f"left out: {number} {why}")
    if opened.contradicted:
        click.echo(
            f"counted as left blank: up to {opened.contradicted_up_to} answers that contradicted "
            "themselves"
        )
    click.echo(
        f"protected: {audit.cells} numbers, {audit.hidden} of them hidden (how many answered each "
        f"question, in each group, is among them); {audit.refused_tables} tables refused; the "
        f"audit {'passed' if audit.passed else 'did not pass'}"
    )
    click.echo(f"in the tables of the report {hidden_cells(release)} numbers are hidden")
    if opened.next_needs is None:
        click.echo("This study spoke in words, so it cannot be published again.", err=True)
    else:
        click.echo(f"The next release needs at least {opened.next_needs} more answers.", err=True)
    if opened.certificate is not None:
        click.echo(f"certificate {opened.certificate}")
        click.echo("It proves the release, tells nothing more, and goes with the report.", err=True)
