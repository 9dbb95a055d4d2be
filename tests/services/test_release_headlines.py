"""Giving out headline numbers: what it takes, what is spent and kept, and what is refused."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, insert, select, update

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.cli.main import cli
from survey.cli.wording_actions import what_to_do
from survey.disclosure.noise.headline_numbers import Headline, HeadlineRelease
from survey.disclosure.noise.noise_mechanism import NoisyCount
from survey.errors import (
    BadInput,
    ClosedSetChanged,
    DisclosureRefused,
    NotAsPinned,
    Refused,
    SharesRefused,
    StudyStateWrong,
)
from survey.mixing.founding import create_instance
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import entries_on_path
from survey.sealing.seal import Sealer
from survey.services.steps.executors import make_executor
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.services.studies.release_headlines import release_headlines
from survey.services.studies.reopen_study import reopen_study
from survey.settings import read_settings, shipped
from survey.storage.database import writing
from survey.storage.instance import Instance, open_instance
from survey.storage.schema import codes
from survey.storage.schema import studies as studies_table
from survey.storage.studies import noise_ledger, study_rows
from tests.conftest import kept_in

NOW = datetime(2031, 3, 4, 15, tzinfo=UTC)
SETTINGS = read_settings([shipped("config") / "default.toml"], {})
SIZES = {"a": 500, "b": 300, "c": 190, "d": 11, "e": 3}
HEARD = Headline("heard", "heard", ("a", "b"), 500)
WAY = Headline("way", "way", ("y",), 1000)
FORM = {
    "id": "headlines", "title": "T", "introduction": "i", "consent": "c", "closing": "c",
    "sections": [{"id": "s", "title": "S", "questions": [
        {"id": "heard", "type": "single", "text": "?",
         "options": [{"id": one, "text": one} for one in SIZES]},
        {"id": "way", "type": "multiple", "text": "?",
         "options": [{"id": one, "text": one} for one in "xyz"]},
    ]}],
}  # fmt: skip


@dataclass
class Drawn:
    """Noise that is always 2, and what it was asked for."""

    asked: list[tuple[int, int]] = field(default_factory=list)

    def __call__(self, count: int, epsilon: int) -> int:
        self.asked.append((count, epsilon))
        return count + 2


@dataclass
class Desk:
    """One study in an instance, with its sheets."""

    instance: Instance
    study_id: str
    sheets: list[str]
    draw: Drawn = field(default_factory=Drawn)

    def fill(self, sizes: dict[str, int]) -> None:
        """Put sealed answers onto the shelf, as a mix would."""
        form = Questionnaire.model_validate(FORM)
        with self.instance.engine.connect() as conn:
            row = study_rows.get(conn, self.study_id)
        sealer = Sealer(row.numbers_public, row.words_public, row.id, fingerprint(form))
        layout, hearing, found = Layout(form), Interpreter(form), []
        for heard in (one for one, people in sizes.items() for _ in range(people)):
            entries = {"heard": (heard,), "way": ("x", "y") if heard == "a" else ("z",)}
            record = encode(layout, hearing.answers(entries_on_path(form, entries)), "en")
            found.append({"study_id": row.id, "id": secrets.token_bytes(16),
                          "envelope": sealer.numbers(record)})  # fmt: skip
        with self.instance.engine.begin() as conn:
            conn.execute(insert(codes), found)

    def publish(self) -> None:
        """Close the study, and open it."""
        close_study(self.instance, self.study_id, NOW)
        self.open()

    def open(self) -> None:
        """Open the study and store its release."""
        open_study(
            self.instance, self.study_id, self.sheets[:2], NOW.date(),
            make_executor(1, 10),
        )  # fmt: skip

    def give(self, *plan: Headline, sheets: Sequence[int] = (0, 1)) -> HeadlineRelease:
        """Give out a plan with some of the sheets."""
        texts = [self.sheets[place] for place in sheets]
        return release_headlines(
            self.instance, self.study_id, texts, plan, self.draw, today=NOW.date()
        )

    def ledger(self) -> tuple[NoisyCount, ...]:
        with self.instance.engine.connect() as conn:
            return noise_ledger.every(conn, self.study_id)


def founded(folder: Path, sizes: dict[str, int]) -> Desk:
    """Publish a practice study, with answers on its shelf."""
    instance = create_instance(folder, SETTINGS, secrets.token_bytes, NOW.toordinal())
    sheets: list[str] = []
    form = Questionnaire.model_validate(FORM)
    study_id = publish_study(
        instance, form, StudyTerms(3, 2, practice=True), NOW.date(), kept_in(sheets)
    )
    desk = Desk(instance, study_id, sheets)
    desk.fill(sizes)
    return desk


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give a study of 1,004 people that was released, to be copied."""
    made = founded(tmp_path_factory.mktemp("headlines") / "instance", SIZES)
    made.publish()
    yield made
    made.instance.close()


@pytest.fixture
def desk(released: Desk, tmp_path: Path) -> Iterator[Desk]:
    """Give that study in an instance of its own."""
    shutil.copytree(released.instance.folder, tmp_path / "instance")
    made = Desk(open_instance(tmp_path / "instance", SETTINGS), released.study_id, released.sheets)
    yield made
    made.instance.close()


def test_counts_are_exact_before_the_noise_and_the_ledger_has_them_after(desk: Desk) -> None:
    made = desk.give(HEARD, WAY)
    assert desk.draw.asked == [(800, 500), (500, 1000)]
    assert desk.ledger() == (
        NoisyCount(1, "heard/a+b", 500, 802),
        NoisyCount(1, "way/y", 1000, 502),
    )
    assert [(one.count, one.base) for one in made.headlines] == [(802, 1005), (502, 1005)]
    assert (made.study, made.release, made.practice) == (desk.study_id, 1, True)
    assert (made.epsilon.here, made.epsilon.for_life) == (1.5, 1.5)


def test_asked_again_it_is_the_same_number_without_shares_draw_or_spending(desk: Desk) -> None:
    first = desk.give(HEARD)
    again = Headline("other-name", "heard", ("b", "a"), 500)
    second = desk.give(again, sheets=())
    assert second.headlines[0].count == first.headlines[0].count
    assert second.headlines[0].id == "other-name"
    assert len(desk.draw.asked) == len(desk.ledger()) == 1
    with pytest.raises(SharesRefused):
        desk.give(again, WAY, sheets=())
    with pytest.raises(SharesRefused, match="2 are needed"):
        desk.give(again, WAY, sheets=(2,))
    assert len(desk.ledger()) == 1


def test_no_more_than_three_is_spent_in_a_life(desk: Desk) -> None:
    desk.give(Headline("x", "heard", ("a",), 2000))
    with pytest.raises(BadInput) as refused:
        desk.give(HEARD, WAY)
    assert "0.5 less" in refused.value.do
    assert len(desk.draw.asked) == len(desk.ledger()) == 1
    desk.give(WAY)
    with pytest.raises(BadInput, match=r"epsilon 0\.01, and of 3 for the life of this study 3 is"):
        desk.give(Headline("y", "heard", ("b",), 10))


def test_what_a_release_hides_is_refused_before_anything_is_opened(desk: Desk) -> None:
    with pytest.raises(BadInput) as refused:
        desk.give(HEARD, Headline("rare", "heard", ("a", "e"), 500), sheets=())
    assert "Headline “rare”" in refused.value.do
    assert "hides “e”" in refused.value.do
    assert desk.ledger() == ()


def test_nothing_is_spent_when_the_noise_cannot_be_drawn(desk: Desk) -> None:
    """Numbers are drawn and written down in one step: all or none."""

    def broken(count: int, epsilon: int) -> int:
        if epsilon == WAY.epsilon:
            raise MemoryError
        return count

    with pytest.raises(MemoryError):
        release_headlines(desk.instance, desk.study_id, desk.sheets[1:], [HEARD, WAY], broken,
                          today=NOW.date())  # fmt: skip
    assert desk.ledger() == ()


def test_someone_who_was_quicker_is_noticed(desk: Desk) -> None:
    """While one opens, another spends: what is spent is looked at again before the draw."""
    other = Headline("other", "heard", ("c",), 2600)

    def while_opening(done: int, total: int) -> None:
        if done == total:
            desk.give(other)

    with pytest.raises(BadInput, match=r"2\.6 is spent"):
        release_headlines(
            desk.instance,
            desk.study_id,
            desk.sheets[:2],
            [HEARD],
            desk.draw,
            while_opening,
            today=NOW.date(),
        )
    assert [one.epsilon for one in desk.ledger()] == [2600]


def test_other_answers_than_those_closed_are_refused(desk: Desk) -> None:
    with desk.instance.engine.begin() as conn:
        one = conn.execute(select(codes.c.id).limit(1)).scalar_one()
        conn.execute(delete(codes).where(codes.c.id == one))
    with pytest.raises(ClosedSetChanged):
        desk.give(HEARD)
    with desk.instance.engine.begin() as conn:
        conn.execute(update(studies_table).values(closed_count=1003, closed_hash=bytes(32)))
    with pytest.raises(NotAsPinned):
        desk.give(HEARD)
    with writing(desk.instance.engine) as conn:
        study_rows.pin_as_it_is(conn, desk.study_id)
    with pytest.raises(ClosedSetChanged, match="release 1"):
        desk.give(HEARD)
    assert desk.ledger() == ()


def test_it_takes_a_release_and_a_thousand_people_and_what_was_spent_stays_spent(
    tmp_path: Path,
) -> None:
    """999 are printed as 1,000: the exact number is looked at too. The same question is another
    number in the next release, and all releases share what may be spent."""
    desk = founded(tmp_path / "instance", SIZES | {"a": 495})
    with pytest.raises(StudyStateWrong, match="is open"):
        desk.give(HEARD)
    close_study(desk.instance, desk.study_id, NOW)
    with pytest.raises(StudyStateWrong, match="is closed"):
        desk.give(HEARD)
    desk.open()
    with pytest.raises(DisclosureRefused, match="need 1000 people"):
        desk.give(HEARD)
    assert desk.ledger() == ()
    with writing(desk.instance.engine) as conn:
        noise_ledger.put(conn, desk.study_id, NoisyCount(1, HEARD.indicator, 2400, 797))
    reopen_study(desk.instance, desk.study_id, NOW.date() + timedelta(days=9), NOW)
    with pytest.raises(StudyStateWrong, match="is open"):
        desk.give(HEARD, sheets=())
    desk.fill({"a": 60, "b": 40, "c": 20})
    close_study(desk.instance, desk.study_id, NOW)
    desk.open()
    with pytest.raises(BadInput, match=r"2\.4 is spent"):
        desk.give(HEARD, Headline("c", "heard", ("c",), 200))
    made = desk.give(HEARD)
    assert (made.release, made.headlines[0].count) == (2, 495 + 60 + 300 + 40 + 2)
    assert (made.epsilon.here, made.epsilon.for_life) == (0.5, 2.9)
    desk.instance.close()


def test_a_small_study_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    desk = founded(tmp_path / "instance", {"a": 60, "b": 40})
    close_study(desk.instance, desk.study_id, NOW)
    desk.open()
    with pytest.raises(DisclosureRefused, match="need 1000 people"):
        desk.give(HEARD, sheets=())
    desk.instance.close()


PLAN = """
[[headline]]
id = "heard"
question = "heard"
options = ["a", "b"]
epsilon = 0.5
"""


def run(desk: Desk, out: Path, *more: str | Path) -> Result:
    """Run `survey headlines`."""
    plan = desk.instance.folder.parent / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    words = ["--instance", desk.instance.folder, "headlines", desk.study_id,
             "--plan", plan, "--out", out, *more]  # fmt: skip
    return CliRunner().invoke(cli, [str(word) for word in words])


def shares(desk: Desk, folder: Path) -> list[str | Path]:
    """Write two sheets, and give the words that hand them over."""
    for place in (0, 2):
        (folder / f"share-{place}.txt").write_text(desk.sheets[place], encoding="utf-8")
    return [word for place in (0, 2) for word in ("--share", folder / f"share-{place}.txt")]


def test_the_command_gives_numbers_and_after_a_broken_end_the_same_ones(
    desk: Desk, tmp_path: Path
) -> None:
    """What was spent before the file could be written is not lost: the number is in the ledger."""
    pytest.importorskip("opendp.prelude", reason="the extra “noise” is not installed")
    too_long = run(desk, tmp_path / ("x" * 300), *shares(desk, tmp_path))
    assert isinstance(too_long.exception, OSError)
    assert [one.epsilon for one in desk.ledger()] == [500]
    out = tmp_path / "headlines.json"
    again = run(desk, out)
    assert again.exit_code == 0, again.output
    assert (
        f"epsilon 0.5 of 3 spent, 1 of 10 numbers given out, for the life of {desk.study_id}"
        in (again.output)
    )
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["format"] == "survivor-survey-headlines/1"
    noisy = desk.ledger()[0].noisy
    assert written["headlines"][0]["count"] == noisy
    assert abs(noisy - 800) < 60  # e to the -30th: once in 10^13
    assert written["headlines"][0]["sentence"] in too_long.output


def test_the_command_opens_nothing_when_it_could_not_end(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = shares(desk, tmp_path)
    lost = run(desk, tmp_path / "no" / "x.json", *sheets)
    assert isinstance(lost.exception, Refused)
    assert "no folder" in str(lost.exception)
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    bare = run(desk, tmp_path / "x.json", *sheets)
    assert isinstance(bare.exception, Refused)
    assert "survivor-survey[noise]" in what_to_do(bare.exception.guidance)
    assert desk.ledger() == ()
