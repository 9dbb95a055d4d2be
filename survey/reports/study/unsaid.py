"""What a report cannot say, and what is not printed by reason: from a Release only."""

from __future__ import annotations

from collections import Counter

from survey.disclosure.reasons import why_hidden
from survey.disclosure.release import Release
from survey.reports.report_words import ReportSentence, listed, sentence, tell
from survey.reports.study.proven import hidden_cells
from survey.reports.study.report_model import CannotSay, NotPrintedKind

#: The lines of the table of what is not printed; where there are more reasons, the last line has
#: the rest.
MOST_LINES = 8


def cannot_say(release: Release) -> tuple[CannotSay, ...]:
    """Return what this report cannot say, the gravest first."""
    found = [
        CannotSay(
            "How many people this is true for.",
            tell("People chose to answer. They are not a sample of anybody else."),
        ),
        CannotSay(
            "What those think who did not, or could not, answer.",
            tell("The questions were asked online only, and in few languages."),
        ),
    ]
    if not any(question.breakdowns for question in release.questions):
        why = "So few people answered that their answers are not shown group by group."
        if release.policy.ladder == "100 and more":
            why = "No table of one group beside another can be printed safely."
        found.append(CannotSay("Whether groups differ.", tell(why)))
    if release.study.entrance != "codes":
        found.append(
            CannotSay(
                "Whether somebody answered more than once.",
                tell("We keep nothing that could identify a person, so we cannot rule it out."),
            )
        )
    return tuple(found)


def not_printed(release: Release) -> tuple[NotPrintedKind, ...]:
    """Return what is not printed, by reason, the most first; nothing where all is printed."""
    kinds, hidden = [], hidden_cells(release)
    if hidden:
        what = "One number" if hidden == 1 else f"{hidden:,} numbers"
        kinds.append(NotPrintedKind(why_hidden(), tell(f"{what}, marked “hidden” in the tables.")))
    return (*kinds, *_by_reason(release, MOST_LINES - len(kinds)))


def _by_reason(release: Release, lines: int) -> list[NotPrintedKind]:
    """Return questions and tables that are not printed by reason, in at most so many lines."""
    questions: dict[str, list[str]] = {}
    for number, question in enumerate(release.questions, 1):
        if question.form == "withheld":
            why = _first_sentences(question.reason) or "Too few people answered."
            questions.setdefault(why, []).append(str(number))
    kinds = [NotPrintedKind(why, _named(numbers)) for why, numbers in questions.items()]
    tables = Counter(
        item.reason for question in release.questions for item in question.refusals
    ).most_common()
    apart = len(tables) if len(kinds) + len(tables) <= lines else lines - len(kinds) - 1
    kinds += [NotPrintedKind(why, _tables(count)) for why, count in tables[:apart]]
    left = sum(count for _, count in tables[apart:])
    if left:
        kinds.append(NotPrintedKind("Other reasons, given in the workbook.", _tables(left)))
    return kinds


def _first_sentences(reason: str) -> str:
    """Return why a question is not printed without what would help: that is for its authors."""
    head, end, _rest = reason.partition(" printed. ")
    return f"{head} printed." if end else sentence(head)


def _named(numbers: list[str]) -> ReportSentence:
    word = "Question" if len(numbers) == 1 else "Questions"
    return tell(f"{word} {listed(tuple(numbers))}.")


def _tables(count: int) -> ReportSentence:
    return tell("One table of groups." if count == 1 else f"{count:,} tables of groups.")
