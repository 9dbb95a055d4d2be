"""A study of which only releases are known: its groups, its policy and its printed columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.answers.codec import Layout
from survey.disclosure.policy import Policy
from survey.disclosure.release import Release
from survey.disclosure.study.categories import BreakdownGroups, by_language, fixed
from survey.disclosure.system.building import Study
from survey.questionnaire.model import Questionnaire
from survey.tally.counting import LANGUAGE, count


@dataclass(frozen=True)
class PrintedStudy(Study):
    """A study of which only a release is known; `printed`: question, splitter and group of its
    columns."""

    printed: frozenset[tuple[str, str, str]] = frozenset()

    def is_printed(self, question_id: str, by: str) -> tuple[bool, ...]:
        """Say of each group whether the release prints it."""
        return tuple(
            (question_id, by, group.id) in self.printed for group in self.splits[by].groups
        )


def printed_groups(
    releases: Sequence[Release],
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return for each breakdown that was ever printed its groups by id, with their
    options (none in releases of before these were told)."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for release in releases:
        for question in release.questions:
            for one in question.breakdowns:
                groups = found.setdefault(one.by, {})
                for category in one.categories:
                    groups.setdefault(category.id, category.options)
    return found


def printed_study(releases: Sequence[Release], q: Questionnaire) -> PrintedStudy:
    """Return the study as the last of its releases tells of it, with nobody in it."""
    last, nobody = releases[-1], count(q, Layout(q), b"")
    splitters = {by.id: by for by in q.breakdowns()}
    splitters[LANGUAGE] = by_language(q.languages)
    groups = printed_groups(releases)
    splits: dict[str, BreakdownGroups] = {
        by: fixed(splitters[by], one) for by, one in groups.items()
    }
    columns = frozenset(
        (question.id, split.by, category.id)
        for question in last.questions
        for split in question.breakdowns
        for category in split.categories
    )
    policy, later = _policy(last), len(releases) > 1
    return PrintedStudy(q, nobody, policy, splits, later, printed=columns)


def _policy(release: Release) -> Policy:
    told = release.policy
    return Policy(
        threshold=told.threshold,
        threshold_sensitive=told.threshold_sensitive,
        base_for_counts=told.base_for_counts,
        base_for_percentages=told.base_for_percentages,
        count_rounding=told.count_rounding,
        category_people=told.category_people,
        slice_people=told.slice_people,
        numbers_from=told.numbers_from,
        breakdowns_from=told.breakdowns_from,
    )
