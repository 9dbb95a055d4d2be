"""Publishing a study: its keys are made, split among trustees, and kept nowhere.

It knows both secrets for as long as the call lasts. It must not store, log or return them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.reading import to_json
from survey.sealing.keys import derive
from survey.sealing.public_keys import fingerprint as key_fingerprint
from survey.sealing.share_sheets import share_sheet
from survey.sealing.shares import Sheet, split
from survey.storage import studies
from survey.storage.database import writing
from survey.storage.instance import Instance

_ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a study is published: `shares` sheets, any `threshold` of which open it together."""

    shares: int
    threshold: int
    practice: bool = False
    reviewed: bool = False


def publish_study(
    instance: Instance,
    questionnaire: Questionnaire,
    terms: Terms,
    today: date,
    hand_out: Callable[[Sequence[str]], None],
) -> str:
    """Publish a questionnaire and give the study's id.

    `hand_out` takes the texts of the share sheets, one for each trustee; the study exists only when
    it returns, so that no study is ever without its sheets. SharesRefused for impossible numbers.
    """
    study_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(8))
    numbers, words = secrets.token_bytes(32), secrets.token_bytes(32)
    publics = (
        derive(numbers, study_id, "numbers").public,
        derive(words, study_id, "words").public,
    )
    keys = tuple(key_fingerprint(public) for public in publics)
    parts = split(numbers, words, shares=terms.shares, threshold=terms.threshold)
    hand_out(
        [share_sheet(Sheet(study_id, part, terms.shares, terms.threshold, *keys)) for part in parts]
    )
    row = studies.StudyRow(
        id=study_id,
        state="open",
        questionnaire_json=to_json(questionnaire),
        fingerprint=fingerprint(questionnaire),
        practice=terms.practice,
        reviewed=terms.reviewed,
        numbers_public=publics[0],
        words_public=publics[1],
        shares=terms.shares,
        threshold=terms.threshold,
        opened_on=today,
    )
    with writing(instance.engine) as connection:
        studies.add(connection, row)
    return study_id
