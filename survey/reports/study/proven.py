"""What the check before printing showed of hidden numbers, in sentences made of what it was."""

from __future__ import annotations

from collections.abc import Iterator

from survey.disclosure.release import Release, Row, Shown
from survey.reports.report_language import say as _
from survey.reports.report_words import decimal, percent_sign
from survey.reports.report_words import number as count_said

#: Kinds of missing answer that say nothing of what anybody answered: nothing is required of them.
_SILENT = ("skipped", "rather_not_say", "no_answer")


def hidden_cells(release: Release) -> int:
    """Count the cells that stand as hidden in the tables that are printed."""
    return sum(shown.hidden for shown, _kind, _sensitive in _cells(release))


def how_checked(release: Release) -> str:
    """Say who the reader was that the check played, and what that reader found."""
    if release.policy.ladder == "under 10":
        return _("There was nothing to check: no number is printed.")
    if release.policy.ladder == "10-29":
        found = _(
            "A separate check played the reader: it took each word for every share that it may "
            "stand for, and how many answered each question for known, and tried to work out more "
            "than the words say."
        )
    elif release.of_before:
        found = _(
            "A separate check took everything that is printed here, as if the exact numbers were "
            "known, and tried to work out the hidden ones."
        )
    else:
        found = _(
            "A separate check played the reader. It took every printed count for all numbers that "
            "are rounded to it, how many took part too; it knew the questions, who was asked what, "
            "the rules above, and which tables and groups are printed. Then it tried to work out "
            "what is not printed."
        )
    return f"{found} {what_stays_open(release)}"


def what_stays_open(release: Release) -> str:
    """Say what anybody can tell of a hidden number from the report and the questionnaire."""
    if release.policy.ladder == "under 10":
        return _("Nothing is printed that could be worked out further.")
    if release.policy.ladder == "10-29":
        return _("Every answer may be anything that its own word stands for.")
    least = _thresholds(release)
    if not least:
        return _("No number of people who gave an answer had to be hidden in the tables printed.")
    policy = release.policy
    size = _("%(number)s or more", number=least[0])
    if len(least) > 1:
        size = _(
            "%(number)s or more (%(sensitive)s on sensitive questions)",
            number=policy.threshold,
            sensitive=policy.threshold_sensitive,
        )
    if release.of_before:
        return _(
            "Every small number that is hidden could be nothing at all, or large enough to print: "
            "%(size)s.",
            size=size,
        )
    every = _(
        "Each hidden number of people who gave an answer may be nothing, and may be %(size)s. This "
        "report and the questionnaire do not tell which. Other numbers are hidden only where it is "
        "plain that they are so large, or nothing and no secret.",
        size=size,
    )
    return f"{every}{_left_out(release)}"


def proof(release: Release) -> Iterator[str]:
    """Say what was published before, what proof there is, and what it does not show."""
    audit = release.audit
    if release.number > 1:
        yield _(
            "This is release %(number)s of this study. What was printed before was taken as known, "
            "so that comparing the releases tells nothing about the people who came since.",
            number=release.number,
        )
    if release.of_before and audit.alternatives:
        yield _(
            "The check left a proof: other tables of whole people, up to %(number)s of them, that "
            "fit every number ever printed of this study. In them each small number is once "
            "nothing, and once large enough to print. The proof holds exact numbers, so it stays "
            "with those who ran the study; whoever sees it can check it with a program short "
            "enough to read.",
            number=count_said(audit.alternatives),
        )
    elif audit.alternatives:
        yield _(
            "The check left a proof, certificate.json: %(number)s tables of whole people that fit "
            "every number ever printed of this study. In them each of those hidden numbers is once "
            "nothing, and once so large. The proof is made from the releases and the questionnaire "
            "alone, so it tells nobody more than they do, and anybody can make it again, or check "
            "it with a program short enough to read.",
            number=count_said(audit.alternatives),
        )
    if audit.exact is not None:
        yield _(
            "This is about arithmetic: about what must be so, whatever else is true. It is not "
            "about what is likely, nor about a reader who knows what many people answered. The "
            "rounding is part of the protection. What share of the numbers that must be protected "
            "would be safe even if every printed count were exact is given here as well, to the "
            "nearest ten percent; it was not demanded."
        )


def figures(release: Release) -> tuple[tuple[str, str], ...]:
    """Return the figures of the check, as terms with their text."""
    audit = release.audit
    share = f"{decimal(audit.exact)}{percent_sign()}" if audit.exact is not None else ""
    exact = _("about %(percent)s", percent=share) if share else ""
    found = (
        (_("Numbers checked"), count_said(audit.cells)),
        (_("Numbers hidden"), count_said(hidden_cells(release))),
        (_("Hidden among those checked"), count_said(audit.hidden)),
        (_("Safe even with exact counts"), exact),
        (_("Tables not printed"), count_said(audit.refused_tables)),
        (_("Verdict"), _("passed") if audit.passed else _("not passed")),
    )
    return tuple((term, text) for term, text in found if text)


def _left_out(release: Release) -> str:
    """Say it of the people whom a table leaves out, where there are tables."""
    if not any(question.breakdowns for question in release.questions):
        return ""
    said = _(
        "The same holds for groups that a table leaves out, and for people in no group. Where "
        "those are fewer people than that, nothing is told of them but how many they are."
    )
    return f" {said}"


def _thresholds(release: Release) -> tuple[int, ...]:
    """Return the least numbers, in order, that hidden cells of answers may reach: of those there
    are.

    Who was not asked is sensitive where the path is, which a release does not tell: so the lower.
    """
    policy = release.policy
    found = {
        policy.threshold_sensitive if sensitive else policy.threshold
        for shown, kind, sensitive in _cells(release)
        if shown.hidden and kind not in _SILENT
    }
    return tuple(sorted(found))


def _cells(release: Release) -> Iterator[tuple[Shown, str, bool]]:
    """Return every cell of the tables that are printed, its kind, and whether it is sensitive."""
    sensitive = {question.id for question in release.questions if question.sensitive}
    for question in release.questions:
        if question.form == "withheld":
            continue
        rows: tuple[Row, ...] = (*question.rows, *question.missing)
        for row in rows:
            yield row.shown, row.kind, question.sensitive and row.kind != "not_asked"
        for split in question.breakdowns:
            careful = question.sensitive or split.by in sensitive
            for line in split.cells:
                for cell in line:
                    yield cell, "option", careful
