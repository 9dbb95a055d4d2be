"""A form of another system as a questionnaire of ours, with a report of every item.

One group becomes one page or more: a rule can look only at earlier pages. It knows no format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from survey.errors import BadInput
from survey.questionnaire.drafting.editing import new_name
from survey.questionnaire.drafting.yaml_words import block_words
from survey.questionnaire.files.soundness import QUESTIONS
from survey.questionnaire.importing.conditions import Asked, FoundRule, rule_of
from survey.questionnaire.importing.forbidden import asks_who
from survey.questionnaire.importing.foreign_form import (
    AllOf,
    ForeignForm,
    ForeignItem,
    ForeignSection,
    OnlyIf,
    Texts,
)
from survey.questionnaire.importing.foreign_questions import ItemMaker, MadeItem, fitting_id
from survey.questionnaire.importing.import_report import ImportLine, ImportReport, ItemResult
from survey.questionnaire.importing.words_of_form import FormLanguages, languages_of

#: Items of one page; a longer group goes on at the next.
ITEMS_ON_A_PAGE = 12
#: As many letters of a condition as a report repeats.
_LONGEST = 300
_INTRODUCTION = "[Write here who asks, and what for.]"
_CONSENT = "[Write here what people agree to: what is kept, who reads it, and how it ends.]"
_CLOSING = "[Write here what people read at the end.]"
_REQUIRED = "It had to be answered; here every question can be passed over."
_REPEATED = "This part was asked several times over; it is asked once here."
_NO_WORDS = "Words beside “other” are not asked for: they would tell who somebody is."
_NOT_BEFORE = "Its condition was left out, so everybody sees it."


@dataclass(frozen=True, slots=True)
class Imported:
    """A questionnaire as the text of a file, which may still hold problems, and its report."""

    text: str
    report: ImportReport


def imported(form: ForeignForm, file: str, language: str = "") -> Imported:
    """Return what a form becomes, as the text of a file. Arguments and errors as in `made_of`."""
    written, report = made_of(form, file, language)
    return Imported(f"{block_words(written, 0)}\n", report)


def made_of(
    form: ForeignForm, file: str, language: str = ""
) -> tuple[dict[str, Any], ImportReport]:
    """Return what a form becomes, as the data of a questionnaire file, and the report of its items.

    `file` gives it a title where it has none; `language` is that of words of which the file does
    not say it. BadInput when nothing that can be asked is in it.
    """
    made = _Making(form, languages_of(form, language), file)
    made.chosen = language
    for section in form.sections:
        made.take(section)
    made.end()
    report = ImportReport(form.format, tuple(made.lines), made.remarks())
    if not made.pages:
        raise BadInput(
            f"No question of this {form.format} file can be asked here.",
            kept="Nothing was written.",
            do=_first_reasons(report),
        )
    return made.questionnaire(), report


def _first_reasons(report: ImportReport) -> str:
    told = [f"{line.name or line.where}: {' '.join(line.why)}" for line in report.lines[:5]]
    return " ".join(told) or "Check that it is the right file."


@dataclass(slots=True)
class _Page:
    """The page that is being filled."""

    id: str
    title: Any
    rule: dict[str, Any] | None
    items: list[dict[str, Any]] = field(default_factory=list)
    others: list[dict[str, Any]] = field(default_factory=list)

    def ids(self) -> frozenset[str]:
        """Return the ids of what stands on it."""
        return frozenset(item["id"] for item in self.items)

    def asks(self) -> bool:
        """Tell whether anything on it is a question."""
        return any(item["type"] != "note" for item in self.items)

    def written(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        """Return it with these items as a file has it."""
        rule = {"show_if": self.rule} if self.rule else {}
        return {"id": self.id, "title": self.title, **rule, "questions": items}


class _Making:
    """The pages made so far, and what rules may look at."""

    def __init__(self, form: ForeignForm, languages: FormLanguages, file: str) -> None:
        self.form, self.languages, self.file = form, languages, file
        self.pages: list[dict[str, Any]] = []
        self.lines: list[ImportLine] = []
        self.maker = ItemMaker(languages, set())
        self.asked: dict[str, tuple[Asked, ...]] = {}
        self.required = 0
        self.chosen = ""
        self._names: set[str] = set()
        self._notes: list[dict[str, Any]] = []
        self._page = _Page("", "", None)

    def take(self, section: ForeignSection) -> None:
        """Add the pages of one group."""
        found = rule_of(section.only_if, self.asked)
        why = (*((_REPEATED,) if section.repeats else ()), *_lost(found, section.only_if_written))
        if why:
            self._say(section.where, section.name, section.title, ItemResult.CHANGED, why)
        self._turn(section, found.rule)
        for item in section.items:
            self._item(section, found.rule, item)
        self._close()

    def _turn(self, section: ForeignSection, rule: dict[str, Any] | None) -> None:
        """Close the page and begin the next one of the same group."""
        self._close()
        id_ = fitting_id(section.name, self._names, "part")
        self._names.add(id_)
        title = self.languages.of(section.title) or self._title()
        self._page = _Page(id_, self.languages.written(title), rule)

    def _item(
        self, section: ForeignSection, rule: dict[str, Any] | None, item: ForeignItem
    ) -> None:
        made = self.maker.made(item, section.title)
        words = {**item.words} or {**item.stem}
        if made.left_out:
            self._say(item.where, item.name, words, ItemResult.LEFT_OUT, (made.left_out,))
            return
        changes = list(made.changes)
        for one in made.items:
            changes += self._place(section, rule, item, one)
        asked = tuple(one.asked for one in made.items if one.asked is not None)
        if asked and item.name:
            self.asked[item.name] = asked
        changes = list(dict.fromkeys(changes))
        outcome = ItemResult.CHANGED if changes else ItemResult.TAKEN
        if item.required and asked:
            self.required += 1
            changes.append(_REQUIRED)
        self._say(item.where, item.name, words, outcome, tuple(changes))

    def _place(
        self,
        section: ForeignSection,
        rule: dict[str, Any] | None,
        item: ForeignItem,
        one: MadeItem,
    ) -> tuple[str, ...]:
        """Put an item onto a page that stands behind all that its rule looks at."""
        found = rule_of(_both(item.only_if, one.only_if), self.asked)
        if found.looks_at() & self._page.ids() or len(self._page.items) >= ITEMS_ON_A_PAGE:
            self._turn(section, rule)
        written = {**one.written, **({"show_if": found.rule} if found.rule else {})}
        self._page.items.append(written)
        return (*_lost(found, item.only_if_written), *self._others(item, written, one))

    def _others(self, item: ForeignItem, written: dict[str, Any], one: MadeItem) -> Iterator[str]:
        """Ask for the words of options that want some, or say why they are not asked for."""
        for option in one.other_options:
            asked = self._in_own_words(written, one, option)
            if asks_who([*item.words.values(), *self._each(asked["text"]).values()], item.name):
                yield _NO_WORDS
            else:
                self._page.others.append(asked)

    def _in_own_words(self, asked: dict[str, Any], one: MadeItem, option: str) -> dict[str, Any]:
        """Return the question that an option such as “Other, please say” asks."""
        several = one.asked is not None and one.asked.several
        id_ = fitting_id(f"{asked['id'][:30]}-{option[:8]}", self.maker.taken, "q")
        self.maker.taken.add(id_)
        label = next(each["text"] for each in asked["options"] if each["id"] == option)
        text = self.languages.joined(self._each(asked["text"]), " – ", self._each(label))
        return {
            "id": id_,
            "type": "text",
            "text": self.languages.written(text),
            "show_if": {"question": asked["id"], "includes" if several else "is": option},
        }

    def _each(self, text: Any) -> dict[str, str]:
        return text if isinstance(text, dict) else {self.languages.codes[0]: text}

    def _close(self) -> None:
        """Keep the page if it asks something; notes alone go on to the next."""
        page, self._page = self._page, _Page("", "", None)
        if not page.asks():
            self._notes += [_with_rule(note, page.rule) for note in page.items]
            return
        self.pages.append(page.written([*self._notes, *page.items]))
        self._notes = []
        if page.others:
            id_ = fitting_id(f"{page.id[:34]}-other", self._names, "part")
            self._names.add(id_)
            self.pages.append({**page.written(page.others), "id": id_})

    def end(self) -> None:
        """Put the notes that are left over onto the last page."""
        self._close()
        if not self.pages or not self._notes:
            return
        last = self.pages[-1]
        here = {item["id"] for item in last["questions"]}
        for note in self._notes:
            found = FoundRule(note.get("show_if"), ())
            kept = dict(note) if not found.looks_at() & here else _without_rule(note)
            last["questions"].append(kept)

    def _say(
        self, where: str, name: str, words: Texts, outcome: ItemResult, why: tuple[str, ...]
    ) -> None:
        said = next(iter(self.languages.of(words).values()), "")
        self.lines.append(ImportLine(where, name, said, outcome, why))

    def _title(self) -> dict[str, str]:
        return self.languages.of(self.form.title) or {self.languages.codes[0]: self.file or "…"}

    def remarks(self) -> tuple[str, ...]:
        """Return sentences about the file as a whole."""
        count = sum(item["type"] != "note" for page in self.pages for item in page["questions"])
        said = [*self.form.remarks]
        if not self.form.languages and not self.chosen:
            taken_for = f"The file does not say its language; it was taken for “{self._first()}”."
            said.append(f"{taken_for} If it is another, bring it in again with its language.")
        for name in self.form.unnamed_languages:
            said.append(f"“{name}” is no language that is known here; its words were left out.")
        if self.required:
            said.append(
                f"Had to be answered: {self.required}. Here every question can be passed over."
            )
        if count > QUESTIONS:
            said.append(
                f"{count} questions came over, and {QUESTIONS} are the most in one "
                "questionnaire: take some out before it is published."
            )
        said.append("Write who asks, what people agree to and what they read at the end.")
        return tuple(said)

    def _first(self) -> str:
        return self.languages.codes[0]

    def questionnaire(self) -> dict[str, Any]:
        """Return the whole as a file has it."""
        title = self._title()
        written = self.languages.written
        first = self._first()
        return {
            "id": new_name(title[first], (), "questionnaire"),
            "title": written(title),
            "languages": [*self.languages.codes],
            "introduction": written(
                self.languages.of(self.form.introduction) or {first: _INTRODUCTION}
            ),
            "consent": _CONSENT,
            "closing": written(self.languages.of(self.form.closing) or {first: _CLOSING}),
            "sections": self.pages,
        }


def _lost(found: FoundRule, written: str) -> tuple[str, ...]:
    if not found.lost:
        return ()
    shown = written if len(written) <= _LONGEST else f"{written[:_LONGEST]} …"
    whole = f"It was shown only if: {shown.rstrip('.')}." if written else ""
    end = _NOT_BEFORE if found.rule is None else "The rest of its condition was kept."
    return tuple(filter(None, (*found.lost, whole, end)))


def _both(one: OnlyIf | None, other: OnlyIf | None) -> OnlyIf | None:
    if one is None or other is None:
        return one or other
    return AllOf((one, other))


def _with_rule(note: dict[str, Any], rule: dict[str, Any] | None) -> dict[str, Any]:
    if not rule:
        return note
    own = note.get("show_if")
    return {**note, "show_if": {"all": [rule, own]} if own else rule}


def _without_rule(note: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in note.items() if key != "show_if"}
