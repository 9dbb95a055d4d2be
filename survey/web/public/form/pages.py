"""The pages of one study as frames, and how one person's part is filled in.

It knows no request and no key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jinja2 import Environment

from survey.questionnaire.checking import FieldProblem, field_name, rank_field
from survey.questionnaire.consent import consent_version
from survey.questionnaire.entrance import Entrance
from survey.questionnaire.model import (
    EMPTY,
    MAY_QUOTE,
    RATHER_NOT_SAY,
    Item,
    Multiple,
    Note,
    Question,
    Questionnaire,
    Ranking,
    Section,
    Text,
    Written,
)
from survey.questionnaire.path import Page
from survey.questionnaire.rules import Entries
from survey.services.steps.page_drafts import CONSENT, Draft
from survey.storage.studies.notices import Notice
from survey.studies.data_plan import sealed_until
from survey.web.public.form.looking import TITLE
from survey.web.public.form.six_fields import shown
from survey.web.public.sentences import FEELINGS_SAID, NOTICES
from survey.web.rendering.fallback_text import spanned, teller
from survey.web.rendering.frames import Frame, cut, once, safe
from survey.web.rendering.group_answers import GroupAnswer, say_group, say_own_briefly
from survey.web.rendering.group_pictures import DIAMOND, along, diamond
from survey.web.rendering.localisation import long_date, month, speaker
from survey.web.rendering.plain_pages import PlainPages
from survey.web.rendering.problem_sentences import SHORTER, problem_sentence
from survey.web.rendering.question_page import part_of, question_context, words_context

LabelParts = tuple[str, str]
#: From a language to pieces of HTML: "danger", "emergency", "helps", the same as "helps_beside" for
#: pages that show codes, and "young_helps", for young people.
Help = Callable[[str], Mapping[str, str]]

#: Pages that speak of what a code keeps, and so are of several kinds.
_OF_KINDS = ("break", "pause", "young", "erase")

#: From this age on a form may be answered, unless it says otherwise.
ADULT = 18


@dataclass(frozen=True, slots=True)
class Look:
    """What every page of a study shares: addresses, dates, and what it must say of itself.

    `keys` are the fingerprints of the keys for numbers and for words, as they are shown. A round of
    a `council` may have `group`: how questions were answered before.
    """

    study_id: str
    site: str
    stylesheet: str
    practice: bool
    unreviewed: bool
    closes_on: date
    results_by: date
    help: Help
    organisation: Text = EMPTY
    safeguarding: Text = EMPTY
    jurisdiction: Text = EMPTY
    threshold: int = 2
    shares: int = 3
    keys: tuple[str, str] = ("", "")
    council: str = ""
    round: int = 0
    group: Mapping[str, GroupAnswer] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    entrance: Entrance | None = None

    @property
    def action(self) -> str:
        """Return the address that every page of the form is sent to.

        It is not that of the first page: a browser that opens it by itself has lost a page.
        """
        return f"/f/{self.study_id}/on"

    @property
    def results(self) -> str:
        """Return the path under which results appear and answers are taken back."""
        return f"/r/{self.study_id}/"

    @property
    def group_path(self) -> str:
        """Return the path under which members read how the group answered; "" without a council."""
        return f"/c/{self.council}" if self.council else ""


@dataclass(frozen=True, slots=True)
class Filling:
    """What one person has on a page: entries, places of rankings as sent, and what is wrong.

    `own` are a member's last ratings by question.
    """

    entries: Entries = field(repr=False)
    ranks: Mapping[str, str] = field(repr=False)
    problems: Sequence[FieldProblem]
    own: Mapping[str, int] = field(default_factory=dict, repr=False)


class StudyPages(PlainPages):
    """The frames of one study, each cut the first time it is asked for."""

    def __init__(self, environment: Environment, questionnaire: Questionnaire, look: Look) -> None:
        super().__init__(environment)
        self._questionnaire = questionnaire
        self.look = look
        self._replaced = {answer.replaces for answer in look.group.values()}
        self._sections = {"s." + section.id: section for section in questionnaire.sections}
        self._frame = once(self._cut)
        self._labels: dict[str, dict[LabelParts, str]] = {}
        self._help: dict[str, Mapping[str, str]] = {}
        self._original = questionnaire.languages[0]

    def plain(self, name: str, language: str, values: Mapping[str, str], kind: str = "") -> str:
        """Return a page that is the same for everybody but for its slots, such as "consent".

        `kind` is "kept" where a code keeps something already: some pages say so.
        """
        shown = {**self._helping(language), **values}
        template = "member" if name == CONSENT and self.look.council else name
        kind = kind if name in _OF_KINDS else ""
        return self._frame(f"public/{template}.html", language, name, kind).fill(shown)

    def thanks(
        self, language: str, felt: str, gift: str, values: Mapping[str, str], slip: str = ""
    ) -> str:
        """Return the thank-you page for what was said and given on it; `values` fill its slots.

        `slip` is "offered" or "shown" where a member can have one.
        """
        shown = {**self._helping(language), **values}
        codes = "codes" if any(map(values.get, ("receipt", "code", "slip"))) else ""
        kind = f"{felt}/{gift}/{codes}/{slip}"
        return self._frame("public/thanks.html", language, "thanks", kind).fill(shown)

    def note(self, page: str, language: str, path: Sequence[Page], values: dict[str, str]) -> str:
        """Return the content note that stands before a part."""
        section = self._sections["s." + page.removeprefix("n.")]
        values["part"] = part_of(self._questionnaire, section, language)
        return self._frame("public/note.html", language, page).fill(values)

    def section(
        self,
        page: str,
        language: str,
        path: Sequence[Page],
        filling: Filling,
        values: dict[str, str],
    ) -> str:
        """Return one page of questions, filled in and with its problems said."""
        items = _shown(path, self._sections[page])
        wrong = {
            problem.question_id: self._say_problem(problem, items, filling, language)
            for problem in filling.problems
        }
        pointing = [problem.question_id for problem in filling.problems if problem.code == "points"]
        values["items"] = self._key(language, page, items) + "".join(
            self._frame("parts/item.html", language, page, item.id).fill(
                _filled(item, filling, wrong.get(item.id, ""), item.id in pointing)
                | self._own(item.id, language, filling.own)
            )
            for item in items
            if item.id not in self._replaced
        )
        values["part"] = part_of(self._questionnaire, self._sections[page], language)
        if filling.problems:
            speak = speaker(language)
            listed = wrong | {question: speak(SHORTER["points"]) for question in pointing}
            gentle = len(pointing) == len(wrong)
            values["title"] = safe(speak(TITLE))
            values["look"] = self.part(
                "parts/problems.html", language, problems=listed, gentle=gentle
            )
        if pointing:
            values["warned"] = '<input type="hidden" name="w" value="1">'
        return self._frame("public/section.html", language, page).fill(values)

    def review(
        self, language: str, path: Sequence[Page], draft: Draft, values: dict[str, str]
    ) -> str:
        """Return the page that shows everything before it is sent.

        A part that was skipped, or whose content note was not passed, is named by its title only;
        parts under one note by the title of the first.
        """
        shut = [part for part, _ in path if part.questions and self._is_shut(part, draft)]
        named = {self._note_over(part).id: part for part in reversed(shut)}.values()
        values["sections"] = "".join(
            self._shut(section, language, draft)
            if section in named
            else self._reviewed(section, items, language, draft.entries)
            for section, items in path
            if section.questions and (section in named or section not in shut)
        )
        kind = "kept" if draft.kept else ""
        return self._frame("public/review.html", language, "review", kind).fill(values)

    def receipt(self, language: str, words: str) -> str:
        """Return the box with the six words of a receipt, to stand in a form."""
        return self._frame("parts/receipt.html", language).fill({"words": shown(words)})

    def context(self, language: str) -> dict[str, object]:
        """Return what every template may use."""
        look = self.look
        return words_context(self._questionnaire, language) | {
            "action": look.action,
            "stylesheet": look.stylesheet,
            "practice": look.practice,
            "unreviewed": look.unreviewed,
            "closing_day": long_date(look.closes_on, language),
            "results_month": month(look.results_by, language),
            "sealed_month": month(sealed_until(look.results_by), language),
            "results_path": look.results,
            "results_address": look.site + look.results,
            "group_path": look.group_path,
            "group_address": look.site + look.group_path,
            "round": look.round,
            "can_pause": True,
            "keys": look.keys,
            "entrance": look.entrance,
            "notices": [
                (
                    long_date(one.day, language),
                    speaker(language)(NOTICES[one.kind]),
                    one.words.in_language(language),
                )
                for one in look.notices
            ],
        }

    def _helping(self, language: str) -> Mapping[str, str]:
        if language not in self._help:
            self._help[language] = self.look.help(language)
        return self._help[language]

    def _cut(self, template: str, language: str, page: str = "", item: str = "") -> Frame:
        section = self._sections.get("s." + page[2:]) if page[:2] in ("s.", "n.") else None
        items = {part.id: part for part in section.items} if section else {}
        return cut(
            self._environment,
            template,
            **self._more(language, page, section, items.get(item), item),
        )

    def _more(
        self, language: str, page: str, section: Section | None, item: Item | None, kind: str
    ) -> dict[str, object]:
        look, young = self.look, self._questionnaire.audience.young
        return self.context(language) | {
            "page": page,
            "section": section,
            "content_note": self._note_over(section).content_note if section else EMPTY,
            "under_note": self._under(section) if section else 0,
            "item": item,
            "kind": kind,
            **dict(zip(("felt", "gift", "codes", "slip_is"), kind.split("/"), strict=False)),
            "feelings": FEELINGS_SAID,
            "group": look.group.get(item.id) if item else None,
            "say_group": lambda sentences: say_group(sentences, language),
            "along": along,
            **question_context(),
            "consent_version": consent_version(
                self._questionnaire,
                look.organisation,
                look.safeguarding,
                look.jurisdiction,
                look.entrance,
            ),
            "age_from": young.age_from if young else ADULT,
            "organisation": look.organisation,
            "safeguarding": look.safeguarding,
            "jurisdiction": look.jurisdiction,
            "threshold": look.threshold,
            "shares": look.shares,
        }

    def _key(self, language: str, page: str, items: Sequence[Item]) -> str:
        group = [self.look.group.get(item.id) for item in items]
        if not any(answer and answer.brief for answer in group):
            return ""
        return self._frame("parts/group_key.html", language, page).fill({})

    def _say_problem(
        self, problem: FieldProblem, items: Sequence[Item], filling: Filling, language: str
    ) -> str:
        """Return what is to be said of a problem; an answer that excludes others goes by name."""
        values = dict(problem.values)
        for item in items:
            if item.id == problem.question_id and isinstance(item, Multiple | Ranking):
                values["alone"] = [
                    self._name_of(item, chosen, language)
                    for chosen in filling.entries.get(item.id, ())
                    if chosen in item.alone_ids
                ]
        return problem_sentence(language, problem.code, values)

    def _name_of(self, question: Multiple | Ranking, chosen: str, language: str) -> str:
        tell = teller(self._original, language)
        texts = {option.id: tell(option.text) for option in question.options}
        return texts.get(chosen) or speaker(language)("I'd rather not say")

    def _own(self, question_id: str, language: str, own: Mapping[str, int]) -> dict[str, str]:
        beside = self.look.group.get(question_id)
        if beside is None or beside.brief is None or question_id not in own:
            return {}
        rating = own[question_id]
        last = safe(speaker(language)("your last rating"))
        return {
            "own": " " + safe(say_own_briefly(rating, language)),
            "own.mark": f'<path d="{diamond(rating)}" {DIAMOND}/>',
            f"last.p{rating}": f'<span class="unseen">, {last}</span><svg class="last" width="12" '
            f'height="12" aria-hidden="true"><path d="M6 1l5 5-5 5-5-5z" {DIAMOND}/></svg>',
        }

    def _reviewed(
        self, section: Section, items: Sequence[Item], language: str, entries: Entries
    ) -> str:
        page = "s." + section.id
        labels = self._labels_in(language)
        asked = [item for item in items if not isinstance(item, Note)]
        said = [
            self._frame("parts/review_item.html", language, page, item.id).fill(
                _said_slots(item, entries[item.id], labels)
            )
            for item in asked
            if entries.get(item.id)
        ]
        slots = {"items": "".join(said)}
        if blank := len(asked) - len(said):
            slots["blank"] = f'<p class="soft">{labels["", "blank"] % {"number": blank}}</p>'
        kind = "" if said else "blank"
        return self._frame("parts/review_section.html", language, page, kind).fill(slots)

    def _shut(self, section: Section, language: str, draft: Draft) -> str:
        skipped = section.id in draft.skipped
        kind = "not opened"
        if skipped:
            wrote = any(
                draft.entries.get(question.id)
                for part in self._questionnaire.sections
                if part.id in draft.skipped and self._note_over(part) == self._note_over(section)
                for question in part.questions
            )
            kind = "kept" if wrote else "skipped"
        return self._frame("parts/review_shut.html", language, "s." + section.id, kind).fill({})

    def _note_over(self, section: Section) -> Section:
        """Return the section whose content note stands before one, or else the section."""
        return self._questionnaire.noted_by.get(section.id, section)

    def _under(self, section: Section) -> int:
        """Return how many sections stand under the content note of one."""
        notes = [note.id for note in self._questionnaire.noted_by.values()]
        return notes.count(self._note_over(section).id)

    def _is_shut(self, section: Section, draft: Draft) -> bool:
        note = self._note_over(section)
        unread = bool(note.content_note) and note.id not in draft.noted
        return section.id in draft.skipped or unread

    def _labels_in(self, language: str) -> dict[LabelParts, str]:
        if language not in self._labels:
            self._labels[language] = dict(_labels(self._questionnaire, language))
        return self._labels[language]


def _shown(path: Sequence[Page], section: Section) -> Sequence[Item]:
    """Return the items of a section that are shown."""
    return next((items for other, items in path if other.id == section.id), section.items)


def _filled(item: Item, filling: Filling, wrong: str, gentle: bool) -> dict[str, str]:
    """Return the slots of one item; a field that a problem is about points to its sentence."""
    filled = _wrong(item.id, wrong, "gentle problem" if gentle else "problem") if wrong else {}
    chosen, flawed = filling.entries.get(item.id, ()), bool(wrong) and not gentle
    if not chosen or isinstance(item, Note):
        return filled
    if isinstance(item, Written):
        filled["text"] = safe(chosen[0])
        filled["open"] = " open"
        filled["wrong"] = ' aria-invalid="true"' if flawed else ""
        filled["quote." + ("yes" if MAY_QUOTE in chosen[1:] else "no")] = " checked"
        return filled
    points = f' aria-invalid="true" aria-describedby="{_problem_id(item.id)}"' if flawed else ""
    several = item.type in ("multiple", "ranking")  # a radio button cannot be invalid
    for option in chosen:
        filled["on." + option] = " checked" + (points if several else "")
    if isinstance(item, Ranking):
        for rank, option in enumerate(chosen, 1):
            place = filling.ranks.get(rank_field(item.id, option), rank)
            filled[f"on.{option}.{place}"] = " selected"
            filled["wrong." + option] = points
    return filled


def _wrong(question_id: str, sentence: str, kind: str) -> dict[str, str]:
    name = _problem_id(question_id)
    return {
        "problem": f'<p class="{kind}" id="{name}">{safe(sentence)}</p>',
        "also": " " + name,
        "open": " open",
    }


def _problem_id(question_id: str) -> str:
    return field_name(question_id) + ".problem"


def _said_slots(
    question: Question, chosen: tuple[str, ...], labels: Mapping[LabelParts, str]
) -> dict[str, str]:
    """Return the slots of one question on the page to look over; which one says how it is put."""
    if isinstance(question, Written):
        quote = "quote" if MAY_QUOTE in chosen[1:] else "no quote"
        return {"said": safe(chosen[0]), "quote": labels["", quote]}
    said = [labels[question.id, option] for option in chosen]
    if isinstance(question, Ranking) and len(said) > 1:
        said = [f"{rank}. {label}" for rank, label in enumerate(said, 1)]
    return {"said": "<br>".join(said)}


def _labels(questionnaire: Questionnaire, language: str) -> Iterable[tuple[LabelParts, str]]:
    speak = speaker(language)
    yield ("", "blank"), safe(speak("Left blank: %(number)s"))
    yield ("", "quote"), safe(speak("You may quote this, without anything that points to me."))
    yield ("", "no quote"), safe(speak("Do not quote this."))
    tell = teller(questionnaire.languages[0], language)
    for question in questionnaire.questions():
        if isinstance(question, Written):
            continue
        yield (question.id, RATHER_NOT_SAY), safe(speak("I'd rather not say"))
        for option in question.options:
            yield (question.id, option.id), spanned(tell(option.text))
