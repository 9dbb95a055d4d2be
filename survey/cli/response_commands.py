"""`survey responses load`: answers from a CSV file, sent through the pages of the public app."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.console import Context, progress_bar, read_text
from survey.errors import BadInput, Refused, StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import entries_on_path
from survey.questionnaire.rules import Entries
from survey.services.answering.read_mapping import (
    BadRow,
    Mapping_,
    read_mapping,
    read_rows,
)
from survey.storage.files import write_durably
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.storage.studies.study_life import stand

if TYPE_CHECKING:
    from survey.cli.page_client import PageClient

_LISTED = 20


@dataclass(slots=True)
class Journal:
    """How far a file was loaded, kept in the instance folder so that loading can be taken up again.

    The row in flight is kept with its sealed state: sent again, it still counts once. Bad rows
    among those that are done are kept by number: with a mended mapping they can be sent.
    """

    path: Path
    done: int = 0
    row: int = 0
    state: str = ""
    left_out: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, instance: Instance, study_id: str, csv_file: Path) -> Journal:
        """Take up the journal of a study and a file, or begin one."""
        digest = hashlib.sha256(csv_file.read_bytes()).hexdigest()[:16]
        folder = instance.folder / "loading"
        folder.mkdir(mode=0o700, exist_ok=True)
        journal = cls(folder / f"{study_id}-{digest}.json")
        if journal.path.exists():
            try:
                kept = json.loads(journal.path.read_text(encoding="utf-8"))
                journal.done, journal.row, journal.state = kept["done"], kept["row"], kept["state"]
                journal.left_out = set(kept.get("left_out", []))
            except (ValueError, KeyError, TypeError) as error:
                raise BadInput(
                    f"The note of how far this file was loaded is damaged: {journal.path}.",
                    kept="Everything that was sent is kept.",
                    do="Find out how many rows came in, remove the note, and load the rest as a "
                    "file of its own.",
                ) from error
        return journal

    def about_to_send(self, row: int, state: str) -> None:
        """Note the row in flight."""
        self.row, self.state = row, state
        self._write()

    def sent(self, row: int) -> None:
        """Note that a row is done."""
        self.done, self.row, self.state = max(self.done, row), 0, ""
        self.left_out.discard(row)
        self._write()

    def has_others(self, study_id: str) -> bool:
        """Say whether this is a table of which nothing was sent, and another one came before it."""
        others = set(self.path.parent.glob(f"{study_id}-*.json")) - {self.path}
        return not self.done and not self.state and bool(others)

    def waits(self, row: int) -> bool:
        """Say whether a row was not sent yet."""
        return row > self.done or row in self.left_out

    def _write(self) -> None:
        kept = {
            **{"done": self.done, "row": self.row, "state": self.state},
            "left_out": sorted(self.left_out),
        }
        write_durably(self.path, json.dumps(kept).encode())


@dataclass(slots=True)
class Loaded:
    """What became of the rows: how many were sent, and what was left out of which row, and why.

    `before` were sent by an earlier run, `skipped` hold no answer, and `spread` are rows with the
    lines that they go over, where a quote may stand amiss.
    """

    sent: int = 0
    before: int = 0
    skipped: int = 0
    spread: tuple[tuple[int, int, int], ...] = ()
    bad: list[tuple[int, str]] = field(default_factory=list)
    unasked: list[tuple[int, str]] = field(default_factory=list)


@click.group()
def responses() -> None:
    """Load answers that exist already."""


@responses.command()
@click.argument("study_id", metavar="STUDY")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="The answers, one person a row.",
)
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="How columns become answers (YAML; see docs/loading.md).",
)
@click.pass_obj
def load(context: Context, study_id: str, csv_file: Path, mapping_file: Path) -> None:
    """Send each row of a CSV file to STUDY, page by page, as a browser would.

    Stopped half-way, the same command goes on where it stopped and sends no row twice.
    """
    from survey.cli.page_client import PageClient
    from survey.web.public.app import create_app

    instance = context.instance()
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    if stand(row) != "open":
        raise StudyStateWrong(f"The study {study_id} is {stand(row)} and takes no answers.")
    asked = from_json(row.questionnaire_json)
    mapping = read_mapping(read_text(mapping_file), str(mapping_file), asked)
    client = PageClient(create_app(instance, limited=False), study_id, asked)
    journal = Journal.of(instance, study_id, csv_file)
    if journal.has_others(study_id):
        click.echo(
            "Another table was loaded into this study before: people who are in both count twice.",
            err=True,
        )
    loaded = send_rows(client, csv_file, mapping, asked, journal)
    _say(loaded)


def _say(loaded: Loaded) -> None:
    click.echo(f"sent {loaded.sent} rows, {len(loaded.bad)} bad rows left out")
    _list(loaded.bad)
    if loaded.bad:
        click.echo(
            "To send them, mend the mapping and give the same command again: rows that were sent "
            "are not sent twice."
        )
    if loaded.before:
        click.echo(f"{loaded.before} rows were sent before and were not sent again")
    if loaded.skipped:
        click.echo(f"{loaded.skipped} rows without any answer skipped")
    if loaded.unasked:
        click.echo(f"{len(loaded.unasked)} answers left out: the form does not ask for them")
        _list(loaded.unasked)
    if loaded.spread:
        click.echo(f"{len(loaded.spread)} rows hold lines that look like rows: check their quotes")
        _list([(row, f"it goes from line {a} to line {b}") for row, a, b in loaded.spread])


def send_rows(
    client: PageClient, csv_file: Path, mapping: Mapping_, asked: Questionnaire, journal: Journal
) -> Loaded:
    """Send what the journal has not done yet, and say what became of it.

    The whole file is read and checked before the first row is sent.
    """
    read = read_rows(csv_file.read_bytes(), str(csv_file), mapping, asked)
    loaded = Loaded(skipped=len(read.empty) + len(read.without), spread=read.spread)
    loaded.before = sum(not journal.waits(number) for number in read.rows)
    if journal.state:
        _send_again(client, journal)
        loaded.sent += 1
    with progress_bar("Sending", max(read.rows, default=0)) as tell:
        for number, entries in read.rows.items():
            if not journal.waits(number):
                continue
            if isinstance(entries, BadRow):
                loaded.bad.append((number, str(entries)))
                journal.left_out.add(number)
            else:
                _send(client, asked, entries, journal, number, loaded)
            tell(number)
    return loaded


def _send(
    client: PageClient,
    asked: Questionnaire,
    entries: Entries,
    journal: Journal,
    row: int,
    loaded: Loaded,
) -> None:
    try:
        client.answer(entries, lambda state: journal.about_to_send(row, state))
    except Refused as error:
        loaded.bad.append((row, error.what))
        journal.left_out.add(row)
        return
    journal.sent(row)
    loaded.sent += 1
    met = entries_on_path(asked, entries)
    loaded.unasked += [(row, f"question {said}") for said in entries if said not in met]


def _list(rows: Sequence[tuple[int, str]]) -> None:
    for number, reason in rows[:_LISTED]:
        click.echo(f"row {number}: {reason}", err=True)
    if len(rows) > _LISTED:
        click.echo(f"… and {len(rows) - _LISTED} more", err=True)


def _send_again(client: PageClient, journal: Journal) -> None:
    row = journal.row
    try:
        client.send(journal.state)
    except Refused as error:
        raise BadInput(
            f"It is not known whether row {row} was taken in before loading stopped.",
            kept="All rows before it were.",
            do=f"Loading was stopped for more than two days, or the study closed. Check row {row}, "
            f"then remove {journal.path} and load the rest as a file of its own.",
        ) from error
    journal.sent(row)
