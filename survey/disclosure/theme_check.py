"""Whether counted themes that come from elsewhere could be what the protection prints here.

It knows what is printed, and no exact count. It must not make a ThemeCounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from survey.disclosure.policy import Policy
from survey.disclosure.release import Release, Shown
from survey.disclosure.rounding import Steps, nearest, shares
from survey.disclosure.theme_counts import (
    ThemeCounts,
    ThemeRow,
    theme_sentences,
    theme_steps,
    written_question,
    wrote,
)
from survey.disclosure.thirds import FEWER, HALF, MORE
from survey.errors import DisclosureRefused

_HIDDEN = Shown(hidden=True)
_STEPS = ("10-29", "30-99", "100 and more")


def theme_problems(release: Release, themes: ThemeCounts, policy: Policy) -> Iterator[str]:
    """Return everything by which themes are not such as are printed beside a release, a sentence
    each; what was counted cannot be told from what is printed."""
    named = f"Themes of {themes.question_id}"
    if (themes.study_id, themes.release) != (release.study.id, release.number):
        yield f"{named} were counted beside another release."
        return
    try:
        question = written_question(release, themes.question_id)
        base = wrote(question)
    except DisclosureRefused as error:
        yield f"{named}: {error.what}"
        return
    if themes.question != question.text or themes.base != base:
        yield f"{named} have another base than the release prints."
        return
    texts = _texts(themes, base, policy)
    if not texts and (base.count is not None or themes.ladder not in _STEPS):
        yield f"{named} stand on a step of the ladder on which so few texts do not."
        return
    in_numbers = themes.ladder != "10-29" and base.count is not None
    if themes.sentences != theme_sentences(policy, in_numbers):
        yield f"{named} were protected by other rules than those of this study."
    if not _has_order(themes.themes):
        yield f"{named} name a theme twice, or one below another that is not there."
        return
    rows_hold = (
        any(
            _holds_numbers(themes.themes, base, one, policy, theme_steps(release, one, policy))
            for one in texts
        )
        if in_numbers
        else all(map(_holds_words, themes.themes))
    )
    if not rows_hold:
        yield f"{named} print what the protection prints of no count."


def _texts(themes: ThemeCounts, base: Shown, policy: Policy) -> Sequence[int]:
    """Return how many texts there can be, by the base and the step of the ladder."""
    if base.count is None:
        return ()
    near = range(max(0, base.count - policy.count_rounding), base.count + policy.count_rounding + 1)
    return [one for one in near if policy.step(one) == themes.ladder != "under 10"]


def _has_order(rows: Sequence[ThemeRow]) -> bool:
    under = {one.code: one.under for one in rows}
    return len(under) == len(rows) and all(
        one == 0 or under.get(one) == 0 for one in under.values()
    )


def _holds_words(row: ThemeRow) -> bool:
    said = row.shown == Shown(words=row.shown.words) and row.shown.words in (FEWER, HALF, MORE)
    return row.agreed == "" and (row.shown == _HIDDEN if row.under else said)


def _holds_numbers(
    rows: Sequence[ThemeRow], base: Shown, texts: int, policy: Policy, steps: Steps
) -> bool:
    """Tell whether so many texts can give these rows."""
    printed = [one.shown.count for one in rows]
    cells = shares(printed, base.count or 1, steps, adds_up=False)
    if tuple(one.shown for one in rows) != cells:
        return False
    by_code = {one.code: one for one in rows}
    return all(_can_be(one, by_code, texts, policy) for one in rows)


def _can_be(row: ThemeRow, by_code: Mapping[int, ThemeRow], texts: int, policy: Policy) -> bool:
    """Tell whether some exact count is printed so: with as many texts with and without it as the
    rules ask for."""
    if row.shown.count is None:
        return row.agreed == ""
    above = by_code[row.under].shown.count if row.under else None
    if row.agreed == "" or (row.under and above is None):
        return False
    wholes = _exact(above, policy) if above is not None else [texts]
    t = policy.t(sensitive=True)
    return any(
        t <= count <= whole - t for count in _exact(row.shown.count, policy) for whole in wholes
    )


def _exact(count: int, policy: Policy) -> Sequence[int]:
    step = policy.count_rounding
    return [one for one in range(max(0, count - step), count + step) if nearest(one, step) == count]
