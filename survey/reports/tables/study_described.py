"""What every description for programs says of a study: title, days, publisher, and a summary."""

from __future__ import annotations

from dataclasses import dataclass

from survey.reports.report_language import N_
from survey.reports.report_language import say as _
from survey.reports.report_words import say
from survey.reports.study.method import (
    CAVEAT,
    PRACTICE,
    citation,
    field_days,
    respondents,
)
from survey.reports.study.report_model import ReportInput

_SUMMARY = N_(
    "{practice}{who} ({days}). {caveat} Numbers are rounded, and small ones are hidden, so that "
    "nobody can be recognised. There are no answers of single people in these files."
)


@dataclass(frozen=True, slots=True)
class StudyDescribed:
    """A study in the few words that catalogues ask for."""

    title: str
    summary: str
    cited: str
    released_on: str
    opened_on: str
    closed_on: str


def described(made_of: ReportInput) -> StudyDescribed:
    """Return what descriptions say of the study of a report."""
    release = made_of.release
    study = release.study
    return StudyDescribed(
        say(study.title, study.languages).text,
        _(_SUMMARY).format(
            practice=f"{_(PRACTICE)}. " if study.practice else "",
            who=respondents(release),
            days=field_days(release),
            caveat=_(CAVEAT),
        ),
        str(citation(release)),
        study.released_on,
        study.opened_on,
        study.closed_on,
    )


def licence_name(licence: str) -> str:
    """Return a licence as one word, such as CC-BY-4.0."""
    return "-".join("".join(c if c.isalnum() or c in "._-" else " " for c in licence).split())
