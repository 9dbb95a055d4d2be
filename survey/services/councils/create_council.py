"""Creating a council: its keys are made and split, its invitation codes are drawn and handed out.

It knows secrets and codes for as long as the call lasts. It must not store, log or return them.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Lock

from sqlalchemy import Connection

from survey.delphi.files.council_file import as_form
from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import FEWEST_IN_PRACTICE, MOST_MEMBERS, Council, fewest
from survey.delphi.life.statements import Register
from survey.errors import Action, Do, Refused, StudyStateWrong
from survey.questionnaire.advice.proofreading import hurting
from survey.questionnaire.files.problems import Path, path_text
from survey.sealing.codes.invitations import CODE_LENGTH, CODE_LETTERS, code_mark, printed
from survey.services.steps.careful_words import require_careful
from survey.services.steps.council_policy import read_new_council
from survey.services.steps.found_keys import FoundKeys, HandOver, found_keys, make_sheets
from survey.services.steps.founding_terms import Terms, terms_from
from survey.services.steps.hand_out_sheets import SheetHandOut
from survey.services.steps.rehearse_ceremony import Rehearsal, rehearse_ceremony
from survey.services.steps.support_list import Resources, require_support
from survey.storage.council import council_acts, council_drafts, council_rows, joining, round_drafts
from survey.storage.council.council_drafts import CouncilDraft
from survey.storage.database import hold_letterbox, writing
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows
from survey.storage.staff import journal


@dataclass(frozen=True, slots=True)
class CouncilTerms(Terms):
    """How a council is created, beside what all terms say: with how many printed codes."""

    members: int = field(kw_only=True)


def create_council(
    instance: Instance,
    file: CouncilFile,
    terms: CouncilTerms,
    today: date,
    hand_over: HandOver,
    hand_out: Callable[[str, Sequence[str]], None],
) -> str:
    """Create a council that people can join, and give its id.

    `hand_over` takes each share sheet to its trustee, and `hand_out` the id and the printed codes;
    the council exists only when all trustees have confirmed and that has returned. SharesRefused
    for impossible numbers; Refused when a trustee did not confirm, for too few or many members, or
    when what people must be told is missing or would hurt.
    """
    require_terms(terms)
    _require_care(file, practice=terms.practice)
    keys = found_keys(terms, instance.site_key, hand_over)
    codes = [_code() for _ in range(terms.members)]
    hand_out(keys.id, [printed(code) for code in codes])
    row = _row(keys, file, terms, today)
    marks = sorted(code_mark(instance.site_key, keys.id, code) for code in codes)
    with writing(instance.engine) as connection:
        hold_letterbox(connection)  # a mix makes these tables anew
        council_acts.create(connection, row)
        sheet_check_rows.add(connection, keys.id, keys.checks, today)
        joining.invite(connection, keys.id, marks)
    return keys.id


class CouncilFounding:
    """A council whose share sheets are being handed out, as its file was when they were made."""

    def __init__(
        self, instance: Instance, draft: CouncilDraft, begun: _Begun, hand_out: SheetHandOut
    ) -> None:
        self._instance, self._begun = instance, begun
        self.id, self.title = draft.council_id, draft.title
        self.practice, self.rehearsal = draft.practice, False
        self.trustees, self.threshold = draft.trustees, draft.threshold
        self.hand_out = hand_out
        self._storing, self._is_stored = Lock(), False

    def confirm(self, link: str, words: tuple[str, ...], today: date) -> bool:
        """Take the words of one trustee; return whether the council exists now.

        SharesRefused for other words; Refused where its file or its trustees were changed
        meanwhile: then the keys are worth nothing.
        """
        if not self.hand_out.confirm(link, words):
            return False
        with self._storing:
            if not self._is_stored:
                self._store(today)
                self._is_stored = True
                self.hand_out.forget()
        return True

    def stop(self, instance: Instance, today: date, why: str) -> None:
        """Forget the sheets, and note in the journal why: nothing is founded."""
        self.hand_out.forget()
        with writing(instance.engine) as connection:
            event = "keys thrown away"
            journal.note(connection, day=today, study_id=self.id, event=event, words=why)

    def _store(self, today: date) -> None:
        keys, begun = self.hand_out.keys, self._begun
        row = replace(_row(keys, begun.file, begun.terms, today), invited=0)
        with writing(self._instance.engine) as connection:
            draft = _unfounded(connection, self.id)
            version = round_drafts.newest_number(connection, self.id, 0)
            if (version, draft.trustees) != (begun.version, self.trustees):
                raise StudyStateWrong(
                    f"“{self.title}” was changed meanwhile.",
                    kept="Nothing was founded, and no sheet that was handed out opens anything.",
                    do="Destroy these sheets, and begin again.",
                )
            council_acts.create(connection, row)
            accounts = self.hand_out.holders()
            sheet_check_rows.add(
                connection, self.id, keys.checks, today, holders=self.trustees, accounts=accounts
            )
            council_drafts.keep(connection, replace(draft, state="founded"))


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is founded: a file at one version, on terms."""

    file: CouncilFile
    version: int
    terms: CouncilTerms


def begin_founding(
    instance: Instance,
    council_id: str,
    support: Resources,
    today: date,
    clock: Callable[[], datetime],
) -> CouncilFounding:
    """Make the keys of a council that is to be founded, whose sheets wait for an hour.

    It begins without printed codes; those are made once it exists. Refused where it cannot be
    founded as it is; QuestionnaireProblems; StudyUnknown; SharesRefused for impossible numbers.
    """
    with instance.engine.connect() as connection:
        draft = _unfounded(connection, council_id)
        version = round_drafts.version(connection, council_id, 0)
    file = read_new_council(version.file.encode(), "council file")
    terms = CouncilTerms(
        len(draft.trustees),
        draft.threshold,
        draft.practice,
        members=draft.members,
        **terms_from(instance.settings),
    )
    require_council(file, terms, support)
    keys, sheets = make_sheets(council_id, terms, instance.site_key)
    with writing(instance.engine) as connection:
        said = f"{terms.shares} sheets, {terms.threshold} open it; they wait for an hour."
        journal.note(connection, day=today, study_id=council_id, event="keys made", words=said)
    begun = _Begun(file, version.number, terms)
    return CouncilFounding(instance, draft, begun, SheetHandOut(keys, sheets, clock))


def practise_founding(
    instance: Instance, council_id: str, clock: Callable[[], datetime]
) -> Rehearsal:
    """Return the ceremony of a council to practise with; Refused where its trustees are not named,
    or it was founded; StudyUnknown."""
    with instance.engine.connect() as connection:
        draft = _unfounded(connection, council_id)
    return rehearse_ceremony(draft.title, draft.trustees, draft.threshold, clock)


def _unfounded(connection: Connection, council_id: str) -> CouncilDraft:
    draft = council_drafts.get(connection, council_id)
    if draft.state != "draft":
        raise StudyStateWrong(
            f"“{draft.title}” is {draft.state}.", kept="Nothing was founded.", do="Look at it."
        )
    return draft


def require_council(file: CouncilFile, terms: CouncilTerms, support: Resources) -> None:
    """Refuse a council as `create_council` would, or where its members have no support service."""
    require_support(support, file.audience.regions)
    _require_care(file, practice=terms.practice)
    require_terms(terms)


def code_list(codes: Sequence[str], address: str) -> str:
    """Return printed codes as CSV, a line each, with the address to type them at."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["code", "address"])
    writer.writerows([code, address] for code in codes)
    return lines.getvalue()


def invite_more(
    instance: Instance,
    council_id: str,
    more: int,
    hand_out: Callable[[Sequence[str]], None],
    today: date,
) -> int:
    """Draw `more` printed codes (from 1) for a council that people can still join, and return how
    many it has in all.

    `hand_out` takes the codes; they count only when it returns. StudyUnknown; Refused when joining
    has ended or a council cannot have so many members.
    """
    with writing(instance.engine) as connection:
        hold_letterbox(connection)  # a mix makes these tables anew
        row = council_rows.get(connection, council_id)
        after = row.council.apply("invite more people")
        invited = row.invited + more
        if row.joined is not None:
            raise Refused(
                f"Joining the council {council_id} has ended.",
                kept="No code was made.",
                do=Action(Do.SEE_COUNCIL, council_id),
            )
        if invited > MOST_MEMBERS:
            raise Refused(
                f"With {more} more there would be {invited} codes, and a council has at most "
                f"{MOST_MEMBERS} members.",
                kept="No code was made, and those that were handed out stay good.",
                do=f"Ask for {MOST_MEMBERS - row.invited} or fewer."
                if row.invited < MOST_MEMBERS
                else "",
            )
        codes = [_code() for _ in range(more)]
        hand_out([printed(code) for code in codes])
        marks = sorted(code_mark(instance.site_key, council_id, code) for code in codes)
        changed = replace(row, council=after, invited=invited)
        council_acts.keep(connection, changed, "more people invited", today, f"{more} codes more.")
        joining.invite(connection, council_id, marks)
    return invited


def _row(
    keys: FoundKeys, file: CouncilFile, terms: CouncilTerms, today: date
) -> council_rows.CouncilRow:
    return council_rows.CouncilRow(
        id=keys.id,
        council=Council(policy=file.policy),
        register=Register(),
        file=file,
        practice=terms.practice,
        reviewed=terms.reviewed,
        numbers_public=keys.numbers_public,
        words_public=keys.words_public,
        shares=terms.shares,
        threshold=terms.threshold,
        invited=terms.members,
        created_on=today,
        organisation=terms.organisation,
        safeguarding=terms.safeguarding,
        jurisdiction=terms.jurisdiction,
    )


def _code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def require_terms(terms: CouncilTerms) -> None:
    """Refuse terms on which no council is created: too few or many members, or what people must be
    told is missing."""
    require_members(terms.members, practice=terms.practice)
    missing = () if terms.practice else terms.missing()
    if missing:
        raise Refused(
            f"What members must be told before they join is not complete: {', '.join(missing)}.",
            kept="Nothing was created.",
            do="Write it into the settings (see docs/operating.md), or create it for practice.",
        )


def _require_care(file: CouncilFile, *, practice: bool) -> None:
    """Refuse to put words of a council before members that may hurt, press or name them."""
    form = as_form(file)
    found = [each for each in hurting(form) if each.place[:2] != ("sections", 0) and not practice]
    require_careful(
        [(_path_said(each.place), each) for each in found], "told to people", "Nothing was created."
    )


def _path_said(place: Path) -> str:
    """Return where something stands in a council file; its groups are a section of the form."""
    return "groups" if place[:1] == ("sections",) else path_text(place)


def require_members(members: int, *, practice: bool) -> None:
    """Refuse with Refused a number of printed codes that no council can have."""
    least = fewest(practice=practice)
    if least <= members <= MOST_MEMBERS:
        return
    do: tuple[str | Action, ...]
    if members > MOST_MEMBERS:
        do = f"Of more than {MOST_MEMBERS} people, ask as a survey", Action(Do.PUBLISH_STUDY)
    elif practice:
        do = (f"Invite {least} or more.",)
    else:
        do = (
            f"Invite {least} or more: of fewer, each could be told by what they say. A few more "
            f"than {least} are better, since not everybody joins.",
            f"Try things out with {FEWEST_IN_PRACTICE} or more",
            Action(Do.CREATE_FOR_PRACTICE),
        )
    raise Refused(
        f"A council has {least} to {MOST_MEMBERS} members, not {members}.",
        kept="Nothing was created.",
        do=do,
    )
