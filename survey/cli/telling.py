"""What several commands say: what the settings could tell people better, and what was closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from survey.cli.wording_actions import what_to_do
from survey.mixing.health_check import HealthCheck
from survey.questionnaire.advice.proofreading import CONSENT_WORDS
from survey.questionnaire.model import Questionnaire
from survey.sealing.closed_set import read_aloud
from survey.services.overview.publishing_advice import untranslated_of
from survey.services.steps.answers_cost import cost_of_answers
from survey.settings import Settings
from survey.storage.studies.study_rows import StudyRow


def say_untranslated(settings: Settings, languages: tuple[str, ...]) -> None:
    """Say who will read what is told in a language that is not theirs."""
    for name, missing in untranslated_of(settings, languages):
        click.echo(
            f"advice: {name} is not written in {', '.join(missing)}: who reads that is told it in "
            f"another language. In the settings, write a line for each, such as {name}.en = “…”.",
            err=True,
        )


def say_length(found: Sequence[tuple[str, int]]) -> None:
    """Say where the page of consent gets long by what the settings tell."""
    for code, count in found:
        click.echo(
            f"advice: with organisation and safeguarding of the settings, what people read "
            f"before they agree has {count} words in {code}: {CONSENT_WORDS} are enough.",
            err=True,
        )


def say_room(asked: Questionnaire, ceiling: int) -> None:
    """Say how many answers are taken, and what they cost where all of them come."""
    cost = cost_of_answers(asked, ceiling)
    click.echo(f"No more than {ceiling:,} answers are taken. So many take {cost.words}.", err=True)


def responses_in_words(count: int | None) -> str:
    """Return how many responses there are."""
    return f"{count} response{'' if count == 1 else 's'}"


def check_lines(checks: Iterable[HealthCheck], *, with_what_to_do: bool = False) -> Iterator[str]:
    """Yield a line for each check that was looked at, what to do below those that are bad, and at
    the end which ones were not looked at, once for each reason."""
    unlooked: dict[str, list[str]] = {}
    for check in checks:
        if check.ok is None:
            unlooked.setdefault(check.what, []).append(check.name)
            continue
        yield f"{'ok  ' if check.ok else 'BAD '} {check.name}: {check.what}"
        if check.bad and with_what_to_do:
            yield f"     {what_to_do(check.guidance)}"
    for why, names in unlooked.items():
        yield f"--   {', '.join(names)}: {why}"


def checks_in_words(bad: int, count: int) -> str:
    """Return how many of all checks need an operator."""
    return f"{bad} of {count} checks need{'s' if bad == 1 else ''} an operator"


def say_closed_set(row: StudyRow) -> None:
    """Say what was closed, as trustees compare it when it is opened, and what was lost."""
    click.echo(f"closed set {row.closed_digest}")
    aloud = " ".join(read_aloud(row.closed_digest))
    click.echo(f"Trustees read this to each other when they open it: {aloud}", err=True)
    if row.lost:
        click.echo(f"{row.lost} letters did not open and are lost", err=True)
