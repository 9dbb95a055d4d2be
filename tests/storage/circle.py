"""A small council in an instance: people join, answer and are counted, all in a known order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from survey.delphi.files.council_file import read_council
from survey.delphi.files.round_file import read_round
from survey.disclosure.council.round_release import RoundRelease
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.path import walk
from survey.sealing.codes.phrases import WORD_NUMBERS, phrase
from survey.services.councils.close_round import close_round
from survey.services.councils.create_council import CouncilTerms, create_council
from survey.services.councils.feed_back_round import feed_back_round
from survey.services.councils.join_council import JoinOutcome, join
from survey.services.councils.open_round import NextRound, open_round
from survey.services.councils.recognise_member import root_of
from survey.services.councils.tally_round import tally_round
from survey.services.steps.send_response import (
    ResponseToSend,
    mark_of,
    prepare_sealing,
    seal_response,
)
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import TOLD, at_work, kept_in

COUNCIL = """
title: A council
introduction: We work out what should change.
consent: You can stop at any time.
closing: Thanks.
"""
RATE = """
kind: rate
title: Statements
introduction: Please say how far you agree.
statements:
  - {id: one, text: A person should answer each letter.}
  - {id: two, text: Every page should say who runs it.}
"""
AGAIN = """
kind: rate again
title: Statements, once more
introduction: Here are the statements once more.
"""
LAST_DAY = date(2026, 3, 20)
AFTER = datetime(2026, 3, 21, 13, tzinfo=UTC)


@dataclass
class Circle:
    """A council and its people; `codes` and `words` are in the order in which they joined."""

    instance: Instance
    now: datetime
    sheets: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    id: str = ""

    def create(self, members: int, file: str = COUNCIL, **terms: Any) -> None:
        """Create it with so many printed codes."""

        def hand_out(_id: str, codes: Sequence[str]) -> None:
            self.codes = list(codes)

        self.sheets = []
        begun = read_council(file, "council.yaml")
        asked = CouncilTerms(3, 2, members=members, **TOLD | terms)
        self.id = create_council(
            self.instance, begun, asked, self.now.date(), kept_in(self.sheets), hand_out
        )

    def join(self, code: str, seed: int) -> JoinOutcome:
        """Exchange one code; a seed gives page and words, so that the same page can come again."""
        rng = Random(f"{self.id}{seed}")
        words = phrase([rng.choice(WORD_NUMBERS) for _ in range(6)])
        outcome = join(self.instance, self.id, code, rng.randbytes(16), words)
        if outcome == "joined":
            self.words.append(words)
        return outcome

    def everyone_joins(self) -> None:
        """Exchange all codes, one after the other."""
        for seed, code in enumerate(self.codes):
            assert self.join(code, seed) == "joined"

    def open(self, file: str = RATE) -> str:
        """Open the next round."""
        row = self.row()
        number = row.council.round + 1
        plan, events = read_round(file, "round", row.file, row.register, number, before=row.plans)
        at_work(self.instance, self.now)
        written = NextRound(plan, tuple(events))
        return open_round(self.instance, self.id, written, LAST_DAY, self.now).id

    def send(self, words: str, said: Mapping[str, str]) -> tuple[str, bytes]:
        """Send one member's answers to the round that is open; give outcome and bundle."""
        study = self.study()
        asked = from_json(study.questionnaire_json)
        sealing = prepare_sealing(
            study.id, asked, study.fingerprint, study.numbers_public, study.words_public,
            study.round or 0,
        )  # fmt: skip
        path = walk(asked, {question: (option,) for question, option in said.items()})
        root = root_of(words, self.id)
        response = ResponseToSend(path, "en", bytes(16), (0,) * 6, member=root)
        bundle = seal_response(sealing, response)
        mark = mark_of(self.instance.site_key, response.submission_id, sealing.round, root)
        return self.instance.letterbox.drop(study.id, bundle, mark, self.now), bundle

    def count(self) -> RoundRelease:
        """Close the round, count it with two of three shares, and feed it back."""
        close_round(self.instance, self.id, at_work(self.instance, AFTER))
        release = tally_round(self.instance, self.id, self.sheets[:2], AFTER)
        feed_back_round(self.instance, self.id, AFTER.date())
        return release

    def row(self) -> council_rows.CouncilRow:
        """Give the council as it is stored."""
        with self.instance.engine.connect() as conn:
            return council_rows.get(conn, self.id)

    def study(self) -> study_rows.StudyRow:
        """Give the study of the latest round."""
        with self.instance.engine.connect() as conn:
            return study_rows.get(conn, council_rows.round_id(self.id, self.row().council.round))
