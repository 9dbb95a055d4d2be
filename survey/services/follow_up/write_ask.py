"""Writing an ask because of a study or council: a sentence, of whom, and what it rests on.

It knows words. It must not know answers of people, or cite what is not printed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from sqlalchemy import Connection

from survey.errors import BadInput
from survey.follow_up.ask_limits import (
    ASK_LETTERS,
    MOST_ASKS,
    MOST_BODIES,
    MOST_EVIDENCE,
    wrong_with_sentence,
)
from survey.follow_up.asks import Ask, Body, Evidence, StakeholderGroup, Theme
from survey.services.steps.ask_acts import ask_for, note_ask, words_within
from survey.services.steps.ask_sources import ask_source, require_citable
from survey.services.steps.new_ids import new_id
from survey.storage.database import writing
from survey.storage.follow_up import ask_rows
from survey.storage.instance import Instance

_KEPT = "Nothing was changed."


@dataclass(frozen=True, slots=True)
class BodyWritten:
    """Somebody who is asked, as it was typed; `id` is "" for somebody new."""

    group: str
    name: str = ""
    function: str = ""
    leads: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class AskWritten:
    """An ask as it was typed; `due_on` is an ISO date, or "" for none yet."""

    sentence: str
    theme: str
    bodies: Sequence[BodyWritten] = ()
    done_looks_like: str = ""
    evidence: Sequence[Evidence] = ()
    survivors_check: bool = False
    due_on: str = ""


def write_ask(instance: Instance, of_id: str, written: AskWritten, today: date) -> str:
    """Keep a new draft of an ask of a study or council, and return its id.

    StudyUnknown; BadInput for words that do not fit, or what is not printed.
    """
    with writing(instance.engine) as conn:
        source = ask_source(conn, of_id)
        number = ask_rows.next_ask_number(conn, of_id)
        if number > MOST_ASKS:
            raise BadInput(
                f"There are {MOST_ASKS} asks here, and no more are taken.",
                kept=_KEPT,
                do="Throw a draft away, or put two asks into one.",
            )
        empty = Ask(id=new_id(), of_id=of_id, number=number, practice=source.practice,
                    sentence="", theme="reporting", bodies=())  # fmt: skip
        ask = _checked(conn, empty, written, ())
        ask_rows.add_ask(conn, ask)
        note_ask(conn, ask, "ask written", today, ask.sentence)
    return ask.id


def rewrite_ask(instance: Instance, ask_id: str, written: AskWritten, today: date) -> None:
    """Keep other words of a draft; one that was ready is a draft again. Errors as above, and
    StudyStateWrong where it was published."""
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "rewritten")
        ask = _checked(conn, row.ask, written, ask_rows.bodies_ever(conn, ask_id))
        ask_rows.rewrite_ask(conn, ask)
        ask_rows.change_ask(conn, ask_id, stand="draft")
        note_ask(conn, ask, "ask rewritten", today, ask.sentence)


def throw_ask_away(instance: Instance, ask_id: str, today: date) -> None:
    """Delete a draft; StudyStateWrong where it was published."""
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "thrown away")
        ask_rows.throw_ask_away(conn, ask_id)
        note_ask(conn, row.ask, "ask thrown away", today, row.ask.sentence)


def _checked(conn: Connection, before: Ask, written: AskWritten, ever: Collection[str]) -> Ask:
    sentence = " ".join(written.sentence.split())
    wrong = wrong_with_sentence(sentence)
    if not wrong and written.theme not in get_args(Theme):
        wrong = f"Choose a theme: {', '.join(get_args(Theme))}."
    if not wrong and len(written.evidence) > MOST_EVIDENCE:
        wrong = f"An ask rests on up to {MOST_EVIDENCE} numbers or statements."
    if wrong:
        raise BadInput(wrong, kept=_KEPT, do="Nothing else has to be typed again.")
    words_within(sentence, "The sentence", ASK_LETTERS["sentence"])
    require_citable(conn, before.of_id, written.evidence)
    values = {
        "sentence": sentence,
        "theme": written.theme,
        "bodies": _bodies(written.bodies, before.bodies, ever),
        "done_looks_like": words_within(
            written.done_looks_like, "“Done looks like”", ASK_LETTERS["done_looks_like"]
        ),
        "evidence": tuple(dict.fromkeys(written.evidence)),
        "survivors_check": written.survivors_check,
        "due_on": _day(written.due_on),
    }
    return before.model_copy(update=values)


def _bodies(
    written: Sequence[BodyWritten], before: Sequence[Body], ever: Collection[str]
) -> tuple[Body, ...]:
    """Return who is asked. A body keeps its id, and with it links and comments, as long as its
    group and name are the same; no id of before is given to another."""
    if len(written) > MOST_BODIES:
        raise BadInput(
            f"An ask is of up to {MOST_BODIES} bodies.", kept=_KEPT, do="Write a second ask."
        )
    known = {one.id: _who(one.group, one.name) for one in before}
    bodies: list[Body] = []
    taken = [int(one[1:]) for one in {*known, *ever} if one[1:].isdecimal()]
    number = max(taken, default=0)
    for one in written:
        if one.group not in get_args(StakeholderGroup):
            raise BadInput("Choose the group of everybody who is asked.", kept=_KEPT, do="")
        name = words_within(one.name, "The name of a body", ASK_LETTERS["body"])
        function = words_within(one.function, "The function there", ASK_LETTERS["function"])
        body_id = one.id
        is_same = known.get(body_id) == _who(one.group, name)
        if not is_same or body_id in {other.id for other in bodies}:
            number += 1
            body_id = f"b{number}"
        values = {"id": body_id, "group": one.group, "function": function, "leads": one.leads}
        bodies.append(Body.model_validate({**values, "name": " ".join(name.split())}))
    return tuple(_one_leads(bodies))


def _who(group: str, name: str) -> tuple[str, str]:
    return group, " ".join(name.split()).casefold()


def _one_leads(bodies: Sequence[Body]) -> Sequence[Body]:
    """Return the bodies with one that leads: of several the first, of none the first."""
    first = next((place for place, one in enumerate(bodies) if one.leads), 0)
    return [one.model_copy(update={"leads": place == first}) for place, one in enumerate(bodies)]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        raise BadInput(
            f"“{text.strip()[:40]}” is no day.", kept=_KEPT, do="Write it as 2027-02-28."
        ) from None
