"""What the settings tell people of whoever asks, in the languages in which it is written there.

It has no rule of its own.
"""

from __future__ import annotations

from typing import TypedDict

import click

from survey.questionnaire.advice.proofreading import CONSENT_WORDS
from survey.questionnaire.consent import layer_words, untranslated
from survey.questionnaire.model import EMPTY, Questionnaire, Text
from survey.settings import Settings


class Responsible(TypedDict):
    """Who runs a study, what must be passed on by law, and under which law."""

    organisation: Text
    safeguarding: Text
    jurisdiction: Text


def told_by(settings: Settings) -> Responsible:
    """Return what people are told before they agree, as terms take it."""
    return Responsible(
        organisation=_text(settings.organisation),
        safeguarding=_text(settings.safeguarding),
        jurisdiction=_text(settings.jurisdiction),
    )


def say_untranslated(settings: Settings, languages: tuple[str, ...]) -> None:
    """Say on standard error who will read what is told in a language that is not theirs."""
    for name, missing in untranslated(languages, **told_by(settings)):
        click.echo(
            f"advice: {name} is not written in {', '.join(missing)}: who reads that is told it in "
            f"another language. In the settings, write a line for each, such as {name}.en = “…”.",
            err=True,
        )


def say_length(settings: Settings, asked: Questionnaire) -> None:
    """Say on standard error where the page of consent gets long by what the settings tell."""
    told = told_by(settings)
    for code in asked.languages:
        count = layer_words(asked, code, told["organisation"], told["safeguarding"])
        if count > CONSENT_WORDS >= layer_words(asked, code):
            click.echo(
                f"advice: with organisation and safeguarding of the settings, what people read "
                f"before they agree has {count} words in {code}: {CONSENT_WORDS} are enough.",
                err=True,
            )


def _text(words: str | dict[str, str]) -> Text:
    return Text.from_input(words) if words else EMPTY
