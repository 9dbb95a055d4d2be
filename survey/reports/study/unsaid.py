"""What a report cannot say, and what is not printed by reason: from a Release only."""

from __future__ import annotations

from collections import Counter

from survey.disclosure.reasons import why_hidden
from survey.disclosure.release import Release
from survey.reports.release_wording import release_said
from survey.reports.report_language import say as _
from survey.reports.report_words import ReportSentence, listed, number, sentence, tell
from survey.reports.study.proven import hidden_cells
from survey.reports.study.report_model import CannotSay, NotPrintedKind

#: The lines of the table of what is not printed; where there are more reasons, the last line has
#: the rest.
MOST_LINES = 8


def cannot_say(release: Release) -> tuple[CannotSay, ...]:
    """Return what this report cannot say, the gravest first."""
    found = [
        CannotSay(
            _("How many people this is true for."),
            tell(_("People chose to answer. They are not a sample of anybody else.")),
        ),
        CannotSay(
            _("What those think who did not, or could not, answer."),
            tell(_("The questions were asked online only, and in few languages.")),
        ),
    ]
    if not any(question.breakdowns for question in release.questions):
        why = _("So few people answered that their answers are not shown group by group.")
        if release.policy.ladder == "100 and more":
            why = _("No table of one group beside another can be printed safely.")
        found.append(CannotSay(_("Whether groups differ."), tell(why)))
    if release.study.entrance != "codes":
        found.append(
            CannotSay(
                _("Whether somebody answered more than once."),
                tell(_("We keep nothing that could identify a person, so we cannot rule it out.")),
            )
        )
    return tuple(found)


def not_printed(release: Release) -> tuple[NotPrintedKind, ...]:
    """Return what is not printed, by reason, the most first; nothing where all is printed."""
    kinds, hidden = [], hidden_cells(release)
    if hidden:
        what = _("%(number)s numbers, marked “hidden” in the tables.", number=number(hidden))
        if hidden == 1:
            what = _("One number, marked “hidden” in the tables.")
        kinds.append(NotPrintedKind(release_said(why_hidden()), tell(what)))
    return (*kinds, *_by_reason(release, MOST_LINES - len(kinds)))


def _by_reason(release: Release, lines: int) -> list[NotPrintedKind]:
    """Return questions and tables that are not printed by reason, in at most so many lines."""
    questions: dict[str, list[str]] = {}
    for at, question in enumerate(release.questions, 1):
        if question.form == "withheld":
            why = _first_sentences(question.reason) or _("Too few people answered.")
            questions.setdefault(why, []).append(str(at))
    kinds = [NotPrintedKind(why, _named(numbers)) for why, numbers in questions.items()]
    tables = Counter(
        item.reason for question in release.questions for item in question.refusals
    ).most_common()
    apart = len(tables) if len(kinds) + len(tables) <= lines else lines - len(kinds) - 1
    kinds += [NotPrintedKind(release_said(why), _tables(count)) for why, count in tables[:apart]]
    left = sum(count for _, count in tables[apart:])
    if left:
        kinds.append(NotPrintedKind(_("Other reasons, given in the workbook."), _tables(left)))
    return kinds


def _first_sentences(reason: str) -> str:
    """Return why a question is not printed without what would help: that is for its authors."""
    head, end, _rest = reason.partition(" printed. ")
    return release_said(f"{head} printed." if end else sentence(head))


def _named(numbers: list[str]) -> ReportSentence:
    if len(numbers) == 1:
        return tell(_("Question %(number)s.", number=numbers[0]))
    return tell(_("Questions %(numbers)s.", numbers=listed(tuple(numbers))))


def _tables(count: int) -> ReportSentence:
    if count == 1:
        return tell(_("One table of groups."))
    return tell(_("%(number)s tables of groups.", number=number(count)))
