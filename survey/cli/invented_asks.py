"""Asks of a demonstration, with what invented bodies answered, and which of them are silent: nobody
was asked any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from survey.follow_up.ask_standing import NO_ANSWER_AFTER, SECOND_LETTER_AFTER
from survey.follow_up.asks import AnswerStatus, BodyAnswer, Evidence, StakeholderGroup, Theme
from survey.services.follow_up.link_body import answer_by_link, make_answer_link
from survey.services.follow_up.look_at_answer import mark_answer, publish_answer
from survey.services.follow_up.publish_ask import make_ask_ready, note_sent
from survey.services.follow_up.write_ask import AskWritten, BodyWritten, write_ask
from survey.services.overview.asks_at_desk import citable_of
from survey.storage.instance import Instance

#: Days after an ask is out on which it is sent, and on which invented bodies answer.
_SENT, _ANSWERED = 3, 30


@dataclass(frozen=True, slots=True)
class InventedAsk:
    """One ask of a demonstration, and what each of its bodies answers (None: nothing): how, in
    which words, and the reason of what is declined or the evidence of what is done. `late` are the
    days since answers were due by now; fewer than none lie ahead."""

    sentence: str
    theme: Theme
    done: str
    question: str
    rows: tuple[str, ...]
    bodies: tuple[tuple[StakeholderGroup, str, str], ...]
    answers: tuple[tuple[AnswerStatus, str, str] | None, ...]
    late: int
    mark: str = ""


INVENTED_ASKS = (
    InventedAsk(
        "Say what you decided, in words a person can use.",
        "reporting",
        "Every report ends with a written decision, its reason, and what to do if it is wrong.",
        "A09",
        ("clear", "automatic"),
        (
            ("platforms", "Example Platform", "trust and safety"),
            ("hotlines", "Example Hotline", "service lead"),
            ("platforms", "Example Video Service", "trust and safety"),
        ),
        (
            ("partly", "From June, each decision will name the rule it rests on.", ""),
            ("done", "Every person now gets two sentences.", "The two sentences, on our page."),
            None,
        ),
        12,
        "A rule’s name is not a reason. Nothing is said about what to do if it is wrong.",
    ),
    InventedAsk(
        "Match an image once, so that it stays down everywhere.",
        "removal",
        "A match made by one service is used by the others within a day.",
        "A10",
        ("came-back", "not-taken-down"),
        (("platforms", "Example Platform", "product"), ("hotlines", "", "")),
        (("accepted", "We join the shared list this year.", ""), None),
        SECOND_LETTER_AFTER + 5,
    ),
    InventedAsk(
        "Add “none of these” to every report form, and read what comes in.",
        "reporting",
        "The choice is there, a person reads it, and survivors look at the list each year.",
        "A04",
        ("no-choice-fitted",),
        (("platforms", "", "policy"), ("police", "", "law enforcement liaison")),
        (None, ("declined", "We cannot add it.", "Nobody here could read what comes in.")),
        NO_ANSWER_AFTER + 10,
    ),
    InventedAsk(
        "Tell people within a day that their report has arrived.",
        "reporting",
        "A message goes out within a day, and says when an answer will come.",
        "A08",
        ("nothing-heard", "later"),
        (("hotlines", "Example Hotline", "service lead"),),
        (("done", "A message goes out within an hour.", "The message, on our page."),),
        20,
    ),
    InventedAsk(
        "Take part in a yearly talk with survivors about what they met.",
        "support",
        "Each year there is a talk, and what was said there is public.",
        "A09",
        ("not-told-clearly", "never-heard"),
        (("governments", "", "policy"),),
        (None,),
        -60,
    ),
)


def invent_asks(
    instance: Instance, study_id: str, then: datetime, today: date
) -> Mapping[str, InventedAsk]:
    """Write asks that go out with the report of a study some time before today, and return them by
    their ids; none that rests on a question which was not asked, or on what is not printed."""
    printed = {one.evidence for one in citable_of(instance, study_id)}
    made: dict[str, InventedAsk] = {}
    for one in INVENTED_ASKS:
        cells = [Evidence(question=one.question, row=row) for row in one.rows]
        found = [cell for cell in cells if cell in printed]
        if found:
            bodies = [
                BodyWritten(group, name, function, leads=place == 0)
                for place, (group, name, function) in enumerate(one.bodies)
            ]
            due = (today - timedelta(days=one.late)).isoformat()
            check = bool(one.mark)
            words = AskWritten(one.sentence, one.theme, bodies, one.done, found, check, due)
            ask_id = write_ask(instance, study_id, words, then.date())
            make_ask_ready(instance, ask_id, then.date())
            made[ask_id] = one
    return made


def answer_invented_asks(
    instance: Instance, made: Mapping[str, InventedAsk], then: datetime
) -> None:
    """Send asks that are out `then`, let some of the invented bodies answer, and mark the first
    answer."""
    sent = (then + timedelta(days=_SENT)).date()
    answering = then + timedelta(days=_ANSWERED)
    today = answering.date()
    for ask_id, one in made.items():
        note_sent(instance, ask_id, "By letter", sent, today)
        for place, said in enumerate(one.answers, 1):
            if said is None:
                continue
            status, words, shown = said
            why = {"reason" if status == "declined" else "evidence": shown}
            given = BodyAnswer(body_id="", status=status, words=words, answered_on="", **why)
            token = make_answer_link(instance, ask_id, f"b{place}", answering)
            answer_by_link(instance, token, given, answering)
            publish_answer(instance, ask_id, f"b{place}", 1, today)
        if one.mark:
            mark_answer(instance, ask_id, "b1", "does not answer it", one.mark, today)
