"""What is known of a study before it is published, from everywhere it is kept; and the one rule.

It knows drafts, files, confirmations and sign-offs. It must not know keys or answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection

from survey.errors import Action, Do, Refused
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire, Text
from survey.questionnaire.place_names import place_name
from survey.questionnaire.what_people_read import Piece, reading_fingerprint, what_people_read
from survey.services.steps.founding_terms import Responsible, Terms, terms_from
from survey.services.steps.groups_foreseen import groups_foreseen
from survey.services.steps.people_who_go_on import people_who_could_go_on, people_who_read_words
from survey.services.steps.resources_to_check import services_to_confirm
from survey.services.steps.support_list import Resources, regions_without, resources_of
from survey.settings import shipped
from survey.storage.instance import Instance
from survey.storage.studies import publishing_plans, reviews, study_drafts
from survey.studies.publishing_tasks import (
    PublishingFacts,
    PublishingTask,
    blocking,
    publishing_tasks,
)

#: Versions of drafts whose questions are kept in memory, read and worked out: pages look often.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class ReadText:
    """What people would read of a version: all pieces, and the fingerprint that sign-offs name."""

    pieces: tuple[Piece, ...]
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft with what its newest version asks, what people are told, and all that is known."""

    draft: study_drafts.StudyDraft
    asked: Questionnaire
    told: Responsible
    read: ReadText
    plan: publishing_plans.PublishingPlan
    facts: PublishingFacts

    @property
    def tasks(self) -> tuple[PublishingTask, ...]:
        """Return the task list."""
        return publishing_tasks(self.facts)


def read_text(asked: Questionnaire, told: Responsible) -> ReadText:
    """Return what people would read of a questionnaire and of what they are told of the law."""
    return _read(asked, told["safeguarding"], told["jurisdiction"])


@lru_cache(maxsize=_KEPT)
def _read(asked: Questionnaire, safeguarding: Text, jurisdiction: Text) -> ReadText:
    pieces = what_people_read(asked, safeguarding, jurisdiction)
    return ReadText(pieces, reading_fingerprint(pieces))


def law_words(safeguarding: Text, jurisdiction: Text) -> str:
    """Return the words that a legal sign-off is for, a line each."""
    said = [
        f"{code}: {words}" for text in (safeguarding, jurisdiction) for code, words in text.pairs
    ]
    return "\n".join(said)


def payment_words(asked: Questionnaire) -> str:
    """Return the words in which a payment is promised, as they are confirmed; "" for none."""
    if asked.payment is None:
        return ""
    texts = (asked.payment.amount, asked.payment.note)
    return "\n".join(f"{code}: {words}" for text in texts for code, words in text.pairs)


def draft_facts(
    instance: Instance, connection: Connection, study_id: str, today: date
) -> DraftFacts:
    """Return what is known of a draft; StudyUnknown, or QuestionnaireProblems in its file."""
    draft = study_drafts.get(connection, study_id)
    asked = _asked(study_drafts.version(connection, study_id).file)
    plan = publishing_plans.plan_of(connection, study_id)
    told = _told(instance, connection, study_id, plan)
    text = read_text(asked, told)
    trustees = (len(plan.trustees), plan.threshold) if plan.trustees else None
    facts = _facts(
        instance, connection, study_id, asked, told, text, trustees, draft.practice, today
    )
    return DraftFacts(draft, asked, told, text, plan, facts)


def file_facts(
    instance: Instance, connection: Connection, asked: Questionnaire, terms: Terms, today: date
) -> PublishingFacts:
    """Return what is known of a questionnaire file that is to be published on some terms.

    Whatever was confirmed and signed off of a draft here that reads the same, holds for the file.
    """
    told = Responsible(
        organisation=terms.organisation,
        safeguarding=terms.safeguarding,
        jurisdiction=terms.jurisdiction,
        legal_sign_off=terms.legal_sign_off,
    )
    text = read_text(asked, told)
    found = reviews.drafts_signed_off(connection, text.fingerprint)
    best = max(found, key=lambda one: found[one], default="")
    sheets = terms.shares, terms.threshold
    return _facts(instance, connection, best, asked, told, text, sheets, terms.practice, today)


def require_publishable(facts: PublishingFacts) -> None:
    """Refuse to publish while anything blocks: the same rule for drafts and for files."""
    blocks = blocking(publishing_tasks(facts))
    if not blocks:
        return
    points = "One point blocks" if len(blocks) == 1 else f"{len(blocks)} points block"
    said = " ".join(f"{task.title}: {_why(facts.asked, task)}" for task in blocks)
    raise Refused(
        f"{points} publishing. {said}",
        kept="Nothing was published.",
        do=_what_to_do(blocks),
    )


def _why(asked: Questionnaire, task: PublishingTask) -> str:
    stops = [piece for piece in task.advice if piece.stops]
    if task.missing:
        return f"not complete: {', '.join(task.missing)}."
    if not stops:
        return task.why
    said = "; ".join(f"{place_name(asked, piece.place)}: {piece.what}" for piece in stops)
    return f"this cannot be asked of people as it is. {said}."


def _what_to_do(blocks: tuple[PublishingTask, ...]) -> tuple[str | Action, ...]:
    names = {task.name for task in blocks}
    said: list[str | Action] = []
    if any(piece.stops for task in blocks for piece in task.advice):
        said += ["See what to write instead", Action(Do.CHECK_QUESTIONNAIRE)]
    if names & {"organisation", "safeguarding"}:
        said.append("Write what people are told into the settings (see docs/operating.md).")
    if "help" in names:
        said += ["See which services nobody confirmed", Action(Do.CHECK_RESOURCES)]
    if names & {"reviews", "people", "payment", "trustees"}:
        said += ["See the tasks of its draft", Action(Do.SEE_TASKS)]
    return (*said, "Or publish it", Action(Do.PUBLISH_FOR_PRACTICE))


@lru_cache(maxsize=_KEPT)
def _asked(file: str) -> Questionnaire:
    return read_questionnaire(file, "draft")


def _told(
    instance: Instance,
    connection: Connection,
    study_id: str,
    plan: publishing_plans.PublishingPlan,
) -> Responsible:
    """Return what people are told: of the law what was written for this study, or the settings."""
    told = terms_from(instance.settings)
    if not plan.safeguarding:
        return told
    told["safeguarding"], told["jurisdiction"] = plan.safeguarding, plan.jurisdiction
    signed = publishing_plans.confirmed(connection, study_id, "safeguarding")
    holds = signed is not None and signed.words == law_words(plan.safeguarding, plan.jurisdiction)
    told["legal_sign_off"] = f"{signed.role}, {signed.day}" if signed and holds else ""
    return told


def _facts(
    instance: Instance,
    connection: Connection,
    study_id: str,
    asked: Questionnaire,
    told: Responsible,
    text: ReadText,
    trustees: tuple[int, int] | None,
    practice: bool,
    today: date,
) -> PublishingFacts:
    support = _support(instance)
    paid = publishing_plans.confirmed(connection, study_id, "payment")
    verdicts = reviews.verdicts_on(connection, study_id)
    return PublishingFacts(
        asked,
        practice,
        **told,
        help_missing=regions_without(support, asked.audience.regions),
        help_unconfirmed=services_to_confirm(support, asked.audience.regions, today),
        payment_confirmed=paid is not None and paid.words == payment_words(asked),
        trustees=trustees,
        reviewers=len(reviews.reviewers_of(connection, study_id)),
        signed_off=reviews.signed_off(connection, study_id, text.fingerprint),
        not_yet=tuple(
            one.letter
            for one in verdicts
            if one.verdict == "not yet" and one.fingerprint == text.fingerprint
        ),
        people=people_who_could_go_on(connection, study_id),
        moderators=people_who_read_words(connection, study_id),
        groups=groups_foreseen(connection, study_id),
    )


def _support(instance: Instance) -> Resources:
    return resources_of(instance.folder, shipped("config"))
