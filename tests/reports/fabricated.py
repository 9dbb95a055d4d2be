"""Releases with made-up numbers of a questionnaire, printed by the rules and checked by nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from survey.disclosure.policy import printed, read_policy
from survey.disclosure.release import (
    Audit,
    Breakdown,
    Category,
    Integrity,
    QuestionResult,
    Release,
    Row,
    Shown,
    StudyFacts,
    Sum,
    Words,
)
from survey.disclosure.rounding import Steps, nearest, shares
from survey.disclosure.thirds import in_words
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Question, Questionnaire, Section, Single, Written
from survey.settings import shipped

POLICY = read_policy((shipped("config") / "disclosure.toml").read_text("utf-8"))

#: How many of so many people chose an option of a question (its id, the option's id, the people,
#: and the option's place among how many).
Chosen = Callable[[str, str, int, tuple[int, int]], int]


def drawn(seed: int) -> Chosen:
    """Return counts that follow from a number, the same for the same place."""

    def count(question: str, option: str, people: int, _place: tuple[int, int]) -> int:
        return Random(f"{seed} {question} {option} {people}").randint(0, people)

    return count


@dataclass(frozen=True)
class Fabricator:
    """What a made-up release is made of; every cell below the threshold is hidden."""

    asked: Questionnaire
    people: int
    chosen: Chosen

    def release(self, **facts: object) -> Release:
        """Return the release; `facts` are other facts of the study."""
        policy = printed(POLICY, self.people)
        respondents = Shown(count=nearest(self.people, policy.count_rounding))
        if policy.ladder == "10-29":
            respondents = Shown(words="10 to 29 people")
        elif policy.ladder == "under 10":
            respondents = Shown(words="fewer than 10 people")
        given: dict[str, object] = {
            "id": "made", "title": self.words(self.asked.title),
            "languages": self.asked.languages, "practice": True, "reviewed": False,
            "opened_on": "2026-11-01", "closed_on": "2026-11-20", "released_on": "2026-11-29",
            "questionnaire_fingerprint": "ab" * 32, "closed_set": "cd" * 32, "shares": 3,
            "threshold": 2,
        }  # fmt: skip
        return Release(
            study=StudyFacts.model_validate(given | facts),
            integrity=Integrity(envelopes=None, counted=None),
            policy=policy,
            respondents=respondents,
            questions=tuple(
                self.question(part, one) for part in self.asked.sections for one in part.questions
            ),
            audit=Audit(passed=True, cells=1, hidden=0, refused_tables=0, exact=100),
        )

    def words(self, text: object) -> Words:
        """Return a text of the questionnaire as a release holds it."""
        return dict(text.as_mapping())  # type: ignore[attr-defined]

    def question(self, part: Section, one: Question) -> QuestionResult:
        """Return one question."""
        policy = printed(POLICY, self.people)
        form = {"under 10": "withheld", "10-29": "words"}.get(policy.ladder, "numbers")
        base = Shown(count=nearest(self.people, policy.count_rounding))
        if form != "numbers":
            base = Shown(words="10 to 29 people")
        measure = "wrote" if isinstance(one, Written) else "chose"
        listed = rows(one)
        numbers = self.counts(one, self.people, "")
        labels = {row.id: self.words(row.text) for row in listed}
        shown = self.column(numbers, self.people) if form != "withheld" else ()
        splits = isinstance(one, Single) and one.breakdown
        return QuestionResult.model_validate(
            {
                "id": one.id,
                "section": part.id,
                "section_title": self.words(part.title),
                "type": one.type,
                "text": self.words(one.text),
                "sensitive": one.sensitive,
                "splits": splits,
                "form": form,
                "reason": "Fewer than 10 people answered." if form == "withheld" else "",
                "measure": "ranked_first" if one.type == "ranking" else measure,
                "base": base,
                "rows": tuple(
                    Row(id=row.id, kind="option", label=labels[row.id], shown=cell)
                    for row, cell in zip(listed, shown, strict=form != "withheld")
                ),
                "missing": (Row(id="skipped", kind="skipped", label={}, shown=Shown(count=15)),)
                if form == "numbers"
                else (),
                "breakdowns": ()
                if splits or self.people < 100 or isinstance(one, Written)
                else tuple(self.split(one, by) for by in self.asked.breakdowns()),
                "sums": self.sums(one, numbers) if form != "withheld" else (),
            }
        )

    def counts(self, one: Question, people: int, group: str) -> tuple[int, ...]:
        """Return how many chose each answer; where one is chosen, all of them chose one."""
        listed = rows(one)
        found = [
            self.chosen(one.id, row.id + group, people, (at, len(listed)))
            for at, row in enumerate(listed)
        ]
        if one.type in ("multiple", "text"):
            return tuple(min(people, number) for number in found)
        whole = sum(found) or 1
        return tuple(number * people // whole for number in found)

    def column(self, numbers: tuple[int, ...], people: int) -> tuple[Shown, ...]:
        """Return counts as printed of a base; small ones are hidden."""
        policy = printed(POLICY, self.people)
        if policy.ladder == "10-29":
            return tuple(Shown(words=in_words(number, people)) for number in numbers)
        step = policy.count_rounding
        steps = Steps(step, policy.percent_rounding or 1, policy.percent_rounding_small or 1)
        few = [None if 0 < one < policy.threshold else nearest(one, step) for one in numbers]
        return shares(few, max(step, nearest(people, step)), steps, adds_up=False)

    def split(self, one: Question, by: Single) -> Breakdown:
        """Return a question split by another, into groups of equal size."""
        groups = [option for option in by.options if option.kind == "option"]
        people = self.people // len(groups)
        columns = [self.column(self.counts(one, people, group.id), people) for group in groups]
        base = Shown(count=nearest(people, POLICY.count_rounding))
        return Breakdown(
            by=by.id,
            label=self.words(by.text),
            categories=tuple(
                Category(id=g.id, label=self.words(g.text), base=base, options=(g.id,))
                for g in groups
            ),
            row_ids=tuple(row.id for row in rows(one)),
            cells=tuple(zip(*columns, strict=True)),
        )

    def sums(self, one: Question, numbers: tuple[int, ...]) -> tuple[Sum, ...]:
        """Return the named sets of a question, as sums; ends of a scale as well."""
        if isinstance(one, Written):
            return ()
        ids = [row.id for row in rows(one)]
        sets = [tuple(known.options) for known in one.together]
        if one.type == "scale" and len(ids) > 4:
            sets += [tuple(ids[:2]), tuple(ids[-2:])]
        found = []
        for held in sets:
            number = min(self.people, sum(numbers[ids.index(option)] for option in held))
            (shown,) = self.column((number,), self.people)
            name = "+".join(held)
            found.append(Sum(id=name, label={"en": name}, options=held, shown=shown))
        return tuple(found)
