"""A whole survey published four times: 40 questions, 6 breakdowns, 5,000 people: `make measure`."""

from __future__ import annotations

import json
import resource
from time import perf_counter, process_time

import numpy as np
import pytest

from survey.answers.codec import Layout
from survey.disclosure.policy import Policy
from survey.disclosure.proof.certificate import digest_of_form
from survey.disclosure.proof.verify import verify
from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity, StudyFacts
from survey.disclosure.system.release_history import Past, Wave
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.model import Questionnaire
from survey.tally.counting import count

pytestmark = pytest.mark.measurement

FACTS = StudyFacts(
    id="s", title={"": "T"}, languages=("en",), practice=True, reviewed=False,
    opened_on="2024-01-01", closed_on="2024-02-01", released_on="2024-02-02",
    questionnaire_fingerprint="f", closed_set="c", shares=3, threshold=2,
)  # fmt: skip
QUESTIONS, BREAKDOWNS, WAVES = 40, 6, (2000, 1000, 1000, 1000)


def questionnaire() -> Questionnaire:
    options = [{"id": f"o{i}", "text": "x"} for i in range(6)]
    first = [{"type": "single", "id": f"B{i}", "text": "?", "breakdown": True,
              "options": options[:4]} for i in range(BREAKDOWNS)]  # fmt: skip
    rest = [{"type": ("single", "multiple")[i % 2], "id": f"Q{i}", "text": "?", "options": options,
             "sensitive": i % 3 == 0} for i in range(QUESTIONS - BREAKDOWNS)]  # fmt: skip
    return Questionnaire.model_validate({
        "id": "t", "title": "T", "introduction": "i", "consent": "c", "closing": "c",
        "sections": [{"id": "s", "title": "S", "questions": [*first, *rest]}],
    })  # fmt: skip


def records(layout: Layout, n: int, seed: int) -> bytes:
    """People who answer for themselves; late options are rarer; one in twenty skips."""
    chance = np.random.default_rng(seed)
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


def test_a_whole_survey_in_four_waves() -> None:
    q = questionnaire()
    layout, past, failures = Layout(q), Past(), 0
    asked = json.loads(to_json(q))
    facts = FACTS.model_copy(update={"questionnaire_digest": digest_of_form(asked)})
    begun, used = perf_counter(), process_time()
    for number, people in enumerate(WAVES, 1):
        start, cpu = perf_counter(), process_time()
        tally = count(q, layout, records(layout, people, number))
        past = Past(past.releases, (*past.waves, Wave(tally, number)))
        n = sum(WAVES[:number])
        made = protect_next(q, past, Policy(), facts, Integrity(envelopes=n, counted=n))
        protected, proven = perf_counter() - start, perf_counter()
        proof = made.certificate()
        assert proof is not None
        certified, checked = perf_counter() - proven, perf_counter()
        before = [one.model_dump(mode="json") for one in past.releases]
        wrong = verify(made.release.model_dump(mode="json"), json.loads(proof), asked, before)
        audit = made.release.audit
        failures += len(wrong) + (not audit.passed)
        print(
            f"\nrelease {number}, {n} people: protected in {protected:.1f} s "
            f"({process_time() - cpu:.1f} s of processor with all that follows), certificate "
            f"{certified:.1f} s and {len(proof) / 1e6:.1f} MB, verified "
            f"{perf_counter() - checked:.1f} s; {audit.cells} cells, {audit.hidden} hidden, "
            f"{audit.refused_tables} tables refused, {audit.alternatives} alternatives, "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
        )
        past = Past((*past.releases, made.release), past.waves)
    print(f"\nall four: {perf_counter() - begun:.0f} s, {process_time() - used:.0f} s of "
          f"processor, failures {failures}")  # fmt: skip
    assert failures == 0
