"""Counts of themes tell of nobody: what is refused and hidden, and a reader who tries it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from survey.disclosure.policy import Policy
from survey.disclosure.release import Release, Shown
from survey.disclosure.theme_counts import ThemeCount, ThemeCounts, protect_themes
from survey.errors import DisclosureRefused

RELEASE = Path(__file__).resolve().parents[1] / "reports" / "release-practice.json"
POLICY = Policy()
T = POLICY.threshold_sensitive
HIDDEN = Shown(hidden=True)


def release(wrote: Shown, **changes: object) -> Release:
    """Give a release whose text questions print so many who wrote, or have other `changes`."""
    made = Release.model_validate_json(RELEASE.read_text("utf-8"))
    fields = changes or {"form": "numbers"}
    questions = [
        one.model_copy(
            update={"rows": tuple(row.model_copy(update={"shown": wrote}) for row in one.rows)}
            | fields
        )
        if one.type == "text"
        else one
        for one in made.questions
    ]
    return made.model_copy(update={"questions": tuple(questions)})


def text_question(made: Release) -> str:
    """Give the id of its first text question."""
    return next(one.id for one in made.questions if one.type == "text")


def themes(
    texts: int, counts: Sequence[tuple[int, int]], *, printed: Release | None = None, **more: Any
) -> ThemeCounts:
    """Give what is printed of themes, each as (the code it is below, texts)."""
    made = printed or release(Shown(count=5 * ((2 * texts + 5) // 10)))
    tallied = [
        ThemeCount(number, f"Theme {number}", "Rule.", under, held, "reliable")
        for number, (under, held) in enumerate(counts, 1)
    ]
    given = {"texts": texts, "not_coded": 0, "code_book": 3, "counts": tallied, "policy": POLICY}
    return protect_themes(made, text_question(made), **(given | more))  # type: ignore[arg-type]


def shown(made: ThemeCounts) -> tuple[Shown, ...]:
    """Give what stands beside each theme."""
    return tuple(one.shown for one in made.themes)


def test_counts_are_rounded_and_have_shares_of_the_base_that_the_release_prints() -> None:
    made = themes(63, [(0, 33), (1, 18), (0, 41)])
    assert made.base.count == 65
    assert [one.count for one in shown(made)] == [35, 20, 40]
    assert [one.percent for one in shown(made)] == [55, 30, 60]
    assert [one.agreed for one in made.themes] == ["reliable"] * 3


@pytest.mark.parametrize("held", [0, 1, T - 1, 60 - T + 1, 59, 60])
def test_a_theme_of_few_and_one_of_all_but_few_are_hidden_alike(held: int) -> None:
    made = themes(60, [(0, held)])
    assert shown(made) == (HIDDEN,)
    assert made.themes[0].agreed == ""


def test_below_a_theme_one_is_hidden_that_all_but_few_of_it_hold() -> None:
    made = themes(60, [(0, 40), (1, 40 - T + 1), (1, 15)])
    assert [one.hidden for one in shown(made)] == [False, True, False]


def test_below_a_hidden_theme_all_are_hidden() -> None:
    made = themes(60, [(0, 55), (1, 20), (1, 30)])
    assert all(one.hidden for one in shown(made))


def test_few_texts_are_told_in_words_and_nothing_below_another_theme() -> None:
    made = themes(20, [(0, 2), (0, 10), (2, 9), (0, 19)])
    said = [one.words for one in shown(made)]
    assert said == ["fewer than a third", "about half", "", "more than two thirds"]
    assert shown(made)[2].hidden
    assert all(one.count is None and one.percent is None for one in shown(made))


def test_fewer_than_ten_texts_print_nothing() -> None:
    with pytest.raises(DisclosureRefused, match="Fewer than 10 texts"):
        themes(9, [(0, 5)])


def test_texts_that_are_not_settled_stop_the_count() -> None:
    with pytest.raises(DisclosureRefused, match="not settled"):
        themes(60, [(0, 30)], not_coded=1)


def test_where_the_release_does_not_print_who_wrote_no_theme_is_counted() -> None:
    hidden = release(HIDDEN)
    with pytest.raises(DisclosureRefused, match="does not print how many"):
        themes(60, [(0, 30)], printed=hidden)
    with pytest.raises(DisclosureRefused, match="does not print how many"):
        themes(60, [(0, 30)], printed=release(HIDDEN, form="withheld"))


def test_texts_of_another_opening_than_the_numbers_are_refused() -> None:
    with pytest.raises(DisclosureRefused, match="not of the people"):
        themes(75, [(0, 30)], printed=release(Shown(count=60)))


def test_a_study_that_spoke_in_words_speaks_of_themes_in_words() -> None:
    few = Shown(words="10 to 29 people")
    spoken = release(Shown(words="more than two thirds"), form="words", base=few)
    made = themes(14, [(0, 7)], printed=spoken)
    assert made.base == few
    assert shown(made) == (Shown(words="about half"),)


def test_a_question_that_is_not_answered_in_words_has_no_themes() -> None:
    printed = release(Shown(count=60))
    chosen = next(one.id for one in printed.questions if one.type != "text")
    with pytest.raises(DisclosureRefused, match="does not have this question"):
        protect_themes(
            printed, chosen, texts=60, not_coded=0, code_book=1, counts=(), policy=POLICY
        )


def states(texts: range) -> Iterator[tuple[int, int, int]]:
    """Give every (texts, texts of a theme, texts of one below it) there can be."""
    for base in texts:
        for above in range(base + 1):
            for below in range(above + 1):
                yield base, above, below


def test_a_reader_who_knows_the_method_can_pin_no_small_group() -> None:
    """Attack: try every study there can be, and keep those that print the same."""
    printed: dict[tuple[Any, ...], list[tuple[int, int, int]]] = defaultdict(list)
    made = {count: release(Shown(count=count)) for count in range(25, 65, 5)}
    for base, above, below in states(range(30, 53)):
        wrote = 5 * ((2 * base + 5) // 10)
        found = themes(base, [(0, above), (1, below)], printed=made[wrote])
        cells = tuple((one.hidden, one.count, one.percent, one.low) for one in shown(found))
        printed[(wrote, cells)].append((base, above, below))
    for possible in printed.values():
        for group in (
            lambda base, above, below: above,
            lambda base, above, below: base - above,
            lambda base, above, below: below,
            lambda base, above, below: base - below,
            lambda base, above, below: above - below,
        ):
            sizes = {group(*one) for one in possible}
            assert min(sizes) >= T or (0 in sizes and max(sizes) >= T)


def test_two_themes_below_one_do_not_tell_what_is_hidden_of_it() -> None:
    """Attack: one below is hidden; the sum of what is printed bounds it on neither side."""
    possible = defaultdict(set)
    made = release(Shown(count=45))
    for first in range(41):
        for second in (12, 20, 28):
            found = themes(45, [(0, 30), (1, min(first, 30)), (1, second)], printed=made)
            if shown(found)[1].hidden:
                possible[shown(found)[2].count].add(min(first, 30))
    for sizes in possible.values():
        assert 0 in sizes
        assert max(sizes) >= T
