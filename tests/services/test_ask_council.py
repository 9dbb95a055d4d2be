"""A council says whether an answer answers its ask: by its rule, or nothing is said."""

from __future__ import annotations

from datetime import date

import pytest

from survey.delphi.form.pseudonymous_answers import RoundAnswers
from survey.delphi.rule import CouncilPolicy
from survey.disclosure.council.protect_round import RoundFacts, protect_round
from survey.disclosure.council.round_release import (
    RoundHeading,
    RoundIntegrity,
    RoundRelease,
)
from survey.errors import Refused, StudyUnknown
from survey.follow_up.asks import BodyAnswer
from survey.services.councils.change_statements import StatementsAt, take_back
from survey.services.follow_up.ask_council import (
    councils_on_answers,
    publish_what_council_says,
    put_to_council,
)
from survey.services.follow_up.link_body import answer_by_link, make_answer_link
from survey.services.follow_up.look_at_answer import publish_answer
from survey.services.steps.round_keeping import RoundSaving
from survey.storage.council import round_drafts, round_releases
from survey.storage.database import writing
from survey.storage.follow_up import ask_rows
from survey.storage.instance import Instance
from survey.storage.studies.published_editions import ReadingFacts, keep_facts
from tests.conftest import Clock
from tests.reports.council_sample import proceedings
from tests.reports.stored_council import store_council
from tests.web.shelves import ASKS, put_asks

TODAY = date(2030, 6, 1)
SAVING = RoundSaving(TODAY)
ASK, BODY, COUNCIL = ASKS[0].id, "1", "reporting"


@pytest.fixture
def asked(instance: Instance) -> Instance:
    """Give an ask for practice that was answered, and a council for practice before a round."""
    store_council(instance, proceedings(20, practice=True))
    practice = ASKS[0].model_copy(update={"practice": True})
    put_asks(instance, COUNCIL, (practice, ASKS[1]))
    return instance


def rated(statement: str, number: int, *ratings: int) -> RoundRelease:
    """Give what the protection lets out of a round in which one statement was rated so."""
    given = {bytes([at]) * 16: rating for at, rating in enumerate(ratings, 1)}
    answers = RoundAnswers(number, "rate", frozenset(given), {(statement, ""): given})
    heading = RoundHeading(
        council=COUNCIL,
        title={"en": "Reporting"},
        practice=True,
        number=number,
        kind="rate",
        opened_on="2030-06-01",
        closed_on="2030-06-14",
        released_on="2030-06-16",
        shares=3,
        threshold=2,
        closed_set="5" * 64,
    )
    sent = len(given)
    facts = RoundFacts(
        heading, {}, sent, sent, [(sent, sent)], RoundIntegrity(envelopes=sent, counted=sent)
    )
    return protect_round([answers], facts, (), CouncilPolicy())


def count(instance: Instance, release: RoundRelease) -> None:
    """Keep what a round published."""
    with writing(instance.engine) as conn:
        round_releases.put(conn, release)


def mark(instance: Instance) -> tuple[str, str]:
    """Give what readers are told that survivors said of the answer."""
    with instance.engine.connect() as conn:
        answers = ask_rows.ask_row(conn, ASK).ask.answers
    return next((one.mark, one.mark_words) for one in answers if one.body_id == BODY)


def test_a_council_is_asked_in_its_next_round_and_says_no_by_its_rule(asked: Instance) -> None:
    before = mark(asked)
    statement = put_to_council(asked, ASK, BODY, COUNCIL, SAVING)
    with asked.engine.connect() as conn:
        number = max(one.number for one in round_releases.every(conn, COUNCIL)) + 1
        newest = round_drafts.newest_number(conn, COUNCIL, number)
        file = " ".join(round_drafts.version(conn, COUNCIL, number, newest).file.split())
    assert statement in file
    assert ASKS[0].sentence in file
    assert "each decision will name the rule it rests on" in file
    assert "This answers what was asked." in file
    with pytest.raises(Refused, match="asked about this answer already"):
        put_to_council(asked, ASK, BODY, COUNCIL, SAVING)
    with pytest.raises(Refused, match="says nothing by its rule"):
        publish_what_council_says(asked, ASK, BODY, COUNCIL, TODAY)
    assert mark(asked) == before
    count(asked, rated(statement, number, *[1] * 10, 2, 3))
    said = publish_what_council_says(asked, ASK, BODY, COUNCIL, TODAY)
    assert said == "does not answer it"
    assert mark(asked)[0] == said
    assert f"(round {number})" in mark(asked)[1]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (ReadingFacts(passphrase="a hash"), "asks for a passphrase"),
        (ReadingFacts(embargo_until=date(2030, 6, 2)), "nobody before 2030-06-02"),
    ],
    ids=["passphrase", "embargo"],
)
def test_nothing_is_told_that_not_everybody_may_read_yet(
    asked: Instance, facts: ReadingFacts, why: str
) -> None:
    before = mark(asked)
    statement = put_to_council(asked, ASK, BODY, COUNCIL, SAVING)
    count(asked, rated(statement, 9, *[9] * 12))
    with writing(asked.engine) as conn:
        keep_facts(conn, COUNCIL, facts)
    with pytest.raises(Refused, match=why):
        publish_what_council_says(asked, ASK, BODY, COUNCIL, TODAY)
    assert mark(asked) == before
    if not facts.passphrase:
        day = date(2030, 6, 2)
        assert publish_what_council_says(asked, ASK, BODY, COUNCIL, day) == "answers it"


@pytest.mark.parametrize("ratings", [[1] * 4, [1] * 6 + [9] * 6], ids=["too few", "not agreed"])
def test_nothing_is_said_where_too_few_rate_it_or_they_do_not_agree(
    asked: Instance, ratings: list[int]
) -> None:
    before = mark(asked)
    statement = put_to_council(asked, ASK, BODY, COUNCIL, SAVING)
    count(asked, rated(statement, 9, *ratings))
    (shown,) = councils_on_answers(asked, ASK)
    assert (shown.mark, shown.round) == ("", 0)
    with pytest.raises(Refused, match="says nothing by its rule"):
        publish_what_council_says(asked, ASK, BODY, COUNCIL, TODAY)
    assert mark(asked) == before


def test_what_is_said_of_an_answer_is_not_said_of_the_one_that_corrects_it(
    asked: Instance, clock: Clock
) -> None:
    statement = put_to_council(asked, ASK, BODY, COUNCIL, SAVING)
    count(asked, rated(statement, 9, *[9] * 12))
    assert councils_on_answers(asked, ASK)[0].mark == "answers it"
    token = make_answer_link(asked, ASK, BODY, clock())
    other = BodyAnswer(body_id="", status="partly", words="We say more now.", answered_on="")
    answer_by_link(asked, token, other, clock())
    publish_answer(asked, ASK, BODY, 2, clock().date())
    assert councils_on_answers(asked, ASK) == ()
    with pytest.raises(Refused, match="was not asked about this answer"):
        publish_what_council_says(asked, ASK, BODY, COUNCIL, TODAY)


def test_one_that_was_taken_out_of_the_round_says_nothing_of_another(asked: Instance) -> None:
    first = put_to_council(asked, ASK, BODY, COUNCIL, SAVING)
    take_back(StatementsAt(asked, COUNCIL, 1, SAVING), first)
    assert councils_on_answers(asked, ASK) == ()
    other = ASKS[0].model_copy(update={"practice": True, "id": "other", "number": 9})
    put_asks(asked, COUNCIL, (other,))
    second = put_to_council(asked, other.id, BODY, COUNCIL, SAVING)
    again = put_to_council(asked, ASK, BODY, COUNCIL, SAVING)
    assert len({first, second, again}) == 3
    count(asked, rated(second, 9, *[9] * 12))
    assert councils_on_answers(asked, other.id)[0].mark == "answers it"
    (shown,) = councils_on_answers(asked, ASK)
    assert (shown.statement, shown.mark) == (again, "")


def test_practice_and_real_ones_are_kept_apart(asked: Instance) -> None:
    with pytest.raises(Refused, match="Nothing that they answered"):
        put_to_council(asked, ASKS[1].id, "1", COUNCIL, SAVING)
    with pytest.raises(StudyUnknown):
        put_to_council(asked, ASK, BODY, "nowhere", SAVING)
    with pytest.raises(Refused, match="Nobody like that"):
        put_to_council(asked, ASK, "9", COUNCIL, SAVING)
    with writing(asked.engine) as conn:
        ask_rows.change_ask(conn, ASK, practice=False)
    with pytest.raises(Refused, match="Practice goes with practice"):
        put_to_council(asked, ASK, BODY, COUNCIL, SAVING)
