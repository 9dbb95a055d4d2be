"""Asks from a study to the answers of bodies: written, published, linked, answered and marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from survey.errors import BadInput, Refused, StudyStateWrong
from survey.follow_up.ask_standing import ask_standing
from survey.follow_up.asks import Ask, BodyAnswer, Evidence
from survey.services.follow_up.link_body import (
    answer_by_link,
    comment_by_link,
    link_shown,
    make_answer_link,
    make_preview_link,
)
from survey.services.follow_up.look_at_answer import (
    mark_answer,
    pass_comment,
    publish_answer,
    put_answer_aside,
    put_comment_aside,
)
from survey.services.follow_up.publish_ask import (
    make_ask_ready,
    note_sent,
    publish_ask,
    take_ask_back,
    withdraw_ask,
)
from survey.services.follow_up.write_ask import (
    AskWritten,
    BodyWritten,
    rewrite_ask,
    throw_ask_away,
    write_ask,
)
from survey.services.overview.digest_of_year import digest_of_year
from survey.services.overview.read_asks import (
    Addressee,
    addressees_of,
    public_asks,
    public_asks_of,
    public_asks_to,
)
from survey.services.overview.read_journal import search_journal
from survey.services.steps.ask_acts import go_out_with_report
from survey.services.steps.ask_sources import citable_cells
from survey.services.steps.asks_in_public import asks_of_report
from survey.services.steps.reading_shelf import shelved
from survey.services.steps.release_standing import standing_of
from survey.services.steps.report_files import StudyReport
from survey.services.steps.report_made_of import report_made_of
from survey.services.studies.publish_report import publish_report
from survey.services.studies.set_reading import ReadingWish, set_reading
from survey.storage.database import writing
from survey.storage.follow_up.ask_rows import ask_row
from survey.storage.follow_up.ask_rows import rewrite_ask as rewrite_row
from survey.storage.staff import journal
from survey.storage.studies.published_editions import (
    EditionRow,
    ReadingFacts,
    facts_of,
    hold_back,
    keep_facts,
    put_edition_row,
)
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study

SENTENCE = "Say what you decided, in words a person can use."
BODIES = (
    BodyWritten("platforms", "Example Platform", "trust and safety", leads=True),
    BodyWritten("hotlines"),
)
GIVEN = BodyAnswer(body_id="", status="partly", words="From June.", answered_on="")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a real study that was opened and signed for, to be copied."""
    made = opened_study(tmp_path_factory.mktemp("follow-up") / "instance", PEOPLE)
    made.approve_but("come")
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own."""
    yield from copied(opened, tmp_path / "instance")


def today(study: OpenedStudy) -> date:
    """Give the day on which all of this begins."""
    return study.now.date()


def now(study: OpenedStudy, days: int = 0) -> datetime:
    """Give noon of a day so many days later."""
    return datetime.combine(today(study) + timedelta(days), datetime.min.time(), UTC).replace(
        hour=12
    )


def cells(study: OpenedStudy) -> list[Evidence]:
    """Give what can be cited."""
    with study.instance.engine.connect() as conn:
        return [one.evidence for one in citable_cells(conn, study.id)]


def written(study: OpenedStudy, **other: object) -> AskWritten:
    """Give an ask with all that it needs."""
    whole = AskWritten(
        sentence=SENTENCE,
        theme="reporting",
        bodies=BODIES,
        done_looks_like="Every report ends with a written decision.",
        evidence=cells(study)[:2],
        due_on=(today(study) + timedelta(days=90)).isoformat(),
    )
    return replace(whole, **other)  # type: ignore[arg-type]


def drafted(study: OpenedStudy, **other: object) -> str:
    """Write an ask and give its id."""
    return write_ask(study.instance, study.id, written(study, **other), today(study))


def with_public_report(study: OpenedStudy) -> None:
    """Let the report of the study be one that readers have."""
    with writing(study.instance.engine) as conn:
        journal.note(conn, day=today(study), study_id=study.id, event="report published")
        put_edition_row(conn, EditionRow(study.id, 1, today(study), None, ""))


def published(study: OpenedStudy, **other: object) -> str:
    """Write an ask, publish it, and give its id."""
    with_public_report(study)
    ask_id = drafted(study, **other)
    publish_ask(study.instance, ask_id, today(study))
    return ask_id


def seen(study: OpenedStudy, days: int = 0) -> tuple[Ask, ...]:
    """Give what readers see so many days later."""
    with study.instance.engine.connect() as conn:
        return public_asks(conn, today(study) + timedelta(days=days))


def answered(study: OpenedStudy, ask_id: str, body: str = "b1", **given: object) -> None:
    """Let a body answer by a link of its own."""
    token = make_answer_link(study.instance, ask_id, body, now(study))
    answer_by_link(study.instance, token, GIVEN.model_copy(update=given), now(study, 3))


def test_readers_see_nothing_of_a_draft_and_all_of_what_is_published(study: OpenedStudy) -> None:
    with_public_report(study)
    ask_id = drafted(study)
    assert seen(study) == ()
    publish_ask(study.instance, ask_id, today(study))
    (ask,) = seen(study)
    assert ask.id == ask_id
    assert [one.name for one in ask.bodies] == ["Example Platform", ""]
    assert [one.leads for one in ask.bodies] == [True, False]
    assert [one.what for one in ask.happened] == ["published"]
    assert not ask.practice
    with pytest.raises(StudyStateWrong):
        rewrite_ask(study.instance, ask_id, written(study), today(study))
    with pytest.raises(StudyStateWrong):
        throw_ask_away(study.instance, ask_id, today(study))


def test_an_ask_can_be_published_for_a_day_ahead(study: OpenedStudy) -> None:
    with_public_report(study)
    ask_id = drafted(study)
    ahead = today(study) + timedelta(days=10)
    publish_ask(study.instance, ask_id, today(study), ahead)
    assert seen(study, 9) == ()
    assert len(seen(study, 10)) == 1
    with pytest.raises(Refused):
        make_answer_link(study.instance, ask_id, "b1", now(study, 9))


def test_what_is_hidden_rejected_or_of_nobody_cannot_be_cited(study: OpenedStudy) -> None:
    printed = cells(study)
    assert Evidence(question="like", row="well") in printed
    for wrong in (
        Evidence(question="come", row="daily"),
        Evidence(question="like", row="splendid"),
        Evidence(question="nothing", row="well"),
        Evidence(statement="s1"),
        Evidence(),
    ):
        assert wrong not in printed
        with pytest.raises(BadInput):
            drafted(study, evidence=(wrong,))
    for cell in printed:
        with study.instance.engine.connect() as conn:
            question = next(
                one
                for one in standing_of(conn, study.id).release.questions
                if one.id == cell.question
            )
        rows = (*question.rows, *question.missing, *question.sums)
        assert not next(one for one in rows if one.id == cell.row).shown.hidden


@pytest.mark.parametrize(
    "wrong",
    [
        {"sentence": ""},
        {"sentence": "Say " * 5_000},
        {"sentence": "Say\x07 it."},
        {"sentence": "We would like to hear from you."},
        {"theme": "weather"},
        {"done_looks_like": "a" * 10_000},
        {"due_on": "soon"},
        {"bodies": (BodyWritten("nobody"),)},
        {"bodies": (BodyWritten("police", "a" * 10_000),)},
        {"bodies": tuple(BodyWritten("police", f"Police {one}") for one in range(40))},
    ],
)
def test_words_that_do_not_fit_change_nothing(study: OpenedStudy, wrong: dict[str, object]) -> None:
    ask_id = drafted(study)
    with study.instance.engine.connect() as conn:
        before = ask_row(conn, ask_id)
    with pytest.raises(BadInput):
        rewrite_ask(study.instance, ask_id, written(study, **wrong), today(study))
    with study.instance.engine.connect() as conn:
        assert ask_row(conn, ask_id) == before


@pytest.mark.parametrize(
    "missing",
    [{"bodies": ()}, {"done_looks_like": ""}, {"evidence": ()}, {"due_on": ""},
     {"due_on": "2020-01-01"}],
)  # fmt: skip
def test_a_draft_may_lack_what_publishing_needs(
    study: OpenedStudy, missing: dict[str, object]
) -> None:
    with_public_report(study)
    ask_id = drafted(study, **missing)
    for publishing in (publish_ask, make_ask_ready):
        with pytest.raises(BadInput):
            publishing(study.instance, ask_id, today(study))
    assert seen(study) == ()


def test_an_ask_goes_out_with_its_report_and_never_before(study: OpenedStudy) -> None:
    goes, stays, draft = drafted(study), drafted(study), drafted(study)
    for ask_id in (goes, stays):
        make_ask_ready(study.instance, ask_id, today(study))
    take_ask_back(study.instance, stays, today(study))
    with pytest.raises(Refused):
        publish_ask(study.instance, draft, today(study))
    assert seen(study) == ()
    with study.instance.engine.connect() as conn:
        decided = standing_of(conn, study.id).digest
    publish_report(study.instance, StudyReport(study.id, 1, decided, {}), today(study))
    assert [one.id for one in seen(study)] == [goes]


def test_a_body_answers_once_by_its_own_link(study: OpenedStudy) -> None:
    ask_id = published(study)
    first = make_answer_link(study.instance, ask_id, "b1", now(study))
    second = make_answer_link(study.instance, ask_id, "b2", now(study))
    shown = link_shown(study.instance, first, now(study))
    assert shown is not None
    assert shown.body.name == "Example Platform"
    assert len(shown.cells) == 2
    other = GIVEN.model_copy(update={"body_id": "b2", "number": 9, "answered_on": "1999-01-01"})
    answer_by_link(study.instance, first, other, now(study, 2))
    assert link_shown(study.instance, first, now(study, 2)) is None
    with pytest.raises(Refused):
        answer_by_link(study.instance, first, GIVEN, now(study, 2))
    with study.instance.engine.connect() as conn:
        (kept,) = ask_row(conn, ask_id).answers
    day = (today(study) + timedelta(days=2)).isoformat()
    assert (kept.answer.body_id, kept.answer.number, kept.stand) == ("b1", 1, "waiting")
    assert kept.answer.answered_on == day
    assert seen(study)[0].answers == ()
    assert link_shown(study.instance, second, now(study, 2)) is not None


def test_links_show_no_number_before_it_is_signed_for_and_read(study: OpenedStudy) -> None:
    ask_id, draft = published(study), drafted(study)
    look = make_preview_link(study.instance, draft, "b1", "", now(study))
    answer = make_answer_link(study.instance, ask_id, "b1", now(study))

    def shown(token: str) -> list[str]:
        found = link_shown(study.instance, token, now(study))
        assert found is not None
        return [one.said for one in found.cells]

    first = shown(answer)
    study.again(PEOPLE)
    later = drafted(study)
    with pytest.raises(Refused):
        publish_ask(study.instance, later, today(study))
    assert (shown(answer), shown(look)) == (first, first)
    study.approve_but("come")
    with writing(study.instance.engine) as conn:
        held = EditionRow(study.id, 2, today(study), today(study) + timedelta(days=9), "")
        put_edition_row(conn, held)
    assert shown(answer) == first != shown(look)
    with writing(study.instance.engine) as conn:
        hold_back(conn, study.id, 2, None)
    assert shown(answer) == shown(look)


def test_an_ask_rests_on_nothing_of_another_study(study: OpenedStudy) -> None:
    well = Evidence(question="like", row="well")
    others = well.model_copy(update={"of_id": "another"})
    with pytest.raises(BadInput):
        drafted(study, evidence=(others,))
    ask_id = published(study, evidence=(well.model_copy(update={"of_id": study.id}),))
    token = make_answer_link(study.instance, ask_id, "b1", now(study))
    found = link_shown(study.instance, token, now(study))
    assert found is not None
    assert len(found.cells) == 1
    with writing(study.instance.engine) as conn:
        kept = found.ask.model_copy(update={"evidence": (others,)})
        rewrite_row(conn, kept)
    found = link_shown(study.instance, token, now(study))
    assert found is not None
    assert found.cells == ()


def test_links_and_comments_of_a_body_never_pass_to_another(study: OpenedStudy) -> None:
    ask_id = drafted(study)
    links = {
        body: make_preview_link(study.instance, ask_id, body, "", now(study))
        for body in ("b1", "b2")
    }
    comment_by_link(study.instance, links["b2"], "We are not meant.", now(study))

    def rewritten(*bodies: BodyWritten) -> list[str]:
        rewrite_ask(study.instance, ask_id, written(study, bodies=bodies), today(study))
        with study.instance.engine.connect() as conn:
            return [one.id for one in ask_row(conn, ask_id).ask.bodies]

    first = replace(BODIES[0], id="b1", function="policy", name="example  PLATFORM")
    assert rewritten(first) == ["b1"]
    assert link_shown(study.instance, links["b1"], now(study)) is not None
    assert rewritten(first, BodyWritten("police")) == ["b1", "b3"]
    assert link_shown(study.instance, links["b2"], now(study)) is None
    with pytest.raises(Refused):
        comment_by_link(study.instance, links["b2"], "And more.", now(study))
    assert rewritten(replace(first, name="Another")) == ["b4"]
    assert link_shown(study.instance, links["b1"], now(study)) is None


def test_a_link_ends_and_is_replaced_and_never_comments(study: OpenedStudy) -> None:
    ask_id = published(study)
    old = make_answer_link(study.instance, ask_id, "b1", now(study))
    new = make_answer_link(study.instance, ask_id, "b1", now(study))
    assert link_shown(study.instance, old, now(study)) is None
    assert link_shown(study.instance, new, now(study, 89)) is not None
    assert link_shown(study.instance, new, now(study, 91)) is None
    for token in (old, "", "nothing", "x" * 10_000, "\ud800"):
        with pytest.raises(Refused):
            answer_by_link(study.instance, token, GIVEN, now(study))
    with pytest.raises(Refused):
        answer_by_link(study.instance, new, GIVEN, now(study, 91))
    with pytest.raises(Refused):
        comment_by_link(study.instance, new, "Not so.", now(study))
    with pytest.raises(Refused):
        make_answer_link(study.instance, ask_id, "b9", now(study))


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ""},
        {"words": "a" * 10_000},
        {"words": "a\x00b"},
        {"status": "declined"},
        {"status": "done"},
        {"by_when": "soon"},
        {"who": "a" * 200},
    ],
)
def test_an_answer_that_is_refused_leaves_the_link(
    study: OpenedStudy, wrong: dict[str, object]
) -> None:
    ask_id = published(study)
    token = make_answer_link(study.instance, ask_id, "b1", now(study))
    with pytest.raises(BadInput):
        answer_by_link(study.instance, token, GIVEN.model_copy(update=wrong), now(study))
    answer_by_link(study.instance, token, GIVEN, now(study))


def test_answers_are_printed_as_given_once_somebody_looked(study: OpenedStudy) -> None:
    ask_id = published(study)
    words = "  From June,\n each decision will name its rule. <b>Really</b>"
    answered(study, ask_id, words=words, by_when="2031-06-30", who="Trust and safety")
    publish_answer(study.instance, ask_id, "b1", 1, today(study) + timedelta(days=4))
    (ask,) = seen(study, 4)
    assert ask.answers[0].words == words
    assert [one.what for one in ask.happened] == ["published", "answered"]
    assert ask_standing(ask, today(study) + timedelta(days=5)) == "no answer yet"
    assert ask_standing(ask, today(study) + timedelta(days=91)) == "overdue"
    with pytest.raises(StudyStateWrong):
        publish_answer(study.instance, ask_id, "b1", 1, today(study))


def test_a_correction_is_a_new_version_and_the_first_stays(study: OpenedStudy) -> None:
    ask_id = published(study)
    answered(study, ask_id)
    publish_answer(study.instance, ask_id, "b1", 1, today(study))
    mark_answer(study.instance, ask_id, "b1", "does not answer it", "A rule is no reason.",
                today(study))  # fmt: skip
    answered(study, ask_id, words="From May.")
    assert seen(study, 9)[0].answers[0].words == "From June."
    publish_answer(study.instance, ask_id, "b1", 2, today(study))
    (ask,) = seen(study, 9)
    assert [one.words for one in ask.answers] == ["From May."]
    assert [(one.words, one.mark) for one in ask.earlier_answers] == [
        ("From June.", "does not answer it")
    ]
    assert ask.answers[0].mark == ""
    assert [one.what for one in ask.happened].count("corrected") == 1


def test_a_second_answer_before_anybody_looked_takes_the_place_of_the_first(
    study: OpenedStudy,
) -> None:
    ask_id = published(study)
    answered(study, ask_id)
    answered(study, ask_id, words="From May.")
    with study.instance.engine.connect() as conn:
        assert [one.words for one in ask_row(conn, ask_id).waiting] == ["From May."]
    with pytest.raises(StudyStateWrong):
        publish_answer(study.instance, ask_id, "b1", 1, today(study))


def test_an_answer_that_names_somebody_is_put_aside_with_a_reason(study: OpenedStudy) -> None:
    ask_id = published(study)
    answered(study, ask_id)
    with pytest.raises(BadInput):
        put_answer_aside(study.instance, ask_id, "b1", 1, " ", today(study))
    put_answer_aside(study.instance, ask_id, "b1", 1, "It names somebody.", today(study))
    assert seen(study, 9)[0].answers == ()
    with pytest.raises(StudyStateWrong):
        publish_answer(study.instance, ask_id, "b1", 1, today(study))


def test_survivors_mark_what_is_published_with_words(study: OpenedStudy) -> None:
    ask_id = published(study)
    answered(study, ask_id)
    with pytest.raises(Refused):
        mark_answer(study.instance, ask_id, "b1", "answers it", "Good.", today(study))
    publish_answer(study.instance, ask_id, "b1", 1, today(study))
    for mark, words in (("answers it", ""), ("maybe", "Good."), ("answers it", "a" * 10_000)):
        with pytest.raises(BadInput):
            mark_answer(study.instance, ask_id, "b1", mark, words, today(study))
    mark_answer(study.instance, ask_id, "b1", "answers it", "It says what comes next.",
                today(study))  # fmt: skip
    (ask,) = seen(study, 9)
    assert (ask.answers[0].mark, ask.answers[0].mark_words) == (
        "answers it",
        "It says what comes next.",
    )
    assert "marked" in [one.what for one in ask.happened]


def test_bodies_look_at_the_facts_for_fourteen_days_before(study: OpenedStudy) -> None:
    ask_id = drafted(study)
    said = "A third was told clearly what was decided."
    token = make_preview_link(study.instance, ask_id, "b1", said, now(study))
    shown = link_shown(study.instance, token, now(study, 14))
    assert shown is not None
    assert (shown.purpose, shown.preview_words) == ("preview", said)
    comment_by_link(study.instance, token, "We are called Example Platform Ltd.", now(study, 1))
    comment_by_link(study.instance, token, "Ask Jo, she was in our files.", now(study, 2))
    put_comment_aside(study.instance, ask_id, 2, "It names a person.", today(study))
    with pytest.raises(Refused):
        answer_by_link(study.instance, token, GIVEN, now(study, 1))
    assert link_shown(study.instance, token, now(study, 15)) is None
    with_public_report(study)
    with pytest.raises(Refused):
        publish_ask(study.instance, ask_id, today(study) + timedelta(days=14))
    publish_ask(study.instance, ask_id, today(study) + timedelta(days=15))
    (ask,) = seen(study, 15)
    assert (ask.comments, [one.body_id for one in ask.comments_received]) == ((), ["b1"])
    assert "Example Platform Ltd." not in ask.model_dump_json()
    pass_comment(study.instance, ask_id, 1, today(study))
    with pytest.raises(Refused, match="No comment 2 waits"):
        pass_comment(study.instance, ask_id, 2, today(study))
    (ask,) = seen(study, 15)
    assert [one.words for one in ask.comments] == ["We are called Example Platform Ltd."]
    assert ask.comments_received == ()
    assert ask.sentence == "Say what you decided, in words a person can use."
    put_comment_aside(study.instance, ask_id, 1, "It names a person too.", today(study))
    assert seen(study, 15)[0].comments == ()


def test_each_body_reads_the_sentences_that_were_meant_for_it(study: OpenedStudy) -> None:
    ask_id = drafted(study)
    words = {"b1": "Few heard from platforms.", "b2": "Many heard from hotlines."}
    links = {
        body: make_preview_link(study.instance, ask_id, body, said, now(study))
        for body, said in words.items()
    }
    for body, token in links.items():
        shown = link_shown(study.instance, token, now(study))
        assert shown is not None
        assert shown.preview_words == words[body]


def test_an_ask_whose_facts_are_looked_at_waits_for_that_when_its_report_goes_out(
    study: OpenedStudy,
) -> None:
    ask_id = drafted(study)
    make_preview_link(study.instance, ask_id, "b1", "", now(study))
    make_ask_ready(study.instance, ask_id, today(study))
    with study.instance.engine.connect() as conn:
        decided = standing_of(conn, study.id).digest
    report = StudyReport(study.id, 1, decided, {})
    publish_report(study.instance, report, today(study) + timedelta(days=14))
    assert seen(study, 14) == ()
    publish_ask(study.instance, ask_id, today(study) + timedelta(days=15))
    assert len(seen(study, 15)) == 1


def test_how_it_was_sent_and_that_it_is_withdrawn_are_public(study: OpenedStudy) -> None:
    ask_id = published(study)
    token = make_answer_link(study.instance, ask_id, "b1", now(study))
    for how, day in (("", 0), ("By letter", 1), ("By letter", -1), ("a" * 10_000, 0)):
        on = today(study) + timedelta(days=day)
        with pytest.raises(BadInput):
            note_sent(study.instance, ask_id, how, on, today(study))
    note_sent(study.instance, ask_id, "By letter", today(study), today(study))
    withdraw_ask(study.instance, ask_id, "A law says it now.", today(study))
    (ask,) = seen(study)
    assert (ask.how_sent, ask.sent_on) == ("By letter", today(study).isoformat())
    assert ask.withdrawn_because == "A law says it now."
    assert ask_standing(ask, today(study) + timedelta(days=200)) == "withdrawn"
    assert link_shown(study.instance, token, now(study)) is None
    with pytest.raises(StudyStateWrong):
        withdraw_ask(study.instance, ask_id, "Again.", today(study))


def test_asks_are_found_by_study_and_by_who_is_asked(study: OpenedStudy) -> None:
    first = published(study)
    second = published(study, bodies=(BodyWritten("hotlines", "Example Hotline"),))
    day = today(study)
    with study.instance.engine.connect() as conn:
        assert [one.id for one in public_asks_of(conn, study.id, day)] == [first, second]
        assert public_asks_of(conn, "another", day) == ()
        hotlines = public_asks_to(conn, Addressee("hotlines"), day)
        named = public_asks_to(conn, Addressee("hotlines", "EXAMPLE HOTLINE"), day)
        assert public_asks_to(conn, Addressee("police"), day) == ()
    assert [one.id for one in hotlines] == [first, second]
    assert [one.id for one in named] == [second]
    assert [one.slug for one in addressees_of(seen(study))] == [
        "hotlines",
        "hotlines-example-hotline",
        "platforms",
        "platforms-example-platform",
    ]


def test_every_act_is_in_the_journal_with_who_did_it(study: OpenedStudy) -> None:
    staff = replace(study, instance=study.instance.acting_as("coordinator Ada"))
    ask_id = published(staff)
    token = make_answer_link(staff.instance, ask_id, "b1", now(study))
    answer_by_link(study.instance.acting_as("body asked"), token, GIVEN, now(study))
    publish_answer(staff.instance, ask_id, "b1", 1, today(study))
    mark_answer(staff.instance, ask_id, "b1", "answers it", "Good.", today(study))
    withdraw_ask(staff.instance, ask_id, "Done.", today(study))
    said = {one.event: one.role for one in search_journal(study.instance, study_id=study.id)}
    for event in ("ask written", "ask published", "link of an ask made", "answer published",
                  "answer marked", "ask withdrawn"):  # fmt: skip
        assert said[event] == "coordinator Ada", event
    assert said["ask answered"] == "body asked"
    assert token not in str(list(search_journal(study.instance, study_id=study.id)))


def test_asks_of_a_report_that_is_held_back_are_held_back_with_it(study: OpenedStudy) -> None:
    """They go out on its day, and wait longer where it does."""
    until = today(study) + timedelta(days=20)
    ask_id = drafted(study)
    make_ask_ready(study.instance, ask_id, today(study))
    with writing(study.instance.engine) as conn:
        keep_facts(conn, study.id, ReadingFacts(embargo_until=until))
        decided = standing_of(conn, study.id).digest
    publish_report(study.instance, StudyReport(study.id, 1, decided, {}), today(study))
    assert seen(study, 19) == ()
    assert [one.published_on for one in seen(study, 20)] == [until.isoformat()]
    later = drafted(study)
    with pytest.raises(BadInput):
        publish_ask(study.instance, later, today(study), until - timedelta(days=1))
    publish_ask(study.instance, later, today(study))
    with writing(study.instance.engine) as conn:
        hold_back(conn, study.id, 1, until + timedelta(days=5))
    assert seen(study, 24) == ()
    assert len(seen(study, 25)) == 2


def test_a_report_has_the_asks_that_go_out_with_it_and_earlier_ones(study: OpenedStudy) -> None:
    liked = (Evidence(question="like", row="none"), Evidence(question="like", row="well"))
    draft, ready = drafted(study, evidence=liked), drafted(study, evidence=liked)
    make_ask_ready(study.instance, ready, today(study))
    looked_at = drafted(study)
    make_ask_ready(study.instance, looked_at, today(study))
    make_preview_link(study.instance, looked_at, "b1", "", now(study))
    out = published(study)
    for day, own in ((0, {ready, out}), (15, {ready, looked_at, out})):
        with study.instance.engine.connect() as conn:
            on = today(study) + timedelta(days=day)
            asks, earlier = asks_of_report(conn, study.id, on, practice=False)
        assert {one.id for one in asks} == own
        assert earlier == ()
        with study.instance.engine.connect() as conn:
            assert asks_of_report(conn, "other", on, practice=True) == ((), ())
            own_of_other, earlier = asks_of_report(conn, "other", on, practice=False)
        assert own_of_other == ()
        assert [one.id for one in earlier] == [out]
    made_of = {one.id for one in report_made_of(study.instance, study.id).given.asks}
    assert ready in made_of
    assert draft not in made_of


def test_an_ask_for_a_day_ahead_stands_in_no_report_that_is_read_before(
    study: OpenedStudy,
) -> None:
    with_public_report(study)
    ask_id, ahead = drafted(study), today(study) + timedelta(days=10)
    publish_ask(study.instance, ask_id, today(study), ahead)

    def own(days: int) -> list[str]:
        with study.instance.engine.connect() as conn:
            on = today(study) + timedelta(days=days)
            return [one.id for one in asks_of_report(conn, study.id, on, practice=False)[0]]

    assert (own(9), own(10)) == ([], [ask_id])
    with writing(study.instance.engine) as conn:
        keep_facts(conn, study.id, ReadingFacts(embargo_until=ahead))
    assert own(0) == []
    with writing(study.instance.engine) as conn:
        hold_back(conn, study.id, 1, ahead)
    assert own(0) == [ask_id]


def test_asks_of_a_report_with_a_passphrase_stand_in_no_digest(study: OpenedStudy) -> None:
    published(study)
    assert SENTENCE in digest_of_year(study.instance, today(study).year, today(study))
    with writing(study.instance.engine) as conn:
        keep_facts(conn, study.id, ReadingFacts(passphrase="kept"))
    with pytest.raises(Refused):
        digest_of_year(study.instance, today(study).year, today(study))


def with_editions(study: OpenedStudy, numbers: tuple[int, ...]) -> None:
    """Let editions of the report be ready, which are read from the day on that was said."""
    with writing(study.instance.engine) as conn:
        until = facts_of(conn, study.id).embargo_until
        for number in numbers:
            put_edition_row(conn, EditionRow(study.id, number, today(study), until, ""))
        go_out_with_report(conn, study.id, until or today(study), today(study))


def held_until(study: OpenedStudy, days: int) -> None:
    """Say that the report is held back for so many days."""
    wish = ReadingWish(embargo_until=today(study) + timedelta(days=days))
    set_reading(study.instance, study.id, wish, today(study))


def test_an_embargo_that_is_moved_holds_every_edition_that_nobody_reads(study: OpenedStudy) -> None:
    held_until(study, 10)
    with_editions(study, (1, 2))
    for days in (60, 30):
        held_until(study, days)
        for day, read in ((10, []), (days - 1, []), (days, [2, 1])):
            with study.instance.engine.connect() as conn:
                shelf = shelved(conn, study.id, today(study) + timedelta(days=day))
            assert [one.number for one in shelf.editions] == read


def test_asks_wait_for_an_edition_that_is_held_back_longer_beside_one_that_is_read(
    study: OpenedStudy,
) -> None:
    with_editions(study, (1,))
    waits = drafted(study)
    make_ask_ready(study.instance, waits, today(study))
    held_until(study, 10)
    with_editions(study, (2,))
    early, other = drafted(study), drafted(study)
    with pytest.raises(BadInput):
        publish_ask(study.instance, early, today(study), today(study))
    publish_ask(study.instance, early, today(study), today(study) + timedelta(days=20))
    publish_ask(study.instance, other, today(study))
    withdraw_ask(study.instance, other, "It was asked twice.", today(study))
    assert len(seen(study, 10)) == 2
    held_until(study, 60)
    assert seen(study, 59) == ()
    until = (today(study) + timedelta(days=60)).isoformat()
    assert [one.published_on for one in seen(study, 60)] == [until] * 3
    assert {
        one.day for ask in seen(study, 60) for one in ask.happened if one.what == "published"
    } == {until}
    with pytest.raises(Refused, match="An answer to ask 1 is due on"):
        held_until(study, 90)
    assert seen(study, 59) == ()
    set_reading(study.instance, study.id, ReadingWish(), today(study))
    assert len(seen(study)) == 3
