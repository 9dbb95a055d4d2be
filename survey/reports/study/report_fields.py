"""The text of a report as the fields of a form, and back into its file.

It knows words as they were typed. It must not know pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.questionnaire.catalogues import INTERFACE
from survey.reports.study.report_text import ACTED_ON, CANNOT_SAY, FINDING, HEAD, ReportText


@dataclass(frozen=True, slots=True)
class FindingFields:
    """What was typed for one finding; `questions` and `asks` are ids with blanks between."""

    questions: str
    title: str = ""
    lead: str = ""
    support: str = ""
    means: str = ""
    asks: str = ""
    key: bool = False


@dataclass(frozen=True, slots=True)
class ReportFields:
    """What was typed for a whole report; `acted_on` and `cannot_say` have one thing to a line."""

    study: str
    release: str
    language: str = "en"
    title: str = ""
    reviewed_by: str = ""
    acted_on: str = ""
    cannot_say: str = ""
    findings: tuple[FindingFields, ...] = ()


def fields_of_text(text: ReportText) -> ReportFields:
    """Return a text as the fields of a form."""
    return ReportFields(
        study=text.study,
        release=text.release,
        language=text.language,
        title=str(text.title),
        reviewed_by=text.reviewed_by,
        acted_on="\n".join(str(one) for one in text.acted_on),
        cannot_say="\n".join(
            f"**{head}** {why}" if head else str(why) for head, why in text.cannot_say
        ),
        findings=tuple(
            FindingFields(
                " ".join(one.questions),
                str(one.title),
                str(one.lead),
                str(one.support),
                str(one.means),
                " ".join(one.asks),
                one.key,
            )
            for one in text.findings
        ),
    )


def file_of_fields(fields: ReportFields) -> str:
    """Return the file of what was typed, each thing on a line of its own."""
    lines = [*HEAD, "", f"# {_one_line(fields.title)}", "", f"Study: {_one_line(fields.study)}"]
    lines += [f"Release: {_one_line(fields.release)}"]
    if fields.language != INTERFACE[0]:
        lines += [f"Language: {_one_line(fields.language)}"]
    lines += [f"Reviewed by: {_one_line(fields.reviewed_by)}", "", f"## {ACTED_ON}"]
    lines += [f"- {_one_line(one)}" for one in fields.acted_on.splitlines() if one.strip()]
    for one in fields.findings:
        lines += [
            "",
            f"## {FINDING}: {_one_line(one.questions)}",
            f"Key: {'yes' if one.key else 'no'}",
            f"Title: {_one_line(one.title)}",
            f"Lead: {_one_line(one.lead)}",
            f"Support: {_one_line(one.support)}",
            f"Means: {_one_line(one.means)}",
            f"Asks: {_one_line(one.asks)}",
        ]
    lines += ["", f"## {CANNOT_SAY}"]
    lines += [f"- {_one_line(one)}" for one in fields.cannot_say.splitlines() if one.strip()]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _one_line(words: str) -> str:
    return " ".join(words.split())
