"""Opening a round of a council: joining ends before the first one, and a round becomes a study.

It knows the plan of a round and public keys. It must not know members, or open an answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from survey.delphi.files.plans import CouncilFile, RoundPlan
from survey.delphi.files.round_file import read_round
from survey.delphi.form.round_form import form_of
from survey.delphi.life.council_life import OpenRound, fewest
from survey.delphi.life.statements import Rate, Register
from survey.errors import Action, Do, InstanceUnsound, Refused
from survey.mixing.mix import mix
from survey.questionnaire.advice.proofreading import hurting
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.place_names import place_name
from survey.sealing.codes.member_tags import ROUNDS_MOST
from survey.services.steps.careful_words import require_careful
from survey.services.steps.next_round import NextRound as NextRound
from survey.services.steps.next_round import round_as_read, stopped_by_rule
from survey.services.steps.round_days import last_day
from survey.services.steps.round_texts import end_round_words
from survey.storage.council import council_acts, council_rows, joining, round_releases
from survey.storage.database import hold_letterbox, writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.storage.words import risk_rows
from survey.studies.days import month_after

_NOT_OPENED = "Nothing was opened."


def read_next_round(instance: Instance, council_id: str, text: str | bytes, name: str) -> NextRound:
    """Read the text of a file called `name` as the next round of a council.

    StudyUnknown; QuestionnaireProblems lists all that is wrong.
    """
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        published = round_releases.every(connection, council_id)
    return round_as_read(row, published, text, name)


def check_first_round(council: CouncilFile, text: str | bytes, name: str) -> RoundPlan:
    """Read a file as round 1 of a council that is not created yet, and return its plan.

    QuestionnaireProblems lists all that is wrong; Refused for words that could not be put before
    members.
    """
    plan, _ = read_round(text, name, council, Register(), 1)
    _require_care(form_of(council, plan, 1), practice=False)
    return plan


def all_stopped(instance: Instance, council_id: str) -> bool:
    """Return whether the rule rates no statement of a council any more; StudyUnknown."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        done = stopped_by_rule(round_releases.every(connection, council_id))
    judged = {one.id for one in row.register.in_state("result")}
    return bool(judged) and judged <= set(done)


def require_round(
    instance: Instance, council_id: str, written: NextRound, closes_on: date | None, now: datetime
) -> int:
    """Refuse a round as `open_round` would; change nothing, and return the number it would have."""
    return _ready(instance, council_id, written, closes_on, now).council.round + 1


def open_round(
    instance: Instance, council_id: str, written: NextRound, closes_on: date | None, now: datetime
) -> study_rows.StudyRow:
    """Open the next round of a council until the end of `closes_on`, or for two weeks, and return
    its study.

    Before round 1 joining ends: all who wait become members in one mix. StudyUnknown; Refused when
    the council cannot open a round now, too few joined, or the closing day is past. Cut short, it
    is taken up where it stopped. What moderators read of the round before is gone with it:
    InstanceUnsound when traces of that are still in the log.
    """
    ready = _ready(instance, council_id, written, closes_on, now)
    today, until = now.astimezone(UTC).date(), last_day(closes_on, now, _NOT_OPENED)
    if ready.joined is None:
        mix(instance, now=now, admitting=council_id)
    with writing(instance.engine) as connection:
        hold_letterbox(connection)
        row = council_rows.get(connection, council_id)
        if row.council.round != ready.council.round:
            raise Refused(
                f"Round {row.council.round} of the council {council_id} was opened meanwhile.",
                kept="Nothing more was changed.",
                do=("See what is next", Action(Do.SEE_COUNCIL, council_id)),
            )
        opened = _opened(row, written)
        study = _study(opened, written.plan, opened.council.round, until, today)
        study_rows.add(connection, study)
        until_said = f"Until {until}."
        council_acts.keep(connection, opened, "round opened", today, until_said)
    _end_words(instance, council_id, today)
    return study


def _end_words(instance: Instance, council_id: str, today: date) -> None:
    """Let the words of earlier rounds be gone; InstanceUnsound while their bytes are there."""
    if not end_round_words(instance, council_id, today):
        raise InstanceUnsound(
            "What was erased is still in the write-ahead log: the database is being read.",
            kept="The round is open.",
            do=("End long-running readers of the database, then mix", Action(Do.MIX)),
        )


def _ready(
    instance: Instance, council_id: str, written: NextRound, closes_on: date | None, now: datetime
) -> council_rows.CouncilRow:
    """Return a council that can open this round now."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        _require_risks_decided(connection, row)
        enough = row.joined is not None or joining.enough_wait(
            connection, council_id, fewest(practice=row.practice)
        )
    number = _opened(row, written).council.round
    _require_care(form_of(row.file, written.plan, number), practice=row.practice)
    _require_few(row, number)
    last_day(closes_on, now, _NOT_OPENED)
    _require_enough(row, enough=enough)
    return row


def _require_risks_decided(connection: Connection, row: council_rows.CouncilRow) -> None:
    """Refuse to end the words of the latest round while two moderators are to decide of one."""
    latest = council_rows.round_id(row.id, row.council.round)
    if risk_rows.undecided(connection, latest):
        raise Refused(
            "A possible current risk in what a member wrote waits to be decided.",
            kept=_NOT_OPENED,
            do="Two moderators decide of it first: the texts are gone once the next round opens.",
        )


def _opened(row: council_rows.CouncilRow, written: NextRound) -> council_rows.CouncilRow:
    """Return a council as it is with one more round: after what happened to statements, and with
    what the round puts to all."""
    council, register = row.council.apply(OpenRound(written.plan.kind)), row.register
    for event in (*written.events, *(Rate(one.id) for one in written.plan.statements)):
        register = register.apply(event, council.round)
    return replace(row, council=council, register=register, plans=(*row.plans, written.plan))


def _require_care(form: Questionnaire, *, practice: bool) -> None:
    """Refuse to put words before members that may hurt, press or name them, or are hard to read."""
    found = () if practice else hurting(form)
    require_careful(
        [(place_name(form, each.place), each) for each in found], "asked of people", _NOT_OPENED
    )


def _require_few(row: council_rows.CouncilRow, number: int) -> None:
    if number > ROUNDS_MOST:
        raise Refused(
            f"A council has at most {ROUNDS_MOST} rounds of all kinds.",
            kept=_NOT_OPENED,
            do=("See what came of it", Action(Do.REPORT_COUNCIL, row.id)),
        )


def _require_enough(row: council_rows.CouncilRow, *, enough: bool) -> None:
    if not enough:
        least = fewest(practice=row.practice)
        raise Refused(
            f"Fewer than {least} people have joined so far, and the first round needs {least}.",
            kept="Nothing was opened, and whoever joined stays.",
            do=(
                "Wait for more, or hand out more codes",
                Action(Do.INVITE_MORE, row.id),
                "Of fewer, each could be told by what they say.",
            ),
        )


def _study(
    row: council_rows.CouncilRow, plan: RoundPlan, number: int, closes_on: date, today: date
) -> study_rows.StudyRow:
    form = form_of(row.file, plan, number)
    return study_rows.StudyRow(
        id=council_rows.round_id(row.id, number),
        state="open",
        questionnaire_json=to_json(form),
        fingerprint=fingerprint(form),
        practice=row.practice,
        reviewed=row.reviewed,
        numbers_public=row.numbers_public,
        words_public=row.words_public,
        shares=row.shares,
        threshold=row.threshold,
        opened_on=today,
        closes_on=closes_on,
        results_by=month_after(closes_on, 1),
        organisation=row.organisation,
        safeguarding=row.safeguarding,
        jurisdiction=row.jurisdiction,
        ceiling=row.joined or 0,
        council_id=row.id,
        round=number,
    )
