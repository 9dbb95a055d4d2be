"""Themes at a terminal: a code book, two coders one after the other, and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import cli
from survey.services.words.own_reading_key import account_named
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.words import words_access
from tests.coded_words import lay_release, lay_texts
from tests.conftest import Clock, Published, form_file
from tests.words_study import moderator

Run = Callable[..., Result]


def why(refused: Result) -> str:
    """Give what a command that failed said."""
    return f"{refused.stderr} {refused.exception}"


@pytest.fixture
def survey(instance: Instance) -> Run:
    """Run a command on the instance, with what is typed, and give what came of it."""

    def run(*words: object, typed: Sequence[str] = (), fails: bool = False) -> Result:
        given = ["--instance", str(instance.folder), *map(str, words)]
        done = CliRunner().invoke(cli, given, input="".join(f"{one}\n" for one in typed))
        assert bool(done.exit_code) == fails, done.output + done.stderr
        return done

    return run


@pytest.fixture
def study(instance: Instance, publish: Callable[..., Published], clock: Clock) -> dict[str, str]:
    """Give the id of a study with twelve texts to code, and the six words of two moderators."""
    made = publish(form_file("text"), practice=True).id
    key = lay_texts(instance, made, "Q1", [f"What number {at} wrote." for at in range(12)])
    found = {"id": made}
    for name in ("Ada", "Bea"):
        found[name] = moderator(instance, name, made, clock())
        with writing(instance.engine) as connection:
            account = account_named(instance, name)
            public = words_access.public_of(connection, account)
            assert public is not None
            words_access.let_in(connection, made, account, key.wrap_for(public))
    lay_release(instance, made, "Q1", 10)
    return found


def write_book(survey: Run, study: str) -> None:
    """Write a code book of two codes."""
    survey("words", "codebook", "add", study, "--name", "Reporting", "--rule", "They told.")
    survey("words", "codebook", "add", study, "--name", "Support", "--rule", "Help.")


def test_a_code_book_is_written_changed_and_taken_along(
    survey: Run, study: dict[str, str], tmp_path: Path
) -> None:
    made = study["id"]
    write_book(survey, made)
    survey("words", "codebook", "change", made, 1, "--rule", "They told a platform.")
    survey("words", "codebook", "add", made, "--name", "Silence", "--rule", "No.", "--under", 1)
    survey("words", "codebook", "merge", made, 3, "--into", 1, "--reason", "Alike.")
    said = survey("words", "codebook", "show", made).output
    assert "1 Reporting: They told a platform." in said
    assert "3 Silence: merged into 1, because Alike." in said
    survey("words", "codebook", "export", made, tmp_path / "book.csv")
    survey("words", "codebook", "export", made, tmp_path / "book.qdc")
    assert "merged" in (tmp_path / "book.csv").read_text()
    assert b"urn:QDA-XML:codebook:1.0" in (tmp_path / "book.qdc").read_bytes()
    refused = survey("words", "codebook", "import", made, tmp_path / "book.qdc", fails=True)
    assert "has a code book already" in why(refused)
    wrong = survey("words", "codebook", "export", made, tmp_path / "book.txt", fails=True)
    assert "ends in .csv or .qdc" in why(wrong)


def test_two_code_alone_settle_what_differs_and_count_once(
    survey: Run, study: dict[str, str]
) -> None:
    made = study["id"]
    write_book(survey, made)
    ada, bea = study["Ada"], study["Bea"]
    first = survey("words", "code", made, "--as", "Ada", typed=[ada, *["1"] * 12])
    assert first.output.count("What number") == 12
    assert "No text waits for you." in first.output
    survey("words", "compare", made, "--as", "Ada", typed=[ada])
    second = survey("words", "code", made, "--as", "Bea", typed=[bea, *["1"] * 11, "2"])
    assert "Ada" not in second.output
    assert second.output.count("1 Reporting") == 1  # the list of codes, and no more
    waits = survey("words", "themes", made, "--as", "Ada", typed=[ada]).output
    assert "question Q1: not settled" in waits
    shown = survey(
        "words", "compare", made, "--as", "Ada", typed=[ada, "1", "It tells of a report."]
    )
    assert "only you: 1 Reporting" in shown.output
    assert "only Bea: 2 Support" in shown.output
    agreed = survey("words", "compare", made, "--as", "Bea", typed=[bea, "y"])
    assert "proposed: Reporting, because It tells of a report." in agreed.output
    told = survey("words", "themes", made, "--as", "Ada", typed=[ada]).output
    assert "question Q1: settled" in told
    assert "Support: -0.0" in told or "Support: 0.0" in told
    count = ("words", "themes", made, "--as", "Ada", "--count", "Q1", "--yes")
    assert survey(*count, typed=[ada]).output.endswith(
        "Reporting: more than two thirds\nSupport: fewer than a third\n"
    )
    assert "counted already" in why(survey(*count, typed=[ada], fails=True))


def test_a_text_can_be_passed_on_and_a_sitting_stopped(survey: Run, study: dict[str, str]) -> None:
    made = study["id"]
    write_book(survey, made)
    typed = [study["Ada"], "skip", "1", "stop"]
    stopped = survey("words", "code", made, "--as", "Ada", typed=typed)
    assert stopped.output.count("What number") == 3
    refused = survey("words", "code", made, "--as", "Ada", typed=[study["Ada"], "one"], fails=True)
    assert "not numbers of codes" in why(refused)
    other = survey("words", "code", made, "--as", "Ada", typed=[study["Bea"]], fails=True)
    assert "not your six words" in why(other)
