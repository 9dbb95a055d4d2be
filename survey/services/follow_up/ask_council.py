"""Asking a council whether an answer answers its ask, and publishing what it says by its rule.

It reads what rounds publish, which went through the protection of a council. It must not know a
rating, or who rated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.delphi.files import round_editing
from survey.delphi.files.round_editing import Data
from survey.errors import Refused
from survey.follow_up.ask_standing import answer_of
from survey.follow_up.ask_words import body_words
from survey.follow_up.asks import Ask, BodyAnswer, SurvivorsMark
from survey.services.steps.ask_acts import ask_for, body_of, keep_mark, note_ask
from survey.services.steps.council_files import kept_file
from survey.services.steps.next_round import once_counted
from survey.services.steps.round_begun import rating_round
from survey.services.steps.round_keeping import RoundSaving, change_round
from survey.storage.council import council_rows, round_drafts, round_releases
from survey.storage.council.council_rows import CouncilRow
from survey.storage.database import writing
from survey.storage.follow_up import ask_rows, statement_rows
from survey.storage.follow_up.statement_rows import AnswerStatement
from survey.storage.instance import Instance
from survey.storage.studies.published_editions import facts_of

_KEPT = "Nothing was changed."
#: Letters of an answer that stand in its statement; members read the rest where it is public.
MOST_OF_ANSWER = 500

_STATEMENT = "{body} was asked: “{ask}” It answered: “{answer}” This answers what was asked."
_CUT = " […] All of it: {address}"
_SAID = {
    "answers it": "Members of the council “{title}” agree, by its rule, that it does (round {n}).",
    "does not answer it": "Members of the council “{title}” agree, by its rule, that it does not"
    " (round {n}).",
}


@dataclass(frozen=True, slots=True)
class CouncilOnAnswer:
    """What a council was asked about the newest answer of a body: the statement, how the council is
    called, and what it says by its rule with the round in which it did ("" and 0: nothing yet, or
    nothing that may be said)."""

    body_id: str
    council_id: str
    title: str
    statement: str
    mark: SurvivorsMark
    round: int


def put_to_council(
    instance: Instance, ask_id: str, body_id: str, council_id: str, saving: RoundSaving
) -> str:
    """Put to a council, in the round that is written next, whether the newest public answer of a
    body answers its ask; return the id of the statement, whose words can be changed until the round
    opens.

    StudyUnknown; Refused where nothing was answered, it was put to that council already, one is for
    practice and the other is not, or its next round rates no statements; else as `keep_round`.
    """
    with instance.engine.connect() as conn:
        row = ask_for(conn, ask_id, "marked")
        council = council_rows.get(conn, council_id)
        answer = _answer(row.ask, body_id)
        if row.ask.practice != council.practice:
            raise Refused("Practice goes with practice.", kept=_KEPT, do="Choose another council.")
        asked_as = _of_answer(conn, row.ask, answer, council_id)
        if asked_as and _is_asked(conn, council, asked_as):
            raise Refused(
                "The council is asked about this answer already.",
                kept=_KEPT,
                do="Wait for its round, or change the statement where the round is written.",
            )
        based_on = round_drafts.newest_number(conn, council_id, council.council.round + 1)
        before = statement_rows.statements_of(conn, council_id)
    words = _words(row.ask, answer, instance.settings.address_of_site)
    statement = ""

    def change(data: Data) -> Data:
        nonlocal statement
        begun = _begun(council, data)
        taken = {*before, *(one.id for one in council.register.statements)}
        statement = round_editing.free_id(begun, "answer", taken)
        languages = council.file.languages
        said = {code: words if code == languages[0] else "" for code in languages}
        return round_editing.with_words(begun, statement, said, "", languages)

    change_round(instance, council_id, based_on, change, saving)
    with writing(instance.engine) as conn:
        if asked_as:
            statement_rows.drop_statement(conn, council_id, asked_as)
        about = AnswerStatement(council_id, statement, ask_id, body_id, answer.number)
        statement_rows.put_statement(conn, about)
        note_ask(conn, row.ask, "answer put to council", saving.today, f"Body {body_id}.")
    return statement


def publish_what_council_says(
    instance: Instance, ask_id: str, body_id: str, council_id: str, today: date
) -> SurvivorsMark:
    """Publish what a council says by its rule of the newest answer of a body, and return it.

    Refused where it was not asked, or no round said anything that may be told: too few rated, no
    agreement, or the round is not counted yet; and where not everybody may read yet what the
    council says.
    """
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "marked")
        body_of(row.ask, body_id)
        asked = {(one.body_id, one.council_id): one for one in _on_answers(conn, row.ask)}
        found = asked.get((body_id, council_id))
        if found is None or not found.mark:
            what = "says nothing by its rule" if found else "was not asked about this answer"
            raise Refused(
                f"The council {council_id} {what}.",
                kept=_KEPT,
                do="Put it to the council, and count the round in which it is rated.",
            )
        _require_for_all(conn, council_id, today)
        words = _SAID[found.mark].format(title=found.title, n=found.round)
        keep_mark(conn, row.ask, body_id, found.mark, words, today)
    return found.mark


def _require_for_all(conn: Connection, council_id: str, today: date) -> None:
    """Refuse to tell everybody what a council says before a day, or behind a passphrase."""
    facts = facts_of(conn, council_id)
    until = facts.embargo_until
    if facts.passphrase:
        why = "asks for a passphrase"
    elif until is not None and until > today:
        why = f"is read by nobody before {until.isoformat()}"
    else:
        return
    raise Refused(
        f"The report of the council {council_id} {why}, and what it says here would be for all.",
        kept=_KEPT,
        do="Wait for that day, or have those who look after the council let everybody read it.",
    )


def councils_to_ask(instance: Instance, *, practice: bool) -> tuple[tuple[str, str], ...]:
    """Return the councils that may be asked of which rounds are still to come, each with what it is
    called: those for practice, or the others."""
    with instance.engine.connect() as conn:
        every = council_rows.every(conn)
    return tuple(
        (one.id, one.file.title.in_language(one.file.languages[0]))
        for one in every
        if one.practice == practice and one.council.state not in ("stopped", "reported")
    )


def councils_on_answers(instance: Instance, ask_id: str) -> tuple[CouncilOnAnswer, ...]:
    """Return what councils were asked about the newest answers to an ask, and what they say."""
    with instance.engine.connect() as conn:
        return _on_answers(conn, ask_rows.ask_row(conn, ask_id).ask)


def _on_answers(conn: Connection, ask: Ask) -> tuple[CouncilOnAnswer, ...]:
    return tuple(
        _said_of(conn, one)
        for answer in ask.answers
        for one in statement_rows.statements_on(conn, ask.id)
        if (one.body_id, one.number) == (answer.body_id, answer.number)
        and _is_asked(conn, council_rows.get(conn, one.council_id), one.statement)
    )


def _said_of(conn: Connection, about: AnswerStatement) -> CouncilOnAnswer:
    """Return what the newest round that rated a statement says of it."""
    council = council_rows.get(conn, about.council_id)
    title = council.file.title.in_language(council.file.languages[0])
    verdicts = [
        (one.verdict, release.number)
        for release in round_releases.every(conn, about.council_id)
        for one in release.statements
        if one.statement == about.statement
    ]
    verdict, number = verdicts[-1] if verdicts else (None, 0)
    mark: SurvivorsMark = ""
    if verdict == "consensus for":
        mark = "answers it"
    elif verdict == "consensus against":
        mark = "does not answer it"
    said = mark, number if mark else 0
    return CouncilOnAnswer(about.body_id, about.council_id, title, about.statement, *said)


def _of_answer(conn: Connection, ask: Ask, answer: BodyAnswer, council_id: str) -> str:
    """Return the statement by which an answer was put to a council; "" where it was not."""
    wanted = council_id, answer.body_id, answer.number
    found = (
        one.statement
        for one in statement_rows.statements_on(conn, ask.id)
        if (one.council_id, one.body_id, one.number) == wanted
    )
    return next(found, "")


def _is_asked(conn: Connection, council: CouncilRow, statement: str) -> bool:
    """Tell whether a statement stands in the register, or in the round that is written now: it can
    be taken out of that again."""
    if any(one.id == statement for one in council.register.statements):
        return True
    number = council.council.round + 1
    if not round_drafts.newest_number(conn, council.id, number):
        return False
    data = kept_file(round_drafts.version(conn, council.id, number).file, "file of a round")[1]
    return bool(round_editing.entry_of(data, statement))


def _answer(ask: Ask, body_id: str) -> BodyAnswer:
    body_of(ask, body_id)
    found = answer_of(ask, body_id)
    if found is None:
        raise Refused("Nothing that they answered is public.", kept=_KEPT, do="Publish it first.")
    return found


def _begun(council: CouncilRow, data: Data) -> Data:
    row = once_counted(council)
    has_rated = "rate" in row.council.rounds
    return rating_round(data, row.register, has_rated=has_rated, kept=_KEPT)


def _words(ask: Ask, answer: BodyAnswer, site: str) -> str:
    body, words = body_words(body_of(ask, answer.body_id)), " ".join(answer.words.split())
    cut = words[:MOST_OF_ANSWER].rstrip() if len(words) > MOST_OF_ANSWER else ""
    said = cut + _CUT.format(address=f"{site}/asks/{ask.id}") if cut else words
    return _STATEMENT.format(body=body, ask=ask.sentence, answer=said)
