"""What to look at before a study or a council is begun, beside its own questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.questionnaire.advice.proofreading import CONSENT_WORDS
from survey.questionnaire.consent import layer_words, untranslated
from survey.questionnaire.model import Questionnaire, Text
from survey.services.steps.founding_terms import terms_from
from survey.services.steps.support_list import require_support, resources_of, unconfirmed
from survey.settings import Settings, shipped


@dataclass(frozen=True, slots=True)
class PublishingAdvice:
    """What could be better: `untranslated` names of settings with the languages that they lack,
    `long_consent` languages in which the page of consent gets long by what settings tell, with its
    words, and how many support services of its regions are `unconfirmed`."""

    untranslated: tuple[tuple[str, tuple[str, ...]], ...]
    long_consent: tuple[tuple[str, int], ...]
    unconfirmed: int


def advise_publishing(folder: Path, settings: Settings, asked: Questionnaire) -> PublishingAdvice:
    """Return what to look at before a questionnaire is published in an instance folder.

    Refused where a region has no support service: it is not published then.
    """
    resources, regions = resources_of(folder, shipped("config")), asked.audience.regions
    require_support(resources, regions)
    return PublishingAdvice(
        untranslated_of(settings, asked.languages),
        tuple(_long_consent(settings, asked)),
        len(unconfirmed(resources, regions)),
    )


def untranslated_of(
    settings: Settings, languages: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each setting that people are told of, with the languages in which it is missing."""
    told = {name: text for name, text in terms_from(settings).items() if isinstance(text, Text)}
    return tuple(untranslated(tuple(languages), **told))


def _long_consent(settings: Settings, asked: Questionnaire) -> list[tuple[str, int]]:
    told = terms_from(settings)
    counts = [
        (code, layer_words(asked, code, told["organisation"], told["safeguarding"]))
        for code in asked.languages
    ]
    return [(code, n) for code, n in counts if n > CONSENT_WORDS >= layer_words(asked, code)]
