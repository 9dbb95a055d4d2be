"""Turning one page of a questionnaire: from what was in hand to the next page.

It knows questions, the answers so far and the path. It stores nothing and knows no request, address
or person; what is in hand travels sealed in the page itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from survey.errors import PageStateDamaged
from survey.questionnaire.checking import Checked, FieldProblem, read_page
from survey.questionnaire.model import TEXT_LIMIT, Item, Questionnaire, Section, Written
from survey.questionnaire.path import Page, items_on_path, pages_on_path
from survey.sealing.page_state import DayKeys, open_state, seal_state

INTRODUCTION = "start"
REVIEW = "review"
_SECTION = "s."
_written = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode

Entries = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """One questionnaire, ready to be answered: what is the same for everybody."""

    study_id: str
    questionnaire: Questionnaire
    fingerprint: bytes
    state_size: int
    sections: Mapping[str, Section]


@dataclass(frozen=True, slots=True)
class Draft:
    """What one person has in hand: never stored, only sealed into their page.

    `submission_id` is 16 random bytes; `phrase` six word numbers for the receipt.
    """

    submission_id: bytes = field(repr=False)
    phrase: tuple[int, ...] = field(repr=False)
    language: str
    entries: Entries = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """The page to show next. `shown` are the entries to fill it with, `problems` what to say.

    `ranks` are the places of a ranking as they were sent, when it is shown again with a problem.

    `path` are the pages of this person's path, so that nobody has to work it out again.
    """

    draft: Draft
    page: str
    path: tuple[Page, ...] = field(repr=False)
    shown: Entries = field(repr=False)
    problems: tuple[FieldProblem, ...] = ()
    ranks: Mapping[str, str] = field(default_factory=dict, repr=False)


def prepare_form(study_id: str, questionnaire: Questionnaire, fingerprint: bytes) -> Form:
    """Give the Form of a study's questionnaire."""
    sections = {_SECTION + section.id: section for section in questionnaire.sections}
    return Form(study_id, questionnaire, fingerprint, _largest_draft(questionnaire), sections)


def seal_draft(form: Form, draft: Draft, keys: DayKeys, today: int, nonce: bytes) -> str:
    """Seal a draft into the text of the hidden field; `today` is a day number, `nonce` 12 bytes."""
    content = {
        "i": draft.submission_id.hex(),
        "w": draft.phrase,
        "l": draft.language,
        "e": draft.entries,
    }
    payload = _written(content).encode()
    return seal_state(
        keys.key_for(today), today, form.study_id, form.fingerprint, payload, form.state_size, nonce
    )


def open_draft(form: Form, token: str, keys: DayKeys, today: int) -> Draft:
    """Open the hidden field; PageStateExpired or PageStateDamaged when that cannot be."""
    payload = open_state(keys, today, form.study_id, form.fingerprint, token)
    try:
        content = json.loads(payload)
        return Draft(
            bytes.fromhex(content["i"]),
            tuple(content["w"]),
            content["l"],
            {question: tuple(chosen) for question, chosen in content["e"].items()},
        )
    except (ValueError, KeyError, TypeError) as error:
        raise PageStateDamaged("This page could not be read.") from error


def first_page(form: Form, draft: Draft) -> Turn:
    """Give the first page of questions."""
    path = pages_on_path(form.questionnaire, draft.entries)
    return Turn(draft, _names(path)[0], path, draft.entries)


def turn(form: Form, draft: Draft, page: str, go: str, fields: Mapping[str, Sequence[str]]) -> Turn:
    """Take in the page that was shown and give the page to show next.

    `go` is what was pressed: "next", "back", "skip", "review" or "page:NAME". Fields that cannot be
    taken as they are bring the same page back with everything that was written on it; only "back"
    takes along what a draft can hold, and "skip" leaves the part blank.
    """
    section = form.sections.get(page)
    if section is not None:
        path = pages_on_path(form.questionnaire, draft.entries)
        items = _items(path, section, draft)
        checked = read_page(section, section.items, fields)
        given = _with_items(draft, items, {} if go == "skip" else checked.entries)
        if _must_stay(go, checked):
            shown = given.entries
            return Turn(draft, page, path, shown, checked.problems, checked.ranks)
        draft = given
    path = pages_on_path(form.questionnaire, draft.entries)
    return Turn(draft, _page_after(form, path, page, go), path, draft.entries)


def page_in_hand(form: Form, draft: Draft, page: str, fields: Mapping[str, Sequence[str]]) -> Turn:
    """Give the page that was shown once more, whole, when the pages before it are lost.

    All its questions are shown: what led to those with a rule is not known any more.
    """
    section = form.sections[page]
    checked = read_page(section, section.items, fields)
    on_path = dict(_named(pages_on_path(form.questionnaire, checked.entries)))
    on_path[page] = (section, section.items)
    path = tuple(on_path[name] for name in form.sections if name in on_path)
    return Turn(draft, page, path, dict(checked.entries), checked.problems, checked.ranks)


def _must_stay(go: str, checked: Checked) -> bool:
    if go == "skip":
        return False
    if go == "back":
        return any(problem.code == "too_long" for problem in checked.problems)
    return bool(checked.problems)


def _items(path: tuple[Page, ...], section: Section, draft: Draft) -> tuple[Item, ...]:
    """Give the items of a section that were shown, also when it has left the path since."""
    on_path = (items for other, items in path if other.id == section.id)
    return next(on_path, None) or items_on_path(section, draft.entries)


def _with_items(draft: Draft, shown: Sequence[Item], entries: Mapping[str, Sequence[str]]) -> Draft:
    """Give the draft with what was given on a page in place of what its items held before."""
    asked = {item.id for item in shown}
    kept = {key: chosen for key, chosen in draft.entries.items() if key not in asked}
    kept.update((key, tuple(chosen)) for key, chosen in entries.items())
    return replace(draft, entries=kept)


def _named(path: tuple[Page, ...]) -> list[tuple[str, Page]]:
    return [(_SECTION + page[0].id, page) for page in path]


def _names(path: tuple[Page, ...]) -> list[str]:
    return [*(name for name, _ in _named(path)), REVIEW]


def _page_after(form: Form, path: tuple[Page, ...], page: str, go: str) -> str:
    pages = _names(path)
    if go == "review":
        return REVIEW
    if go.startswith("page:") and go[5:] in pages:
        return go[5:]
    every = [INTRODUCTION, *form.sections, REVIEW]
    here = every.index(page) if page in every else 0
    step = -1 if go == "back" else 1
    beyond = [name for name in every[here + step :: step] if name == INTRODUCTION or name in pages]
    return beyond[0] if beyond and here + step >= 0 else page


def _largest_draft(questionnaire: Questionnaire) -> int:
    """Give the bytes that the fullest draft can need, so that every page has one size."""
    size = 160
    for question in questionnaire.questions():
        size += len(question.id) + 6
        if isinstance(question, Written):
            size += 4 * TEXT_LIMIT + 3
        else:
            size += sum(len(option.id) + 3 for option in question.options)
    return size
