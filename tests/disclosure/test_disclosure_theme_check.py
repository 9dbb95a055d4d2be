"""Counted themes that come from elsewhere: what the protection prints passes, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from survey.disclosure.policy import Policy
from survey.disclosure.release import Release, Shown
from survey.disclosure.theme_check import theme_problems
from survey.disclosure.theme_counts import ThemeCount, ThemeCounts, protect_themes

RELEASE = Path(__file__).resolve().parents[1] / "reports" / "release-practice.json"
POLICY = Policy()


def release(wrote: int) -> Release:
    """Give a release whose text questions print so many who wrote."""
    made = Release.model_validate_json(RELEASE.read_text("utf-8"))
    shown = Shown(count=wrote)
    questions = [
        one.model_copy(
            update={
                "form": "numbers",
                "rows": tuple(row.model_copy(update={"shown": shown}) for row in one.rows),
            }
        )
        if one.type == "text"
        else one
        for one in made.questions
    ]
    return made.model_copy(update={"questions": tuple(questions)})


def counted(texts: int, counts: Sequence[tuple[int, int]]) -> tuple[Release, ThemeCounts]:
    """Give what is printed of themes, each as (the code it is below, texts)."""
    printed = release(5 * ((2 * texts + 5) // 10))
    question = next(one.id for one in printed.questions if one.type == "text")
    tallied = [
        ThemeCount(number, f"Theme {number}", "Rule.", under, held, "reliable")
        for number, (under, held) in enumerate(counts, 1)
    ]
    return printed, protect_themes(
        printed, question, texts=texts, not_coded=0, code_book=1, counts=tallied, policy=POLICY
    )


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_protected_here_passes(seed: int) -> None:
    chance = Random(seed)
    texts = chance.randint(10, 140)
    above = [(0, chance.randint(0, texts)) for _ in range(3)]
    below = [(one, chance.randint(0, above[one - 1][1])) for one in (1, 1, 2)]
    printed, themes = counted(texts, above + below)
    assert list(theme_problems(printed, themes, POLICY)) == []


@pytest.mark.parametrize(
    "shown",
    [
        Shown(count=33, percent=50, low=35, high=65),
        Shown(count=5, percent=8, low=2, high=20),
        Shown(count=60, percent=92, low=80, high=100),
        Shown(count=30),
        Shown(words="about half"),
        Shown(),
    ],
)
def test_a_count_that_is_exact_small_or_of_nearly_all_does_not_pass(shown: Shown) -> None:
    printed, themes = counted(63, [(0, 33)])
    row = themes.themes[0].model_copy(update={"shown": shown})
    forged = themes.model_copy(update={"themes": (row,)})
    assert any("of no count" in one for one in theme_problems(printed, forged, POLICY))


def test_a_theme_below_a_hidden_one_and_agreement_on_hidden_ones_do_not_pass() -> None:
    printed, themes = counted(63, [(0, 40), (1, 20)])
    first, second = themes.themes
    assert not second.shown.hidden
    hidden = first.model_copy(update={"shown": Shown(hidden=True), "agreed": ""})
    told = hidden.model_copy(update={"agreed": "low"})
    for rows in ((hidden, second), (told,)):
        forged = themes.model_copy(update={"themes": rows})
        assert any("of no count" in one for one in theme_problems(printed, forged, POLICY))


def test_another_base_step_or_release_does_not_pass() -> None:
    printed, themes = counted(63, [(0, 33)])
    for change, said in (
        ({"base": Shown(count=100)}, "another base"),
        ({"ladder": "100 and more"}, "step of the ladder"),
        ({"release": 2}, "another release"),
        ({"sentences": ("Counted.",)}, "other rules"),
    ):
        forged = themes.model_copy(update=change)
        assert any(said in one for one in theme_problems(printed, forged, POLICY))
