"""Raw counts of one study: every question, every question by each breakdown, every path rule.

It must never be stored or shown: only `disclosure.protect` reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from survey.answers.codec import GIVEN, Layout
from survey.questionnaire.model import All, Any_, Multiple, Not, Question, Questionnaire, Rule
from survey.tally.columns import CodesTable, path_rule
from survey.tally.crosstab import Counts, any_of, cross, place, row_counts

#: The name under which people are counted by the language that they answered in, where a
#: questionnaire has several. No question can have it: their ids begin with a letter.
LANGUAGE = "_language"


@dataclass(frozen=True, slots=True)
class OneWay:
    """One question. `valid`: people per row of `codebook.rows` (multiple: chose; ranking: ranked
    first; text: wrote). `missing`: people per kind, in the order of `codebook.MISSING`. `base`:
    people with a valid answer. base + missing.sum() is everyone."""

    valid: Counts
    missing: Counts
    base: int

    def __add__(self, other: OneWay) -> OneWay:
        return OneWay(
            self.valid + other.valid, self.missing + other.missing, self.base + other.base
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """All raw counts of `n` people; tallies of separate chunks of people add up.

    `two_way[question, by]`: rows are the valid options, then the kinds of `codebook.MISSING`;
    columns the same for the breakdown question, or LANGUAGE. `rules[key]`: people for whom a
    compound path rule holds; `rules_by[key, by]` the same per column. `damaged` records were not
    counted, nor were `blank` ones, which hold no answer at all. `contradicted`: answers per
    question that contradicted themselves and count as left out. `together[question]`: people who
    chose any answer of each named set of a multiple choice, which no other count tells;
    `together_by[question, by]` the same per column.
    """

    n: int
    one_way: dict[str, OneWay]
    two_way: dict[tuple[str, str], Counts]
    rules: dict[str, int]
    rules_by: dict[tuple[str, str], Counts]
    damaged: int = 0
    contradicted: dict[str, int] = field(default_factory=dict)
    blank: int = 0
    together: dict[str, Counts] = field(default_factory=dict)
    together_by: dict[tuple[str, str], Counts] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.n + other.n,
            {key: one + other.one_way[key] for key, one in self.one_way.items()},
            {key: two + other.two_way[key] for key, two in self.two_way.items()},
            {key: held + other.rules[key] for key, held in self.rules.items()},
            {key: held + other.rules_by[key] for key, held in self.rules_by.items()},
            self.damaged + other.damaged,
            dict(Counter(self.contradicted) + Counter(other.contradicted)),
            self.blank + other.blank,
            {key: one + other.together[key] for key, one in self.together.items()},
            {key: two + other.together_by[key] for key, two in self.together_by.items()},
        )


def count(
    q: Questionnaire, layout: Layout, joined_records: bytes, *, blanks: bool = False
) -> Tally:
    """Count the joined records (each `layout.width` bytes) of one study, or of a chunk of it.

    Records that are not well-formed are counted in `damaged` and nowhere else; nothing is raised.
    Those without any answer are counted in `blank` and nowhere else; with `blanks` they are people,
    as they were in releases of before.
    """
    table = CodesTable(q, layout, joined_records, blanks=blanks)
    places = {by.id: place(table, by.id) for by in q.breakdowns()}
    widths = {by.id: len(layout[by.id].options) + GIVEN for by in q.breakdowns()}
    one_way = {question.id: _one_way(table, question) for question in q.questions()}
    if len(layout.languages) > 1:
        places[LANGUAGE], widths[LANGUAGE] = table.language, len(layout.languages) + GIVEN
        one_way[LANGUAGE] = _languages(table)
    held = {rule_key(rule): table.holds(rule) for rule in compound_rules(q)}
    chose = {one.id: any_of(table, one) for one in q.questions() if isinstance(one, Multiple)}
    return Tally(
        n=table.n,
        one_way=one_way,
        two_way={
            (question.id, by): cross(table, question.id, column, widths[by])
            for question in q.questions()
            if question.type != "text"
            for by, column in places.items()
            if by != question.id
        },
        rules={key: int(truth.sum()) for key, truth in held.items()},
        rules_by={
            (key, by): np.bincount(column[truth], minlength=widths[by])
            for key, truth in held.items()
            for by, column in places.items()
        },
        damaged=table.damaged,
        contradicted=table.contradicted,
        blank=table.blank,
        together={id_: marks.sum(axis=1, dtype=np.int64) for id_, marks in chose.items()},
        together_by={
            (id_, by): np.array(
                [np.bincount(column[mark], minlength=widths[by]) for mark in marks], np.int64
            ).reshape(len(marks), widths[by])
            for id_, marks in chose.items()
            for by, column in places.items()
        },
    )


def rule_key(rule: Rule) -> str:
    """Return the name under which a rule is counted: its canonical JSON."""
    return rule.model_dump_json(by_alias=True)


def compound_rules(q: Questionnaire) -> Iterator[Rule]:
    """Return every path rule of more than one part, and every such part of a rule."""
    for question in q.questions():
        rule = path_rule(q, question.id)
        if rule is not None:
            yield from _compound(rule)


def _compound(rule: Rule) -> Iterator[Rule]:
    match rule:
        case All():
            parts = rule.all
        case Any_():
            parts = rule.any
        case Not():
            yield from _compound(rule.not_)
            return
        case _:
            return
    yield rule
    for part in parts:
        yield from _compound(part)


def _languages(table: CodesTable) -> OneWay:
    spoken = np.bincount(table.language, minlength=len(table.layout.languages))
    return OneWay(spoken.astype(np.int64), np.zeros(GIVEN, np.int64), table.n)


def _one_way(table: CodesTable, question: Question) -> OneWay:
    valid, missing = row_counts(table, question.id)
    return OneWay(valid, missing, table.n - int(missing.sum()))
