"""How a group answered, as its members read it: released sentences in their language, and reasons.

It must not know a member, but for the one rating that it is handed to put beside the group's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from survey.delphi.files.plans import CouncilTerm, Planned, RoundPlan
from survey.delphi.form.round_form import REASONS, asked_in
from survey.delphi.statistics.feedback import Sentence, beside
from survey.disclosure.council.round_release import (
    RankShown,
    RoundRelease,
    StatementShown,
    TermShown,
)
from survey.questionnaire.model import EMPTY, Text
from survey.web.rendering.group_pictures import along, diamond
from survey.web.rendering.localisation import N_, figure, speaker

#: How a group answered, in one sentence of a few words beside a rating.
HALF = N_("Half of the group gave %(q1)s to %(q3)s.")
HALF_ONE = N_("Half of the group or more gave %(q1)s.")
NOT_OF_ONE_MIND = N_("The group is not of one mind: half gave %(q1)s to %(q3)s.")
MIDDLE = N_("The middle of the group is %(median)s.")
YOU_GAVE = N_("You gave %(own)s.")

#: What was so in a round before.
MIDDLE_BEFORE = N_("In round %(n)s the middle of the group was %(median)s.")
YOU_GAVE_BEFORE = N_("In round %(n)s you gave %(own)s.")

#: What a statement may be rated for.
ASPECTS: Mapping[str, str] = {
    "importance": N_("How important it is"),
    "feasibility": N_("How well it can be done"),
}

#: A middle half no wider than this lies close together, also where the rule asks for more.
_CLOSE = 2


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """How a group answered one question. `median` is None where it is not shown; `in_favour` and
    `against` are summaries of reasons, both empty where there are none. `minority` says that some
    saw it otherwise. `replaces` is the note of a form that says the same reasons.

    `before` is the round before in which the same was rated and its median shown, and that median.

    A rating has its `statement`, `aspect`, and `brief`, one sentence that says what `median`, `q1`
    and `q3` picture. `folds` is true of a question for reasons, which opens when asked for.
    """

    sentences: tuple[Sentence, ...] = ()
    median: float | None = None
    in_favour: Text = EMPTY
    against: Text = EMPTY
    minority: tuple[Sentence, ...] = ()
    replaces: str = ""
    statement: Text = EMPTY
    aspect: str = ""
    brief: Sentence | None = None
    q1: float | None = None
    q3: float | None = None
    folds: bool = False
    before: tuple[int, float] | None = None


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """One statement, term or ranking of a round: its words, and how it was answered.

    `parts` are (aspect, question id, answer), one for each way in which it was rated. `about` says
    what a term means here; the same words may stand for two things.
    """

    words: Text
    parts: tuple[tuple[str, str, GroupAnswer], ...]
    in_favour: Text = EMPTY
    against: Text = EMPTY
    order: tuple[Text, ...] = ()
    about: Text = EMPTY
    earlier: tuple[Text, ...] = ()


def asked_again(plan: RoundPlan, before: Sequence[RoundRelease]) -> dict[str, GroupAnswer]:
    """Return what stands beside the questions of a round, by question: what was answered, and why.

    `before` are the releases that members saw, oldest first; the latest that has a statement or
    term counts. Ratings are shown where they are asked for again; reasons once for each statement.
    """
    rated = {(one.statement, one.aspect): one for release in before for one in release.statements}
    chosen = {one.term: one for release in before for one in release.terms}
    planned = {one.id: one for one in _judged(plan)}
    asked = asked_in(plan, groups=False)
    again = plan.kind == "rate again"
    found = {}
    for question_id, about in asked.ratings.items():
        shown = rated.get(about) if again else None
        first = about[1] == plan.aspects[0]
        found[question_id] = replace(
            _answer(shown, planned[about[0]] if first else None),
            statement=planned[about[0]].text,
            aspect=about[1],
        )
    if asked.ratings:
        found |= dict.fromkeys(asked.reasons, GroupAnswer(folds=True))
    for question_id, term in asked.choices.items():
        found[question_id] = _answer(chosen.get(term), planned[term])
    return {question_id: answer for question_id, answer in found.items() if answer != GroupAnswer()}


def answered(
    plans: Sequence[RoundPlan], release: RoundRelease, before: Sequence[RoundRelease] = ()
) -> Iterator[AnsweredItem]:
    """Return each statement, term and ranking of a round that was released.

    `plans` are those of all rounds so far; reasons are taken from the latest that has them.
    `before` are earlier releases that members saw, oldest first.
    """
    plan = plans[release.number - 1]
    words = {one.id: one.text for one in (*_judged(plan), *plan.items)}
    reasons = {
        one.id: (one.in_favour, one.against)
        for later in plans
        for one in _judged(later)
        if one.in_favour and one.against
    }
    helps = {term.id: term.help for term in plan.terms}
    questions = {about: name for name, about in asked_in(plan, groups=False).ratings.items()}
    earlier = {one.id: one.earlier for one in plan.statements if one.changed}
    shown_before = _shown_before(before)
    rated: dict[str, list[StatementShown]] = {}
    for shown in release.statements:
        rated.setdefault(shown.statement, []).append(shown)
    for statement, every in rated.items():
        abouts = [(statement, one.aspect) for one in every]
        parts = tuple(
            (
                one.aspect,
                questions.get(about, ""),
                replace(_answer(one), before=shown_before.get(about)),
            )
            for one, about in zip(every, abouts, strict=True)
        )
        told = words.get(statement) or _as_released(every[0].words)
        sides = reasons.get(statement, (EMPTY, EMPTY))
        yield AnsweredItem(told, parts, *sides, earlier=earlier.get(statement, ()))
    for term in release.terms:
        told = words.get(term.term) or _as_released(term.words)
        sides = reasons.get(term.term, (EMPTY, EMPTY))
        yield AnsweredItem(
            told, (("", "", _answer(term)),), *sides, about=helps.get(term.term, EMPTY)
        )
    if release.ranking is not None:
        yield _ordered(release.ranking, plan, words)


def _shown_before(before: Sequence[RoundRelease]) -> dict[tuple[str, str], tuple[int, float]]:
    """Return the last round of `before` that showed a median, and that, by statement and aspect."""
    return {
        (one.statement, one.aspect): (release.number, one.median)
        for release in before
        for one in release.statements
        if one.median is not None
    }


def _ordered(ranking: RankShown, plan: RoundPlan, words: Mapping[str, Text]) -> AnsweredItem:
    items = ranking.items if ranking.ordered else ()
    order = tuple(words.get(one.item) or _as_released(one.words) for one in items)
    said = GroupAnswer((*ranking.sentences, *_withheld(ranking.withheld)))
    return AnsweredItem(plan.title, (("", "", said),), order=order)


def answers_context(
    plans: Sequence[RoundPlan],
    release: RoundRelease,
    before: Sequence[RoundRelease],
    own: Mapping[int, Mapping[str, int]],
    language: str,
) -> dict[str, object]:
    """Return what the page “How the group answered” may use, beside what every page may.

    `before` are earlier releases that members saw; `own` are one member's ratings by round and
    question, none where nobody in particular reads it.
    """
    last = {question: n for n in sorted(own) for question in own[n]}

    def earlier(question: str) -> dict[int, int]:
        return {
            n: said[question] for n, said in own.items() if question in said and n < last[question]
        }

    return {
        "number": release.number,
        "answered": list(answered(plans, release, before)),
        "own": {question: own[n][question] for question, n in last.items()},
        "say_group": lambda sentences: say_group(sentences, language),
        "say_own": lambda rating, median: say_own(rating, median, language),
        "say_own_briefly": lambda rating: say_own_briefly(rating, language),
        "say_before": lambda question, answer: say_before(answer, earlier(question), language),
        "aspect_name": lambda aspect: speaker(language)(ASPECTS.get(aspect, aspect)),
        "along": along,
        "diamond": diamond,
    }


def say_group(sentences: Sequence[Sentence], language: str) -> list[str]:
    """Return released sentences in the language of a page."""
    return [_say(one, language) for one in sentences]


def say_own(own: int, median: float | None, language: str) -> str:
    """Return the sentence that puts a member's own last rating beside the middle of the group."""
    return _say(beside(own, median), language)


def say_before(answer: GroupAnswer, own: Mapping[int, int], language: str) -> list[str]:
    """Return what was so before: where the middle of the group lay, and what a member gave then.

    `own` are their ratings of the same by round, without the last.
    """
    found = []
    if answer.before is not None:
        n, median = answer.before
        found.append(
            _say(Sentence(words=MIDDLE_BEFORE, values={"n": n, "median": median}), language)
        )
    if own:
        n = max(own)
        found.append(
            _say(Sentence(words=YOU_GAVE_BEFORE, values={"n": n, "own": own[n]}), language)
        )
    return found


def say_own_briefly(own: int, language: str) -> str:
    """Return the sentence that says a member's own last rating."""
    return _say(Sentence(words=YOU_GAVE, values={"own": own}), language)


def _say(sentence: Sentence, language: str) -> str:
    said = {name: figure(value, language) for name, value in sentence.values.items()}
    return speaker(language)(sentence.words, **said)


def _answer(
    shown: StatementShown | TermShown | None, planned: Planned | CouncilTerm | None = None
) -> GroupAnswer:
    found = _with_reasons(planned)
    if shown is None:
        return found
    said = replace(found, sentences=(*shown.sentences, *_withheld(shown.withheld)))
    if isinstance(shown, TermShown):
        return said
    minority = shown.minority.sentences if shown.minority else ()
    return replace(
        said,
        median=shown.median,
        minority=minority,
        brief=_in_brief(shown),
        q1=shown.q1,
        q3=shown.q3,
    )


def _in_brief(shown: StatementShown) -> Sentence | None:
    """Return the one sentence that fits the numbers shown; of few numbers the first released."""
    if shown.median is None:
        return next(iter(shown.sentences), None)
    if shown.q1 is None or shown.q3 is None:
        return Sentence(words=MIDDLE, values={"median": shown.median})
    if shown.q1 == shown.q3:
        return Sentence(words=HALF_ONE, values={"q1": shown.q1})
    unsettled = shown.verdict == "no consensus yet" and shown.q3 - shown.q1 > _CLOSE
    words = NOT_OF_ONE_MIND if shown.verdict == "disagreement" or unsettled else HALF
    return Sentence(words=words, values={"q1": shown.q1, "q3": shown.q3})


def _with_reasons(planned: Planned | CouncilTerm | None) -> GroupAnswer:
    if planned is None or not (planned.in_favour and planned.against):
        return GroupAnswer()
    return GroupAnswer(
        in_favour=planned.in_favour, against=planned.against, replaces=planned.id + REASONS
    )


def _withheld(words: str) -> tuple[Sentence, ...]:
    return (Sentence(words=words),) if words else ()


def _judged(plan: RoundPlan) -> tuple[Planned | CouncilTerm, ...]:
    return (*plan.statements, *plan.terms)


def _as_released(words: str) -> Text:
    return Text((("", words),))
