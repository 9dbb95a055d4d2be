"""Opening, protecting and reporting as many answers as the real survey has, beside bare HPKE.

Ratios in one run. Prints a table; asserts nothing about time.
"""

from __future__ import annotations

import resource
import secrets
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter, process_time

import pytest
from sqlalchemy import insert

from survey.answers.codec import Layout, encode
from survey.answers.hearing import Hearing
from survey.cli.executors import make_executor
from survey.cli.main import main
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.reading import read_questionnaire
from survey.sealing.envelope import HEADER_SIZE, numbers_info
from survey.sealing.keys import derive
from survey.sealing.public_keys import SUITE
from survey.sealing.seal import Sealer
from survey.sealing.share_sheets import read_sheet
from survey.sealing.shares import recover
from survey.services.invent_answers import Inventor
from survey.services.make_report import make_report
from survey.services.open_study import Key, hold_key, open_slice
from survey.services.publish_study import Terms, publish_study
from survey.storage import shelves, studies
from survey.storage.database import writing
from survey.storage.instance import Instance, database_url
from survey.storage.schema import codes
from tests.conftest import Clock

PEOPLE = 13_947
QUESTIONS = Path(__file__).parents[1] / "real" / "github-oss-negative-incidents.yaml"
ROUNDS = 3


@pytest.mark.measurement
def test_opening_speed(
    instance: Instance, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study_id, sheets, envelopes = _filled(instance, clock)
    key, secret = _key(instance, study_id, sheets)
    info = numbers_info(study_id, key.fingerprint)
    half = len(envelopes) // 2
    edges = shelves.slices(-(-PEOPLE // 2000))
    bare_one = min(bare(secret, study_id, info, envelopes) for _ in range(ROUNDS))
    hold_key(key)
    ours_one = min(_timed(edges) for _ in range(ROUNDS))
    with _pool() as pool:
        parts = [envelopes[:half], envelopes[half:]]
        bare_two = min(_together(pool, secret, study_id, info, parts) for _ in range(ROUNDS))
    with make_executor(2, PEOPLE)(hold_key, key) as executor:
        _both(executor, [edges[0]] * 2)  # start the workers outside the time
        ours_two = min(_both(executor, edges) for _ in range(ROUNDS))
    with capsys.disabled():
        micro = 1e6 / PEOPLE
        print(f"\n{PEOPLE} envelopes, best of {ROUNDS}")
        print(f"one process: bare {bare_one * micro:.0f} us, ours {ours_one * micro:.0f} us each, "
              f"ratio {ours_one / bare_one:.2f}")  # fmt: skip
        print(f"two processes: bare {bare_two:.2f} s ({bare_one / bare_two:.2f} times one), "
              f"ours {ours_two:.2f} s; {bare_two / ours_two:.2f} of that ceiling")  # fmt: skip
        _whole_road(instance, study_id, sheets, tmp_path)


def bare(secret: bytes, study_id: str, info: bytes, envelopes: Sequence[bytes]) -> float:
    """Open envelopes with nothing around the library's own call; give the seconds it took."""
    key = derive(secret, study_id, "numbers")._key
    sealed = [envelope[HEADER_SIZE:] for envelope in envelopes]
    start = perf_counter()
    for one in sealed:
        SUITE.decrypt(one, key, info)
    return perf_counter() - start


def _filled(instance: Instance, clock: Clock) -> tuple[str, list[str], list[bytes]]:
    asked = read_questionnaire(QUESTIONS.read_text(encoding="utf-8"), QUESTIONS.name)
    sheets: list[str] = []
    terms = Terms(3, 2, practice=True)
    study_id = publish_study(instance, asked, terms, clock().date(), sheets.extend)
    with instance.engine.connect() as connection:
        row = studies.get(connection, study_id)
    sealer = Sealer(row.numbers_public, row.words_public, study_id, fingerprint(asked))
    layout, hearing, inventor = Layout(asked), Hearing(asked), Inventor(asked, Random(1))
    language = asked.languages[0]
    envelopes = [
        sealer.numbers(encode(layout, hearing.answers(inventor.person()), language))
        for _ in range(PEOPLE)
    ]
    rows = [
        {"study_id": study_id, "id": secrets.token_bytes(16), "envelope": one, "tag": None}
        for one in envelopes
    ]
    with writing(instance.engine) as connection:
        connection.execute(insert(codes), rows)
    return study_id, sheets, envelopes


def _key(instance: Instance, study_id: str, sheets: Sequence[str]) -> tuple[Key, bytes]:
    with instance.engine.connect() as connection:
        row = studies.get(connection, study_id)
    shares = [read_sheet(text) for text in sheets[:2]]
    secret = recover(shares, "numbers", study_id, row.numbers_public)
    asked = read_questionnaire(QUESTIONS.read_text(encoding="utf-8"), QUESTIONS.name)
    url = database_url(instance.folder, instance.settings)
    return Key(url, secret, study_id, row.fingerprint, Layout(asked).width), secret


def _timed(edges: Sequence[tuple[bytes, bytes]]) -> float:
    start = perf_counter()
    opened = sum(len(open_slice(*bounds).hashes) // 32 for bounds in edges)
    assert opened == PEOPLE
    return perf_counter() - start


def _both(executor: Executor, edges: Sequence[tuple[bytes, bytes]]) -> float:
    start = perf_counter()
    for waiting in [executor.submit(open_slice, *bounds) for bounds in edges]:
        waiting.result()
    return perf_counter() - start


def _pool() -> Executor:
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


def _together(
    pool: Executor, secret: bytes, study_id: str, info: bytes, parts: Sequence[Sequence[bytes]]
) -> float:
    """Give the seconds of the slower of two processes that open half of the envelopes each."""
    waiting = [pool.submit(bare, secret, study_id, info, part) for part in parts]
    return max(one.result() for one in waiting)


def _whole_road(instance: Instance, study_id: str, sheets: Sequence[str], folder: Path) -> None:
    for number, sheet in enumerate(sheets[:2], 1):
        (folder / f"share-{number}.txt").write_text(sheet, encoding="utf-8")
    where = ["--instance", str(instance.folder), "study"]
    shares = [word for n in (1, 2) for word in ("--share", str(folder / f"share-{n}.txt"))]
    for words in (["close", study_id], ["open", study_id, "--workers", "2", *shares]):
        start, cpu = perf_counter(), process_time()
        main([*where, *words])
        print(f"study {words[0]}: {perf_counter() - start:.1f} s "
              f"({process_time() - cpu:.1f} s of this process)")  # fmt: skip
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"peak memory: this process {own / 1024:.0f} MiB, a worker {workers / 1024:.0f} MiB")
    start = perf_counter()
    made = make_report(instance, study_id, folder / "report")
    size = sum(path.stat().st_size for path in made)
    print(f"report: {perf_counter() - start:.1f} s, {size / 1e6:.1f} MB in {len(made)} files")
