"""Publishing, closing and opening a study, and everything that opening must refuse or survive."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta, timezone
from random import Random
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from survey.answers.answer_types import Skipped
from survey.answers.codec import GIVEN, Layout, encode
from survey.disclosure.policy import Policy, read_policy
from survey.errors import ClosedSetChanged, NotAsPinned, SharesRefused, StudyStateWrong
from survey.mixing.mix import mix
from survey.questionnaire.codebook import fingerprint
from survey.sealing.opening.secret_keys import PrivateKey
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.sealing.seal import Sealer
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.closed_shelves import shelf_now
from survey.services.steps.executors import make_executor
from survey.services.steps.make_release import Opened
from survey.services.steps.open_shelf import one_thread
from survey.services.steps.study_policy import policy_of
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import foresee_opening, open_study
from survey.settings import shipped
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import codes, texts
from survey.storage.schema import studies as studies_table
from survey.storage.studies import releases, study_rows
from tests.conftest import Clock, Published, form_file, set_modules_aside
from tests.page_client import PageClient

Publish = Callable[..., Published]
pytestmark = pytest.mark.slow  # each opens a study that 130 people answered, with the solver


@pytest.fixture
def study(publish: Publish, instance: Instance, clock: Clock) -> Published:
    """Give a study that 130 invented people have answered."""
    made = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, made.id, 130, Random(7), clock)
    return made


@pytest.fixture
def open_it(instance: Instance, clock: Clock) -> Callable[[Published, Sequence[int]], Opened]:
    """Open a study with the sheets of some of its trustees, numbered from 0."""

    def go(study: Published, trustees: Sequence[int]) -> Opened:
        sheets = [study.sheets[number] for number in trustees]
        return open_study(instance, study.id, sheets, clock().date(), make_executor(1, 10))

    return go


OpenIt = Callable[[Published, Sequence[int]], Opened]


@pytest.mark.parametrize("trustees", [(0, 1), (0, 2), (2, 1)])
def test_any_two_of_three_trustees_open(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt, trustees: tuple[int, int]
) -> None:
    close_study(instance, study.id, clock())
    opened = open_it(study, trustees)
    release = opened.release
    assert opened.integrity.counted == opened.integrity.envelopes == 130
    assert release.audit.passed
    with instance.engine.connect() as connection:
        assert releases.newest(connection, study.id) == release
        assert study_rows.get(connection, study.id).state == "released"


def test_one_trustee_alone_is_refused_and_nothing_happens(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    close_study(instance, study.id, clock())
    with pytest.raises(SharesRefused, match="2 are needed"):
        open_it(study, (1,))
    with pytest.raises(SharesRefused, match="given twice"):
        open_it(study, (1, 1))
    with instance.engine.connect() as connection:
        assert study_rows.get(connection, study.id).state == "closed"
    assert open_it(study, (0, 1)).integrity.counted == 130


def test_an_open_study_cannot_be_opened(study: Published, open_it: OpenIt) -> None:
    with pytest.raises(StudyStateWrong, match="still open for answers"):
        open_it(study, (0, 1))


def test_a_study_is_opened_once(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    close_study(instance, study.id, clock())
    open_it(study, (0, 1))
    with pytest.raises(StudyStateWrong, match="opened before"):
        open_it(study, (0, 1))
    with pytest.raises(StudyStateWrong, match="released already"):
        close_study(instance, study.id, clock())


def test_a_study_is_closed_and_opened_only_after_the_day_that_people_were_told(
    publish: Publish, public_app: Flask, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    last = clock().replace(hour=23) + timedelta(days=3)
    study = publish(form_file("single"), closes_on=last.date())
    PageClient(public_app, study.id, study.questionnaire).answer({})
    next_day = last + timedelta(hours=12)  # it is still the day before somewhere
    for early in (clock(), last, next_day, last.astimezone(timezone(timedelta(hours=5)))):
        with pytest.raises(StudyStateWrong, match="take answers back, until") as refused:
            close_study(instance, study.id, early)
        assert refused.value.kept == "The study stays open."
    clock.forward(days=4)
    close_study(instance, study.id, last + timedelta(hours=14))
    clock.forward(days=-2)
    with pytest.raises(StudyStateWrong, match="take answers back until"):
        open_it(study, (0, 1))
    clock.forward(days=2)
    assert open_it(study, (0, 1)).integrity.envelopes == 1


def test_a_practice_study_promises_no_day(
    publish: Publish, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    study = publish(form_file("single"), practice=True)
    assert close_study(instance, study.id, clock()).closed_on == clock().date()
    assert open_it(study, (0, 1)).integrity.envelopes == 0


def test_sheets_of_another_study_do_not_open(
    study: Published, publish: Publish, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    close_study(instance, study.id, clock())
    other = publish(study.questionnaire, practice=True)
    study.sheets[:] = other.sheets
    with pytest.raises(SharesRefused, match="not for"):
        open_it(study, (0, 1))


def test_an_envelope_less_after_closing_is_refused(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    close_study(instance, study.id, clock())
    with instance.engine.begin() as connection:
        one = connection.execute(select(codes.c.id).limit(1)).scalar_one()
        connection.execute(delete(codes).where(codes.c.id == one))
    with pytest.raises(ClosedSetChanged, match="held 130 envelopes; now it holds 129"):
        open_it(study, (0, 1))


def test_an_envelope_more_after_closing_is_refused(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    close_study(instance, study.id, clock())
    with instance.engine.begin() as connection:
        stuffed = {"study_id": study.id, "id": bytes(16), "envelope": b"x", "tag": None}
        connection.execute(insert(codes).values(stuffed))
    with pytest.raises(ClosedSetChanged):
        open_it(study, (0, 1))


def test_a_text_less_after_closing_is_refused(
    publish: Publish, public_app: Flask, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    study = publish(form_file("text"), practice=True)
    PageClient(public_app, study.id, study.questionnaire).answer({})
    close_study(instance, study.id, clock())
    with instance.engine.begin() as connection:
        connection.execute(delete(texts))
    with pytest.raises(ClosedSetChanged, match="words shelf"):
        open_it(study, (0, 1))


def test_damaged_foreign_and_copied_envelopes_are_counted_not_fatal(
    study: Published, publish: Publish, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    """They were there at closing: someone could write to the database before."""
    _spoil(study, publish, instance, clock)
    close_study(instance, study.id, clock())
    integrity = open_it(study, (0, 1)).integrity
    assert integrity.envelopes == 131
    assert (integrity.damaged, integrity.foreign, integrity.copies) == (2, 1, 1)
    assert integrity.counted == 127


def test_a_contradiction_that_was_sealed_costs_its_answer_and_no_response(
    publish: Publish, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    study = publish(form_file("multiple"), practice=True)
    answer_as_invented(instance, study.id, 60, Random(3), clock)
    mix(instance, now=clock())
    with instance.engine.begin() as connection:
        row = study_rows.get(connection, study.id)
        sealer = Sealer(row.numbers_public, row.words_public, study.id, row.fingerprint)
        layout = Layout(study.questionnaire)
        record = bytearray(encode(layout, {c.question_id: Skipped() for c in layout.columns}, "en"))
        column = next(one for one in layout.columns if one.alone)
        record[layout.column(column.question_id)] = bytes((GIVEN, *(1 for _ in column.options)))
        one = connection.execute(select(codes.c.id).limit(1)).scalar_one()
        sealed = {"envelope": sealer.numbers(bytes(record))}
        connection.execute(update(codes).where(codes.c.id == one).values(sealed))
    close_study(instance, study.id, clock())
    opened = open_it(study, (0, 1))
    counted, blank = opened.integrity.counted or 0, opened.integrity.blank or 0
    assert (counted + blank, opened.integrity.damaged) == (60, 0)
    assert blank > 0, "it was the only answer of that response"
    assert opened.contradicted == 1


def test_the_closed_set_is_the_same_for_whoever_asks(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    row = close_study(instance, study.id, clock())
    release = open_it(study, (0, 2)).release
    assert len(row.closed_digest) == 64
    assert release.study.closed_set == row.closed_digest


def test_a_large_study_is_opened_in_processes_with_the_same_result(
    study: Published, instance: Instance, clock: Clock
) -> None:
    close_study(instance, study.id, clock())
    told: list[tuple[int, int]] = []
    release = open_study(
        instance,
        study.id,
        study.sheets[:2],
        clock().date(),
        make_executor(2, 1_000_000),
        lambda done, total: told.append((done, total)),
    )
    assert release.integrity.counted == 130
    assert told[-1] == (130, 130)


def _spoil(study: Published, publish: Publish, instance: Instance, clock: Clock) -> None:
    """Cut one envelope short, alter one, replace one by another study's, and copy one."""
    other = publish(study.questionnaire, practice=True)
    with instance.engine.connect() as connection:
        foreign = study_rows.get(connection, other.id)
    sealer = Sealer(
        foreign.numbers_public, foreign.words_public, study.id, fingerprint(study.questionnaire)
    )

    mix(instance, now=clock())
    with instance.engine.begin() as connection:
        rows = connection.execute(select(codes.c.id, codes.c.envelope).limit(4)).all()
        altered = rows[1].envelope[:-1] + bytes([rows[1].envelope[-1] ^ 1])
        for row, envelope in (
            (rows[0], rows[0].envelope[:40]),
            (rows[1], altered),
            (rows[2], sealer.numbers(b"\x01" * 8)),
        ):
            connection.execute(update(codes).where(codes.c.id == row.id).values(envelope=envelope))
        copy = {"study_id": study.id, "id": b"\x77" * 16, "envelope": rows[3].envelope}
        connection.execute(insert(codes).values(copy))


def test_an_executor_of_threads_gives_the_same_release(
    study: Published, instance: Instance, clock: Clock
) -> None:
    close_study(instance, study.id, clock())
    release = open_study(
        instance,
        study.id,
        study.sheets[1:],
        clock().date(),
        one_thread,
    )
    assert release.integrity.counted == 130


def test_a_closed_set_that_was_exchanged_with_its_hash_is_not_opened(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    close_study(instance, study.id, clock())
    with instance.engine.begin() as connection:
        one = connection.execute(select(codes.c.id).limit(1)).scalar_one()
        connection.execute(delete(codes).where(codes.c.id == one))
    numbers = shelf_now(instance, study.id, "numbers")
    with instance.engine.begin() as connection:
        values = {"closed_count": numbers.count, "closed_hash": numbers.digest}
        connection.execute(update(studies_table).values(values))
    with pytest.raises(NotAsPinned):
        open_it(study, (0, 1))


def test_answers_are_not_opened_by_sheets_of_a_key_that_was_exchanged(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    close_study(instance, study.id, clock())
    with instance.engine.begin() as connection:
        connection.execute(update(studies_table).values(numbers_public=bytes(1216)))
    with pytest.raises(NotAsPinned, match="not what was pinned") as refused:
        open_it(study, (0, 1))
    assert "stays sealed" in refused.value.kept
    assert "backup" in refused.value.do


def test_a_release_and_its_report_name_the_keys_that_stand_on_the_sheets(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    close_study(instance, study.id, clock())
    facts = open_it(study, (0, 1)).release.study
    for sheet in study.sheets:
        assert f"Numbers key: {facts.numbers_key}\n" in sheet
        assert f"Words key: {facts.words_key}\n" in sheet


@pytest.mark.parametrize(
    ("spoken", "blank", "ladder", "printed"),
    [(9, 40, "under 10", None), (29, 30, "10-29", None), (31, 60, "30-99", (30, 30, 60))],
)
def test_blank_responses_lift_nobody_over_a_floor(
    publish: Publish, public_app: Flask, instance: Instance, clock: Clock, open_it: OpenIt,
    spoken: int, blank: int, ladder: str, printed: tuple[int, int, int] | None,
) -> None:  # fmt: skip
    """Sent through the pages; counted apart, and known to the trustees exactly."""
    study = publish(form_file("breakdown"), practice=True)
    client = PageClient(public_app, study.id, study.questionnaire)
    for number in range(max(spoken, blank)):
        if number < spoken:
            client.answer({"age": (("18-39", "40-64")[number % 2],)})
        if number < blank:
            client.answer({})
    close_study(instance, study.id, clock())
    opened = open_it(study, (0, 1))
    found, release = opened.integrity, opened.release
    assert (found.envelopes, found.counted, found.blank) == (spoken + blank, spoken, blank)
    assert (found.damaged, found.copies) == (0, 0)
    assert release.policy.ladder == ladder
    rounded = release.integrity
    told = (rounded.envelopes, rounded.counted, rounded.blank)
    assert told == (printed or (None, None, None))
    if printed:
        assert release.respondents.count == 30


def test_two_openings_in_one_process_at_once_are_both_right(
    publish: Publish, instance: Instance, clock: Clock
) -> None:
    """Each has an executor of its own, and neither opens before the other has its key."""
    studies = [publish(form_file("single"), practice=True) for _ in range(2)]
    for study, people in zip(studies, (31, 33), strict=True):
        answer_as_invented(instance, study.id, people, Random(people), clock)
        close_study(instance, study.id, clock())
    both = Barrier(2, timeout=120)

    def together() -> Executor:
        both.wait()
        return one_thread()

    def go(study: Published) -> Opened:
        day = clock().date()
        return open_study(instance, study.id, study.sheets[:2], day, together)

    with ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(go, studies))
    assert [one.integrity.envelopes for one in opened] == [31, 33]
    assert [one.integrity.damaged + one.integrity.foreign for one in opened] == [0, 0]


def _holders(instance: Instance, study: Published) -> list[str]:
    """Give the types of live objects that hold the secret of the numbers, or the key made of it."""
    with instance.engine.connect() as connection:
        public = study_rows.get(connection, study.id).numbers_public
    sheets = [read_sheet(text) for text in study.sheets[:2]]
    wanted = hashlib.sha256(recover(sheets, "numbers", study.id, public)).digest()
    gc.collect()
    todo: list[object] = list(gc.get_objects())
    seen = {id(todo)}
    found = []
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, PrivateKey) and one.public == public:
            found.append(type(one).__name__)
        for held in gc.get_referents(one):
            if type(held) is bytes and hashlib.sha256(held).digest() == wanted:
                found.append(type(one).__name__)
            elif type(held) in (tuple, dict, list) and not gc.is_tracked(held):
                todo.append(held)
    return found


class _StoppedError(Exception):
    """Somebody stopped the opening."""


@pytest.fixture
def _all_objects() -> Iterator[None]:
    """Let what was set aside be looked at too, so that no module can hold a secret unseen."""
    gc.unfreeze()
    yield
    set_modules_aside()


@pytest.mark.usefixtures("_all_objects")
@pytest.mark.parametrize("fails", ["no", "an envelope is gone", "it is stopped"])
def test_no_live_object_holds_the_secret_after_an_opening(
    study: Published, instance: Instance, clock: Clock, fails: str
) -> None:
    """The error itself is still there, with all that its traceback holds."""
    close_study(instance, study.id, clock())
    if fails == "an envelope is gone":
        with instance.engine.begin() as connection:
            one = connection.execute(select(codes.c.id).limit(1)).scalar_one()
            connection.execute(delete(codes).where(codes.c.id == one))
    meanwhile: list[str] = []

    def progress(_done: int, _total: int) -> None:
        meanwhile.extend(_holders(instance, study))
        if fails == "it is stopped":
            raise _StoppedError

    caught: list[Exception] = []
    try:
        open_study(instance, study.id, study.sheets[:2], clock().date(), one_thread, progress)
    except (ClosedSetChanged, _StoppedError) as error:
        caught.append(error)
    assert len(caught) == (fails != "no")
    assert {"ShelfKey", "PrivateKey"} <= set(meanwhile), "it is found where it is"
    assert _holders(instance, study) == []


def test_a_study_is_opened_with_the_policy_that_it_was_published_with(
    publish: Publish, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    """130 people would be split by age; this study was published to need 200 for that."""
    strict = Policy(threshold=6, breakdowns_from=200)
    study = publish(form_file("breakdown"), practice=True, policy=strict)
    answer_as_invented(instance, study.id, 130, Random(7), clock)
    close_study(instance, study.id, clock())
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    assert policy_of(row) == strict
    sheets = study.sheets[:2]
    foreseen = foresee_opening(instance, study.id, sheets, clock().date())
    assert (foreseen.step, foreseen.policy) == ("30-99", strict)
    printed = open_it(study, (0, 1)).release.policy
    assert (printed.ladder, printed.threshold, printed.breakdowns_from) == ("30-99", 6, 200)


def test_a_study_records_the_policy_of_its_day_and_one_from_before_has_the_shipped_one(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    shipped_text = (shipped("config") / "disclosure.toml").read_text(encoding="utf-8")
    with writing(instance.engine) as connection:
        row = study_rows.get(connection, study.id)
        assert row.policy_json is not None
        assert policy_of(row) == read_policy(shipped_text)
        study_rows.change(connection, study.id, policy_json=None)
        row = study_rows.get(connection, study.id)
    assert (row.policy_json, policy_of(row)) == (None, read_policy(shipped_text))
    close_study(instance, study.id, clock())
    assert open_it(study, (0, 1)).release.policy.ladder == "100 and more"


@pytest.mark.parametrize("stored", [None, Policy(threshold=7).model_dump_json()])
def test_a_policy_that_was_exchanged_in_the_database_opens_nothing(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt, stored: str | None
) -> None:
    close_study(instance, study.id, clock())
    with instance.engine.begin() as connection:
        connection.execute(update(studies_table).values(policy_json=stored))
    with pytest.raises(NotAsPinned):
        open_it(study, (0, 1))


def test_a_recorded_policy_that_is_weaker_than_the_floors_opens_nothing(
    study: Published, instance: Instance, clock: Clock, open_it: OpenIt
) -> None:
    weak = Policy().model_dump_json().replace('"threshold":5', '"threshold":1')
    with writing(instance.engine) as connection:
        study_rows.change(connection, study.id, policy_json=weak)
    close_study(instance, study.id, clock())
    with pytest.raises(StudyStateWrong, match="not one that this program uses"):
        open_it(study, (0, 1))
