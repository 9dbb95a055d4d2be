"""The rules of printing as numbers, each with a floor below which nobody can set it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from survey.disclosure.release import PolicyPrinted
from survey.disclosure.rounding import DECIMAL_FROM, WHOLE_POINTS_FROM, nearest
from survey.questionnaire.files.toml_text import read_toml_as

SizeStep = Literal["under 10", "10-29", "30-99", "100 and more"]


class Policy(BaseModel):
    """One disclosure policy; every field counts people, cells or percentage points.

    The fields are those of `config/disclosure.toml`; `ge` is the floor of each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    threshold: int = Field(default=5, ge=5)
    threshold_sensitive: int = Field(default=10, ge=5)
    base_for_counts: int = Field(default=10, ge=10)
    base_for_percentages: int = Field(default=20, ge=20)
    words_from: int = Field(default=10, ge=10)
    numbers_from: int = Field(default=30, ge=30)
    breakdowns_from: int = Field(default=100, ge=100)
    count_rounding: int = Field(default=5, ge=5)
    percent_rounding_small: int = Field(default=5, ge=5)
    category_people: int = Field(default=10, ge=10)
    tiny_table: int = Field(default=12, ge=12)
    most_hidden: int = Field(default=25, ge=0, le=100)
    slice_people: int = Field(default=100, ge=100)
    next_release_percent: int = Field(default=10, ge=10)

    @model_validator(mode="after")
    def _in_order(self) -> Policy:
        rising = (
            ("threshold", "threshold_sensitive"),
            ("threshold", "base_for_counts"),
            ("threshold_sensitive", "category_people"),
            ("base_for_counts", "base_for_percentages"),
            ("category_people", "slice_people"),
            ("words_from", "numbers_from"),
            ("numbers_from", "breakdowns_from"),
        )
        for low, high in rising:
            if getattr(self, low) > getattr(self, high):
                raise ValueError(f"{high} cannot be smaller than {low}")
        if 100 % self.percent_rounding_small:
            raise ValueError("percent_rounding_small must go into 100 without a rest")
        return self

    def step(self, people: int) -> SizeStep:
        """Return the step of the ladder for a study of `people`; it depends on nothing else."""
        if people < self.words_from:
            return "under 10"
        if people < self.numbers_from:
            return "10-29"
        return "30-99" if people < self.breakdowns_from else "100 and more"

    def t(self, sensitive: bool) -> int:
        """Return the cell threshold."""
        return self.threshold_sensitive if sensitive else self.threshold

    def group_people(self, sensitive: bool) -> int:
        """Return how many people a group of a breakdown has at least: twice the threshold, so that
        a group that is left out may still be anything from nobody to the threshold."""
        return max(self.category_people, 2 * self.t(sensitive))

    def batch(self, people: int, sensitive: bool) -> int:
        """Return how many people must have come or gone since the last release before a study of
        `people`, with or without sensitive questions, is published again."""
        return max(2 * self.t(sensitive), -(-people * self.next_release_percent // 100))

    def missing_for_batch(self, people: int, changed: int, sensitive: bool) -> int:
        """Return how many more answers a next release needs, after `changed` came or went."""
        more = 0
        while changed + more < self.batch(people + more, sensitive):
            more += 1
        return more

    def percent_step(self, people: int) -> int:
        """Return the step of printed percentages in a study of `people`."""
        return self.percent_rounding_small if self.step(people) == "30-99" else 1

    def decimal_from(self, people: int) -> int | None:
        """Return the printed base from which percentages have one decimal in a study of `people`;
        None where none can be so large, or where percentages stand in steps."""
        large = nearest(people, self.count_rounding) >= DECIMAL_FROM
        return DECIMAL_FROM if large and self.percent_step(people) == 1 else None


def read_policy(toml_text: str) -> Policy:
    """Return the policy of a TOML text; SettingsProblems lists what is unknown, wrong or too
    weak."""
    return read_toml_as(Policy, toml_text, "The disclosure policy cannot be used.")


def printed(policy: Policy, people: int) -> PolicyPrinted:
    """Return the policy as the release prints it for a study of `people`."""
    step = policy.step(people)
    numbers = step in ("30-99", "100 and more")
    return PolicyPrinted(
        threshold=policy.threshold,
        threshold_sensitive=policy.threshold_sensitive,
        base_for_counts=policy.base_for_counts,
        base_for_percentages=policy.base_for_percentages,
        count_rounding=policy.count_rounding,
        percent_rounding=policy.percent_step(people) if numbers else None,
        category_people=policy.category_people,
        slice_people=policy.slice_people,
        numbers_from=policy.numbers_from,
        breakdowns_from=policy.breakdowns_from,
        percent_rounding_small=policy.percent_rounding_small if numbers else None,
        decimal_from=policy.decimal_from(people) if numbers else None,
        ladder=step,
        sentences=_sentences(policy, step, policy.decimal_from(people)),
    )


def _sentences(policy: Policy, step: SizeStep, decimal_from: int | None) -> tuple[str, ...]:
    if step == "under 10":
        return (f"Fewer than {policy.words_from} people took part, so nothing is printed.",)
    if step == "10-29":
        return (
            f"Fewer than {policy.numbers_from} people took part, so shares are printed in words: "
            "fewer than a third, about half, more than two thirds.",
            "There are no breakdowns, and each question is published once only.",
        )
    common = (
        f"A count from 1 to {policy.threshold - 1} is hidden; on sensitive questions every count "
        f"below {policy.threshold_sensitive}, zero as well.",
        "Other cells are hidden too wherever a small count could be worked out by a reader who has "
        "the printed numbers, the questionnaire and these rules. All hidden cells look the same.",
        f"Counts are rounded to the nearest {policy.count_rounding}, and so is the number of "
        "people who took part. The rounding is part of the protection: a printed count stands for "
        "every number that is rounded to it.",
        "A percentage is the share of a printed count in all printed counts of its question or "
        "group, where each person counts once and none is hidden; elsewhere in the printed base. "
        "So it tells no more than those, and a column adds up to 100 but for rounding.",
        f"A question needs {policy.base_for_counts} answers for counts and "
        f"{policy.base_for_percentages} for percentages.",
        "All releases of a study are checked together, so that comparing them tells of nobody. "
        f"A next one needs at least {policy.next_release_percent} % new people, and at least twice "
        "as many as the smallest count printed.",
        "The range beside a percentage is a 95 % Wilson interval, widened by the rounding of the "
        "counts: it holds that of every number of people that is printed so. It describes those "
        "who answered, and is no claim about anybody else.",
    )
    if step == "30-99":
        few = f"Fewer than {policy.breakdowns_from} people took part, so there are no breakdowns"
        small = f"{few}, and percentages are given in steps of {policy.percent_rounding_small}."
        return (*common, small)
    decimal = f", with one decimal where it is at least {decimal_from:,}" if decimal_from else ""
    return (
        *common,
        f"Percentages are in whole points, and in steps of {policy.percent_rounding_small} where a "
        f"printed base is below {WHOLE_POINTS_FROM}{decimal}.",
        f"Tables are split by one question at a time, into groups of at least "
        f"{policy.group_people(False)} people, or {policy.group_people(True)} where that question "
        "is sensitive, and never one sensitive question by another. A question that splits tables "
        "is never split itself.",
        "Neighbouring answers of a scale are put together in a table that is split, and its groups "
        "as the questionnaire allows, where more numbers can be printed so. What was printed once "
        "stays as it is in later releases.",
        f"A table that is split is printed where at most {policy.most_hidden} % of its numbers are "
        "hidden; groups and answers are put together as far as that helps.",
        "They are split by language only where each language printed, and the others together, "
        f"have at least {policy.slice_people} people.",
    )
