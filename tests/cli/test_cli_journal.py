"""`survey journal` at a terminal: shown, searched, exported, and checked with and without it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from survey.errors import JournalBroken, Refused
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.instance import open_instance
from tests.cli.test_cli_study_life import FORM, Terminal, terminal

__all__ = ["terminal"]
Survey = Callable[..., str]


def past_the_program(folder: Path, *statements: str) -> None:
    """Change the database as somebody does who can write to its file."""
    instance = open_instance(folder / "var", Settings())
    with writing(instance.engine) as conn:
        for name in ("journal_keeps", "journal_stays"):
            conn.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            conn.execute(text(statement))
    instance.engine.dispose()


def _entries(terminal: Terminal) -> list[Any]:
    """Give the entries of an exported journal."""
    out = terminal.folder / "entries.jsonl"
    terminal.says("journal", "export", "--out", out)
    return list(map(json.loads, out.read_text().splitlines()))


@pytest.fixture
def paused(terminal: Terminal) -> str:
    """Publish a study, load thank-you codes for none, pause it with words and go on with it."""
    study_id = terminal.publish(FORM)
    notice = terminal.folder / "why.txt"
    notice.write_text("Question 3 was wrong.\nWe mend it.")
    terminal.says("study", "pause", study_id, "--notice", notice)
    terminal.says("study", "resume", study_id)
    terminal.says("study", "extend", study_id, "--closes", "2098-01-02", "--yes")
    return study_id


def test_what_was_done_is_shown_with_day_role_and_words(terminal: Terminal, paused: str) -> None:
    today = datetime.now(UTC).date().isoformat()
    lines = terminal.says("journal", "show").splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4"]
    assert lines[0].startswith(f"    1  {today}  operator: published {paused}. For practice. 3 ")
    assert lines[1] == (
        f"    2  {today}  operator: paused {paused}. Question 3 was wrong. We mend it."
    )
    assert lines[2] == f"    3  {today}  operator: resumed {paused}"
    assert lines[3].endswith(f"extended {paused}. Until 2098-01-02.")
    assert terminal.says("journal", "show", "--search", "WRONG").splitlines() == lines[1:2]
    assert terminal.says("journal", "show", "--study", "other") == "No entry is like that.\n"


@pytest.mark.usefixtures("blank_papers")
def test_closing_opening_and_publishing_are_written_down(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    terminal.says("study", "close", study_id)
    terminal.says("study", "open", study_id, *terminal.sheets(FORM), "--yes")
    terminal.says("report", "publish", study_id)
    told = terminal.folder / "told.txt"
    entry = _entries(terminal)[1]
    folder = terminal.folder / "var" / "published" / study_id
    printed = json.loads((folder / "release.json").read_text())["study"]["journal"]
    assert printed == {"entries": 2, "hash": entry["hash"]}
    assert (
        f"2 entries, the newest with check number {entry['hash']}"
        in (folder / "report.html").read_text()
    )
    told.write_text("A new line was opened.")
    terminal.says("study", "changes", study_id, told)
    said = [line.split(": ", 1)[1] for line in terminal.says("journal", "show").splitlines()]
    assert [one.partition(f" {study_id}")[0] for one in said] == [
        "published", "closed", "released", "report published", "change told",
    ]  # fmt: skip
    assert said[2].endswith("Release 1, with 2 share sheets.")
    assert terminal.says("journal", "verify").startswith("5 entries hold\nhead ")
    release, out = folder / "release.json", terminal.folder / "entries.jsonl"
    for file in ((), (out,)):
        said = terminal.says("journal", "verify", *file, "--release", release)
        assert "begins with the 2 entries that" in said
    other = terminal.folder / "other.json"
    for changed, what in (
        ({"entries": 2, "hash": "ab" * 32}, "entry 2 is another than when a release was made"),
        ({"entries": 9, "hash": "ab" * 32}, "a release was made when it had 9 entries"),
    ):
        other.write_text(json.dumps({"study": {"journal": changed}}))
        for file in ((), (out,)):
            ran = terminal.run("journal", "verify", *file, "--release", other)
            assert what in str(ran.exception)
    other.write_text('{"study": {}}')
    assert "says nothing of a journal" in str(
        terminal.run("journal", "verify", "--release", other).exception
    )


def test_an_exported_journal_is_checked_without_the_instance(
    terminal: Terminal, paused: str, survey: Survey
) -> None:
    out = terminal.folder / "journal.jsonl"
    said = terminal.says("journal", "export", "--out", out)
    head = said.split("head ")[1].split()[0]
    assert len(head) == 64
    assert f"4 entries hold\nhead {head}\n" in terminal.says("journal", "verify", out)
    with pytest.raises(Refused, match="there already"):
        survey("journal", "export", "--out", out)
    os.rename(terminal.folder / "var", terminal.folder / "gone")
    assert f"head {head}" in terminal.says("journal", "verify", out)
    lines = out.read_text().splitlines(keepends=True)
    for changed, what, held in (
        (lines[0] + lines[1].replace("Question 3", "Question 4") + "".join(lines[2:]),
         "entry 2 does not say what was written down", 1),
        ("".join(lines[1:]), "entry 1 is not there", 0),
        ("".join([*lines[:3], "nothing\n"]), "line 4 is no entry", 3),
        ("".join([*lines[:2], "\n", *lines[2:]]), "line 3 is no entry", 2),
    ):  # fmt: skip
        out.write_text(changed)
        ran = terminal.run("journal", "verify", out)
        assert isinstance(ran.exception, JournalBroken)
        assert what in ran.exception.what
        assert f"first {held} entries" in ran.exception.kept


def test_a_file_that_is_no_text_is_refused(terminal: Terminal) -> None:
    out = terminal.folder / "journal.jsonl"
    out.write_bytes(b"\xff\xfe")
    ran = terminal.run("journal", "verify", out)
    assert ran.exit_code == 1
    assert "not UTF-8" in str(ran.exception)


def test_what_was_cut_off_is_said_until_the_journal_is_pinned_as_it_is(
    terminal: Terminal, paused: str
) -> None:
    past_the_program(terminal.folder, "DELETE FROM journal WHERE number > 2")
    ran = terminal.run("journal", "verify")
    assert "it was pinned with 4 entries" in str(ran.exception)
    assert " journal verify" in terminal.run("doctor").output
    terminal.says("study", "pause", paused)
    assert terminal.run("journal", "verify").exit_code == 1
    assert "pinned with 4 entries" in terminal.says("journal", "pin", "--yes")
    assert terminal.says("journal", "verify").startswith("4 entries hold")
    assert "journal pinned. With 3 entries." in terminal.says("journal", "show")
    past_the_program(terminal.folder, "UPDATE journal SET words = 'x' WHERE number = 1")
    assert "entry 1 does not say" in str(terminal.run("journal", "pin", "--yes").exception)
