"""Looking at what bodies sent: passing it as it was given, putting it aside, marking it.

It knows words of bodies. It changes none of them.
"""

from __future__ import annotations

from datetime import date

from survey.errors import BadInput, Refused, StudyStateWrong
from survey.follow_up.ask_life import AskAct, answer_may
from survey.follow_up.ask_limits import ANSWER_LETTERS, ASK_LETTERS
from survey.follow_up.ask_standing import answer_of
from survey.follow_up.asks import AskHappening, SurvivorsMark
from survey.services.steps.ask_acts import ask_for, body_of, keep_mark, note_ask, words_within
from survey.storage.database import writing
from survey.storage.follow_up import ask_rows
from survey.storage.follow_up.ask_rows import AnswerVersion, AskRow
from survey.storage.instance import Instance

_KEPT = "Nothing was changed."
MARKS: tuple[SurvivorsMark, ...] = ("answers it", "does not answer it")


def publish_answer(instance: Instance, ask_id: str, body_id: str, number: int, today: date) -> None:
    """Publish an answer as it was given; the one before it stays to be read as corrected.

    StudyUnknown; Refused where there is no such answer; StudyStateWrong where it does not wait.
    """
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "answer published")
        found = _waiting(row, body_id, number, "answer published")
        before = answer_of(row.ask, body_id)
        if before is not None:
            ask_rows.change_answer(conn, ask_id, body_id, before.number, stand="corrected")
        ask_rows.change_answer(conn, ask_id, body_id, number, stand="published")
        given = date.fromisoformat(found.answer.answered_on)
        happened: AskHappening = "corrected" if before else "answered"
        ask_rows.note_happening(conn, ask_id, given, happened, body_id)
        note_ask(conn, row.ask, "answer published", today, f"Body {body_id}, version {number}.")


def put_answer_aside(
    instance: Instance, ask_id: str, body_id: str, number: int, because: str, today: date
) -> None:
    """Keep an answer from being published, with the reason, such as that it names a person."""
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "answer put aside")
        _waiting(row, body_id, number, "answer put aside")
        said = words_within(because, "The reason", ASK_LETTERS["reason"], needed=True)
        values = {"stand": "put aside", "aside_because": said}
        ask_rows.change_answer(conn, ask_id, body_id, number, **values)
        note_ask(
            conn, row.ask, "answer put aside", today, f"Body {body_id}, version {number}: {said}"
        )


def pass_comment(instance: Instance, ask_id: str, number: int, today: date) -> None:
    """Let a comment on the facts be printed as it was given, once its ask is out; Refused where
    none of that number waits. No finding is changed by it."""
    with writing(instance.engine) as conn:
        row = ask_rows.ask_row(conn, ask_id)
        if not ask_rows.pass_comment(conn, ask_id, number, today):
            raise Refused(
                f"No comment {number} waits here: it was looked at, or there is none.",
                kept=_KEPT,
                do="Look at the ask as it is now.",
            )
        note_ask(conn, row.ask, "comment passed", today, f"Comment {number}.")


def put_comment_aside(
    instance: Instance, ask_id: str, number: int, because: str, today: date
) -> None:
    """Keep a comment on the facts from being printed from now on, with the reason; also one that
    was passed."""
    with writing(instance.engine) as conn:
        row = ask_rows.ask_row(conn, ask_id)
        said = words_within(because, "The reason", ASK_LETTERS["reason"], needed=True)
        if not ask_rows.put_comment_aside(conn, ask_id, number, said):
            raise Refused("There is no such comment.", kept=_KEPT, do="Look at the list.")
        note_ask(conn, row.ask, "comment put aside", today, f"Comment {number}: {said}")


def mark_answer(
    instance: Instance, ask_id: str, body_id: str, mark: str, words: str, today: date
) -> None:
    """Keep what survivors on the council decided of a published answer, with their words.

    A coordinator enters the council's decision; a later one takes its place, and both stay in what
    happened. BadInput for no mark or no words; Refused where nothing was answered.
    """
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "marked")
        said = words_within(words, "Their words", ANSWER_LETTERS["mark_words"], needed=True)
        marks = {one: one for one in MARKS}
        if mark not in marks:
            raise BadInput(
                "Say whether it answers the ask.", kept=_KEPT, do="Choose one of the two."
            )
        keep_mark(conn, row.ask, body_id, marks[mark], said, today)


def _waiting(row: AskRow, body_id: str, number: int, act: AskAct) -> AnswerVersion:
    body_of(row.ask, body_id)
    for one in row.answers:
        if (one.answer.body_id, one.answer.number) == (body_id, number):
            if one.stand == "waiting" and answer_may(one.stand, act):
                return one
            raise StudyStateWrong(
                "This answer does not wait any more.",
                kept=_KEPT,
                do="Look at the ask as it is now.",
            )
    raise Refused("There is no such answer.", kept=_KEPT, do="Look at the ask as it is now.")
