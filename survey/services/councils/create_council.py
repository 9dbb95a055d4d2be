"""Creating a council: its keys are made and split, its invitation codes are drawn and handed out.

It knows secrets and codes for as long as the call lasts. It must not store, log or return them.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from survey.delphi.files.council_file import as_form
from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import FEWEST_IN_PRACTICE, MOST_MEMBERS, Council, fewest
from survey.delphi.life.statements import Register
from survey.errors import Action, Do, Refused
from survey.questionnaire.advice.proofreading import hurting
from survey.questionnaire.files.problems import Path, path_text
from survey.sealing.codes.invitations import CODE_LENGTH, CODE_LETTERS, code_mark, printed
from survey.services.steps.careful_words import require_careful
from survey.services.steps.found_keys import FoundKeys, HandOver, found_keys
from survey.services.steps.founding_terms import Terms
from survey.services.steps.support_list import Resources, require_support
from survey.storage.council import council_acts, council_rows, joining
from survey.storage.database import hold_letterbox, writing
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows


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
