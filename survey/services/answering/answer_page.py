"""Turning one page of a questionnaire: from what was in hand to the next page.

It knows questions, the answers so far and the path. It stores nothing and knows no request, address
or person; what is in hand travels sealed in the page itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from survey.answers.screening import findings, masked
from survey.questionnaire.checking import Checked, FieldProblem, contradiction, read_page, values_of
from survey.questionnaire.entrance import Entrance
from survey.questionnaire.model import (
    TEXT_LIMIT,
    Item,
    Note,
    Questionnaire,
    Section,
    Written,
)
from survey.questionnaire.path import (
    Page,
    WalkedPath,
    entries_on_path,
    items_on_path,
    pages_on_path,
    walk,
)
from survey.questionnaire.rules import Entries
from survey.sealing.page_state import DayKeys, open_state, seal_state
from survey.services.steps.page_drafts import (
    CONSENT,
    Draft,
    read_draft,
    state_size,
    write_draft,
)

#: The page after the last question.
REVIEW = "review"
#: Pages beside the road: they carry what is in hand, and lead back to where it was left.
ASIDES = ("break", "support", "pause")
_SECTION = "s."
_NOTE = "n."


@dataclass(frozen=True, slots=True)
class PreparedForm:
    """One questionnaire, ready to be answered: what is the same for everybody.

    `road` names every page that there is, in order; a person's own path leaves some out.
    `section_of` gives the section id of each question id, `note_of` the id of the section whose
    content note stands before a section; several may share one. A round (from 1) of a `council` is
    answered by its members only. `entrance` says whether a code is needed, or can be given.
    """

    study_id: str
    questionnaire: Questionnaire
    fingerprint: bytes
    state_size: int
    sections: Mapping[str, Section]
    section_of: Mapping[str, str]
    note_of: Mapping[str, str]
    road: tuple[str, ...]
    council: str = ""
    round: int = 0
    entrance: Entrance | None = None


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


def prepare_form(
    study_id: str,
    questionnaire: Questionnaire,
    fingerprint: bytes,
    council: str = "",
    round_: int = 0,
    entrance: Entrance | None = None,
) -> PreparedForm:
    """Return the Form of a study's questionnaire; `council` and `round_` (from 1) for a round,
    `entrance` as it was published with."""
    sections = {_SECTION + section.id: section for section in questionnaire.sections}
    pages = [name + part.id for part in questionnaire.sections for name in (_NOTE, _SECTION)]
    road = (CONSENT, *pages, REVIEW)
    size = state_size(questionnaire, member=bool(council), entrance=entrance is not None)
    section_of = {
        question.id: part.id for part in questionnaire.sections for question in part.questions
    }
    note_of = {section: leader.id for section, leader in questionnaire.noted_by.items()}
    return PreparedForm(
        study_id,
        questionnaire,
        fingerprint,
        size,
        sections,
        section_of,
        note_of,
        road,
        council,
        round_,
        entrance,
    )


def seal_draft(form: PreparedForm, draft: Draft, keys: DayKeys, today: int, nonce: bytes) -> str:
    """Seal a draft into the text of the hidden field; `today` is a day number, `nonce` 12 bytes."""
    payload = write_draft(draft)
    return seal_state(
        keys.key_for(today), today, form.study_id, form.fingerprint, payload, form.state_size, nonce
    )


def open_draft(form: PreparedForm, token: str, keys: DayKeys, today: int) -> Draft:
    """Open the hidden field; PageStateExpired or PageStateDamaged when that cannot be."""
    return read_draft(open_state(keys, today, form.study_id, form.fingerprint, token))


def first_page(form: PreparedForm, draft: Draft) -> Turn:
    """Return the first page of the form itself."""
    path = path_of(form, draft)
    return _arrive(form, draft, _names(form, path)[0], path)


def same_page(form: PreparedForm, draft: Draft) -> Turn:
    """Return the page once more on which this person was last."""
    path = path_of(form, draft)
    at = draft.at if draft.at in (CONSENT, *_names(form, path)) else REVIEW
    return _arrive(form, draft, at, path)


def page_to_return_to(form: PreparedForm, draft: Draft) -> Turn:
    """Return the page on which this person stopped another day: first its content note again."""
    path = path_of(form, draft)
    at = draft.at if draft.at in (CONSENT, *_names(form, path)) else REVIEW
    return _arrive(form, draft, _through_note(at, form, path), path)


def turn(
    form: PreparedForm, draft: Draft, page: str, go: str, fields: Mapping[str, Sequence[str]]
) -> Turn:
    """Take in the page that was shown and return the page to show next.

    `go` is what was pressed: "next", "back", "skip", "review", "page:NAME", an aside, or "stay".
    Fields that cannot be taken as they are bring the same page back with everything that was
    written on it; what is neither "next" nor "review" takes along what a draft can hold. "skip"
    keeps what is written in the part, and does not count it: at a content note in every part under
    it, on a page of questions in that one and those after it under the same note. Words that could
    point to somebody are shown back once; "next" pressed again (field "w") leaves them out.
    """
    section = form.sections.get(page)
    if section is not None:
        path = path_of(form, draft, section.id)
        checked = read_page(section, section.items, fields)
        given = _with_items(draft, _items(path, section, draft), checked.entries)
        if go == "next":
            checked, given = _screened(form, section, checked, given, again="w" in fields)
        if _must_stay(go, checked):
            return Turn(
                _holdable(given, checked, page),
                page,
                path,
                given.entries,
                checked.problems,
                checked.ranks,
            )
        draft = _skipping(form, given, section.id, go, changed=given.entries != draft.entries)
    elif go == "skip" and _SECTION + page.removeprefix(_NOTE) in form.sections:
        under = _under_one_note(form, page.removeprefix(_NOTE))
        draft = replace(draft, skipped=draft.skipped | set(under))
    path = path_of(form, draft)
    if go in ASIDES:
        at = page if page in (CONSENT, *_names(form, path)) else draft.at
        return Turn(replace(draft, at=at), go, path, draft.entries)
    return _arrive(form, draft, _page_after(form, draft, path, page, go), path)


def path_of(form: PreparedForm, draft: Draft, shown: str = "") -> tuple[Page, ...]:
    """Return the pages of this person's path; parts that were skipped decide nothing.

    `shown` is the id of a section that counts all the same, because its page is shown.
    """
    return pages_on_path(form.questionnaire, _counted(form, draft, shown))


def entries_to_send(form: PreparedForm, draft: Draft) -> Entries:
    """Return what would be sent: the entries on the path, but for parts that were skipped."""
    return entries_on_path(form.questionnaire, _counted(form, draft))


def bring_back(form: PreparedForm, draft: Draft, fields: Mapping[str, Sequence[str]]) -> Draft:
    """Return the draft with the skipped parts that the review page was told to send ("k.ID").

    Parts under one content note, which the page names once, come together.
    """
    told = {
        part
        for name in draft.skipped
        if list(fields.get("k." + name, ()))[:1] == ["yes"]
        for part in _under_one_note(form, name)
    }
    return replace(draft, skipped=draft.skipped - told) if told else draft


def ready_to_send(form: PreparedForm, draft: Draft) -> WalkedPath | Turn:
    """Return the path that can be sent; or the first page on which answers contradict each other.

    Parts that were skipped are not on it.
    """
    walked = walk(form.questionnaire, _counted(form, draft))
    for section, items in walked.pages:
        problems = tuple(
            FieldProblem(item.id, code, values_of(item, code, draft.entries[item.id]))
            for item in items
            if not isinstance(item, Note)
            and (code := contradiction(item, draft.entries.get(item.id, ())))
        )
        if problems:
            page = _SECTION + section.id
            path = path_of(form, draft, section.id)
            return Turn(replace(draft, at=page), page, path, draft.entries, problems)
    return walked


def without_pointers(form: PreparedForm, draft: Draft) -> Draft:
    """Return the draft with "[…]" for every link, address, number or name of an account in it.

    A text that is too long is not looked through: it is shown back, and neither kept nor sent.
    """
    entries = dict(draft.entries)
    regions = form.questionnaire.audience.regions
    for question in form.questionnaire.questions():
        chosen = entries.get(question.id)
        if chosen and isinstance(question, Written) and len(chosen[0]) <= TEXT_LIMIT:
            entries[question.id] = (masked(chosen[0], regions), *chosen[1:])
    return replace(draft, entries=entries)


def page_in_hand(
    form: PreparedForm, draft: Draft, page: str, fields: Mapping[str, Sequence[str]]
) -> Turn:
    """Return the page that was shown once more, whole, when the pages before it are lost.

    All its questions are shown: what led to those with a rule is not known any more.
    """
    section = form.sections[page]
    checked = read_page(section, section.items, fields)
    on_path = dict(_named(pages_on_path(form.questionnaire, checked.entries)))
    on_path[page] = (section, section.items)
    path = tuple(on_path[name] for name in form.sections if name in on_path)
    here = _holdable(draft, checked, page)
    return Turn(here, page, path, dict(checked.entries), checked.problems, checked.ranks)


def _holdable(draft: Draft, checked: Checked, page: str) -> Draft:
    """Return the draft as it can be sealed: what is too long stays in its field on the page."""
    too_long = {problem.question_id for problem in checked.problems if problem.code == "too_long"}
    entries = {key: said for key, said in draft.entries.items() if key not in too_long}
    return replace(draft, entries=entries, at=page)


def _arrive(form: PreparedForm, draft: Draft, page: str, path: tuple[Page, ...]) -> Turn:
    noted = draft.noted
    section = form.sections.get(page)
    if section is not None and section.id in form.note_of:
        noted |= {form.note_of[section.id]}
    if section is not None and section.id in draft.skipped:
        path = path_of(form, draft, section.id)
    return Turn(replace(draft, at=page, noted=noted), page, path, draft.entries)


def _counted(form: PreparedForm, draft: Draft, shown: str = "") -> Entries:
    """Return the entries of all parts but those that were skipped."""
    skipped = draft.skipped - {shown}
    if not skipped:
        return draft.entries
    return {
        question: chosen
        for question, chosen in draft.entries.items()
        if form.section_of.get(question) not in skipped
    }


def _under_one_note(form: PreparedForm, section: str) -> list[str]:
    """Return the ids of the sections that share the content note of one, in order; or itself."""
    note = form.note_of.get(section)
    return [part for part, other in form.note_of.items() if other == note] or [section]


def _skipping(form: PreparedForm, draft: Draft, section: str, go: str, *, changed: bool) -> Draft:
    """Return the draft with a section skipped, or counted again once somebody went on in it."""
    if go == "skip":
        under = _under_one_note(form, section)
        return replace(draft, skipped=draft.skipped | set(under[under.index(section) :]))
    if section in draft.skipped and (go == "next" or changed):
        return replace(draft, skipped=draft.skipped - {section})
    return draft


def _through_note(page: str, form: PreparedForm, path: tuple[Page, ...]) -> str:
    """Return the content note that stands before a page of questions, or else the page."""
    note = _NOTE + page.removeprefix(_SECTION)
    return note if page.startswith(_SECTION) and note in _names(form, path) else page


def _screened(
    form: PreparedForm, section: Section, checked: Checked, given: Draft, again: bool
) -> tuple[Checked, Draft]:
    """Show back what could point to somebody; `again`: it was shown, and is left out now."""
    if again:
        return checked, without_pointers(form, given)
    regions = form.questionnaire.audience.regions
    problems = list(checked.problems)
    for item in section.items:
        chosen = given.entries.get(item.id)
        if not chosen or not isinstance(item, Written) or len(chosen[0]) > TEXT_LIMIT:
            continue
        spans = [found.text for found in findings(chosen[0], regions)]
        if spans and all(problem.question_id != item.id for problem in problems):
            problems.append(FieldProblem(item.id, "points", {"spans": spans}))
    return replace(checked, problems=tuple(problems)), given


def _must_stay(go: str, checked: Checked) -> bool:
    if go in ("next", "review"):
        return bool(checked.problems)
    return any(problem.code == "too_long" for problem in checked.problems)


def _items(path: tuple[Page, ...], section: Section, draft: Draft) -> tuple[Item, ...]:
    """Return the items of a section that were shown, also when it has left the path since."""
    on_path = (items for other, items in path if other.id == section.id)
    return next(on_path, None) or items_on_path(section, draft.entries)


def _with_items(draft: Draft, shown: Sequence[Item], entries: Mapping[str, Sequence[str]]) -> Draft:
    """Return the draft with what was given on a page in place of what its items held before."""
    asked = {item.id for item in shown}
    kept = {key: chosen for key, chosen in draft.entries.items() if key not in asked}
    kept.update((key, tuple(chosen)) for key, chosen in entries.items())
    return replace(draft, entries=kept)


def _named(path: tuple[Page, ...]) -> list[tuple[str, Page]]:
    return [(_SECTION + page[0].id, page) for page in path]


def _names(form: PreparedForm, path: tuple[Page, ...]) -> list[str]:
    """Return the pages that can be shown. Each page under a note has its own way through it."""
    names = []
    for section, _ in path:
        if section.id in form.note_of:
            names.append(_NOTE + section.id)
        names.append(_SECTION + section.id)
    return [*names, REVIEW]


def _asked_before(form: PreparedForm, path: tuple[Page, ...]) -> set[str]:
    """Return the notes that somebody who walks on meets no more: of a note, all but the first."""
    shown = [section.id for section, _ in path if section.id in form.note_of]
    notes = [form.note_of[section] for section in shown]
    return {_NOTE + shown[i] for i in range(len(shown)) if notes[i] in notes[:i]}


def _page_after(
    form: PreparedForm, draft: Draft, path: tuple[Page, ...], page: str, go: str
) -> str:
    pages = _names(form, path)
    if go == "review":
        return REVIEW
    if go == "stay":
        return page
    if go.startswith("page:") and go[5:] in pages:
        return _through_note(go[5:], form, path)
    part = page.removeprefix(_NOTE).removeprefix(_SECTION)
    if go == "skip" and _SECTION + part in form.sections:
        page = _SECTION + _under_one_note(form, part)[-1]
    every = form.road
    here = every.index(page) if page in every else 0
    step = -1 if go == "back" else 1
    met = {CONSENT, *pages} - _asked_before(form, path)
    beyond = [name for name in every[here + step :: step] if name in met]
    following = beyond[0] if beyond and here + step >= 0 else page
    if go != "back" or _is_open(form, draft, following.removeprefix(_SECTION)):
        return following
    under = _under_one_note(form, following.removeprefix(_SECTION))
    return next((name for name in (_NOTE + one for one in under) if name in met), following)


def _is_open(form: PreparedForm, draft: Draft, section: str) -> bool:
    return form.note_of.get(section) in draft.noted and section not in draft.skipped
