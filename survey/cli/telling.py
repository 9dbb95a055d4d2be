"""What the settings tell people of whoever asks, in the languages in which it is written there.

It has no rule of its own.
"""

from __future__ import annotations

import click

from survey.questionnaire.advice.proofreading import CONSENT_WORDS
from survey.questionnaire.consent import layer_words, untranslated
from survey.questionnaire.model import Questionnaire, Text
from survey.services.steps.founding_terms import terms_from
from survey.settings import Settings


def say_untranslated(settings: Settings, languages: tuple[str, ...]) -> None:
    """Say on standard error who will read what is told in a language that is not theirs."""
    for name, missing in untranslated(languages, **_told(settings)):
        click.echo(
            f"advice: {name} is not written in {', '.join(missing)}: who reads that is told it in "
            f"another language. In the settings, write a line for each, such as {name}.en = “…”.",
            err=True,
        )


def say_length(settings: Settings, asked: Questionnaire) -> None:
    """Say on standard error where the page of consent gets long by what the settings tell."""
    told = _told(settings)
    for code in asked.languages:
        count = layer_words(asked, code, told["organisation"], told["safeguarding"])
        if count > CONSENT_WORDS >= layer_words(asked, code):
            click.echo(
                f"advice: with organisation and safeguarding of the settings, what people read "
                f"before they agree has {count} words in {code}: {CONSENT_WORDS} are enough.",
                err=True,
            )


def _told(settings: Settings) -> dict[str, Text]:
    """Return what people read before they agree, by its name in the settings."""
    said = terms_from(settings)
    return {name: text for name, text in said.items() if isinstance(text, Text)}
