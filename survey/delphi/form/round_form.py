"""A round as a questionnaire, and which of its questions asks what.

It must not know answers or members.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from survey.delphi.files.plans import CouncilFile, CouncilTerm, Planned, RoundPlan
from survey.delphi.form.form_labels import FormLabel, Wording, joined, quoted, sentence
from survey.questionnaire.model import (
    Item,
    Note,
    Option,
    Questionnaire,
    Ranking,
    Scale,
    Section,
    Single,
    Written,
)
from survey.questionnaire.text_places import first_language_first
from survey.questionnaire.texts import EMPTY, Text

#: The options of a term, and those of the question about changed words.
CHOICES: tuple[Literal["use", "care", "avoid"], ...] = ("use", "care", "avoid")
KEPT, LOST = "kept", "lost"
#: The ids of the questions that belong to no statement, and of the note on reasons to change.
ROLE, RANKING, CHANGED_WHY = "your-group", "your-order", "your-changes"
CHANGES_TOLD = "changes-told"
#: What ids of questions and notes are made of, behind the id of a statement or term.
WHY, LOST_ASK, REASONS, CHANGED = "-why", "-lost", "-reasons", "-changed"
ENDINGS = (WHY, LOST_ASK, REASONS, CHANGED, "-importance", "-feasibility")
#: The most letters of an id, so that with every ending it is an id of a question.
ID_LETTERS = 28

#: The most questions on a page, beside reasons; of nine points, which take little room, more.
_ON_A_PAGE, _RATINGS_ON_A_PAGE = 4, 5
_ASKED: dict[str, FormLabel] = {
    "": "agree",
    "importance": "importance",
    "feasibility": "feasibility",
}
#: The labels of the two ends of the scale of each aspect.
SCALE_ENDS: dict[str, tuple[FormLabel, FormLabel]] = {
    "": ("agree_low", "agree_high"),
    "importance": ("importance_low", "importance_high"),
    "feasibility": ("feasibility_low", "feasibility_high"),
}


@dataclass(frozen=True)
class AskedQuestions:
    """Which question asks what.

    `ratings` is question -> (statement, aspect), nine points each; `reasons` is text question ->
    statement or term; `lost` is question -> statement, with the options KEPT and LOST; `choices` is
    question -> term, with the options of CHOICES. `ranking` and `role` are question ids, "" where
    there is none; `ideas` are text questions. `changed` asks what led to another rating, "" where
    nothing does.
    """

    ratings: dict[str, tuple[str, str]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    ranking: str = ""
    ideas: tuple[str, ...] = ()
    role: str = ""
    changed: str = ""


def asked_in(plan: RoundPlan, groups: bool) -> AskedQuestions:
    """Return which question of the form of `plan` asks what; `groups`: the council has groups."""
    judged: tuple[Planned | CouncilTerm, ...] = (*plan.statements, *plan.terms)
    return AskedQuestions(
        ratings={
            rating_id(one.id, aspect): (one.id, aspect)
            for one in plan.statements
            for aspect in plan.aspects
        },
        reasons={one.id + WHY: one.id for one in judged if plan.ask_why},
        lost={one.id + LOST_ASK: one.id for one in plan.statements if one.changed},
        choices={term.id: term.id for term in plan.terms},
        ranking=RANKING if plan.items else "",
        ideas=tuple(prompt.id for prompt in plan.prompts),
        role=ROLE if groups else "",
        changed=CHANGED_WHY if plan.ask_changed else "",
    )


def rating_id(statement: str, aspect: str) -> str:
    """Return the id of the question that rates an aspect of a statement."""
    return f"{statement}-{aspect}" if aspect else statement


def form_of(council: CouncilFile, plan: RoundPlan, number: int) -> Questionnaire:
    """Return the questionnaire of round `number` (from 1) of a council, in the council's languages.

    Several statements share a page; a content note is read once before all pages.
    """
    words = council.wording()
    pages = list(_pages(plan, words))
    sections = [
        Section(
            id=f"page-{i}",
            title=_title(plan, words, page),
            content_note=plan.content_note if i == 1 else EMPTY,
            same_note=bool(plan.content_note) and i > 1,
            ask_young=plan.ask_young,
            questions=tuple(page),
        )
        for i, page in enumerate(pages, 1)
    ]
    if council.groups:
        sections.append(_about_you(council, words))
    form = Questionnaire(
        id=f"round-{number}",
        title=plan.title,
        languages=council.languages,
        minutes=plan.minutes,
        theme=council.title,
        audience=council.audience,
        introduction=plan.introduction,
        consent=council.consent,
        details=council.details,
        closing=council.closing,
        allowed=(*council.allowed, *plan.allowed),
        sections=tuple(sections),
    )
    return first_language_first(form, council.languages)


def _about_you(council: CouncilFile, words: Wording) -> Section:
    options = tuple(Option(id=group.id, text=group.text) for group in council.groups)
    ask = Single(type="single", id=ROLE, text=words.text("group"), options=options)
    return Section(id="about-you", title=words.text("group_title"), questions=(ask,))


def _title(plan: RoundPlan, words: Wording, page: Sequence[Item]) -> Text:
    if page[0].id == CHANGED_WHY:
        return words.text("changed_title")
    if plan.prompts:
        return words.text("gather_title")
    if plan.terms:
        return words.text("terms_title")
    if plan.items:
        return words.text("rank_title")
    return words.text("page")


def _pages(plan: RoundPlan, words: Wording) -> Iterator[list[Item]]:
    """Return the items of each page: what belongs together stands together."""
    page: list[Item] = []
    for block in _blocks(plan, words):
        if page and _is_full([*page, *block]):
            yield page
            page = []
        page = [*page, *block]
    if page:
        yield page
    if plan.ask_changed:
        yield [_written(CHANGED_WHY, words.text("changed_why"), words)]


def _is_full(items: Sequence[Item]) -> bool:
    ratings = sum(isinstance(item, Scale) for item in items)
    if ratings:
        return ratings > _RATINGS_ON_A_PAGE
    return sum(not isinstance(item, Note) for item in items) > _ON_A_PAGE


def _blocks(plan: RoundPlan, words: Wording) -> Iterator[list[Item]]:
    if plan.why_changed:
        yield [
            Note(type="note", id=CHANGES_TOLD, text=words.around("changes_told", plan.why_changed))
        ]
    for prompt in plan.prompts:
        yield [_written(prompt.id, prompt.text, words)]
    for statement in plan.statements:
        yield list(_statement(statement, plan, words))
    for term in plan.terms:
        yield list(_term(term, plan, words))
    if plan.items:
        options = tuple(Option(id=item.id, text=item.text) for item in plan.items)
        text = plan.question or words.text("order")
        yield [Ranking(type="ranking", id=RANKING, text=text, options=options)]


def _written(id_: str, text: Text, words: Wording) -> Written:
    return Written(type="text", id=id_, text=text, help=words.text("no_names"))


def _statement(one: Planned, plan: RoundPlan, words: Wording) -> Iterator[Item]:
    if one.changed and one.earlier:
        text = words.around("changed", quoted(one.earlier))
        yield Note(type="note", id=one.id + CHANGED, text=text)
    yield from _reasons(one, words)
    for aspect in plan.aspects:
        low, high = SCALE_ENDS[aspect]
        yield Scale(
            type="scale",
            id=rating_id(one.id, aspect),
            text=words.around(_ASKED[aspect], sentence(one.text)),
            points=(
                words.numbered(1, low),
                *(words.point(number) for number in range(2, 9)),
                words.numbered(9, high),
            ),
        )
    if plan.ask_why:
        yield _written(one.id + WHY, words.text("why"), words)
    if one.changed:
        yield Single(
            type="single",
            id=one.id + LOST_ASK,
            text=words.around("lost_ask", sentence(one.text)),
            options=(
                Option(id=KEPT, text=words.text("kept")),
                Option(id=LOST, text=words.text("lost")),
            ),
        )


def _reasons(one: Planned | CouncilTerm, words: Wording) -> Iterator[Note]:
    if one.in_favour and one.against:
        both = joined(
            words.around("reasons_for", one.in_favour),
            words.around("reasons_against", one.against),
        )
        yield Note(type="note", id=one.id + REASONS, text=both)


def _term(term: CouncilTerm, plan: RoundPlan, words: Wording) -> Iterator[Item]:
    yield from _reasons(term, words)
    yield Single(
        type="single",
        id=term.id,
        text=words.around("term", term.text),
        help=term.help,
        options=tuple(Option(id=choice, text=words.text(choice)) for choice in CHOICES),
    )
    if plan.ask_why:
        yield _written(term.id + WHY, words.text("why"), words)
