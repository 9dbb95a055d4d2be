"""Publishing a draft: nothing may be left to do, and each trustee gets a sheet; then it opens.

It knows sheets while they are handed over. It must not store, log or return them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock

from sqlalchemy import Connection

from survey.errors import Refused, StudyStateWrong, SurveyError
from survey.questionnaire.entrance import WayIn, entrance_of
from survey.services.steps.found_keys import FoundKeys, HandOver, make_sheets
from survey.services.steps.hand_out_sheets import SheetHandOut
from survey.services.steps.publishing_facts import DraftFacts, draft_facts, require_publishable
from survey.services.steps.rehearse_ceremony import Rehearsal, rehearse_ceremony
from survey.services.steps.study_terms import StudyTerms, as_stored, promised_days, study_row
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows
from survey.storage.staff import journal
from survey.storage.studies import study_drafts, study_life
from survey.studies.askings import ASKINGS
from survey.studies.life_table import LIFE
from survey.studies.publishing_tasks import REVIEWERS_NEEDED

#: No study takes fewer answers than this: no number below it would be printed.
_FEWEST_TAKEN = 10


@dataclass(frozen=True, slots=True)
class OpeningDays:
    """What people are promised: the last day and the month of results.

    The most responses that are taken, and how people come in, follow from the kind of asking
    where they are None.
    """

    closes_on: date | None = None
    results_by: date | None = None
    ceiling: int | None = None
    way_in: WayIn | None = None


class DraftPublishing:
    """A draft whose sheets are being handed out, as it was when they were made."""

    def __init__(
        self, instance: Instance, found: DraftFacts, terms: StudyTerms, hand_out: SheetHandOut
    ) -> None:
        self._instance, self._version, self._terms = instance, found.draft.newest, terms
        self.id, self.title = found.draft.study_id, found.draft.title
        self.practice, self.rehearsal = found.draft.practice, False
        self.trustees, self.threshold = found.plan.trustees, found.plan.threshold
        self.hand_out = hand_out
        self._storing, self._is_stored = Lock(), False

    def confirm(self, link: str, words: tuple[str, ...], today: date) -> bool:
        """Take the words of one trustee; return whether the study exists now.

        SharesRefused for other words; Refused where the draft was changed meanwhile: then the keys
        are worth nothing. Where the database cannot be written to, the last of them confirms again.
        """
        if not self.hand_out.confirm(link, words):
            return False
        with self._storing:
            if not self._is_stored:
                keys, accounts = self.hand_out.keys, self.hand_out.holders()
                try:
                    _store(self._instance, self._version, self._terms, keys, today, accounts)
                except SurveyError:
                    self.hand_out.forget()
                    raise
                self._is_stored = True
                self.hand_out.forget()
        return True

    def stop(self, instance: Instance, today: date, why: str) -> None:
        """Forget the sheets, and note in the journal why: nothing is published."""
        self.hand_out.forget()
        with writing(instance.engine) as connection:
            event = "keys thrown away"
            journal.note(connection, day=today, study_id=self.id, event=event, words=why)


def begin_publishing(
    instance: Instance,
    study_id: str,
    days: OpeningDays,
    today: date,
    clock: Callable[[], datetime],
) -> DraftPublishing:
    """Make the keys of a draft, whose sheets wait for their trustees for an hour.

    Refused while a task blocks, or days do not fit; StudyUnknown; QuestionnaireProblems.
    """
    found, terms = _publishable(instance, study_id, days, today)
    keys, sheets = make_sheets(study_id, terms, instance.site_key)
    with writing(instance.engine) as connection:
        said = f"{terms.shares} sheets, {terms.threshold} open it; they wait for an hour."
        journal.note(connection, day=today, study_id=study_id, event="keys made", words=said)
    return DraftPublishing(instance, found, terms, SheetHandOut(keys, sheets, clock))


def practise_publishing(
    instance: Instance, study_id: str, today: date, clock: Callable[[], datetime]
) -> Rehearsal:
    """Return the ceremony of a draft to practise with, whatever else is left to do.

    Refused where its trustees are not named, or it was published; StudyUnknown.
    """
    with instance.engine.connect() as connection:
        found = draft_facts(instance, connection, study_id, today)
    _require_unpublished(found)
    return rehearse_ceremony(found.draft.title, found.plan.trustees, found.plan.threshold, clock)


def publish_draft(
    instance: Instance, study_id: str, days: OpeningDays, today: date, hand_over: HandOver
) -> str:
    """Publish a draft at once, and give the study's id, which is that of the draft.

    `hand_over` takes each share sheet to its trustee. Refused as above, and when one did not
    confirm.
    """
    found, terms = _publishable(instance, study_id, days, today)
    keys, sheets = make_sheets(study_id, terms, instance.site_key)
    for number, sheet in enumerate(sheets, 1):
        if not hand_over(number, sheet):
            raise Refused(
                f"The trustee of share sheet {number} of {terms.shares} did not confirm it.",
                kept="Nothing was published, and no sheet that was handed over opens anything.",
                do="Destroy these sheets, and begin again when all trustees are there.",
            )
    _store(instance, found.draft.newest, terms, keys, today)
    return study_id


def _publishable(
    instance: Instance, study_id: str, days: OpeningDays, today: date
) -> tuple[DraftFacts, StudyTerms]:
    with instance.engine.connect() as connection:
        found = draft_facts(instance, connection, study_id, today)
    _require_unpublished(found)
    require_publishable(found.facts)
    asking = ASKINGS[found.draft.asking]
    _require_room(days.ceiling, found.draft.expected)
    terms = StudyTerms(
        len(found.plan.trustees),
        found.plan.threshold,
        found.draft.practice,
        reviewed=found.facts.signed_off >= REVIEWERS_NEEDED,
        closes_on=days.closes_on,
        results_by=days.results_by,
        ceiling=days.ceiling or asking.ceiling(found.draft.expected),
        entrance=entrance_of(days.way_in or asking.invitation),
        **found.told,
    )
    promised_days(terms, today)
    as_stored(found.asked, terms)  # refused before there are any sheets
    return found, terms


def _require_room(ceiling: int | None, expected: int) -> None:
    """Refuse to take so few answers that people who are asked would find the study full."""
    if ceiling is None or ceiling >= max(_FEWEST_TAKEN, expected):
        return
    what = f"You expect about {expected} people, and would take no more than {ceiling} answers."
    raise Refused(
        what if ceiling < expected else f"{ceiling} answers are too few to print anything.",
        kept="Nothing was published.",
        do=f"Choose {max(_FEWEST_TAKEN, expected)} or more.",
    )


def _store(
    instance: Instance,
    version: int,
    terms: StudyTerms,
    keys: FoundKeys,
    today: date,
    accounts: Sequence[str] = (),
) -> None:
    """Store the study in one transaction with its draft, where that is as it was."""
    study_id = keys.id
    with writing(instance.engine) as connection:
        found = draft_facts(instance, connection, study_id, today)
        _require_unpublished(found)
        if found.draft.newest != version:
            raise StudyStateWrong(
                f"Version {found.draft.newest} of {study_id} was saved meanwhile.",
                kept="Nothing was published, and no sheet that was handed over opens anything.",
                do="Destroy these sheets, and begin again.",
            )
        require_publishable(found.facts)
        study_life.publish(
            connection, study_row(keys, found.asked, replace(terms, **found.told), today)
        )
        sheet_check_rows.add(
            connection, study_id, keys.checks, today, holders=found.plan.trustees, accounts=accounts
        )
        _published(connection, study_id)


def _require_unpublished(found: DraftFacts) -> None:
    if found.draft.state not in (*LIFE["published"].leads, *LIFE["found ready"].leads):
        raise StudyStateWrong(
            f"The draft {found.draft.study_id} is {found.draft.state}, so it cannot be published.",
            kept="Nothing was published.",
        )


def _published(connection: Connection, study_id: str) -> None:
    study_drafts.set_state(connection, study_id, "published", study_id)
