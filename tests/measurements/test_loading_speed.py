"""`survey responses load` of 13,947 invented rows: seconds and CPU-seconds of the whole command.

Beside it, in the same run, sealing and opening alone is what any way of loading would have to pay.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import psutil
import pytest
import yaml

from survey.answers.codec import Layout
from survey.mixing.founding import create_instance
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import RATHER_NOT_SAY, Multiple, Questionnaire, Ranking
from survey.sealing.seal import Sealer, seal_to_batch
from survey.services.practice.invent_answers import Inventor
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.settings import read_settings, shipped
from survey.storage.instance import Instance
from survey.storage.keys import batch_keys
from survey.storage.studies import study_rows
from tests.conftest import Clock
from tests.measurements.watching import watch

PEOPLE = 13_947
REAL = Path(__file__).parents[1] / "real" / "github-oss-negative-incidents.yaml"
FORMS = (REAL, shipped("config") / "questionnaires" / "reporting-and-removal.yaml")
#: Seconds that loading may take on a machine with two cores.
MOST = 120


@pytest.mark.measurement
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_loading_speed(form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = read_settings([shipped("config") / "default.toml"], {})
    instance = create_instance(tmp_path / "instance", settings, os.urandom)
    asked = read_questionnaire(form.read_text(encoding="utf-8"), str(form))
    study_id = publish_study(
        instance, asked, StudyTerms(3, 2, practice=True), Clock()().date(), lambda *_: True
    )
    rows, mapping = tmp_path / "rows.csv", tmp_path / "mapping.yaml"
    _write(rows, mapping, asked)
    bare = _bare(instance, study_id, asked)
    process = psutil.Popen(
        [sys.executable, "-c", "from survey.cli.main import main; main()",
         "--instance", str(instance.folder), "responses", "load", study_id,
         "--csv", str(rows), "--mapping", str(mapping)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    seen = watch(process)
    said, _ = (one.decode() for one in process.communicate())
    with capsys.disabled():
        print(f"\n{form.stem}: {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        print(f"{said.splitlines()[0]}: {seen.seconds:.1f} s, {seen.cpu:.1f} CPU-s, "
              f"{seen.largest / 2**20:.0f} MiB")  # fmt: skip
        print(f"sealing alone: {bare:.1f} CPU-s")
    assert said.startswith(f"sent {PEOPLE} rows, 0 bad rows left out")
    assert seen.cpu < MOST


def _bare(instance: Instance, study_id: str, asked: Questionnaire) -> float:
    """Return the CPU-seconds of sealing as many responses, found by sealing a few."""
    few = 200
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        _, public = batch_keys.current(connection)
    layout = Layout(asked)
    sealer = Sealer(row.numbers_public, row.words_public, study_id, row.fingerprint)
    start = time.process_time()
    for _ in range(few):
        pieces = [sealer.numbers(bytes(layout.width))]
        pieces += [sealer.words(question, None, None, 0) for question in layout.text_questions]
        seal_to_batch(public, b"".join(pieces))
    return (time.process_time() - start) / few * PEOPLE


def _write(rows: Path, mapping: Path, asked: Questionnaire) -> None:
    """Write invented answers as a table of option ids, and how its columns become answers."""
    how: dict[str, dict[str, str | dict[str, str]]] = {}
    for question in asked.questions():
        if isinstance(question, Multiple):
            ids = (*question.option_ids, RATHER_NOT_SAY)
            how[question.id] = {"columns": {f"{question.id}.{id_}": id_ for id_ in ids}}
        elif isinstance(question, Ranking):
            how[question.id] = {
                "ranks": {f"{question.id}.{id_}": id_ for id_ in question.answer_ids}
            }
        else:
            how[question.id] = {"column": question.id}
    mapping.write_text(yaml.safe_dump({"questions": how}), encoding="utf-8")
    inventor = Inventor(asked, Random(1))
    people = [inventor.person() for _ in range(PEOPLE)]
    with rows.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["number", *_columns(how)])
        writer.writeheader()
        writer.writerows(
            {"number": number, **_cells(asked, one)} for number, one in enumerate(people)
        )


def _columns(how: dict[str, dict[str, str | dict[str, str]]]) -> list[str]:
    """Return the names of all columns that a mapping names."""
    found: list[str] = []
    for source in how.values():
        for named in source.values():
            found += [named] if isinstance(named, str) else named
    return found


def _cells(asked: Questionnaire, entries: dict[str, tuple[str, ...]]) -> dict[str, str]:
    cells = {}
    for question in asked.questions():
        chosen = entries.get(question.id, ())
        if isinstance(question, Multiple):
            cells |= {f"{question.id}.{id_}": "1" for id_ in chosen}
        elif isinstance(question, Ranking) and chosen[:1] != (RATHER_NOT_SAY,):
            cells |= {f"{question.id}.{id_}": str(at) for at, id_ in enumerate(chosen, 1)}
        elif not isinstance(question, Ranking) and chosen:
            cells[question.id] = chosen[0]
    return cells
