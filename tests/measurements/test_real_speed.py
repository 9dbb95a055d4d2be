"""Opening, protecting and reporting 13,947 real answers: seconds, and the memory of all processes.

The commands are those of an operator, watched from outside. Skips where the file is absent.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from pypdf import PdfReader
from sqlalchemy import insert

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.answers.mapped_rows import BadRow, read_rows
from survey.answers.read_mapping import read_mapping
from survey.disclosure.release import Release
from survey.mixing.founding import create_instance
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.path import entries_on_path
from survey.reports.pdf import render_pdf
from survey.sealing.seal import Sealer
from survey.services.studies.close_study import close_study
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.settings import read_settings, shipped
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import codes
from survey.storage.studies import study_rows
from tests.conftest import Clock, kept_in
from tests.measurements.watching import Watched, watch
from tests.reports.report_inputs import paper

REAL = Path(__file__).parents[1] / "real"
FORM = REAL / "github-oss-negative-incidents.yaml"
MAPPING = REAL / "github-oss-negative-incidents.mapping.yaml"
FILE = "data/surveys/github_oss2024_negative_incidents_raw.csv"


@pytest.mark.measurement
def test_real_speed(
    tmp_path: Path, shared: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read_settings([shipped("config") / "default.toml"], {})
    instance = create_instance(tmp_path / "instance", settings, os.urandom)
    found: list[tuple[str, Watched]] = []
    for workers in (1, 2):
        study_id, sheets = _closed_study(instance, shared(FILE), tmp_path / str(workers))
        shares = [word for sheet in sheets[:2] for word in ("--share", str(sheet))]
        opening = ["study", "open", study_id, *shares, "--yes", "--workers", str(workers)]
        found.append((f"study open, {workers} worker(s)", _survey(instance, opening)))
    report = tmp_path / "report"
    found.append(("report", _survey(instance, ["report", study_id, "--out", str(report)])))
    release = Release.model_validate_json((report / "release.json").read_bytes())
    html = paper(release)
    start = time.perf_counter()
    pdf = render_pdf(html, bytes(16))
    seconds = time.perf_counter() - start
    with capsys.disabled():
        print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        print(f"{'':<26}{'seconds':>9}{'CPU-s':>8}{'peak MiB':>10}{'largest':>9}")
        for name, seen in found:
            print(f"{name:<26}{seen.seconds:>9.1f}{seen.cpu:>8.1f}", end="")
            print(f"{seen.together / 2**20:>10.0f}{seen.largest / 2**20:>9.0f}")
        pages = len(PdfReader(io.BytesIO(pdf)).pages)
        print(f"{'the PDF alone':<26}{seconds:>9.1f}   {pages} pages, {len(pdf) / 1e6:.1f} MB")
    assert release.audit.passed


def _survey(instance: Instance, command: list[str]) -> Watched:
    program = "from survey.cli.main import main; main()"
    process = psutil.Popen(
        [sys.executable, "-c", program, "--instance", str(instance.folder), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    seen = watch(process)
    assert process.returncode == 0, process.stderr.read()
    process.stderr.close()
    return seen


def _closed_study(instance: Instance, file: Path, folder: Path) -> tuple[str, list[Path]]:
    """Shelve all rows of the file straight away, as loading is not measured here."""
    asked = read_questionnaire(FORM.read_text(encoding="utf-8"), str(FORM))
    texts: list[str] = []
    today = Clock()()
    study_id = publish_study(
        instance, asked, StudyTerms(3, 2, practice=True), today.date(), kept_in(texts)
    )
    mapping = read_mapping(MAPPING.read_text(encoding="utf-8"), str(MAPPING), asked)
    layout, hearing = Layout(asked), Interpreter(asked)
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    sealer = Sealer(row.numbers_public, row.words_public, study_id, row.fingerprint)
    shelf = []
    for entries in read_rows(file.read_bytes(), str(file), mapping, asked).rows.values():
        assert not isinstance(entries, BadRow)
        said = hearing.answers(entries_on_path(asked, entries))
        envelope = sealer.numbers(encode(layout, said, "en"))
        shelf.append({"study_id": study_id, "id": os.urandom(16), "envelope": envelope})
    with writing(instance.engine) as connection:
        connection.execute(insert(codes), shelf)
    close_study(instance, study_id, today)
    folder.mkdir()
    sheets = [folder / f"share-{number}.txt" for number in range(1, 4)]
    for path, text in zip(sheets, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return study_id, sheets
