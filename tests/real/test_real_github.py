"""13,947 people's published answers on harm in open source projects, through the whole road.

They are loaded through the pages by two processes at once, closed, opened with two of three shares,
protected and reported; the counts before protection must be those of the file, to the person.
`make test` takes every fifth of them, `make test-long` all.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

import pytest

from survey.answers.codec import Layout
from survey.disclosure.proof.verify import verify
from survey.disclosure.release import Release, Shown
from survey.mixing.founding import create_instance
from survey.questionnaire.codebook import MISSING
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire, Written
from survey.services.steps.executors import make_executor
from survey.services.steps.open_shelf import SliceOpener
from survey.services.studies.close_study import close_study
from survey.services.studies.make_report import make_report, write_report
from survey.services.studies.open_study import open_study
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.settings import read_settings, shipped
from survey.storage.instance import Instance
from survey.storage.studies import sealed_answers
from survey.tally.counting import Tally, count
from tests.a_release import sign_all
from tests.conftest import SHARED, TOLD, Published, at_work, kept_in
from tests.ready_to_publish import all_tasks_done
from tests.real.github_counts import Counts, count_file
from tests.real.opening import key_of

FILE = "data/surveys/github_oss2024_negative_incidents_raw.csv"
HERE = Path(__file__).parent
FORM = HERE / "github-oss-negative-incidents.yaml"
MAPPING = HERE / "github-oss-negative-incidents.mapping.yaml"
EVERYBODY, A_FIFTH = 13_947, 2_790
WORKERS = 2
TODAY = datetime.now(UTC).date()
A_MONTH = timedelta(days=30)  # past the last day also where it is still morning


@dataclass(frozen=True)
class Road:
    """Everything that came of it: counts before protection, what is printed, and the files."""

    questionnaire: Questionnaire
    tally: Tally
    release: Release
    report: Path
    said: list[str]
    truth: Counts
    people: int


@pytest.fixture(scope="module", params=[A_FIFTH, pytest.param(EVERYBODY, marks=pytest.mark.long)])
def road(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Road]:
    """Walk the whole road once."""
    if not (SHARED / FILE).exists():
        pytest.skip(f"reference file {FILE} is not on this machine")
    folder = tmp_path_factory.mktemp("real")
    path = _some_of(SHARED / FILE, request.param, folder)
    settings = read_settings([shipped("config") / "default.toml"], {})
    instance = create_instance(folder / "instance", settings, os.urandom)
    study = _publish(instance)
    said = _load(instance, study, path, folder)
    close_study(instance, study.id, at_work(instance, datetime.now(UTC) + A_MONTH))
    tally = _tally(instance, study)
    sheets = [study.sheets[1], study.sheets[2]]
    executor = make_executor(WORKERS, EVERYBODY)
    release = open_study(instance, study.id, sheets, TODAY + A_MONTH, executor).release
    sign_all(instance, study.id, TODAY + A_MONTH)
    write_report(make_report(instance, study.id), folder / "report")
    people, truth = count_file(path)
    assert people == request.param
    yield Road(study.questionnaire, tally, release, folder / "report", said, truth, people)
    instance.close()


def _some_of(path: Path, people: int, folder: Path) -> Path:
    """Return a file of so many rows, taken evenly from the whole one."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return _written(folder / "some.csv", header, rows[:: ceil(len(rows) / people)])


def _written(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _publish(instance: Instance) -> Published:
    questionnaire = read_questionnaire(FORM.read_text(encoding="utf-8"), str(FORM))
    sheets: list[str] = []
    terms = StudyTerms(3, 2, **TOLD)
    with all_tasks_done(instance, questionnaire, terms, TODAY):
        study_id = publish_study(instance, questionnaire, terms, TODAY, kept_in(sheets))
    return Published(study_id, questionnaire, sheets)


def _load(instance: Instance, study: Published, path: Path, folder: Path) -> list[str]:
    """Load both halves of the file at once with the real command; give what it said."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    half = len(rows) // 2
    loading = []
    for number, part in enumerate((rows[:half], rows[half:]), 1):
        name = _written(folder / f"half-{number}.csv", header, part)
        command = ["responses", "load", study.id, "--csv", str(name), "--mapping", str(MAPPING)]
        loading.append(_start(instance, command))
    said = []
    for one in loading:
        out, err = one.communicate()
        assert one.returncode == 0, err
        said.append(out)
    return said


def _start(instance: Instance, command: list[str]) -> subprocess.Popen[str]:
    program = "from survey.cli.main import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "--instance", str(instance.folder), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _tally(instance: Instance, study: Published) -> Tally:
    """Count as `open_study` does, on a pool of processes, before anything is protected."""
    opener = SliceOpener(key_of(instance, study))
    with make_executor(WORKERS, EVERYBODY)() as pool:
        opened = [pool.submit(opener, *bounds) for bounds in sealed_answers.slices(8)]
        records = b"".join(one.result().records for one in opened)
    return count(study.questionnaire, Layout(study.questionnaire), records)


def test_every_row_was_sent_and_counted(road: Road) -> None:
    sent = [said.splitlines()[0] for said in road.said]
    half = road.people // 2
    assert sent == [
        f"sent {half} rows, 0 bad rows left out",
        f"sent {road.people - half} rows, 0 bad rows left out",
    ]
    if road.people == EVERYBODY:
        # Three people say how much something helped which they do not say they did.
        assert sum(said.count("answers left out") for said in road.said) >= 1
    assert (road.tally.n, road.tally.damaged) == (road.people, 0)


def test_every_question_has_the_counts_of_the_file(road: Road) -> None:
    for question in road.questionnaire.questions():
        one = road.tally.one_way[question.id]
        found = [*one.valid, *one.missing]
        assert found == [road.truth[question.id, said, "", ""] for said in _lines(question)]
    if road.people == EVERYBODY:
        assert sum(road.tally.one_way["reaction"].valid) == 3118


@pytest.mark.parametrize("by", ["population", "year"])
def test_every_breakdown_has_the_counts_of_the_file(road: Road, by: str) -> None:
    columns = _lines(road.questionnaire.question(by))
    for question in road.questionnaire.questions():
        if question.id == by:
            continue
        wanted = [
            [road.truth[question.id, said, by, column] for column in columns]
            for said in _lines(question)
        ]
        assert road.tally.two_way[question.id, by].tolist() == wanted, question.id


def test_every_printed_number_is_near_the_truth(road: Road) -> None:
    assert road.release.audit.passed
    assert _near(road.release.respondents, road.people)
    printed = 0
    for result in road.release.questions:
        for row in (*result.rows, *result.missing):
            true = sum(road.truth[result.id, said, "", ""] for said in _kinds(row.id, row.kind))
            printed += _near(row.shown, true)
    assert printed >= 70


def test_every_printed_number_by_year_is_near_the_truth(road: Road) -> None:
    printed = 0
    for result in road.release.questions:
        for table in result.breakdowns:
            rows = [one.options for one in table.answers] or [(one,) for one in table.row_ids]
            for options, cells in zip(rows, table.cells, strict=True):
                for category, shown in zip(table.categories, cells, strict=True):
                    true = sum(
                        road.truth[result.id, said, table.by, category.id] for said in options
                    )
                    printed += _near(shown, true)
    assert printed >= (60 if road.people == EVERYBODY else 40)


def test_what_is_small_and_sensitive_is_hidden(road: Road) -> None:
    """Fewer than ten people rated going to the police as each of three of the five points."""
    (police,) = [one for one in road.release.questions if one.id == "helped-police"]
    for row in police.rows:
        if road.truth["helped-police", row.id, "", ""] < 10:
            assert row.shown.hidden


def test_the_report_is_there(road: Road) -> None:
    files = {path.name: path.read_bytes() for path in road.report.iterdir()}
    assert set(files) == {
        "report.html", "report.pdf", "summary.pdf", "questionnaire.pdf", "method.pdf",
        "tables.xlsx", "tables.csv", "release.json", "certificate.json", "questionnaire.json",
    }  # fmt: skip
    told = ("release.json", "certificate.json", "questionnaire.json")
    assert verify(*(json.loads(files[name]) for name in told)) == []
    assert files["report.pdf"].startswith(b"%PDF-")
    assert b"Harm in open source projects" in files["report.html"]
    assert files["tables.csv"].count(b"\n") > (200 if road.people == EVERYBODY else 150)
    assert Release.model_validate_json(files["release.json"]).integrity.counted is not None


def _lines(question: object) -> list[str]:
    """Give what can be said to a question: its valid options, then the kinds of missing answer."""
    assert not isinstance(question, Written)
    assert hasattr(question, "answer_ids")
    return [*question.answer_ids, *MISSING]


def _kinds(row_id: str, kind: str) -> tuple[str, ...]:
    return ("skipped", "rather_not_say") if kind == "no_answer" else (row_id,)


def _near(shown: Shown, true: int) -> bool:
    """Say whether a number is printed; it must then be the truth rounded to five."""
    if shown.hidden or shown.count is None:
        return False
    assert abs(shown.count - true) <= 2
    return True
