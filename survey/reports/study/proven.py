"""What the check before printing showed of hidden numbers, in sentences made of what it was."""

from __future__ import annotations

from collections.abc import Iterator

from survey.disclosure.release import Release, Row, Shown

#: Kinds of missing answer that say nothing of what anybody answered: nothing is required of them.
_SILENT = ("skipped", "rather_not_say", "no_answer")


def hidden_cells(release: Release) -> int:
    """Count the cells that stand as hidden in the tables that are printed."""
    return sum(shown.hidden for shown, _, _ in _cells(release))


def how_checked(release: Release) -> str:
    """Say who the reader was that the check played, and what that reader found."""
    if release.policy.ladder == "under 10":
        return "There was nothing to check: no number is printed."
    if release.policy.ladder == "10-29":
        return (
            "A separate check played the reader: it took each word for every share that it may "
            "stand for, and how many answered each question for known, and tried to work out more "
            f"than the words say. {what_stays_open(release)}"
        )
    if release.of_before:
        return (
            "A separate check took everything that is printed here, as if the exact numbers were "
            f"known, and tried to work out the hidden ones. {what_stays_open(release)}"
        )
    return (
        "A separate check played the reader. It took every printed count for all numbers that are "
        "rounded to it, how many took part too; it knew the questions, who was asked what, the "
        "rules above, and which tables and groups are printed. Then it tried to work out what is "
        f"not printed. {what_stays_open(release)}"
    )


def what_stays_open(release: Release) -> str:
    """Say what anybody can tell of a hidden number from the report and the questionnaire."""
    if release.policy.ladder == "under 10":
        return "Nothing is printed that could be worked out further."
    if release.policy.ladder == "10-29":
        return "Every answer may be anything that its own word stands for."
    least = _thresholds(release)
    if not least:
        return "No number of people who gave an answer had to be hidden in the tables printed."
    policy = release.policy
    size = f"{least[0]} or more"
    if len(least) > 1:
        size = f"{policy.threshold} or more ({policy.threshold_sensitive} on sensitive questions)"
    if release.of_before:
        return (
            f"Every small number that is hidden could be nothing at all, or large enough to print: "
            f"{size}."
        )
    return (
        f"Each hidden number of people who gave an answer may be nothing, and may be {size}. This "
        "report and the questionnaire do not tell which. Other numbers are hidden only where it is "
        f"plain that they are so large, or nothing and no secret.{_left_out(release)}"
    )


def proof(release: Release) -> Iterator[str]:
    """Say what was published before, what proof there is, and what it does not show."""
    audit = release.audit
    if release.number > 1:
        yield (
            f"This is release {release.number} of this study. What was printed before was taken as "
            "known, so that comparing the releases tells nothing about the people who came since."
        )
    if release.of_before and audit.alternatives:
        yield (
            "The check left a proof: other tables of whole people, up to "
            f"{audit.alternatives:,} of them, that fit every number ever printed of this "
            "study. In them each small number is once nothing, and once large enough to print. The "
            "proof holds exact numbers, so it stays with those who ran the study; whoever sees it "
            "can check it with a program short enough to read."
        )
    elif audit.alternatives:
        yield (
            f"The check left a proof, certificate.json: {audit.alternatives:,} tables of whole "
            "people that fit every number ever printed of this study. In them each of those "
            "hidden numbers is once nothing, and once so large. The proof is made from the "
            "releases and the questionnaire alone, so it tells nobody more than they do, and "
            "anybody can make it again, or check it with a program short enough to read."
        )
    if audit.exact is not None:
        yield (
            "This is about arithmetic: about what must be so, whatever else is true. It is not "
            "about what is likely, nor about a reader who knows what many people answered. The "
            "rounding is part of the protection. What share of the numbers that must be protected "
            "would be safe even if every printed count were exact is given here as well, to the "
            "nearest ten percent; it was not demanded."
        )


def figures(release: Release) -> tuple[tuple[str, str], ...]:
    """Return the figures of the check, as terms with their text."""
    audit = release.audit
    exact = f"about {audit.exact}%" if audit.exact is not None else ""
    found = (
        ("Numbers checked", f"{audit.cells:,}"),
        ("Numbers hidden", f"{hidden_cells(release):,}"),
        ("Hidden among those checked", f"{audit.hidden:,}"),
        ("Safe even with exact counts", exact),
        ("Tables not printed", f"{audit.refused_tables:,}"),
        ("Verdict", "passed" if audit.passed else "not passed"),
    )
    return tuple((term, text) for term, text in found if text)


def _left_out(release: Release) -> str:
    """Say it of the people whom a table leaves out, where there are tables."""
    if not any(question.breakdowns for question in release.questions):
        return ""
    return (
        " The same holds for groups that a table leaves out, and for people in no group. Where "
        "those are fewer people than that, nothing is told of them but how many they are."
    )


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
