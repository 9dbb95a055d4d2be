"""`survey council …` and `survey round …`: a council run by words typed at a terminal."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli
from survey.cli.page_client import PageClient, join_council
from survey.errors import (
    BadInput,
    QuestionnaireProblems,
    Refused,
    SettingsProblems,
    SharesRefused,
    SurveyError,
)
from survey.questionnaire.reading import from_json
from survey.settings import Settings
from survey.storage import councils, studies
from survey.storage.instance import Instance, open_instance
from survey.web.public.app import create_app
from tests.storage.circle import COUNCIL, RATE

MEMBERS = 8
Run = Callable[..., str]

GATHER = """
kind: gather
title: Ideas
introduction: What should change?
prompts:
  - {id: change, text: What would help most?}
"""


@pytest.fixture
def survey(tmp_path: Path) -> Run:
    """Run `survey …` in an instance of its own and give what it said; a refusal is raised."""

    def run(*words: object) -> str:
        given = ["--instance", str(tmp_path / "var"), *(str(word) for word in words)]
        ran = CliRunner().invoke(cli, given)
        if isinstance(ran.exception, SurveyError):
            raise ran.exception
        assert ran.exit_code == 0, ran.output
        return ran.output

    return run


@pytest.fixture
def council_id(survey: Run, tmp_path: Path) -> str:
    """Create a practice council of eight."""
    said = survey("council", "create", written(tmp_path, "council.yaml", COUNCIL),
                  "--members", MEMBERS, "--codes-out", tmp_path / "codes.csv",
                  "--shares", 3, "--threshold", 2, "--shares-dir", tmp_path / "sheets",
                  "--practice")  # fmt: skip
    return said.split()[1]


def test_sheets_of_which_none_may_be_lost_are_refused(survey: Run, tmp_path: Path) -> None:
    with pytest.raises(SharesRefused, match="one lost sheet would lose every answer"):
        survey("council", "create", written(tmp_path, "council.yaml", COUNCIL),
               "--members", MEMBERS, "--codes-out", tmp_path / "codes.csv",
               "--shares", 3, "--threshold", 3, "--shares-dir", tmp_path / "sheets",
               "--practice")  # fmt: skip
    assert not (tmp_path / "sheets").exists()
    assert not (tmp_path / "codes.csv").exists()


@pytest.fixture
def instance(survey: Run, council_id: str, tmp_path: Path) -> Iterator[Instance]:
    """Open the instance in which that council is."""
    opened = open_instance(tmp_path / "var", Settings())
    yield opened
    opened.engine.dispose()


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sheets(tmp_path: Path) -> list[object]:
    return [part for n in (1, 2) for part in ("--share", tmp_path / "sheets" / f"share-{n}.txt")]


def codes(tmp_path: Path) -> list[str]:
    with (tmp_path / "codes.csv").open(encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file)]


def answer(instance: Instance, council_id: str, number: int, words: list[str]) -> None:
    """Have everybody answer a round through the pages: ratings around seven, and one idea each."""
    study_id = councils.round_id(council_id, number)
    with instance.engine.connect() as conn:
        asked = from_json(studies.get(conn, study_id).questionnaire_json)
    app = create_app(instance, limited=False)
    for member, phrase in enumerate(words):
        point = f"p{4 + member % 4}"
        entries = {"one": (point,), "two": (point,), "change": (f"An idea, number {member}.",)}
        said = {one.id: entries[one.id] for one in asked.questions() if one.id in entries}
        PageClient(app, study_id, asked, phrase).answer(said)


def test_from_printed_codes_to_a_report(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    assert (tmp_path / "codes.csv").stat().st_mode & 0o077 == 0
    app = create_app(instance, limited=False)
    words = [join_council(app, council_id, code) for code in codes(tmp_path)]
    assert len(set(words)) == MEMBERS
    with pytest.raises(Refused, match="not taken"):
        join_council(app, council_id, codes(tmp_path)[0])
    assert f"joined {MEMBERS} so far" in survey("council", "status", council_id)

    survey("round", "open", council_id, written(tmp_path, "ideas.yaml", GATHER))
    answer(instance, council_id, 1, words)
    assert f"with {MEMBERS} answers" in survey("round", "close", council_id)
    sheet = tmp_path / "sheet.yaml"
    said = survey("round", "words", council_id, *sheets(tmp_path), "--out", sheet)
    assert f"{MEMBERS} texts" in said
    assert sheet.stat().st_mode & 0o077 == 0
    assert all(f"An idea, number {member}." in sheet.read_text() for member in range(MEMBERS))
    survey("round", "tally", council_id, *sheets(tmp_path))
    survey("round", "feedback", council_id)

    survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    answer(instance, council_id, 2, words)
    survey("round", "close", council_id)
    told = survey("round", "tally", council_id, *sheets(tmp_path))
    assert "one: The middle of the group was 5.5." in told
    assert f"/c/{council_id}" in survey("round", "feedback", council_id)
    out = tmp_path / "report"
    assert str(out / "report.pdf") in survey("council", "report", council_id, "--out", out)
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    rounds = json.loads((out / "rounds.json").read_text())
    text = json.dumps(rounds) + (out / "statements.csv").read_text()
    assert "An idea" not in text
    survey("council", "report", council_id, "--out", out, "--final")
    assert "it is over" in survey("council", "status", council_id)


def test_what_cannot_be_done_is_said_with_what_can(
    survey: Run, council_id: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="0 people have joined"):
        survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    with pytest.raises(Refused, match="no round yet"):
        survey("round", "close", council_id)
    with pytest.raises(Refused, match="cannot tally"):
        survey("round", "tally", council_id, *sheets(tmp_path))
    with pytest.raises(Refused, match="no council called"):
        survey("council", "status", "nobody")
    with pytest.raises(QuestionnaireProblems):
        survey("round", "open", council_id, written(tmp_path, "bad.yaml", "kind: shout\n"))
    with pytest.raises(Refused, match="there already"):
        survey("council", "create", written(tmp_path, "council.yaml", COUNCIL),
               "--members", MEMBERS, "--codes-out", tmp_path / "codes.csv", "--shares", 3,
               "--threshold", 2, "--shares-dir", tmp_path / "others", "--practice")  # fmt: skip
    assert council_id in survey("council", "list")


def test_a_rule_is_changed_and_a_council_stopped_with_a_reason(
    survey: Run, council_id: str, instance: Instance, tmp_path: Path
) -> None:
    app = create_app(instance, limited=False)
    for code in codes(tmp_path):
        join_council(app, council_id, code)
    stricter = written(tmp_path, "rule.toml", "[rule]\nagree_from = 80\n")
    assert "changed" in survey("council", "rule", council_id, stricter)
    survey("round", "open", council_id, written(tmp_path, "rate.yaml", RATE))
    with pytest.raises(Refused, match="cannot change the policy"):
        survey("council", "rule", council_id, stricter, "--reason", "Too late.")
    survey("round", "close", council_id)
    survey("round", "tally", council_id, *sheets(tmp_path))
    stricter.write_text("[rule]\nagree_from = 90\n", encoding="utf-8")
    with pytest.raises(BadInput, match="only with a reason"):
        survey("council", "rule", council_id, stricter)
    said = survey("council", "rule", council_id, stricter, "--reason", "The council asked for it.")
    assert "rule.agree_from: 80, now 90" in said
    weaker = written(tmp_path, "weak.toml", "[rule]\nagree_from = 10\n")
    with pytest.raises(SettingsProblems):
        survey("council", "rule", council_id, weaker, "--reason", "No.")
    survey("council", "stop", council_id, "--reason", "Nobody answered.")
    with pytest.raises(Refused, match="cannot open a round"):
        survey("round", "open", council_id, written(tmp_path, "ideas.yaml", GATHER))


def test_the_demonstration_of_a_council_runs_unattended(survey: Run, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    said = survey("council", "demo", "--out", out, "--members", 9, "--rounds", 2, "--seed", 3)
    assert "round 2: 8 members counted" in said
    assert {path.name for path in out.iterdir() if path.is_file()} == {
        "report.html", "report.pdf", "statements.csv", "rounds.json"
    }  # fmt: skip
    with pytest.raises(Refused, match="already"):
        survey("council", "demo", "--out", out)
