"""A council from joining to its last round: who is let in, what is counted, what comes back."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from survey.errors import ClosedSetChanged, Refused, SharesRefused, StudyStateWrong
from survey.mixing.mix import mix
from survey.mixing.repair import give_up_waiting_letters
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import EMPTY
from survey.services.councils.close_round import close_round
from survey.services.councils.feed_back_round import feed_back_round
from survey.services.councils.make_council_report import end_council
from survey.services.councils.read_words import read_words
from survey.services.councils.recognise_member import is_member, last_ratings, root_of
from survey.services.councils.tally_round import tally_round
from survey.services.overview.council_status import council_status
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.storage.council import round_releases
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import codes, invitations, joinings, letters, own_ratings
from survey.storage.schema import members as members_table
from survey.storage.staff import journal
from tests.conftest import Clock, at_work
from tests.storage.circle import AFTER, AGAIN, COUNCIL, LAST_DAY, RATE, Circle

pytestmark = pytest.mark.slow  # whole councils, round after round

GATHER = """
kind: gather
title: Ideas
introduction: What should change?
prompts:
  - {id: change, text: What would help most?}
"""


@pytest.fixture
def circle(instance: Instance) -> Circle:
    """Give a council to which twelve people were invited; nobody has joined yet."""
    circle = Circle(instance, AFTER - timedelta(days=15))
    circle.create(12)
    return circle


@pytest.fixture
def joined(circle: Circle) -> Circle:
    """Give the council when all twelve have joined."""
    circle.everyone_joins()
    return circle


def rows(instance: Instance, table: object) -> int:
    with instance.engine.connect() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[call-overload,no-any-return]


def let_in(circle: Circle, words: str, number: int) -> bool:
    return is_member(circle.instance, circle.id, number, root_of(words, circle.id))


def test_a_code_is_exchanged_once_and_the_same_page_again_is_the_same_member(
    circle: Circle,
) -> None:
    code = circle.codes[0]
    assert circle.join(code.upper().replace("-", " "), 1) == "joined"
    assert circle.join(code, 1) == "again"
    assert circle.join(code, 2) == "unknown"
    assert circle.join("never-print-edcod", 3) == "unknown"
    assert rows(circle.instance, joinings) == 1
    assert rows(circle.instance, invitations) == 11


def test_a_round_opens_only_when_eight_have_joined_and_then_nobody_can(circle: Circle) -> None:
    for seed, code in enumerate(circle.codes[:7]):
        circle.join(code, seed)
    with pytest.raises(Refused, match="Fewer than 8 people") as refused:
        circle.open()
    assert refused.value.kept
    assert circle.row().council.state == "joining"
    assert circle.join(circle.codes[7], 7) == "joined"
    circle.open()
    assert circle.row().joined == 8
    assert circle.join(circle.codes[8], 8) == "closed"
    assert rows(circle.instance, joinings) == 0
    assert rows(circle.instance, invitations) == 0
    assert rows(circle.instance, members_table) == 8 * 8


def test_unused_codes_are_told_once_joining_has_ended(circle: Circle) -> None:
    for seed, code in enumerate(circle.codes[:9]):
        circle.join(code, seed)
    before = council_status(circle.instance, circle.id, circle.now)
    assert (before.joined, before.unused_codes, before.open_until) == (None, None, None)
    circle.open()
    status = council_status(circle.instance, circle.id, circle.now)
    assert (status.invited, status.joined, status.unused_codes) == (12, 9, 3)
    assert (status.rounds, status.open_until) == (("rate",), LAST_DAY)


def test_a_round_that_was_cut_short_while_closing_is_closed_by_asking_again(
    joined: Circle,
) -> None:
    joined.open()
    joined.send(joined.words[0], {"one": "p7"})
    close_study(joined.instance, joined.study().id, at_work(joined.instance, AFTER))
    assert joined.row().council.state == "round open"
    assert close_round(joined.instance, joined.id, AFTER).closed_count == 1
    assert joined.row().council.state == "round closed"


def test_words_let_in_for_each_round_and_no_others_do(joined: Circle) -> None:
    joined.open()
    assert all(let_in(joined, words, number) for words in joined.words for number in (1, 2, 8))
    assert let_in(joined, joined.words[0].upper(), 1)
    assert not let_in(joined, joined.words[0], 9)
    assert not let_in(joined, "some other words that nobody drew", 1)


def test_those_who_wait_survive_a_mix_between(circle: Circle) -> None:
    for seed, code in enumerate(circle.codes[:6]):
        circle.join(code, seed)
    mix(circle.instance, now=circle.now, closing=_other_study(circle))
    for seed, code in enumerate(circle.codes[6:], 6):
        circle.join(code, seed)
    circle.open()
    assert circle.row().joined == 12
    assert let_in(circle, circle.words[0], 1)


def test_a_round_is_mixed_only_when_it_closes(joined: Circle) -> None:
    joined.open()
    for words in joined.words:
        joined.send(words, {"one": "p7"})
    settings = joined.instance.settings.model_copy(update={"mix_waiting": 40})
    keeping = replace(joined.instance, settings=settings)
    mix(keeping, now=joined.now + timedelta(hours=5))
    assert (rows(joined.instance, letters), rows(joined.instance, codes)) == (12, 0)
    joined.count()
    assert (rows(joined.instance, letters), rows(joined.instance, codes)) == (0, 12)


def test_members_find_their_own_last_ratings_and_nobody_elses(joined: Circle) -> None:
    joined.open()
    joined.send(joined.words[0], {"one": "p3", "two": "p9"})
    joined.send(joined.words[1], {"two": "p1"})
    for words in joined.words[2:]:
        joined.send(words, {"one": "p5", "two": "p5"})
    joined.count()
    joined.open(AGAIN)
    joined.send(joined.words[0], {"one": "p4"})
    joined.count()

    def own(words: str, number: int) -> dict[str, int]:
        return last_ratings(joined.instance, joined.id, number, root_of(words, joined.id))

    assert own(joined.words[0], 2) == {"one": 3, "two": 9}
    assert own(joined.words[0], 3) == {"one": 4, "two": 9}
    assert own(joined.words[1], 3) == {"two": 1}
    assert own("words that are nobody's at all", 3) == {}
    assert {len(sealed) for sealed in _own_sealed(joined.instance)} == {_one_size(joined.instance)}


def test_a_lost_phrase_counts_as_leaving_and_never_twice(joined: Circle) -> None:
    """Eleven start, one of them loses the words in the middle and cannot come back."""
    joined.open()
    for words in joined.words[:11]:
        joined.send(words, {"one": "p7", "two": "p5"})
    assert joined.send(joined.words[0], {"one": "p1"})[0] == "already"
    first = joined.count()
    joined.open(AGAIN)
    for words in joined.words[1:11]:
        joined.send(words, {"one": "p7", "two": "p5"})
    second = joined.count()
    assert [one.completed for one in first.flow.rounds] == [11]
    assert [one.completed for one in second.flow.rounds] == [11, 10]
    assert (second.flow.invited, second.flow.joined) == (12, 12)


def test_a_group_that_falls_from_eight_to_seven_has_no_verdict_any_more(circle: Circle) -> None:
    for seed, code in enumerate(circle.codes[:8]):
        circle.join(code, seed)
    circle.open()
    points = (1, 3, 4, 5, 6, 7, 8, 9)
    for words, point in zip(circle.words, points, strict=True):
        circle.send(words, {"one": f"p{point}", "two": f"p{point}"})
    shown = circle.count().statements[0]
    assert shown.verdict is not None
    circle.open(AGAIN)
    for words, point in zip(circle.words[:7], (2, 4, 5, 6, 7, 8, 9), strict=True):
        circle.send(words, {"one": f"p{point}", "two": f"p{point}"})
    fallen = circle.count().statements[0]
    assert fallen.verdict is None
    assert (fallen.n, fallen.q1, fallen.q3, fallen.shape, fallen.shares) == (None,) * 5


def test_ratings_are_counted_as_they_were_given(joined: Circle) -> None:
    joined.open()
    given = (1, 2, 2, 3, 4, 5, 6, 7, 7, 8, 9, 9)
    for words, point in zip(joined.words, given, strict=True):
        joined.send(words, {"one": f"p{point}"})
    release = joined.count()
    one, two = release.statements
    assert (one.median, one.n, one.q1, one.q3) == (5.5, 12, 2.75, 7.25)
    assert (two.median, two.shown) == (None, "nothing")
    assert release.integrity.counted == release.integrity.envelopes == 12


def test_one_share_sheet_opens_nothing_and_a_row_more_is_seen(joined: Circle) -> None:
    joined.open()
    for words in joined.words:
        joined.send(words, {"one": "p7"})
    with pytest.raises(Refused, match="cannot tally"):
        tally_round(joined.instance, joined.id, joined.sheets[:2], AFTER)
    close_round(joined.instance, joined.id, at_work(joined.instance, AFTER))
    with pytest.raises(SharesRefused):
        tally_round(joined.instance, joined.id, joined.sheets[:1], AFTER)
    with writing(joined.instance.engine) as conn:
        row = conn.execute(select(codes)).mappings().first()
        conn.execute(codes.insert().values({**dict(row or {}), "id": b"x" * 16}))
    with pytest.raises(ClosedSetChanged):
        tally_round(joined.instance, joined.id, joined.sheets[:2], AFTER)
    assert joined.row().council.state == "round closed"


def test_what_was_written_comes_out_joined_to_nobody(joined: Circle) -> None:
    joined.open(GATHER)
    for number, words in enumerate(joined.words):
        joined.send(words, {"change": f"An idea, the {number}th."})
    with pytest.raises(StudyStateWrong, match="still open"):
        read_words(joined.instance, joined.id, joined.sheets[:2])
    close_round(joined.instance, joined.id, at_work(joined.instance, AFTER))
    said = read_words(joined.instance, joined.id, joined.sheets[1:]).texts
    assert sorted(text for text, _ in said["change"]) == sorted(
        f"An idea, the {number}th." for number in range(12)
    )
    assert not any(may_quote for _, may_quote in said["change"])


def test_what_is_done_to_studies_is_not_done_to_rounds(joined: Circle) -> None:
    joined.open()
    for words in joined.words:
        joined.send(words, {"one": "p7"})
    close_study(joined.instance, joined.study().id, at_work(joined.instance, AFTER))
    with pytest.raises(StudyStateWrong, match="round 1 of the council"):
        open_study(joined.instance, joined.study().id, joined.sheets, LAST_DAY, None)  # type: ignore[arg-type]


@pytest.mark.usefixtures("blank_papers")
def test_nothing_is_fed_back_before_it_is_counted_and_a_council_that_ends_forgets(
    joined: Circle, tmp_path: Path
) -> None:
    joined.open()
    for words in joined.words:
        joined.send(words, {"one": "p7"})
    with pytest.raises(Refused, match="cannot feed back"):
        feed_back_round(joined.instance, joined.id, LAST_DAY)
    with pytest.raises(Refused, match="cannot report"):
        end_council(joined.instance, joined.id, tmp_path / "report", today=LAST_DAY)
    assert not (tmp_path / "report").exists()
    joined.count()
    written = end_council(joined.instance, joined.id, tmp_path, today=LAST_DAY)
    assert all(path.is_file() for path in written)
    assert joined.row().council.state == "reported"
    assert rows(joined.instance, members_table) == rows(joined.instance, own_ratings) == 0
    with pytest.raises(Refused):
        joined.open(AGAIN)


@pytest.mark.parametrize("members", [7, 41])
def test_a_council_has_eight_to_forty_members(
    instance: Instance, clock: Clock, members: int
) -> None:
    with pytest.raises(Refused, match="8 to 40"):
        Circle(instance, clock()).create(members)


def test_members_are_told_who_asks_before_they_join(instance: Instance, clock: Clock) -> None:
    with pytest.raises(Refused, match="organisation"):
        Circle(instance, clock()).create(8, COUNCIL, organisation=EMPTY)
    Circle(instance, clock()).create(3, COUNCIL, organisation=EMPTY, practice=True)


def _other_study(circle: Circle) -> str:
    other = Circle(circle.instance, circle.now)
    other.create(8)
    other.everyone_joins()
    return other.open(RATE)


def _own_sealed(instance: Instance) -> list[bytes]:
    with instance.engine.connect() as conn:
        return list(conn.execute(select(own_ratings.c.sealed)).scalars())


def _one_size(instance: Instance) -> int:
    return len(_own_sealed(instance)[0])


def test_after_the_batch_secret_was_lost_members_answer_again_and_others_join_again(
    joined: Circle,
) -> None:
    joined.open()
    for words in joined.words:
        joined.send(words, {"one": "p2"})
    other = Circle(joined.instance, joined.now)
    other.create(9)
    assert other.join(other.codes[0], 1) == "joined"
    for path in joined.instance.ephemeral.glob("batch-*.key"):
        path.unlink()
    lost = give_up_waiting_letters(joined.instance, secrets.token_bytes, AFTER.toordinal())
    assert lost == (12, 0, 1)
    for words in joined.words:
        assert joined.send(words, {"one": "p8"})[0] == "kept"
    release = joined.count()
    assert (release.integrity.counted, release.statements[0].third) == (12, "high")
    with pytest.raises(Refused, match="Fewer than 8 people"):
        other.open()
    assert other.join(other.codes[1], 2) == "joined"


HURTING = """
kind: rate
title: Statements
introduction: Please say how far you agree.
statements:
  - {id: one, text: Laws should name revenge porn.}
  - {id: two, text: Every page should say who runs it.}
"""
REASON = """allowed:
  - {words: revenge porn, kind: term, reason: We ask which word a law should use.}
"""


def test_words_that_hurt_are_put_before_no_council(joined: Circle) -> None:
    """The same rules as for a survey; nothing is opened, and whoever joined stays."""
    quoted = HURTING.replace("revenge porn", "“revenge porn”")
    for file in (HURTING, quoted, HURTING + REASON):
        with pytest.raises(Refused, match="revenge porn") as refused:
            joined.open(file)
        assert refused.value.kept == "Nothing was opened."
        assert "question one" in refused.value.what
    assert joined.row().council.round == 0
    joined.open(quoted + REASON)
    kept = from_json(joined.study().questionnaire_json).allowed
    assert [each.reason for each in kept] == ["We ask which word a law should use."]


@pytest.mark.parametrize("words", ["CHANGE ME", "You must answer.", "Why did you not tell anyone?"])
def test_other_words_that_stop_a_survey_stop_a_round(joined: Circle, words: str) -> None:
    with pytest.raises(Refused, match="cannot be asked of people"):
        joined.open(RATE.replace("Please say how far you agree.", words))
    assert joined.row().council.round == 0


def test_a_council_is_not_created_with_words_that_stop(instance: Instance, clock: Clock) -> None:
    """What its own file allows is allowed in each of its rounds."""
    file = COUNCIL.replace("We work out what should change.", "CHANGE ME")
    with pytest.raises(Refused, match="introduction: “CHANGE ME” still stands here"):
        Circle(instance, clock()).create(8, file)
    groups = "groups: [{id: survivor, text: Child prostitutes}, {id: other, text: Others}]\n"
    with pytest.raises(Refused, match="groups: "):
        Circle(instance, clock()).create(8, COUNCIL + groups)
    Circle(instance, clock()).create(8, file, practice=True)
    allowing = Circle(instance, AFTER - timedelta(days=15))
    allowing.create(8, COUNCIL + REASON)
    allowing.everyone_joins()
    allowing.open(HURTING.replace("revenge porn", "“revenge porn”"))


def test_what_is_done_with_a_council_is_in_the_journal_under_its_name(joined: Circle) -> None:
    joined.open()
    for words in joined.words:
        joined.send(words, {"one": "p7"})
    joined.count()
    with joined.instance.engine.connect() as conn:
        said = [(one.event, one.words) for one in journal.entries(conn, study_id=joined.id)]
        every = [one.study_id for one in journal.entries(conn)]
        assert journal.check(conn).wrong == ""
    assert [event for event, _ in said] == [
        "council created", "round opened", "round closed", "round counted", "round fed back",
    ]  # fmt: skip
    assert said[3][1] == "Round 1. With 2 share sheets."
    assert set(every) == {joined.id}
    with joined.instance.engine.connect() as conn:
        (release,) = round_releases.every(conn, joined.id)
    assert release.journal is not None
    assert release.journal.entries == 3
