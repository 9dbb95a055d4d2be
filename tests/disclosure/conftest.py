"""Invented surveys for the tests of this room."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.disclosure.policy import Policy
from survey.disclosure.proof.certificate import digest_of_form
from survey.disclosure.proof.verify import verify
from survey.disclosure.protect import Protected, protect
from survey.disclosure.release import Integrity, Release, StudyFacts
from survey.disclosure.system.linear_system import Cell, System, SystemBuilder
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.model import RATHER_NOT_SAY, Questionnaire
from survey.questionnaire.path import entries_on_path
from survey.tally.counting import Tally, count

FACTS = StudyFacts(
    id="s", title={"": "T"}, languages=("en",), practice=True, reviewed=False,
    opened_on="2024-01-01", closed_on="2024-02-01", released_on="2024-02-02",
    questionnaire_fingerprint="f", closed_set="c", shares=3, threshold=2,
)  # fmt: skip

#: The shipped rules, but for tables of which much is hidden: these are printed too, so that there
#: is more for a reader to work with.
EVERY_TABLE = Policy(most_hidden=100)

Entries = Mapping[str, tuple[str, ...]]


def facts_of(q: Questionnaire) -> StudyFacts:
    """Give the facts of a study of a questionnaire, which its digest names."""
    return FACTS.model_copy(update={"questionnaire_digest": digest_of_form(json.loads(to_json(q)))})


def proven(q: Questionnaire, made: Sequence[Protected]) -> list[str]:
    """Give what is wrong with the certificate of the last of all releases of a study."""
    proof = made[-1].certificate()
    if proof is None:
        return []
    *earlier, last = (one.release.model_dump(mode="json") for one in made)
    return verify(last, json.loads(proof), json.loads(to_json(q)), earlier)


def options(count: int, *kinds: str) -> list[dict[str, Any]]:
    """Give options o0, o1, … and one for each kind."""
    plain = [{"id": f"o{i}", "text": f"Option {i}"} for i in range(count)]
    return plain + [{"id": kind, "text": kind, "kind": kind} for kind in kinds]


def questionnaire(*sections: Sequence[Mapping[str, Any]]) -> Questionnaire:
    """Give a questionnaire of sections of questions; "show_if" of a section rides on none."""
    return Questionnaire.model_validate(
        {
            "id": "t", "title": "T", "introduction": "i", "consent": "c", "closing": "c",
            "sections": [
                {"id": f"s{i}", "title": "S", "questions": [{"text": "?", **q} for q in section]}
                for i, section in enumerate(sections)
            ],
        }
    )  # fmt: skip


def tally_of(q: Questionnaire, people: Sequence[Entries]) -> Tally:
    """Count people who gave these entries."""
    layout, hearing = Layout(q), Interpreter(q)
    records = (encode(layout, hearing.answers(entries_on_path(q, p)), "en") for p in people)
    return count(q, layout, b"".join(records))


def release_of(q: Questionnaire, tally: Tally, policy: Policy | None = None) -> Release:
    """Protect a tally."""
    letters = Integrity(envelopes=tally.n, counted=tally.n)
    return protect(q, tally, policy or EVERY_TABLE, FACTS, letters)


def crowd(q: Questionnaire, n: int, seed: int, skew: float, silent: float) -> list[Entries]:
    """Invent n people: `skew` makes late options rare, `silent` is the share who do not answer."""
    chance = random.Random(seed)
    people = []
    for _ in range(n):
        entries: dict[str, tuple[str, ...]] = {}
        for question in q.questions():
            if question.type == "text":
                if chance.random() < 0.1:
                    entries[question.id] = ("words",)
                continue
            if chance.random() < silent:
                entries[question.id] = (RATHER_NOT_SAY,) if chance.random() < 0.5 else ()
                continue
            ids = [option.id for option in question.options if not getattr(option, "exclusive", 0)]
            alone = [option.id for option in question.options if option.id not in ids]
            if question.type == "multiple":
                some = [id_ for i, id_ in enumerate(ids) if chance.random() < 1 / (i + 2) ** skew]
                entries[question.id] = tuple(some or alone[:1])
            elif question.type == "ranking":
                entries[question.id] = tuple(chance.sample(ids, chance.randint(1, len(ids))))
            else:
                weights = [1 / (i + 1) ** skew for i in range(len(ids))]
                entries[question.id] = (chance.choices(ids, weights)[0],)
        people.append(entries)
    return people


def table_system(table: Sequence[Sequence[int]]) -> System:
    """Give a two-way table with its margins: cells "i,j", rows "ri", columns "cj", total "N"."""
    rows, columns = len(table), len(table[0])
    draft = SystemBuilder(sum(map(sum, table)))
    draft.put(Cell("N", draft.total, "", role="known"))
    for i, row in enumerate(table):
        draft.put(Cell(f"r{i}", sum(row), "q", role="printable", weight=3))
        for j, people in enumerate(row):
            draft.put(Cell(f"{i},{j}", people, "q", "b", role="printable", weight=1))
        draft.adds_up(f"r{i}", [f"{i},{j}" for j in range(columns)])
    for j in range(columns):
        people = sum(row[j] for row in table)
        draft.put(Cell(f"c{j}", people, "q", role="printable", weight=3))
        draft.adds_up(f"c{j}", [f"{i},{j}" for i in range(rows)])
    draft.adds_up("N", [f"r{i}" for i in range(rows)])
    return draft.finished()


class Kit:
    """The makers of this file, for tests (a folder of tests is not a package)."""

    FACTS = FACTS
    facts_of = staticmethod(facts_of)
    proven = staticmethod(proven)
    options = staticmethod(options)
    questionnaire = staticmethod(questionnaire)
    tally_of = staticmethod(tally_of)
    release_of = staticmethod(release_of)
    crowd = staticmethod(crowd)
    table_system = staticmethod(table_system)


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    """Give the makers."""
    return Kit


@pytest.fixture(scope="session")
def result() -> Callable[[Release, str], Any]:
    """Give a question of a release by id."""
    return lambda release, id_: next(q for q in release.questions if q.id == id_)
