"""The tables that a release prints, by the names that people approve or reject them by."""

from __future__ import annotations

from survey.disclosure.release import Release


def table_name(question_id: str, by: str = "") -> str:
    """Return the name of a table of a release, as refusals have it."""
    return f"{question_id} by {by}" if by else question_id


def tables_of(release: Release) -> tuple[str, ...]:
    """Return the names of all tables that a release prints, in their order."""
    names: list[str] = []
    for question in release.questions:
        if question.form != "withheld":
            names.append(table_name(question.id))
            names += [table_name(question.id, one.by) for one in question.breakdowns]
    return tuple(names)
