"""Publishing a draft: nothing may be left to do, and each trustee gets a sheet; then it opens.

It knows sheets while they are handed over. It must not store, log or return them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from survey.errors import Refused, StudyStateWrong
from survey.questionnaire.entrance import WayIn, entrance_of
from survey.services.steps.found_keys import FoundKeys, HandOver, make_sheets
from survey.services.steps.hand_out_sheets import SheetHandOut
from survey.services.steps.publishing_facts import DraftFacts, draft_facts, require_publishable
from survey.services.steps.study_terms import StudyTerms, as_stored, promised_days, study_row
from survey.storage.database import writing
from survey.storage.instance import Instance
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
        self.study_id, self.title = found.draft.study_id, found.draft.title
        self.practice = found.draft.practice
        self.trustees, self.threshold = found.plan.trustees, found.plan.threshold
        self.hand_out = hand_out

    def confirm(self, link: str, words: tuple[str, ...], today: date) -> bool:
        """Take the words of one trustee; return whether the study exists now.

        SharesRefused for other words; Refused where the draft was changed meanwhile: then the keys
        are thrown away.
        """
        if not self.hand_out.confirm(link, words):
            return False
        keys = self.hand_out.keys
        self.hand_out.forget()
        _store(self._instance, self.study_id, self._version, self._terms, keys, today)
        return True


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
    keys, sheets = make_sheets(study_id, terms)
    return DraftPublishing(instance, found, terms, SheetHandOut(keys, sheets, clock))


def publish_draft(
    instance: Instance, study_id: str, days: OpeningDays, today: date, hand_over: HandOver
) -> str:
    """Publish a draft at once, and give the study's id, which is that of the draft.

    `hand_over` takes each share sheet to its trustee. Refused as above, and when one did not
    confirm.
    """
    found, terms = _publishable(instance, study_id, days, today)
    keys, sheets = make_sheets(study_id, terms)
    for number, sheet in enumerate(sheets, 1):
        if not hand_over(number, sheet):
            raise Refused(
                f"The trustee of share sheet {number} of {terms.shares} did not confirm it.",
                kept="Nothing was published, and no sheet that was handed over opens anything.",
                do="Destroy these sheets, and begin again when all trustees are there.",
            )
    _store(instance, study_id, found.draft.newest, terms, keys, today)
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
    study_id: str,
    version: int,
    terms: StudyTerms,
    keys: FoundKeys,
    today: date,
) -> None:
    """Store the study in one transaction with its draft, where that is as it was."""
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
        _published(connection, study_id)


def _require_unpublished(found: DraftFacts) -> None:
    if found.draft.state not in (*LIFE["published"].leads, *LIFE["found ready"].leads):
        raise StudyStateWrong(
            f"The draft {found.draft.study_id} is {found.draft.state}, so it cannot be published.",
            kept="Nothing was published.",
        )


def _published(connection: Connection, study_id: str) -> None:
    study_drafts.set_state(connection, study_id, "published", study_id)
