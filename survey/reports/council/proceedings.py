"""All that the report of a council is built from: stored releases and what surrounds them."""

from __future__ import annotations

from dataclasses import dataclass, field

from survey.delphi.files.plans import CouncilFile, RoundPlan
from survey.delphi.life.council_life import Council
from survey.delphi.life.statements import Register
from survey.disclosure.council.round_release import RoundRelease
from survey.follow_up.asks import Ask
from survey.reports.council.council_notes import MinorityNote
from survey.reports.study.report_model import Publisher


@dataclass(frozen=True)
class Proceedings:
    """All that a report is built from; `releases` in order of their rounds, at least one.

    `organisation` is in the language of the document, `organisation_signed` as signatures have it
    in every language. `publisher` signs the report, `program` is the version that makes it. `asks`
    follow from the council, and stand as on the day `status_on` (ISO); `site` is the address of
    the public pages.
    """

    releases: tuple[RoundRelease, ...]
    council: Council
    register: Register
    file: CouncilFile
    plans: tuple[RoundPlan, ...] = ()
    organisation: str = ""
    organisation_signed: str = ""
    reviewed: bool = True
    notes: tuple[MinorityNote, ...] = ()
    publisher: Publisher = field(default_factory=Publisher)
    program: str = ""
    asks: tuple[Ask, ...] = ()
    status_on: str = ""
    site: str = ""
