"""From the opened records of a round to answers under pseudonyms, while a tally runs.

It must not know keys, words or people, and what it gives is never stored or shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.answers.answer_types import Answer, Given
from survey.answers.codec import Layout, decode
from survey.delphi.form.pseudonymous_answers import Pseudonym, RoundAnswers
from survey.delphi.form.round_form import LOST, AskedQuestions
from survey.delphi.life.council_life import RoundKind
from survey.errors import EnvelopeDamaged

_Said = Mapping[Pseudonym, Mapping[str, Answer]]


def read_answers(
    number: int, kind: RoundKind, asked: AskedQuestions, layout: Layout, records: Iterable[bytes]
) -> tuple[RoundAnswers, int]:
    """Return the answers of a round, and how many records were left out.

    A record is a codes record of `layout.width` bytes with the 16 bytes of a pseudonym behind it.
    Left out is what is not well-formed, and what bears a pseudonym that came before, in the order
    of the bytes: a member counts once.
    """
    said: dict[Pseudonym, Mapping[str, Answer]] = {}
    left_out = 0
    for record in sorted(records):
        codes, member = record[: layout.width], record[layout.width :]
        try:
            answers, _language = decode(layout, codes)
        except EnvelopeDamaged:
            left_out += 1
            continue
        if member in said:
            left_out += 1
            continue
        said[member] = answers
    return _answers(number, kind, asked, layout, said), left_out


def _answers(
    number: int, kind: RoundKind, asked: AskedQuestions, layout: Layout, said: _Said
) -> RoundAnswers:
    return RoundAnswers(
        number=number,
        kind=kind,
        members=frozenset(said),
        ratings={
            about: {member: _point(layout, question, one[question]) for member, one in said.items()}
            for question, about in asked.ratings.items()
        },
        roles=_given(asked.role, said),
        choices={
            term: {member: _first(one[question]) for member, one in said.items()}
            for question, term in asked.choices.items()
        },
        rankings={
            member: answer.options
            for member, one in said.items()
            if asked.ranking and isinstance(answer := one[asked.ranking], Given)
        },
        lost=frozenset(
            statement
            for question, statement in asked.lost.items()
            if any(_first(one[question]) == LOST for one in said.values())
        ),
    )


def _point(layout: Layout, question: str, answer: Answer) -> int | None:
    """Return a point of a scale, from 1; None where there is none."""
    said = _first(answer)
    return None if said is None else layout[question].options.index(said) + 1


def _given(question: str, said: _Said) -> dict[Pseudonym, str]:
    if not question:
        return {}
    found = {member: _first(one[question]) for member, one in said.items()}
    return {member: option for member, option in found.items() if option is not None}


def _first(answer: Answer) -> str | None:
    return answer.options[0] if isinstance(answer, Given) and answer.options else None
