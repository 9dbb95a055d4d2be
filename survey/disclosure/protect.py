"""The only way out for numbers: a raw tally goes in, a Release comes out.

It must not know a file, a clock, chance, or a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from itertools import zip_longest

from survey.disclosure import reasons
from survey.disclosure.policy import Policy, SizeStep, printed
from survey.disclosure.proof.prove import Proof, certificate, prove
from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.release import (
    Audit,
    Integrity,
    QuestionResult,
    Release,
    Shown,
    StudyFacts,
    Sum,
)
from survey.disclosure.rounding import nearest, number
from survey.disclosure.study.answer_groups import Answers
from survey.disclosure.study.answer_sums import AnswerSum, sums_of
from survey.disclosure.study.categories import BreakdownGroups, fixed, split_by_language
from survey.disclosure.study.ladder_steps import chosen_split
from survey.disclosure.study.plan_release import Settled, in_words, settle
from survey.disclosure.study.printing import HIDDEN, Printer, result, summed
from survey.disclosure.study.verbal_shares import choose_sums, choose_words
from survey.disclosure.system.building import PrintPlan, Study, TableKey, build
from survey.disclosure.system.cell_key import APART, CellKey, row_name, sum_row
from survey.disclosure.system.linear_system import System
from survey.disclosure.system.release_history import (
    LinkedSystems,
    Past,
    Wave,
    fixed_groups,
    is_of,
    stated_before,
)
from survey.disclosure.thirds import in_words as third
from survey.errors import DisclosureRefused
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Question, Questionnaire, Section
from survey.questionnaire.rules import leaves
from survey.tally.counting import LANGUAGE, Tally, rule_key


def protect(
    q: Questionnaire, tally: Tally, policy: Policy, facts: StudyFacts, integrity: Integrity
) -> Release:
    """Return everything about one study that may be printed, where nothing was published before.

    The same input gives the same release. DisclosureRefused when even the smallest release would
    not pass its audit, or the tally contradicts itself. Method: docs/disclosure.md.
    """
    return protect_next(q, Past(waves=(Wave(tally, 1),)), policy, facts, integrity).release


def protect_next(
    q: Questionnaire,
    past: Past,
    policy: Policy,
    facts: StudyFacts,
    integrity: Integrity,
    hands: Hands = NO_HANDS,
) -> Protected:
    """Return the next release of a study, next to all that was published of it in the past.

    `past.waves` are all people ever counted, the new ones included; the release counts those whose
    waves belong to its number. DisclosureRefused also when too few came since the last release,
    when a study was published in words before, or when nothing more can be printed. `hands` share
    the work where there is much of it; the release is the same, also when one of them is lost.
    """
    held = tuple(wave for wave in past.waves if wave.tally.n) or past.waves[-1:]
    past = Past(past.releases, held)
    tally = past.tally(past.people(past.number))
    try:
        systems = LinkedSystems(_study(q, tally, policy, past), past)
        _require_next(systems)
        coarse = _printed(integrity, policy.step(tally.n), policy)
        try:
            return _proven(systems, facts, coarse, hands)
        except BrokenExecutor:  # a process was ended: all that they did can be done here
            return _proven(systems, facts, coarse, NO_HANDS)
    except ValueError as error:
        raise DisclosureRefused(
            "The counts of this study could not be checked, so nothing is printed.",
            kept="The sealed answers are untouched.",
            do="Open the study again; if it happens twice, report it as a fault of the program.",
        ) from error


def before_proof(q: Questionnaire, tally: Tally, policy: Policy) -> tuple[QuestionResult, ...]:
    """Return what would be printed of a study of which nothing was published, without its proof.

    For forecasts with invented people: where no proof of some cell is found, a release has less.
    DisclosureRefused as `protect` says.
    """
    past = Past(waves=(Wave(tally, 1),))
    systems = LinkedSystems(_study(q, tally, policy, past), past)
    return _audited(_made(systems, (), None)).questions


@dataclass(frozen=True, slots=True)
class Protected:
    """A release and its proof, which may be published with it: None where no number is printed.

    `next_needs`: how many more answers the next release needs at least, None where there can be
    none.
    """

    release: Release
    next_needs: int | None
    earlier: tuple[Release, ...] = ()
    proof: Proof | None = None

    def certificate(self) -> bytes | None:
        """Return the proof of this release and of all before it as JSON; None where it prints no
        number."""
        if self.proof is None:
            return None
        releases = [one.model_dump(mode="json") for one in (*self.earlier, self.release)]
        return certificate(releases, self.proof.tables)


def _proven(
    systems: LinkedSystems, facts: StudyFacts, integrity: Integrity, hands: Hands
) -> Protected:
    """Return the release whose proof can be made from it alone: with less in it, as long as the
    proof of some cell is not found."""
    study, past = systems.study, systems.past
    given_up: tuple[tuple[str, ...], ...] = ()
    without: frozenset[str] = frozenset()
    while True:
        made = _audited(_made(systems, given_up, without, hands))
        release = _released(study, past, made, facts, integrity)
        every = (*past.releases, release)
        proof = prove(every, study.q, hands) if _can_be_proven(past) else None
        if proof is None:
            return Protected(release, _next_needs(study))
        if not proof.failed:
            audit = made.audit.model_copy(
                update={"alternatives": len(proof.tables), "exact": proof.exact}
            )
            release = release.model_copy(update={"audit": audit})
            return Protected(release, _next_needs(study), past.releases, proof)
        told = {question.id for question in made.questions if question.sums}
        more = told & _near(study, proof.failed)
        without |= more
        given_up = given_up if more else (*given_up, proof.failed)


def _near(study: Study, failed: Sequence[str]) -> set[str]:
    """Return the questions of some cells, what splits them, and what their paths look at."""
    found: set[str] = set()
    for key in map(CellKey.parse, failed):
        found |= {key.question, key.by}
        asked = {id_ for id_, rule in study.paths.items() if rule and rule_key(rule) == key.rule}
        for id_ in asked | {key.question}:
            rule = study.paths.get(id_)
            found |= {id_, *(leaf.question for leaf in (leaves(rule) if rule else ()))}
    return found


def _can_be_proven(past: Past) -> bool:
    """Say whether releases alone tell enough: none of people who were taken back, and not of before
    the rules by which numbers are printed now."""
    return not any(wave.until for wave in past.waves) and not any(
        release.of_before and any(question.form == "numbers" for question in release.questions)
        for release in past.releases
    )


def _released(
    study: Study, past: Past, made: _Made, facts: StudyFacts, integrity: Integrity
) -> Release:
    return Release(
        number=past.number,
        study=facts,
        integrity=integrity,
        policy=printed(study.policy, study.tally.n),
        respondents=made.people,
        questions=made.questions,
        at_least=tuple(sorted(made.settled.stated - stated_before(past))) if made.settled else (),
        audit=made.audit,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    questions: tuple[QuestionResult, ...]
    audit: Audit
    people: Shown
    settled: Settled | None = None


def _audited(made: _Made) -> _Made:
    """Return what was made, or refuse what did not pass its audit."""
    if not made.audit.passed:
        raise DisclosureRefused(
            "This release did not pass its own audit, so nothing is printed.",
            kept="The sealed answers are untouched.",
            do="Use stricter rules, or fewer breakdowns.",
        )
    return made


def _made(
    systems: LinkedSystems,
    given_up: Sequence[Sequence[str]],
    without: frozenset[str] | None,
    hands: Hands = NO_HANDS,
) -> _Made:
    """Return what can be printed; of the questions `without` no sums, None: of no question."""
    study = systems.study
    match study.policy.step(study.tally.n):
        case "under 10":
            return _nothing(study)
        case "10-29":
            return _in_words(study, put_together=without is not None)
    return _in_numbers(systems, given_up, without, hands)


def _require_next(systems: LinkedSystems) -> None:
    """Refuse a next release after one in words, with other answers than before, or with few new."""
    study, past = systems.study, systems.past
    if not past.releases:
        return
    if any(release.policy.ladder == "10-29" for release in past.releases):
        raise reasons.published_in_words()
    other = systems.contradiction()
    if other:
        raise reasons.other_numbers(other)
    if study.policy.step(study.tally.n) == "10-29" and _any_number(past):
        raise reasons.fewer_than_before()
    missing = _missing(study, past.changed())
    if missing:
        have = (past.changed(), study.tally.n)
        raise reasons.too_few_new(study.policy, have, missing, _first_learnt(systems))


def _any_number(past: Past) -> bool:
    return any(x.form == "numbers" for release in past.releases for x in release.questions)


def _missing(study: Study, changed: int) -> int:
    sensitive = any(question.sensitive for question in study.questions.values())
    return study.policy.missing_for_batch(study.tally.n, changed, sensitive)


def _next_needs(study: Study) -> int | None:
    return None if study.policy.step(study.tally.n) == "10-29" else _missing(study, 0)


def _first_learnt(systems: LinkedSystems) -> tuple[str, str]:
    """Return the first table and cell of few new people that was printed before, in words."""
    past, last = systems.past, systems.before[-1]
    system = systems.system(last.plan)
    of_new = past.people(past.number) - past.people(past.releases[-1].number)
    needed = [cell for cell in system.required() if is_of(cell, of_new, past)]
    shown = [cell for cell in needed if str(cell.key._replace(waves="")) in last.cells]
    first = next(iter([*shown, *needed, *system.cells.values()]))
    return in_words(systems.study, first)


def _nothing(study: Study) -> _Made:
    reason = reasons.too_few_people(study.policy)
    questions = tuple(
        result(section, question, "withheld", HIDDEN, reason=reason)
        for section, question in _questions(study.q)
    )
    audit = Audit(passed=True, cells=0, hidden=0, refused_tables=0)
    return _Made(questions, audit, Shown(words=f"fewer than {study.policy.words_from} people"))


def _in_words(study: Study, *, put_together: bool) -> _Made:
    policy = study.policy
    spoken = [
        question
        for _, question in _questions(study.q)
        if study.base(question.id) >= policy.base_for_counts
    ]
    options = [_option(question, row.id) for question in spoken for row in rows(question)]
    plan = PrintPlan(frozenset(question.id for question in spoken), frozenset())
    hidden, system, verdict = choose_words(build(study, plan), options)
    told = [option for option in options if option not in hidden]
    sums = _sums_in_words(study, plan, system, told) if put_together else {}
    few = Shown(words=f"{policy.words_from} to {policy.numbers_from - 1} people")

    def one(section: Section, question: Question) -> QuestionResult:
        def shown(row: str) -> Shown:
            cell = _option(question, row)
            if cell in hidden:
                return HIDDEN
            return Shown(words=third(system.cells[cell].count, study.base(question.id)))

        if question in spoken:
            own = sums.get(question.id, ())
            return result(section, question, "words", few, shown=shown, sums=own)
        why = reasons.too_few_answers(policy, study.tally.n)
        return result(section, question, "withheld", HIDDEN, reason=why)

    questions = tuple(one(section, question) for section, question in _questions(study.q))
    audit = Audit(passed=verdict.passed, cells=len(options), hidden=len(hidden), refused_tables=0)
    return _Made(questions, audit, few)


def _sums_in_words(
    study: Study, plan: PrintPlan, watched: System, told: Sequence[str]
) -> dict[str, tuple[Sum, ...]]:
    """Return the sums that get a word, by question: those that take none from anything else."""
    every = {x.id: sums_of(x, study.q.languages[0]) for x in study.questions.values()}
    wide = frozenset((id_, one.options) for id_ in plan.questions for one in every[id_])
    cell = {one: _option(study.questions[one[0]], sum_row(one[1])) for one in wide}
    rounds = zip_longest(
        *([cell[id_, one.options] for one in every[id_]] for id_ in sorted(plan.questions))
    )
    each = ([one for one in row if one is not None] for row in rounds)
    chosen = choose_sums(build(study, replace(plan, sums=wide)), watched, told, each)

    def shown(id_: str, one: AnswerSum) -> Shown:
        question = study.questions[id_]
        return Shown(words=third(study.together(question, one.options), study.base(id_)))

    return {
        id_: tuple(
            summed(one, shown(id_, one)) for one in every[id_] if cell[id_, one.options] in chosen
        )
        for id_ in plan.questions
    }


def _option(question: Question, row_id: str) -> str:
    return str(CellKey(question.id, row_name(row_id)))


def _in_numbers(
    systems: LinkedSystems,
    given_up: Sequence[Sequence[str]],
    without: frozenset[str] | None,
    hands: Hands = NO_HANDS,
) -> _Made:
    study, settled = systems.study, settle(systems, given_up, without, hands)
    printer = Printer(study, settled)
    questions = tuple(
        printer.question(section, question) for section, question in _questions(study.q)
    )
    people = number(study.tally.n, study.policy.count_rounding)
    return _Made(questions, _audit(settled), people, settled)


def _printed(integrity: Integrity, step: SizeStep, policy: Policy) -> Integrity:
    """Return the numbers of envelopes as they may be printed: no finer than that of the people."""
    if step in ("under 10", "10-29"):
        return integrity.model_copy(update={"envelopes": None, "counted": None, "blank": None})
    blank, coarse = integrity.blank or 0, policy.count_rounding
    # The envelopes are without the blank ones: whoever sent those knows how many there are.
    rounded = {
        "envelopes": nearest((integrity.envelopes or 0) - blank, coarse),
        "counted": nearest(integrity.counted or 0, coarse),
        "blank": None if integrity.blank is None else nearest(blank, coarse),
    }
    return integrity.model_copy(update=rounded)


def _audit(settled: Settled) -> Audit:
    # whether "no answer" may be printed in two parts depends on their size, which is not told here
    told = [
        cell.id
        for cell in settled.system.cells.values()
        if cell.role == "printable" and cell.key.row not in APART
    ]
    return Audit(
        passed=True,
        cells=len(told),
        hidden=len(settled.hidden.intersection(told)),
        refused_tables=len(settled.refused),
    )


def _study(q: Questionnaire, tally: Tally, policy: Policy, past: Past) -> Study:
    """Return a study with the groups of each breakdown that has any: those that were printed
    before, for good."""
    study, later = Study(q, tally, policy, {}), bool(past.releases)
    if policy.step(tally.n) != "100 and more":
        return replace(study, later=later)
    printed_before = fixed_groups(past)
    splits: dict[str, BreakdownGroups | None] = {}
    tried: dict[str, Mapping[TableKey, Answers]] = {}
    for by, question in study.splitters.items():
        if by in printed_before:
            splits[by] = fixed(question, printed_before[by])
        elif by == LANGUAGE:
            splits[by] = split_by_language(question, tally.one_way[by], policy.slice_people)
        elif chosen := chosen_split(study, question):
            splits[by] = chosen.groups
            if chosen.readable is not None:
                tried[by] = chosen.readable
    found = {by: one for by, one in splits.items() if one is not None}
    return Study(q, tally, policy, found, later, tried)


def _questions(q: Questionnaire) -> Iterator[tuple[Section, Question]]:
    for section in q.sections:
        for question in section.questions:
            yield section, question
