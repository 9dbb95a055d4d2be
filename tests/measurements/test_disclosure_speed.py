"""Seconds to count and protect surveys of the sizes that are met: run by `make measure`."""

from __future__ import annotations

from time import perf_counter, process_time

import numpy as np
import pytest

from survey.answers.codec import Layout
from survey.disclosure.policy import Policy
from survey.disclosure.protect import protect
from survey.disclosure.release import Integrity, StudyFacts
from survey.questionnaire.model import Questionnaire
from survey.tally.counting import count

pytestmark = pytest.mark.measurement

FACTS = StudyFacts(
    id="s", title={"": "T"}, languages=("en",), practice=True, reviewed=False,
    opened_on="2024-01-01", closed_on="2024-02-01", released_on="2024-02-02",
    questionnaire_fingerprint="f", closed_set="c", shares=3, threshold=2,
)  # fmt: skip


def questionnaire(questions: int, breakdowns: int) -> Questionnaire:
    options = [{"id": f"o{i}", "text": "x"} for i in range(6)]
    kinds = ["single", "multiple"]
    first = [
        {"type": "single", "id": f"B{i}", "text": "?", "breakdown": True, "options": options[:4]}
        for i in range(breakdowns)
    ]
    rest = [
        {"type": kinds[i % 2], "id": f"Q{i}", "text": "?", "options": options,
         "sensitive": i % 3 == 0}
        for i in range(questions - breakdowns)
    ]  # fmt: skip
    return Questionnaire.model_validate({
        "id": "t", "title": "T", "introduction": "i", "consent": "c", "closing": "c",
        "sections": [{"id": "s", "title": "S", "questions": [*first, *rest]}],
    })  # fmt: skip


def records(q, layout, n):
    """n well-formed records, late options rarer."""
    chance = np.random.default_rng(1)
    table = np.zeros((n, layout.width), np.uint8)
    for column in layout.columns:
        k = len(column.options)
        share = 1 / np.arange(1, k + 1) ** 1.2
        answered = chance.random(n) > 0.05
        if column.kind == "choice":
            picked = 5 + chance.choice(k, n, p=share / share.sum())
            table[:, column.start] = np.where(answered, picked, 1)
        else:
            yes = chance.random((n, k)) < share / 2
            yes[:, 0] |= ~yes.any(axis=1)
            table[:, column.start] = np.where(answered, 5, 1)
            table[:, column.start + 1 : column.start + 1 + k] = yes & answered[:, None]
    return table.tobytes()


@pytest.mark.parametrize(
    ("people", "questions", "breakdowns"),
    [(300, 20, 2), (13_947, 25, 2), (1_000, 40, 6)],
)
def test_seconds_to_count_and_protect(people, questions, breakdowns):
    q = questionnaire(questions, breakdowns)
    layout = Layout(q)
    joined = records(q, layout, people)
    start = perf_counter()
    tally = count(q, layout, joined)
    counted, cpu = perf_counter(), process_time()
    release = protect(q, tally, Policy(), FACTS, Integrity(envelopes=people, counted=people))
    protected, used = perf_counter() - counted, process_time() - cpu
    print(
        f"\n{people} people, {questions} questions, {breakdowns} breakdowns: "
        f"count {counted - start:.2f} s, protect {protected:.1f} s ({used:.1f} s of processor), "
        f"{release.audit.cells} cells, {release.audit.hidden} hidden"
    )
    assert tally.damaged == 0
