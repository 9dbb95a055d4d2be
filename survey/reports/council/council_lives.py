"""What became of each statement: where it stands, and every step of its life with its reason.

It knows no rating and no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.delphi.life.statements import Statement, StatementStep
from survey.disclosure.council.round_release import StatementShown
from survey.reports.council.council_wording import (
    ASPECT_NAMES,
    BECAME,
    BECAME_PART_OF,
    DEEDS,
    MADE_FROM,
    MADE_OF,
    NOT_SHOWN,
    outcome,
    when,
)
from survey.reports.report_language import say
from survey.reports.report_words import WordsInLanguage, listed

#: Aspect -> what is shown of a statement, round by round.
ByAspect = Mapping[str, Sequence[tuple[int, StatementShown]]]


@dataclass(frozen=True)
class LifeStep:
    """One step of a statement's life: when, what, the words before it, and the reason."""

    when: str
    what: str
    before: WordsInLanguage
    reason: WordsInLanguage


def standing(known: Statement | None, numbers: dict[str, int]) -> str:
    """Return what became of a statement, "" while it stands; `numbers` are those of statements."""
    if known is None:
        return ""
    last = known.life[-1] if known.life else None
    into = listed(tuple(_named(id_, numbers) for id_ in (last.others if last else ())))
    return {
        "proposed": say("Proposed, and not put to the council"),
        "edited": say("Put into clearer words, and not put to the council since"),
        "merged": say(BECAME_PART_OF, others=into),
        "split": say(BECAME, others=into),
        "rated": say("Put to the council; its result is not in this report"),
        "result": "",
        "dropped": say("Dropped"),
    }[known.state]


def life(
    known: Statement | None,
    numbers: dict[str, int],
    by_aspect: ByAspect,
    lang: str,
) -> tuple[LifeStep, ...]:
    """Return all steps of a statement; `lang` is the language of its words."""
    if known is None:
        return ()
    outcomes: dict[int, list[str]] = {}
    for aspect, pairs in by_aspect.items():
        for round_, one in pairs:
            outcomes.setdefault(round_, []).append(_of_aspect(aspect, outcome(one).words))
    ended = {step.round for step in known.life if step.deed == "result"}
    return tuple(
        _event(step, known, numbers, outcomes, lang)
        for step in known.life
        if not (step.deed == "rate" and step.round in ended)
    )


def _event(
    step: StatementStep,
    known: Statement,
    numbers: dict[str, int],
    outcomes: dict[int, list[str]],
    lang: str,
) -> LifeStep:
    what, before = say(DEEDS[step.deed]), step.words
    others = listed(tuple(_named(id_, numbers) for id_ in step.others))
    if step.deed == "propose":
        before = known.original
    elif step.deed == "result":
        found = listed(tuple(outcomes.get(step.round, [say(NOT_SHOWN)])))
        what = say("%(head)s: %(said)s", head=what, said=found)
    elif step.deed == "merge":
        template = MADE_OF if step.others == known.sources else BECAME_PART_OF
        what = say(template, others=others)
    elif step.deed == "split":
        template = MADE_FROM if step.others == known.sources else BECAME
        what = say(template, others=others)
    if step.deed != "propose" and before == known.words:
        before = ""
    return LifeStep(
        when(step.round), what, WordsInLanguage(before, lang), WordsInLanguage(step.reason, lang)
    )


def _named(id_: str, numbers: dict[str, int]) -> str:
    return say("statement %(n)s", n=numbers[id_]) if id_ in numbers else id_


def _of_aspect(aspect: str, words: str) -> str:
    if not aspect:
        return words
    return say("%(head)s: %(said)s", head=say(ASPECT_NAMES.get(aspect, aspect)), said=words)
