"""A round of a council to read on paper before answering: its statements, what the group said, and
how to answer.

It knows released results only. Nothing is filled in on it, and nothing on it is one member's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.delphi.files.plans import CouncilTerm, Planned
from survey.delphi.form.round_form import SCALE_ENDS, rating_id
from survey.questionnaire.texts import EMPTY, Text
from survey.services.overview.round_to_read import RoundToRead
from survey.web.paper.paper_files import as_pdf, paper_html, square
from survey.web.rendering.fallback_text import teller
from survey.web.rendering.group_answers import ASPECTS, GroupAnswer, asked_again, say_group
from survey.web.rendering.localisation import long_date, speaker


@dataclass(frozen=True, slots=True)
class PackItem:
    """One thing to judge, write about or put in order, with what the group said of it before."""

    words: Text
    help: Text = EMPTY
    earlier: tuple[Text, ...] = ()
    in_favour: Text = EMPTY
    against: Text = EMPTY
    said: tuple[tuple[str, tuple[str, ...]], ...] = ()


def reading_pack(given: RoundToRead, language: str, *, large: bool = False) -> bytes:
    """Return the PDF of a round in one of the council's languages; `large` is 18 points."""
    wording, plan = given.file.wording(), given.plan
    ends = {
        aspect: (wording.numbered(1, low), wording.numbered(9, high))
        for aspect, (low, high) in SCALE_ENDS.items()
        if aspect in plan.aspects
    }
    say = speaker(language)
    html = paper_html(
        "paper/reading_pack.html",
        language,
        plan.title.in_language(language),
        council=given.file,
        plan=plan,
        number=given.number,
        t=teller(given.file.languages[0], language),
        items=list(_items(given, language)),
        ends=ends.items() if plan.statements else (),
        choices=[wording.text(choice) for choice in ("use", "care", "avoid")],
        aspect_name=lambda aspect: say(ASPECTS.get(aspect, aspect)),
        square=square(given.address),
        address=given.address.partition("://")[2] or given.address,
        closing_day=long_date(given.closes_on, language),
        large=large,
        practice=given.practice,
    )
    return as_pdf(html)


def _items(given: RoundToRead, language: str) -> Iterator[PackItem]:
    plan = given.plan
    beside = asked_again(plan, given.before)
    for prompt in plan.prompts:
        yield PackItem(prompt.text)
    for one in plan.statements:
        answers = ((aspect, beside.get(rating_id(one.id, aspect))) for aspect in plan.aspects)
        said = tuple((aspect, _said(answer, language)) for aspect, answer in answers if answer)
        yield _judged(one, said, earlier=one.earlier if one.changed else ())
    for term in plan.terms:
        yield _judged(term, (("", _said(beside.get(term.id), language)),), help_=term.help)
    for item in plan.items:
        yield PackItem(item.text)


def _judged(
    one: Planned | CouncilTerm,
    said: tuple[tuple[str, tuple[str, ...]], ...],
    *,
    earlier: tuple[Text, ...] = (),
    help_: Text = EMPTY,
) -> PackItem:
    kept = tuple(part for part in said if part[1])
    return PackItem(one.text, help_, earlier, one.in_favour, one.against, kept)


def _said(answer: GroupAnswer | None, language: str) -> tuple[str, ...]:
    if answer is None:
        return ()
    brief = (answer.brief,) if answer.brief and answer.brief not in answer.sentences else ()
    return tuple(say_group([*brief, *answer.sentences, *answer.minority], language))
