"""What could be better in what the settings tell people, said on standard error."""

from __future__ import annotations

from collections.abc import Sequence

import click

from survey.questionnaire.advice.proofreading import CONSENT_WORDS
from survey.services.overview.publishing_advice import untranslated_of
from survey.settings import Settings


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
