"""What came with one request for a page that carries something sealed: of a form, or of a council.

It knows the door, the fields and the draft in hand for as long as a request lasts.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, request

from survey.questionnaire.audience import Audience
from survey.questionnaire.checking import SentFields
from survey.services.steps.page_drafts import Draft
from survey.services.steps.send_response import six_words
from survey.web.forms import carried, first
from survey.web.public.app_state import PublicState
from survey.web.public.form.looking import look
from survey.web.rendering.localisation import best_language, speaker
from survey.web.rendering.plain_pages import PlainPages

PageResponse = str | Response

#: The first page of all, and the one for those who are too young: nothing is in hand on them.
START = "start"
YOUNG = "young"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request: the page it came from, what was pressed, its fields and the draft.

    `pages` are those of the study or council that it is about.
    """

    site: PublicState
    pages: PlainPages
    fields: SentFields = field(repr=False)
    draft: Draft = field(repr=False)
    page: str
    go: str

    def first(self, name: str) -> str:
        """Return the first value of a field, or nothing."""
        return first(self.fields, name)

    @property
    def is_young(self) -> bool:
        """Tell whether it comes from the page for those who are too young, or leads back to it."""
        return self.page == YOUNG or self.first("y") == YOUNG

    def notice(self, *sentences: str) -> str:
        """Return a notice to stand at the top of a page, as HTML; its sentences are marked."""
        return self.pages.notice(self.draft.language, *sentences)

    def look(self, *sentences: str, to: str = "") -> dict[str, str]:
        """Return the slots that say something first, in marked sentences; `to` as in `look`."""
        language = self.draft.language
        said = map(speaker(language), sentences)
        return look(self.site.environment, language, said, to)

    def support(
        self,
        audience: Audience,
        action: str,
        state: str,
        typed: Mapping[str, str | Sequence[str]] | None = None,
    ) -> str:
        """Show who can help, with what is in hand carried along.

        `action` is the address that the page is sent to, `state` the sealed draft, `typed` what
        stands in fields that are no part of it.
        """
        language, young = self.draft.language, self.is_young
        along = {"s": state, "p": "support", "l": language, "y": YOUNG if young else ""}
        return self.site.support.page(
            self.pages.context(language),
            language,
            audience.regions,
            young or audience.young is not None,
            action,
            carried({**(typed or {}), **along}),
            self.fields if self.go == "find" else {},
        )


def language_wanted(offered: tuple[str, ...]) -> str:
    """Return the language of those offered that the browser asks for, or the first."""
    return best_language(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""), offered)


def one_of(offered: tuple[str, ...], language: str) -> str:
    """Return a language if it is offered, or else the first."""
    return language if language in offered else offered[0]


def fresh_draft(language: str) -> Draft:
    """Return a draft with nothing in it yet, and words and a number of its own."""
    return Draft(secrets.token_bytes(16), six_words(), six_words(), language)
