"""The rule by which a council decides and shows results, as numbers that are checked.

It must not know a rating, a member or a file.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from survey.questionnaire.files.toml_text import read_toml_as

#: How percentiles are interpolated; this name is stored with every result.
METHOD: Literal["Hyndman-Fan type 7"] = "Hyndman-Fan type 7"


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ConsensusRule(_Numbers):
    """When ratings count as consensus, and when a statement is rated no more.

    Percentages are 0-100, medians points of the scale, kappa and CV plain numbers.
    """

    scale: Literal[9] = 9
    percentiles: Literal["Hyndman-Fan type 7"] = METHOD
    too_few_under: int = Field(default=8, ge=8)
    median_from: int = Field(default=7, ge=7, le=9)
    agree_from: int = Field(default=75, ge=51, le=100)
    oppose_under: int = Field(default=15, ge=1, le=33)
    rounds_most: int = Field(default=3, ge=1, le=3)
    stable_change_under: int = Field(default=15, ge=1, le=15)
    stable_kappa_from: float = Field(default=0.61, ge=0.61, le=1)
    stable_cv_change_under: float = Field(default=0.10, gt=0, le=0.10)
    pairs_from: int = Field(default=8, ge=8)
    many_missing_under: int = Field(default=70, ge=50, le=100)


class Showing(_Numbers):
    """How many ratings a group needs before it is shown more of itself."""

    median_from: int = Field(default=5, ge=3)
    verdict_from: int = Field(default=8, ge=8)
    percentages_from: int = Field(default=15, ge=15)

    @model_validator(mode="after")
    def _in_order(self) -> Showing:
        if not self.median_from <= self.verdict_from <= self.percentages_from:
            raise ValueError("median_from, verdict_from and percentages_from have to rise")
        return self


class Minority(_Numbers):
    """When a view that differs gets a report of its own."""

    minority_percent: int = Field(default=15, ge=1, le=15)
    minority_people: int = Field(default=3, ge=3)
    medians_apart: int = Field(default=2, ge=1, le=2)


class GroupSizes(_Numbers):
    """How many people a group needs, such as those of one role, before it is looked at alone."""

    people: int = Field(default=5, ge=5)


class CouncilPolicy(_Numbers):
    """All of `config/council.toml`; members accept it before the first round."""

    rule: ConsensusRule = ConsensusRule()
    feedback: Showing = Showing()
    dissent: Minority = Minority()
    groups: GroupSizes = GroupSizes()

    @model_validator(mode="after")
    def _agree_with_each_other(self) -> CouncilPolicy:
        if self.feedback.verdict_from < self.rule.too_few_under:
            raise ValueError("feedback.verdict_from cannot be smaller than rule.too_few_under")
        return self


def read_council_policy(toml_text: str) -> CouncilPolicy:
    """Return the policy of a TOML text; SettingsProblems lists what is unknown, wrong or too
    weak."""
    return read_toml_as(CouncilPolicy, toml_text, "The council policy cannot be used.")
