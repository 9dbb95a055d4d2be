"""Counting many records in pieces: here, by several hands, and where one of those is ended."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from random import Random
from typing import Any

import numpy as np
import pytest

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.disclosure.reader.hands import Hands
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import walk
from survey.services.practice.invent_answers import Inventor
from survey.services.steps.count_records import COUNTED_TOGETHER, count_records
from survey.services.steps.executors import processes
from survey.tally.counting import Tally, count
from tests.conftest import form_file

NEVER_SHARED = 10**9


@pytest.fixture(scope="module")
def asked() -> Questionnaire:
    """Give a questionnaire with paths, a breakdown and every kind of question."""
    return form_file("worked-example")


def records(asked: Questionnaire, number: int) -> bytes:
    """Give so many records: of invented people, some without any answer, some damaged."""
    layout, random = Layout(asked), Random(5)
    inventor, read = Inventor(asked, random), Interpreter(asked)
    known = [
        encode(layout, read.answers_on(walk(asked, inventor.person())), asked.languages[0])
        for _ in range(200)
    ]
    silent = read.answers_on(walk(asked, {}))
    known += [encode(layout, silent, asked.languages[0]), b"\xff" * layout.width]
    table = np.frombuffer(b"".join(known), f"V{layout.width}")
    return table[np.random.default_rng(6).integers(0, len(known), number)].tobytes()


def plain(tally: Tally) -> dict[str, Any]:
    """Give counts as they can be compared."""
    return _plain(asdict(tally))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def test_more_than_a_hundred_thousand_are_counted_as_if_at_once(asked: Questionnaire) -> None:
    joined = records(asked, COUNTED_TOGETHER + 1)
    found = count_records(asked, joined)
    assert min(found.n, found.damaged, found.blank) > 0
    assert found.n + found.damaged + found.blank == COUNTED_TOGETHER + 1 == 100_001
    assert plain(found) == plain(count(asked, Layout(asked), joined))


@pytest.mark.parametrize("together", [1, 7, 500, 1_000, 1_001])
@pytest.mark.parametrize("blanks", [False, True])
def test_pieces_of_any_size_add_up(asked: Questionnaire, together: int, blanks: bool) -> None:
    joined = records(asked, 1_001 if together > 1 else 20) + b"half a record"
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        hands = Hands((one, other), NEVER_SHARED)
        at_once = plain(count(asked, Layout(asked), joined, blanks=blanks))
        for given in (Hands(), hands):
            found = count_records(asked, joined, blanks=blanks, hands=given, together=together)
            assert plain(found) == at_once


def test_no_records_are_nobody(asked: Questionnaire) -> None:
    assert count_records(asked, b"").n == 0


def test_a_process_that_is_ended_changes_no_count(asked: Questionnaire) -> None:
    joined = records(asked, 1_001)
    with processes(1, apart=True)() as lost, ThreadPoolExecutor(1) as other:
        lost.submit(os._exit, 1)
        found = count_records(asked, joined, hands=Hands((other, lost), NEVER_SHARED), together=100)
    assert plain(found) == plain(count(asked, Layout(asked), joined))
