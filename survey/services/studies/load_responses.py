"""Loading answers that exist already: each row of a table is sent as what a person sends.

It knows answers while it works; its journal knows numbers of rows, and a key by which a row that is
sent again counts once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from survey.answers.mapped_rows import BadRow, Rows, read_rows
from survey.answers.read_mapping import read_mapping
from survey.answers.screening import findings
from survey.errors import BadInput, StudyStateWrong
from survey.questionnaire.checking import FieldProblem, clean_text, contradiction, values_of
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    TEXT_LIMIT,
    Multiple,
    Question,
    Questionnaire,
    Ranking,
    Written,
)
from survey.questionnaire.path import WalkedPath, walk
from survey.questionnaire.rules import Entries
from survey.services.steps.send_response import ResponseToSend, sealing_of, send
from survey.storage.files import make_folder, write_durably
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

#: After so many rows it is noted how far loading came; those after it are sent again if it stops.
_NOTED_EVERY = 100
_KEY_SIZE = 32


class GivenFile(NamedTuple):
    """A file that somebody gives: its name, for messages, and its bytes."""

    name: str
    content: bytes


class LeftOutRow(NamedTuple):
    """A row that was not sent, and why: a sentence, or what the form would say to a person.

    `alone` are ids of options in it that go with no other. `kind` is the same for rows that are
    wrong alike, whatever stands in them.
    """

    row: int
    why: str | FieldProblem
    alone: tuple[str, ...] = ()
    kind: str = ""


@dataclass(slots=True)
class LoadedRows:
    """What became of the rows: how many were sent, and what was left out of which row.

    `before` were sent by an earlier run, `skipped` hold no answer, and `spread` are rows with the
    lines that they go over, where a quote may stand amiss. `notes` say what was assumed of the
    file. `unasked` are rows with the id of a question that the form does not ask such a person.
    """

    sent: int = 0
    before: int = 0
    skipped: int = 0
    spread: tuple[tuple[int, int, int], ...] = ()
    notes: tuple[str, ...] = ()
    bad: list[LeftOutRow] = field(default_factory=list)
    unasked: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Journal:
    """How far a table was loaded, kept in the instance folder so that it can be taken up again.

    Rows to `done` are dealt with, but for those left out: with a mended mapping they can be sent.
    """

    path: Path
    key: bytes
    done: int = 0
    left_out: set[int] = field(default_factory=set)

    def waits(self, row: int) -> bool:
        """Return whether a row was not sent yet, as far as it is noted."""
        return row > self.done or row in self.left_out

    def submission_of(self, row: int) -> bytes:
        """Return the id (16 bytes) under which a row is sent, however often."""
        return hmac.digest(self.key, row.to_bytes(8, "big"), "sha256")[:16]

    def dealt_with(self, row: int, *, sent: bool) -> None:
        """Take in what became of a row; `write` notes it."""
        self.done = max(self.done, row)
        (self.left_out.discard if sent else self.left_out.add)(row)

    def write(self) -> None:
        """Note how far it came, on disk when this returns."""
        kept = {"key": self.key.hex(), "done": self.done, "left_out": sorted(self.left_out)}
        write_durably(self.path, json.dumps(kept).encode())


class Loading:
    """One table on its way into a study that `asked`, read whole before anything is sent."""

    def __init__(
        self,
        instance: Instance,
        row: study_rows.StudyRow,
        asked: Questionnaire,
        table: GivenFile,
        read: Rows,
    ) -> None:
        self.asked = asked
        self._instance = instance
        self._read = read
        self._journal = _journal_of(instance, row.id, table.content)
        self._sealing = sealing_of(row, asked)

    @property
    def last_row(self) -> int:
        """Return the number of the last row."""
        return max(self._read.rows, default=0)

    @property
    def is_second_table(self) -> bool:
        """Whether another table came before, so that people who are in both count twice."""
        others = set(self._journal.path.parent.glob(f"{self._sealing.study_id}-*.json"))
        return not self._journal.done and bool(others - {self._journal.path})

    def send_rows(
        self, clock: Callable[[], datetime], progress: Callable[[int], None]
    ) -> LoadedRows:
        """Send what was not sent yet; `progress` takes the number of each row dealt with.

        LetterboxShut when nobody could ever open a letter.
        """
        journal, read = self._journal, self._read
        journal.write()
        skipped = len(read.empty) + len(read.without)
        loaded = LoadedRows(skipped=skipped, spread=read.spread, notes=read.notes)
        waiting = {row: said for row, said in read.rows.items() if journal.waits(row)}
        loaded.before = len(read.rows) - len(waiting)
        progress(0)
        for count, (row, said) in enumerate(waiting.items(), 1):
            bad = len(loaded.bad)
            self._send(row, said, clock(), loaded)
            progress(row)
            journal.dealt_with(row, sent=len(loaded.bad) == bad)
            if count % _NOTED_EVERY == 0:
                journal.write()
        journal.write()
        return loaded

    def _send(self, row: int, said: Entries | BadRow, now: datetime, loaded: LoadedRows) -> None:
        if isinstance(said, BadRow):
            loaded.bad.append(LeftOutRow(row, str(said), kind=said.kind))
            return
        path, entries = _as_on_pages(self.asked, said)
        problem = _first_problem(path, self.asked)
        if problem is not None:
            asked, chosen = self.asked.question(problem.question_id), entries[problem.question_id]
            alone = asked.alone_ids if isinstance(asked, Multiple | Ranking) else frozenset()
            named = tuple(one for one in chosen if one in alone)
            loaded.bad.append(LeftOutRow(row, problem, named))
            return
        response = ResponseToSend(path, self.asked.languages[0], self._journal.submission_of(row))
        outcome = send(self._instance, self._sealing, response, now)
        if outcome in ("kept", "blank"):
            loaded.sent += 1
        elif outcome == "already":
            loaded.before += 1
        else:
            loaded.bad.append(LeftOutRow(row, "The answers were not taken in."))
            return
        loaded.unasked += [(row, question) for question in entries if question not in path.entries]


def prepare_loading(
    instance: Instance, study_id: str, table: GivenFile, mapping: GivenFile
) -> Loading:
    """Read a table and how its columns become answers; nothing is sent yet.

    StudyUnknown, StudyStateWrong for a study that takes no answers, BadInput for files that cannot
    be used.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    if row.stand != "open":
        raise StudyStateWrong(
            f"The study {study_id} is {row.stand} and takes no answers.", kept="Nothing was sent."
        )
    asked = from_json(row.questionnaire_json)
    how = read_mapping(mapping.content.decode(), mapping.name, asked)
    return Loading(instance, row, asked, table, read_rows(table.content, table.name, how, asked))


def _journal_of(instance: Instance, study_id: str, content: bytes) -> _Journal:
    """Take up the journal of a study and a table, or begin one."""
    digest = hashlib.sha256(content).hexdigest()[:16]
    folder = instance.folder / "loading"
    make_folder(folder)
    path = folder / f"{study_id}-{digest}.json"
    if not path.exists():
        return _Journal(path, secrets.token_bytes(_KEY_SIZE))
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return _Journal(
            path, bytes.fromhex(kept["key"]), int(kept["done"]), set(map(int, kept["left_out"]))
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"The note of how far this file was loaded is damaged: {path}.",
            kept="Everything that was sent is kept.",
            do="Find out how many rows came in, remove the note, and load the rest as a file of "
            "its own.",
        ) from error


def _as_on_pages(asked: Questionnaire, said: Entries) -> tuple[WalkedPath, Entries]:
    """Return entries as pages would have taken them in, and the path that they lead to."""
    entries = {
        question.id: _as_on_page(question, said[question.id])
        for question in asked.questions()
        if question.id in said
    }
    entries = {question: chosen for question, chosen in entries.items() if chosen}
    return walk(asked, entries), entries


def _as_on_page(question: Question, chosen: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(question, Written):
        words = clean_text(chosen[0]) if chosen else ""
        return (words,) if words else ()
    if isinstance(question, Multiple):
        return tuple(one for one in (*question.option_ids, RATHER_NOT_SAY) if one in chosen)
    return chosen


def _first_problem(path: WalkedPath, asked: Questionnaire) -> FieldProblem | None:
    """Return what a person would have been asked to look at again, on the first such page."""
    for question in asked.questions():
        chosen = path.entries.get(question.id, ())
        code = contradiction(question, chosen)
        if isinstance(question, Written) and chosen:
            if len(chosen[0]) > TEXT_LIMIT:
                code = "too_long"
            elif findings(chosen[0], asked.audience.regions):
                code = "points"
        if code is not None:
            return FieldProblem(question.id, code, values_of(question, code, chosen))
    return None
