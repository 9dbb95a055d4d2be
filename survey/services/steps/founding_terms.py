"""The terms on which studies and councils are founded, and what settings say of whoever asks.

It knows words that people are told. It must not know keys, or the rules of one use case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from survey.questionnaire.consent import untold
from survey.questionnaire.model import EMPTY, Text
from survey.settings import Settings


class Responsible(TypedDict):
    """Who asks, what must be passed on by law, under which law, and who confirmed that."""

    organisation: Text
    safeguarding: Text
    jurisdiction: Text
    legal_sign_off: str


@dataclass(frozen=True, slots=True)
class Terms:
    """How something is founded: `shares` sheets, any `threshold` of which open it together.

    Who runs it (`organisation`), what must be passed on by law (`safeguarding`), under which law
    (`jurisdiction`) and who confirmed that (`legal_sign_off`) may be left out in practice only.
    """

    shares: int
    threshold: int
    practice: bool = False
    reviewed: bool = False
    organisation: Text = EMPTY
    safeguarding: Text = EMPTY
    jurisdiction: Text = EMPTY
    legal_sign_off: str = ""

    def missing(self) -> tuple[str, ...]:
        """Return which of the things that people must be told are not there."""
        return untold(self.organisation, self.safeguarding, self.jurisdiction, self.legal_sign_off)


def terms_from(settings: Settings) -> Responsible:
    """Return what settings say of whoever asks, as terms take it."""
    return Responsible(
        organisation=_text(settings.organisation),
        safeguarding=_text(settings.safeguarding),
        jurisdiction=_text(settings.jurisdiction),
        legal_sign_off=settings.legal_sign_off,
    )


def _text(words: str | dict[str, str]) -> Text:
    return Text.from_input(words) if words else EMPTY
