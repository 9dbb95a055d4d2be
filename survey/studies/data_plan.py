"""When everything that is kept ends: each table and folder by name, and the days of one study.

It knows names, events and days. It must not know rows, answers or a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from survey.studies.days import month_after

#: Whole months after the month in which results are promised, until sealed answers are destroyed.
SEALED_MONTHS = 6
#: Days for which comments of reviewers are kept of a draft that nobody went on with.
COMMENT_DAYS = 365

#: What ends a thing that is kept: the next mix, the closing of its study, the end of its opened
#: words, its archiving, the end of its council, the end of the work it is for, staff themselves (by
#: signing out, leaving, or changing it). What stays, stays for a reason.
EndOfData = Literal[
    "mixed", "closed", "words ended", "archived", "council ended", "work over", "staff", "stays"
]


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """One table, or one name in the instance folder: what it holds, and what ends that; `why` it
    stays, where it does. What is not ended before its study is archived ends then at the latest,
    but for what staff end and what stays."""

    holds: str
    ends: EndOfData
    why: str = ""
    told: bool = True


_ASKED = "what was asked, and of whom it was told, is a public fact of a study"
_STAFF = "it is about staff, who leave by an act of their own"
_PART = "it is a part of what stays"
_OURS = "it is of the whole instance, and of no study"

#: Every table of the database; a test holds this against the schema.
TABLES: Mapping[str, KeptPlace] = {
    "letters": KeptPlace("sealed answers that wait for a mix", "closed"),
    "slips": KeptPlace("sealed wishes to take answers back, and how it was to answer", "closed"),
    "drafts": KeptPlace("forms that were put aside, sealed under six words", "closed"),
    "study_invitations": KeptPlace("marks of the codes of cards", "closed"),
    "codes": KeptPlace("sealed answers", "archived"),
    "texts": KeptPlace("sealed texts", "archived"),
    "spent": KeptPlace("marks that something was sent or thanked", "archived"),
    "payments": KeptPlace("thank-you codes that nobody took", "archived"),
    "invitation_batches": KeptPlace("how many cards were made, and for whom", "archived"),
    "jobs": KeptPlace("slow work that was asked for, and what came of it", "archived"),
    "reviewers": KeptPlace("letters of reviewers, and marks of their links", "archived"),
    "reviewed_texts": KeptPlace("what reviewers were shown", "archived"),
    "review_comments": KeptPlace("what reviewers wrote", "archived"),
    "sheet_checks": KeptPlace("marks by which holders were asked for their sheets", "archived"),
    "paid_slips": KeptPlace("marks of slips that somebody was paid for", "archived"),
    "destruction_links": KeptPlace("marks of links with which holders confirm", "archived"),
    "invitations": KeptPlace("marks of codes of a council that nobody used", "council ended"),
    "joinings": KeptPlace("sealed tags of people who join a council", "council ended"),
    "members": KeptPlace("tags of a council's members, one for each round", "council ended"),
    "own_ratings": KeptPlace("what a member rated, sealed under their words", "council ended"),
    "opened_texts": KeptPlace("opened texts, sealed for moderators", "words ended"),
    "words_keys": KeptPlace("the key to them, wrapped for each moderator", "words ended"),
    "codings": KeptPlace("what coders gave to a text, sealed", "words ended"),
    "coding_settlements": KeptPlace("what coders settled on, sealed", "words ended"),
    "quote_proposals": KeptPlace("texts that were looked at for a quote", "words ended"),
    "risk_flags": KeptPlace("texts that were looked at for a current risk", "archived"),
    "risk_voices": KeptPlace("what was decided of a current risk, and why", "archived"),
    "batch": KeptPlace("the key of the letters that wait", "mixed"),
    "staff_sessions": KeptPlace("who is signed in at the desk", "staff"),
    "accounts": KeptPlace("who works at the desk", "staff"),
    "account_roles": KeptPlace("what each of them may do", "staff"),
    "recovery_codes": KeptPlace("marks of codes to sign in with", "staff"),
    "passkeys": KeptPlace("public keys to sign in with", "staff"),
    "reading_keys": KeptPlace("keys with which moderators read", "staff"),
    "studies": KeptPlace(
        "questions, statements, days, public keys and rounded numbers", "stays", _ASKED
    ),
    "study_drafts": KeptPlace("questionnaires that are written", "stays", _ASKED, told=False),
    "draft_versions": KeptPlace("each version of a questionnaire", "stays", _ASKED, told=False),
    "publishing_plans": KeptPlace("what people were told of the law", "stays", _ASKED),
    "confirmations": KeptPlace(
        "what a role confirmed before publishing", "stays", "it says who answers for it", told=False
    ),
    "review_verdicts": KeptPlace(
        "which version reviewers signed off; their reasons end when it is archived",
        "stays",
        "it says what was agreed to",
        told=False,
    ),
    "words_openings": KeptPlace(
        "on which day words were opened", "stays", "it shows when they had to end", told=False
    ),
    "quotes": KeptPlace(
        "words that two people let a report print", "stays", "whoever wrote them allowed it"
    ),
    "code_books": KeptPlace("the names of themes, with their rules", "stays", "it is published"),
    "released_themes": KeptPlace("protected counts of themes", "stays", "they are published"),
    "council_drafts": KeptPlace("councils that are prepared", "stays", _ASKED, told=False),
    "round_versions": KeptPlace("each version of a round's file", "stays", _ASKED, told=False),
    "releases": KeptPlace("protected numbers", "stays", "they are published"),
    "release_decisions": KeptPlace(
        "what staff decided about each table of a release",
        "stays",
        "it says who answers for it",
        told=False,
    ),
    "release_signatures": KeptPlace(
        "who signed for a release", "stays", "it says who answers for it", told=False
    ),
    "releases_going_out": KeptPlace("releases as they go out", "stays", _PART, told=False),
    "round_releases": KeptPlace("protected numbers of rounds", "stays", _PART, told=False),
    "noise_ledger": KeptPlace(
        "headline numbers with noise", "stays", "they are published, and what they spent is spent"
    ),
    "published_editions": KeptPlace(
        "which report was published when, and what lists say of it", "stays", "it is published"
    ),
    "reading_facts": KeptPlace(
        "themes of a report, whom it asks, and who may read it", "stays", _PART, told=False
    ),
    "changes": KeptPlace("what changed because of a study", "stays", "it is public"),
    "notices": KeptPlace("what was told about a study", "stays", "it is public"),
    "councils": KeptPlace("statements, rules and days of a council", "stays", _ASKED, told=False),
    "council_report_signatures": KeptPlace(
        "who signed a report of a council", "stays", "staff answer for it", told=False
    ),
    "minority_notes": KeptPlace(
        "what the team adds to a report", "stays", "it is published", told=False
    ),
    "data_ends": KeptPlace("when data ended", "stays", "people can look it up", told=False),
    "held_sheets": KeptPlace("who destroys which share sheet, until nobody has to", "staff"),
    "destroyed_sheets": KeptPlace(
        "which share sheets are destroyed",
        "stays",
        "it shows that nobody can open a copy",
        told=False,
    ),
    "report_texts": KeptPlace("what was written of its report", "stays", "it is published"),
    "asks": KeptPlace("what was asked of whom because of it", "stays", "it is public"),
    "ask_bodies": KeptPlace("who was asked", "stays", "it is public", told=False),
    "ask_answers": KeptPlace("what they answered", "stays", "it is public"),
    "ask_comments": KeptPlace(
        "what they said of the facts before", "stays", "it is public", told=False
    ),
    "ask_events": KeptPlace("what happened with it", "stays", "it is public", told=False),
    "ask_statements": KeptPlace(
        "which statements of councils are about which answers", "stays", "it is public", told=False
    ),
    "year_digests": KeptPlace("which digests are public", "stays", "it is public", told=False),
    "ask_links": KeptPlace("marks of links with which they answer", "work over", told=False),
    "journal": KeptPlace(
        "what staff did, decided and signed, in the journal", "stays", "staff answer for it"
    ),
    "journal_head": KeptPlace("the end of the journal", "stays", _PART, told=False),
}

#: Every name that can lie in the instance folder; a test holds this against a folder in use.
FOLDERS: Mapping[str, KeptPlace] = {
    "survey.db": KeptPlace(
        "the tables, where they lie in a file", "stays", "see the tables", told=False
    ),
    "survey.db-wal": KeptPlace("what was written last, until a mix or an end", "mixed"),
    "survey.db-shm": KeptPlace("an index of the former", "mixed"),
    "ephemeral": KeptPlace("batch secrets and the key of the day", "mixed"),
    "keys": KeptPlace("the site key, which opens no answer", "stays", _OURS, told=False),
    "published": KeptPlace("reports", "stays", "they are published"),
    "certificates": KeptPlace("proofs of releases, some with exact counts", "archived"),
    "job-files": KeptPlace("files of work that is under way", "work over", told=False),
    "loading": KeptPlace("a file while it is loaded", "work over", told=False),
    "backups.json": KeptPlace(
        "where backups were written to, on which days, and their digests", "staff", told=False
    ),
    ".upgrade": KeptPlace(
        "a copy of the tables while they are brought up to date", "work over", told=False
    ),
    "jobs.lock": KeptPlace("nothing: whoever works holds it", "stays", "it is empty", told=False),
    "published.lock": KeptPlace(
        "nothing: whoever publishes holds it", "stays", "it is empty", told=False
    ),
    "practice-shares": KeptPlace("share sheets of invented studies", "staff", told=False),
    "resources.json": KeptPlace("the list of support services", "stays", _OURS, told=False),
}


def ending_with(*ends: EndOfData) -> tuple[str, ...]:
    """Return the tables whose rows of a study end with one of these, in the order of the list."""
    return tuple(name for name, kept in TABLES.items() if kept.ends in ends)


def what_is_erased() -> tuple[str, ...]:
    """Return in words what is erased with a study or council, whatever ended before that."""
    places = (*TABLES.values(), *FOLDERS.values())
    ends = ("closed", "words ended", "archived", "council ended")
    return tuple(kept.holds for kept in places if kept.ends in ends and kept.told)


def what_stays() -> tuple[str, ...]:
    """Return in words what stays of a study or council."""
    places = (*TABLES.values(), *FOLDERS.values())
    return tuple(kept.holds for kept in places if kept.ends == "stays" and kept.told)


#: What is planned of a study, in the order in which it comes.
PlannedWhat = Literal["before closing", "opened words", "sealed answers", "backups"]


@dataclass(frozen=True, slots=True)
class StudyDays:
    """The days of a study that its plan follows from; None where something has not happened.

    `backup_days` is for how long backups are kept. `asks_words`: people can write texts.
    """

    closes_on: date
    results_by: date
    backup_days: int
    asks_words: bool = True
    closed_on: date | None = None
    words_opened_on: date | None = None
    words_until: date | None = None
    words_ended: bool = False
    archived_on: date | None = None
    backups_until: date | None = None
    shredded_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedEnd:
    """One end: the last day on which something may be there, and the day on which it ended (None:
    not yet, or it was not noted). `there`: by now there is something that can end."""

    what: PlannedWhat
    latest: date
    ended_on: date | None = None
    there: bool = True
    ended: bool = False

    @property
    def is_over(self) -> bool:
        """Return whether it has ended."""
        return self.ended or self.ended_on is not None

    @property
    def never_was(self) -> bool:
        """Return whether it is over, and there never was anything that could end."""
        return self.is_over and not self.there

    def is_late(self, today: date) -> bool:
        """Return whether it should have ended."""
        return self.there and not self.is_over and today > self.latest


def sealed_until(results_by: date) -> date:
    """Return the last day on which sealed answers may be kept, by the first day of the month in
    which results are promised: that is what people are told, and what is planned."""
    return month_after(results_by, SEALED_MONTHS + 1) - timedelta(days=1)


def plan_of(days: StudyDays) -> tuple[PlannedEnd, ...]:
    """Return when all that is kept of a study ends, in the order of the last days."""
    sealed = sealed_until(days.results_by)
    planned = [PlannedEnd("before closing", days.closes_on + timedelta(days=1), days.closed_on)]
    if days.asks_words:
        latest = min(days.words_until or sealed, sealed)
        day = None if days.words_ended else days.archived_on
        there = days.words_opened_on is not None
        planned.append(PlannedEnd("opened words", latest, day, there, days.words_ended))
    planned.append(PlannedEnd("sealed answers", sealed, days.archived_on))
    until = days.backups_until or (days.archived_on or sealed) + timedelta(days=days.backup_days)
    there = days.archived_on is not None
    planned.append(PlannedEnd("backups", until, days.shredded_on, there))
    return tuple(planned)
