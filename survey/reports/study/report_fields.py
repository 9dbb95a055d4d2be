"""The text of a report as the fields of a form, and back into its file.

It knows words as they were typed. It must not know pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from survey.questionnaire.catalogues import INTERFACE
from survey.reports.study.report_text import (
    ACTED_ON,
    CANNOT_SAY,
    FINDING,
    HEAD,
    PUT_ASIDE,
    SINCE,
    FindingText,
    ReportText,
)


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
    """What was typed for a whole report; `acted_on`, `since` and `cannot_say` have one thing to
    a line."""

    study: str
    release: str
    language: str = "en"
    title: str = ""
    reviewed_by: str = ""
    acted_on: str = ""
    since: str = ""
    cannot_say: str = ""
    findings: tuple[FindingFields, ...] = ()
    put_aside: tuple[FindingFields, ...] = ()


def fields_of_text(text: ReportText) -> ReportFields:
    """Return a text as the fields of a form."""
    return ReportFields(
        study=text.study,
        release=text.release,
        language=text.language,
        title=str(text.title),
        reviewed_by=text.reviewed_by,
        acted_on="\n".join(str(one) for one in text.acted_on),
        since="\n".join(str(one) for one in text.since),
        cannot_say="\n".join(
            f"**{head}** {why}" if head else str(why) for head, why in text.cannot_say
        ),
        findings=tuple(_fields_of(one) for one in text.findings),
        put_aside=tuple(_fields_of(one) for one in text.put_aside),
    )


def _fields_of(one: FindingText) -> FindingFields:
    return FindingFields(
        " ".join(one.questions),
        str(one.title),
        str(one.lead),
        str(one.support),
        str(one.means),
        " ".join(one.asks),
        one.key,
    )


def moved_up(fields: ReportFields, at: int) -> ReportFields:
    """Return fields with a finding one place further up; as they are where it cannot go there."""
    if not 0 < at < len(fields.findings):
        return fields
    order = list(fields.findings)
    order[at - 1 : at + 1] = [order[at], order[at - 1]]
    return replace(fields, findings=tuple(order))


def moved_down(fields: ReportFields, at: int) -> ReportFields:
    """Return fields with a finding one place further down; as they are where it cannot go there."""
    return moved_up(fields, at + 1) if at >= 0 else fields


def without_finding(fields: ReportFields, at: int) -> ReportFields:
    """Return fields with a finding put aside: its words are kept, and it stands in no report."""
    kept, taken = _apart(fields.findings, at)
    return replace(fields, findings=kept, put_aside=(*fields.put_aside, *taken))


def with_finding(fields: ReportFields, at: int) -> ReportFields:
    """Return fields with a finding that was put aside as the last one of the report."""
    kept, taken = _apart(fields.put_aside, at)
    return replace(fields, findings=(*fields.findings, *taken), put_aside=kept)


def thrown_away(fields: ReportFields, at: int) -> ReportFields:
    """Return fields without a finding that was put aside."""
    return replace(fields, put_aside=_apart(fields.put_aside, at)[0])


#: What can be done with one finding, by name.
CHANGES_OF_FINDING: dict[str, Callable[[ReportFields, int], ReportFields]] = {
    "up": moved_up,
    "down": moved_down,
    "aside": without_finding,
    "back": with_finding,
    "away": thrown_away,
}


def _apart(
    found: tuple[FindingFields, ...], at: int
) -> tuple[tuple[FindingFields, ...], tuple[FindingFields, ...]]:
    """Return all but one of some findings, and that one alone: none where there is none there."""
    taken = found[at : at + 1]
    return tuple(one for place, one in enumerate(found) if not (taken and place == at)), taken


def file_of_fields(fields: ReportFields) -> str:
    """Return the file of what was typed, each thing on a line of its own."""
    lines = [*HEAD, "", f"# {_one_line(fields.title)}", "", f"Study: {_one_line(fields.study)}"]
    lines += [f"Release: {_one_line(fields.release)}"]
    if fields.language != INTERFACE[0]:
        lines += [f"Language: {_one_line(fields.language)}"]
    lines += [f"Reviewed by: {_one_line(fields.reviewed_by)}", "", f"## {ACTED_ON}"]
    lines += [f"- {_one_line(one)}" for one in fields.acted_on.splitlines() if one.strip()]
    if fields.since.strip():
        lines += ["", f"## {SINCE}"]
        lines += [f"- {_one_line(one)}" for one in fields.since.splitlines() if one.strip()]
    for one in fields.findings:
        lines += _finding_lines(FINDING, one)
    lines += ["", f"## {CANNOT_SAY}"]
    lines += [f"- {_one_line(one)}" for one in fields.cannot_say.splitlines() if one.strip()]
    for one in fields.put_aside:
        lines += _finding_lines(PUT_ASIDE, one)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _finding_lines(part: str, one: FindingFields) -> list[str]:
    return [
        "",
        f"## {part}: {_one_line(one.questions)}",
        f"Key: {'yes' if one.key else 'no'}",
        f"Title: {_one_line(one.title)}",
        f"Lead: {_one_line(one.lead)}",
        f"Support: {_one_line(one.support)}",
        f"Means: {_one_line(one.means)}",
        f"Asks: {_one_line(one.asks)}",
    ]


def _one_line(words: str) -> str:
    return " ".join(words.split())
