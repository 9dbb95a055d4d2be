"""Codes and cards: how long they take to make, and what a code adds to sending one response.

Beside it, in the same run, the same responses are sent to a study that takes none.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import median

import pytest

from survey.mixing.founding import create_instance
from survey.questionnaire.files.reading import from_json, read_questionnaire
from survey.questionnaire.path import walk
from survey.services.answering.check_card import card_works
from survey.services.steps.send_response import ResponseToSend, SealingContext, sealing_of, send
from survey.services.studies.invite_people import create_invitations
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.settings import read_settings, shipped
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.web.paper.paper_files import card_sheets
from tests.conftest import Clock

FORM = shipped("config") / "questionnaires" / "reporting-and-removal.yaml"
CODES, CARDS, SENT, ROUNDS = 10_000, 150, 100, 5
#: CPU-seconds for ten thousand codes, and for the cards of 150 people.
MOST_FOR_CODES, MOST_FOR_CARDS = 20, 20


@pytest.mark.measurement
def test_invitations_speed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = read_settings([shipped("config") / "default.toml"], {})
    instance, clock = create_instance(tmp_path / "instance", settings, os.urandom), Clock()
    by_link, _ = _study(instance, clock, None)
    by_codes, study_id = _study(instance, clock, "codes")
    codes: list[str] = []
    begun = time.process_time()
    create_invitations(instance, study_id, CODES, "", clock().date(), codes.extend)
    making = time.process_time() - begun
    begun = time.process_time()
    size = len(card_sheets(codes[:CARDS], "https://survey.example.org/f/874k7j4z", "en"))
    printing = time.process_time() - begun
    without, with_code = [], []
    for at in range(ROUNDS):
        part = codes[at * SENT : (at + 1) * SENT]
        without.append(_sent(instance, clock, by_link, [""] * SENT))
        with_code.append(_sent(instance, clock, by_codes, part))
    begun = time.process_time()
    for code in codes[-1000:]:
        assert card_works(instance, study_id, code)
    right = time.process_time() - begun
    begun = time.process_time()
    for code in codes[:500] * 2:
        assert not card_works(instance, study_id, code)
    used = time.process_time() - begun
    with capsys.disabled():
        print(f"\n{CODES} codes: {making:.2f} CPU-s; {CARDS} cards: {printing:.2f} CPU-s, {size} B")
        print(f"one response: {median(without):.2f} CPU-ms, with a code {median(with_code):.2f}")
        print(
            f"looking at one code: {right:.3f} CPU-ms where it works, {used:.3f} where it does not"
        )
    assert making < MOST_FOR_CODES
    assert printing < MOST_FOR_CARDS


def _study(instance: Instance, clock: Clock, entrance: str | None) -> tuple[SealingContext, str]:
    asked = read_questionnaire(FORM.read_text(encoding="utf-8"), str(FORM))
    terms = StudyTerms(3, 2, practice=True, entrance=entrance)  # type: ignore[arg-type]
    study_id = publish_study(instance, asked, terms, clock().date(), lambda *_: True)
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    return sealing_of(row, from_json(row.questionnaire_json)), study_id


def _sent(instance: Instance, clock: Clock, study: SealingContext, cards: list[str]) -> float:
    """Return the CPU-milliseconds of one response, of as many as there are codes."""
    path = walk(study.questionnaire, {})
    begun = time.process_time()
    for card in cards:
        response = ResponseToSend(path, "en", card=card)
        assert send(instance, study, response, clock()) == "kept"
    return (time.process_time() - begun) * 1000 / len(cards)
