"""Reading the words of a round together with trustees: in random order, joined to nobody.

It knows the secret of the words and what people wrote for as long as the call lasts. It must not
know members, and cannot open the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from random import SystemRandom

from survey.delphi.form.round_form import asked_in
from survey.errors import Action, Do, EnvelopeDamaged, EnvelopeForeign, StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Written
from survey.sealing.closed_set import ClosedSet, closed_set, require_unchanged
from survey.sealing.opening.open_envelopes import Opener
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.studies import sealed_answers, study_rows

#: What was written to one prompt, statement or term: words, and whether they may be quoted.
MemberText = tuple[str, bool]


def read_words(
    instance: Instance, council_id: str, sheets: Sequence[str]
) -> tuple[council_rows.CouncilRow, dict[str, tuple[MemberText, ...]]]:
    """Open the words of the latest round with the texts of share sheets.

    Gives the council, and by the id of prompt, statement or term what was written, each in an order
    drawn afresh. StudyUnknown; StudyStateWrong while the round is open; SharesRefused;
    ClosedSetChanged; words that do not open are left out.
    """
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        if not row.council.round:
            raise StudyStateWrong(
                f"The council {council_id} has had no round yet.",
                kept="Nothing was opened.",
                do=Action(Do.SEE_COUNCIL, council_id),
            )
        study = _closed(
            study_rows.get(connection, council_rows.round_id(row.id, row.council.round))
        )
        found = closed_set("words", sealed_answers.hashes(connection, study.id, "words"))
    require_unchanged(
        ClosedSet("words", study.closed_words_count or 0, study.closed_words_hash or b""), found
    )
    secret = recover([read_sheet(text) for text in sheets], "words", row.id, row.words_public)
    opener = Opener(secret, study.id, study.fingerprint, "words", keys_of=row.id)
    said: dict[str, tuple[MemberText, ...]] = {}
    for question, about in _asked(row, study).items():
        with instance.engine.connect() as connection:
            sealed = list(chain.from_iterable(sealed_answers.words(connection, study.id, question)))
        said[about] = _opened(opener, question, sealed)
    return row, said


def _closed(study: study_rows.StudyRow) -> study_rows.StudyRow:
    if study.closed_hash is None:
        raise StudyStateWrong(
            "The round is still open for answers.",
            kept="Nothing was opened.",
            do=("Close it first", Action(Do.CLOSE_ROUND, study.council_id or "")),
        )
    return study


def _asked(row: council_rows.CouncilRow, study: study_rows.StudyRow) -> Mapping[str, str]:
    """Return what each text question of the round is about: a prompt, a statement or a term."""
    asked = asked_in(row.plans[-1], bool(row.file.groups))
    written = (q.id for q in from_json(study.questionnaire_json).questions()
               if isinstance(q, Written))  # fmt: skip
    return {question: asked.reasons.get(question, question) for question in written}


def _opened(opener: Opener, question: str, sealed: Sequence[bytes]) -> tuple[MemberText, ...]:
    found = []
    for envelope in sealed:
        try:
            words = opener.words(question, envelope)
        except (EnvelopeDamaged, EnvelopeForeign):
            continue
        if words.text:
            found.append((words.text, bool(words.quote)))
    SystemRandom().shuffle(found)
    return tuple(found)
