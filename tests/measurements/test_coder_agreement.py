"""How often the interval of agreement holds the truth, and what agreement costs: `make measure`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from time import perf_counter

import numpy as np
import pytest
from sqlalchemy import insert

from survey.services.steps.coded_texts import coded_texts
from survey.services.words.count_themes import agreement_by_theme, coded_questions
from survey.services.words.keep_code_book import add_code
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.words.theme_tables import codings
from survey.themes.coder_agreement import theme_agreement
from survey.themes.two_coders import as_bytes
from tests.coded_words import DAY, lay_texts
from tests.conftest import Published, form_file

pytestmark = pytest.mark.measurement

TRIES, RESAMPLES = 2_000, 1_000
#: Texts; how many of a hundred hold the theme; in how many of a hundred a coder errs.
SIMULATED = [
    (texts, holding, erring)
    for texts in (20, 50, 100, 300)
    for holding, erring in ((5, 2), (10, 2), (10, 10), (30, 2), (30, 10), (30, 25), (50, 5))
]


def chances(holding: float, erring: float) -> tuple[float, float, float]:
    """Give the chances that both coders, one, or none finds the theme in a text."""
    right = 1 - erring
    both = holding * right**2 + (1 - holding) * erring**2
    one = 2 * erring * right
    return both, one, 1 - both - one


def true_alpha(both: float, one: float) -> float:
    """Give alpha of endlessly many texts."""
    share = both + one / 2
    return 1 - one / (2 * share * (1 - share))


def bootstrap(counts: tuple[int, int, int], rng: np.random.Generator) -> tuple[float, float] | None:
    """Give the interval by drawing texts again, as most programs do (Zapf and others 2016)."""
    texts = sum(counts)
    drawn = rng.multinomial(texts, np.array(counts) / texts, size=RESAMPLES)
    yes = 2 * drawn[:, 0] + drawn[:, 1]
    no = 2 * texts - yes
    can = (yes > 0) & (no > 0)
    if not can.any():
        return None
    alphas = 1 - 2 * drawn[can, 1] * (2 * texts - 1) / (2 * yes[can] * no[can])
    return float(np.quantile(alphas, 0.025)), float(np.quantile(alphas, 0.975))


def test_how_often_the_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(25)
    print("\n| texts | hold it, % | errors, % | true alpha | not known, % | interval holds it, % "
          "| its width | bootstrap, % | its width |")  # fmt: skip
    for texts, holding, erring in SIMULATED:
        both, one, none = chances(holding / 100, erring / 100)
        truth = true_alpha(both, one)
        unknown, known, held, wide, drawn_held, drawn_wide = 0, 0, 0, 0.0, 0, 0.0
        for _ in range(TRIES):
            counts = tuple(map(int, rng.multinomial(texts, (both, one, none))))
            agreed = theme_agreement({(2, 2): counts[0], (2, 1): counts[1], (2, 0): counts[2]})
            if agreed.alpha is None or agreed.low is None or agreed.high is None:
                unknown += 1
                continue
            known += 1
            held += agreed.low <= truth <= agreed.high
            wide += agreed.high - agreed.low
            low, high = bootstrap(counts, rng) or (agreed.alpha, agreed.alpha)  # type: ignore[arg-type]
            drawn_held += low <= truth <= high
            drawn_wide += high - low
        print(
            f"| {texts} | {holding} | {erring} | {truth:.2f} | {100 * unknown / TRIES:.0f} "
            f"| {100 * held / known:.1f} | {wide / known:.2f} "
            f"| {100 * drawn_held / known:.1f} | {drawn_wide / known:.2f} |"
        )


def test_what_agreement_on_2000_texts_and_30_codes_costs(
    instance: Instance, publish: Callable[..., Published]
) -> None:
    study = publish(form_file("text"), practice=True).id
    question = coded_questions(instance, study)[0].id
    for number in range(30):
        add_code(instance, study, DAY, name=f"Theme {number}", rule="Rule.", under=number % 5 and 1)
    key = lay_texts(instance, study, question, ["Some words."] * 2_000)
    rng = np.random.default_rng(25)
    rows = []
    with instance.engine.connect() as connection:
        from survey.storage.words import opened_texts

        ids = sorted(opened_texts.in_stage(connection, study, "to code"))
    for text_id in ids:
        true = rng.random(30) < 0.15
        for coder in ("ada", "eve"):
            given = np.flatnonzero(true ^ (rng.random(30) < 0.03)) + 1
            sealed = key.seal_beside(text_id, coder, as_bytes(map(int, given)))
            rows.append({"study_id": study, "text_id": text_id, "account_id": coder,
                         "sealed": sealed})  # fmt: skip
    with writing(instance.engine) as connection:
        connection.execute(insert(codings), rows)
    start = perf_counter()
    with instance.engine.connect() as connection:
        texts = coded_texts(connection, key)
    opened = perf_counter() - start
    start = perf_counter()
    found = agreement_by_theme(instance, key)
    print(
        f"\n{len(texts)} texts, {len(found)} codes: opening {opened:.2f} s, all "
        f"{perf_counter() - start:.2f} s, load {os.getloadavg()[0]:.1f}; "
        f"{Counter(agreed.band for _, agreed in found)}"
    )
