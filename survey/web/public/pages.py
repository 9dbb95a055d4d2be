"""The pages of one study as frames, and how one person's part is filled in.

It knows the questionnaire's words and the slots of the templates. It knows no request and no key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import Environment

from survey.questionnaire.checking import FieldProblem, field_name, rank_field
from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    TEXT_LIMIT,
    Item,
    Note,
    Question,
    Questionnaire,
    Ranking,
    Section,
    Written,
    valid_options,
)
from survey.questionnaire.path import Page
from survey.web.public.frames import Frame, cut, once, safe
from survey.web.public.words import direction, interface_words, language_name

Entries = Mapping[str, tuple[str, ...]]
Label = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """What every page of a study shares: where it posts to and what it must say of itself."""

    action: str
    stylesheet: str
    practice: bool
    unreviewed: bool


@dataclass(frozen=True, slots=True)
class Filling:
    """What one person has on a page: entries, places of rankings as sent, and what is wrong."""

    entries: Entries = field(repr=False)
    ranks: Mapping[str, str] = field(repr=False)
    problems: Sequence[FieldProblem]


class StudyPages:
    """The frames of one study, each cut the first time it is asked for."""

    def __init__(self, environment: Environment, questionnaire: Questionnaire, look: Look) -> None:
        self._environment = environment
        self._questionnaire = questionnaire
        self._look = look
        self._sections = {"s." + section.id: section for section in questionnaire.sections}
        self._frame = once(self._cut)
        self._labels: dict[str, dict[Label, str]] = {}

    def introduction(self, language: str, values: Mapping[str, str]) -> str:
        """Give the page before the first question."""
        return self._frame("public/introduction.html", language).fill(values)

    def section(
        self,
        page: str,
        language: str,
        path: Sequence[Page],
        filling: Filling,
        values: dict[str, str],
    ) -> str:
        """Give one page of questions, filled in and with its problems said."""
        here, items = _place(path, self._sections[page])
        wrong = {problem.question_id: problem.message for problem in filling.problems}
        values["items"] = "".join(
            self._frame("parts/item.html", language, page, item.id).fill(
                _filled(item, filling, wrong.get(item.id, ""))
            )
            for item in items
        )
        values["part"] = interface_words("Part %(here)s of %(all)s", here=here, all=len(path))
        if filling.problems:
            values["problems"] = self.part("parts/problems.html", problems=filling.problems)
        return self._frame("public/section.html", language, page).fill(values)

    def review(
        self, language: str, path: Sequence[Page], entries: Entries, values: dict[str, str]
    ) -> str:
        """Give the page that shows everything before it is sent."""
        values["sections"] = "".join(
            self._reviewed(section, items, language, entries)
            for section, items in path
            if section.questions
        )
        return self._frame("public/review.html", language).fill(values)

    def thanks(self, language: str, values: Mapping[str, str]) -> str:
        """Give the last page."""
        return self._frame("public/thanks.html", language).fill(values)

    def message(
        self, language: str, heading: str, paragraphs: Sequence[str], link: str, link_text: str
    ) -> str:
        """Give a page that only says something."""
        return self.part(
            "public/message.html",
            **self._context(language),
            heading=heading,
            paragraphs=paragraphs,
            link=link,
            link_text=link_text,
        )

    def notice(self, heading: str, *paragraphs: str) -> str:
        """Give a notice to stand at the top of a page, as HTML."""
        return self.part("parts/notice.html", heading=heading, paragraphs=paragraphs)

    def part(self, template: str, **context: object) -> str:
        """Render a template that is rarely needed, on the spot."""
        return self._environment.get_template(template).render(
            {"_": interface_words, "field_name": field_name, **context}
        )

    def _cut(self, template: str, language: str, page: str = "", item: str = "") -> Frame:
        section = self._sections.get(page)
        items = {part.id: part for part in section.items} if section else {}
        return cut(
            self._environment,
            template,
            **self._context(language),
            page=page,
            section=section,
            item=items.get(item),
            field_name=field_name,
            rank_field=rank_field,
            ranks=lambda question: len(valid_options(question)),
            rather_not_say=RATHER_NOT_SAY,
            text_limit=TEXT_LIMIT,
        )

    def _context(self, language: str) -> dict[str, object]:
        return {
            "_": interface_words,
            "q": self._questionnaire,
            "language": language,
            "direction": direction(language),
            "language_name": language_name,
            "action": self._look.action,
            "stylesheet": self._look.stylesheet,
            "practice": self._look.practice,
            "unreviewed": self._look.unreviewed,
        }

    def _reviewed(
        self, section: Section, items: Sequence[Item], language: str, entries: Entries
    ) -> str:
        page = "s." + section.id
        labels = self._labels_in(language)
        said = "".join(
            self._frame("parts/review_item.html", language, page, item.id).fill(
                {"said": _said(item, entries.get(item.id, ()), labels)}
            )
            for item in items
            if not isinstance(item, Note)
        )
        return self._frame("parts/review_section.html", language, page).fill({"items": said})

    def _labels_in(self, language: str) -> dict[Label, str]:
        if language not in self._labels:
            self._labels[language] = dict(_labels(self._questionnaire, language))
        return self._labels[language]


def _place(path: Sequence[Page], section: Section) -> tuple[int, Sequence[Item]]:
    """Give which part of the path a section is, from 1, and its items that are shown."""
    for here, (other, items) in enumerate(path, 1):
        if other.id == section.id:
            return here, items
    return 1, section.items


def _filled(item: Item, filling: Filling, wrong: str) -> dict[str, str]:
    filled = {"problem": f'<p class="problem">{safe(wrong)}</p>'} if wrong else {}
    chosen = filling.entries.get(item.id, ())
    if not chosen or isinstance(item, Note):
        return filled
    if isinstance(item, Written):
        filled["text"] = safe(chosen[0])
        return filled
    for option in chosen:
        filled["on." + option] = " checked"
    if isinstance(item, Ranking):
        for rank, option in enumerate(chosen, 1):
            place = filling.ranks.get(rank_field(item.id, option), rank)
            filled[f"on.{option}.{place}"] = " selected"
    return filled


def _said(question: Question, chosen: tuple[str, ...], labels: Mapping[Label, str]) -> str:
    if not chosen:
        return safe(interface_words("Left blank"))
    if isinstance(question, Written):
        return safe(chosen[0])
    said = [labels[question.id, option] for option in chosen]
    if isinstance(question, Ranking) and len(said) > 1:
        said = [f"{rank}. {label}" for rank, label in enumerate(said, 1)]
    return "<br>".join(said)


def _labels(questionnaire: Questionnaire, language: str) -> Iterable[tuple[Label, str]]:
    for question in questionnaire.questions():
        if isinstance(question, Written):
            continue
        yield (question.id, RATHER_NOT_SAY), safe(interface_words("I'd rather not say"))
        for option in question.options:
            yield (question.id, option.id), safe(option.text.in_language(language))
