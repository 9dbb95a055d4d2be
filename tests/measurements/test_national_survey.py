"""The whole road of a national survey in 29 languages, opened on a cluster of two workers.

SURVEY_MEASURED_PEOPLE says how many people. Up to 25,000 are invented and send for themselves; of
more 20,000 are invented, and each of their answers is sealed several times, and kept as if it had
been mixed. Prints seconds of the wall and of the processor, and memory;
asserts nothing about time.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import psutil
import pytest
from sqlalchemy import insert

from survey.answers.codec import encode
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.path import walk
from survey.services.practice.invent_answers import Inventor
from survey.services.steps.cluster.cluster_executor import on_cluster
from survey.services.steps.cluster.cluster_processes import local_cluster
from survey.services.steps.send_response import ResponseToSend, SealingContext, sealing_of, send
from survey.services.studies.close_study import close_study
from survey.services.studies.make_report import make_report
from survey.services.studies.open_study import open_study
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import codes
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published
from tests.measurements.test_disclosure_speed import questionnaire

PEOPLE = int(os.environ.get("SURVEY_MEASURED_PEOPLE", "25000"))
MOST_WHO_SEND, INVENTED, TOGETHER = 25_000, 20_000, 1000
#: As many languages as a survey of the European Union and its neighbours has.
LANGUAGES = (
    "en", "fr", "es", "ar", "bg", "cs", "da", "de", "el", "et", "fi", "ga", "hr", "hu", "it",
    "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv", "uk", "tr", "sq", "ru",
)  # fmt: skip


def processor_seconds() -> dict[int, float]:
    """Return what this process, and each that it started and that still runs, has used so far."""
    every = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return {one.pid: sum(one.cpu_times()[:2]) for one in every}


class Stopwatch:
    """Notes when each part of the road began."""

    def __init__(self) -> None:
        self._marks: list[tuple[str, float, dict[int, float]]] = []

    def begins(self, name: str) -> None:
        """Note that a part begins now."""
        self._marks.append((name, time.perf_counter(), processor_seconds()))

    def show(self) -> None:
        """Print what each part took, here and in the processes that ran to its end."""
        here = os.getpid()
        for (name, since, spent), (_, until, then) in pairwise(self._marks):
            used = {pid: seconds - spent.get(pid, 0.0) for pid, seconds in then.items()}
            beside = sum(used.values()) - used[here]
            processor = f"processor {used[here]:.1f} s, of others {beside:.1f} s"
            print(f"{name}: {until - since:.1f} s; {processor}")


@pytest.mark.measurement
def test_a_whole_survey_in_29_languages(
    publish: Callable[..., Published], instance: Instance, clock: Clock, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    asked = questionnaire(40, 4).model_copy(update={"languages": LANGUAGES})
    study = publish(asked, practice=True, ceiling=PEOPLE * 2)
    watch = Stopwatch()
    if PEOPLE <= MOST_WHO_SEND:
        watch.begins("inventing, sealing and sending")
        _send_all(instance, study, clock, Random(7))
    else:
        watch.begins("inventing")
        records, sealing = _invented(instance, study, Random(7))
        watch.begins("sealing and keeping")
        _lay_on_the_shelf(instance, study, records, sealing, Random(8))
    watch.begins("closing, with mixing what was sent")
    close_study(instance, study.id, clock())
    watch.begins("starting two workers")
    with local_cluster(tmp_path / "certificates", 2, datetime.now(UTC)) as made:
        watch.begins("opening")

        def tell(done: int, every: int) -> None:
            if done == every:
                watch.begins("counting and protecting")

        opened = open_study(
            instance, study.id, study.sheets[:2], clock().date(),
            on_cluster(made.address, made.opener), tell, workers=os.cpu_count() or 1,
        )  # fmt: skip
        watch.begins("making the files of the report")
        report = make_report(instance, study.id)
        watch.begins("end")
    with capsys.disabled():
        print(f"\n{PEOPLE} people in {len(LANGUAGES)} languages, load {os.getloadavg()[0]:.1f}")
        watch.show()
        print(f"MB: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000}")
        print(
            f"{len(report.files)} files of the report, {opened.release.audit.hidden} cells hidden"
        )


def _send_all(instance: Instance, study: Published, clock: Clock, random: Random) -> None:
    """Have invented people send, each in one of the languages, one after the other."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    asked = from_json(row.questionnaire_json)
    sealing, inventor = sealing_of(row, asked), Inventor(asked, random)
    for _ in range(PEOPLE):
        language = random.choice(asked.languages)
        response = ResponseToSend(walk(asked, inventor.person()), language)
        assert send(instance, sealing, response, clock()) == "kept"


def _invented(
    instance: Instance, study: Published, random: Random
) -> tuple[list[bytes], SealingContext]:
    """Return the records of invented people, each in one of the languages."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    asked = from_json(row.questionnaire_json)
    sealing, inventor = sealing_of(row, asked), Inventor(asked, random)
    hearing, layout = sealing.interpreter, sealing.layout
    return [
        encode(layout, hearing.answers(inventor.person()), random.choice(asked.languages))
        for _ in range(INVENTED)
    ], sealing


def _lay_on_the_shelf(
    instance: Instance,
    study: Published,
    records: list[bytes],
    sealing: SealingContext,
    random: Random,
) -> None:
    """Seal as many answers as there are people, and keep them as if they had been mixed."""
    for first in range(0, PEOPLE, TOGETHER):
        rows = [
            {
                "envelope": sealing.sealer.numbers(records[number % INVENTED]),
                "study_id": study.id,
                "id": random.randbytes(16),
            }
            for number in range(first, first + TOGETHER)
        ]
        with writing(instance.engine) as connection:
            connection.execute(insert(codes), rows)
