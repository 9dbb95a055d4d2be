"""What every act on an ask does alike: whether the table of its life has it, and noting it.

It knows the life of asks. It must not know a use case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from survey.errors import BadInput, Refused, StudyStateWrong
from survey.follow_up.ask_life import ASK_LIFE, AskAct, AskNeed, ask_may
from survey.follow_up.ask_limits import has_control_characters, wanting_to_publish
from survey.follow_up.ask_standing import answer_of
from survey.follow_up.asks import Ask, Body, SurvivorsMark
from survey.services.steps.ask_sources import ask_source, evidence_cells
from survey.storage.follow_up import ask_link_rows, ask_rows
from survey.storage.follow_up.ask_rows import AskRow
from survey.storage.staff import journal

_KEPT = "Nothing was changed."
_STANDS = {
    "draft": "it is a draft",
    "ready": "it waits for its report",
    "published": "it is published",
    "withdrawn": "it was withdrawn",
}


def ask_for(conn: Connection, ask_id: str, act: AskAct) -> AskRow:
    """Return an ask on which an act is possible now.

    StudyUnknown where there is none of that id, StudyStateWrong where it stands elsewhere.
    """
    row = ask_rows.ask_row(conn, ask_id)
    if not ask_may(row.stand, act):
        raise StudyStateWrong(
            f"Ask {row.ask.number} cannot be {act} now: {_STANDS[row.stand]}.",
            kept=_KEPT,
            do="Look at the ask to see what can be done with it.",
        )
    return row


def body_of(ask: Ask, body_id: str) -> Body:
    """Return a body of an ask; Refused where nobody of that id is asked."""
    found = next((one for one in ask.bodies if one.id == body_id), None)
    if found is None:
        raise Refused("Nobody like that is asked here.", kept=_KEPT, do="Look at who is asked.")
    return found


def note_ask(conn: Connection, ask: Ask, event: str, day: date, words: str = "") -> None:
    """Write into the journal what was done with an ask."""
    said = f"Ask {ask.number}. {words}".strip()
    journal.note(conn, day=day, study_id=ask.of_id, event=event, words=said[: journal.WORDS])


def keep_mark(
    conn: Connection, ask: Ask, body_id: str, mark: SurvivorsMark, words: str, today: date
) -> None:
    """Keep what survivors say of the newest public answer of a body, in words; a later mark takes
    its place. Refused where nothing was answered."""
    body_of(ask, body_id)
    found = answer_of(ask, body_id)
    if found is None:
        raise Refused("Nothing that they answered is public.", kept=_KEPT, do="Publish it first.")
    values = {"mark": mark, "mark_words": words, "marked_on": today}
    ask_rows.change_answer(conn, ask.id, body_id, found.number, **values)
    ask_rows.note_happening(conn, ask.id, today, "marked", body_id, f"This {mark}. {words}")
    note_ask(conn, ask, "answer marked", today, f"Body {body_id}: this {mark}. {words}")


def words_within(text: str, name: str, most: int, *, needed: bool = False) -> str:
    """Return words without blanks around them.

    BadInput for more than `most` characters, for signs that cannot be shown, and for none where
    some are `needed`.
    """
    words = text.strip()
    wrong = ""
    if needed and not words:
        wrong = f"{name} is missing."
    elif len(words) > most:
        wrong = f"{name} has {len(words):,} characters, and {most:,} are taken."
    elif has_control_characters(words):
        wrong = f"{name} holds a character that cannot be shown."
    if wrong:
        raise BadInput(wrong, kept=_KEPT, do=f"Write it anew, in up to {most:,} characters.")
    return words


def require_needs(conn: Connection, row: AskRow, act: AskAct, today: date) -> None:
    """Refuse what an act needs and an ask has not: BadInput for what is missing in the ask,
    Refused for what has to come first."""
    needs, ask = ASK_LIFE[act].needs, row.ask
    wanting = _wanting(conn, ask, needs, today)
    if wanting:
        raise BadInput(" ".join(wanting), kept=_KEPT, do="Write what is missing, then try again.")
    first = _first(conn, row, needs, today)
    if first:
        raise Refused(first[0], kept=_KEPT, do=first[1])


def go_out(conn: Connection, row: AskRow, day: date, today: date) -> None:
    """Let an ask be public from a day on; links to look at its facts lead nowhere any more."""
    ask_rows.change_ask(conn, row.ask.id, stand="published", published_on=day)
    ask_rows.note_happening(conn, row.ask.id, day, "published")
    for one in row.comments:
        if not one.aside_because:
            said = date.fromisoformat(one.comment.day)
            ask_rows.note_happening(conn, row.ask.id, said, "commented", one.comment.body_id)
    for body in row.ask.bodies:
        ask_link_rows.drop_ask_link(
            conn, ask_link_rows.AskLinkPlace(row.ask.id, body.id, "preview")
        )
    note_ask(conn, row.ask, "ask published", today, f"From {day.isoformat()} on.")


def go_out_with_report(conn: Connection, of_id: str, day: date, today: date) -> int:
    """Let all asks that wait for the report of a study or council go out on the day from which it
    is read, and return how many.

    One whose facts are still looked at, or whose words are not complete any more, goes on waiting.
    """
    went = 0
    for row in ask_rows.ask_rows_of(conn, of_id):
        waits = row.stand == "ready" and not _looked_at(row, day)
        if waits and not _wanting(conn, row.ask, ASK_LIFE["published"].needs, day):
            go_out(conn, row, day, today)
            went += 1
    return went


def _wanting(conn: Connection, ask: Ask, needs: frozenset[AskNeed], today: date) -> Sequence[str]:
    wanting = list(wanting_to_publish(ask)) if "somebody is asked" in needs else []
    cells = "what it rests on is printed" in needs
    if cells and len(evidence_cells(conn, ask.of_id, ask.evidence)) < len(ask.evidence):
        wanting.append("Something that it rests on is not printed any more.")
    if cells and not ask.evidence and not wanting:
        wanting.append("Say what it rests on.")
    is_over = bool(ask.due_on) and ask.due_on <= today.isoformat()
    if is_over and "an answer is due on a day ahead" in needs:
        wanting.append("The day by which an answer is due is over. Choose a later one.")
    return wanting


def _first(
    conn: Connection, row: AskRow, needs: frozenset[AskNeed], today: date
) -> tuple[str, str] | None:
    source = ask_source(conn, row.ask.of_id)
    if "no preview is running" in needs and _looked_at(row, today):
        until = row.preview_until.isoformat() if row.preview_until else ""
        return f"Those who are asked look at the facts until {until}.", "Publish it after that day."
    if "its report is public" in needs and source.out_from is None:
        return (
            "Its report is not public yet.",
            "Let it go out with the report, or publish the report first.",
        )
    if "it may leave" in needs and not source.may_leave:
        return "Nobody has signed for its numbers yet.", "Have them signed for first."
    return None


def _looked_at(row: AskRow, today: date) -> bool:
    return row.preview_until is not None and today <= row.preview_until
