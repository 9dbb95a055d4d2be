"""For whom a study is, and what they get for answering.

It knows what must be written down before young people are asked. It asks nobody anything.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from survey.questionnaire.texts import EMPTY, Frozen, Text

#: A country or territory, by its two letters (ISO 3166-1 alpha-2).
Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
_Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Young(Frozen):
    """What has to be settled before people under 18 are asked; without it a study is for adults.

    `age_from` is the youngest age in whole years, 13 to 17. `ethics_approval` names the approval,
    `support_partner` who is there for young people, `jurisdiction` whose law counts,
    `signed_off_by` the role that reviewed it.
    """

    age_from: int = Field(ge=13, le=17)
    ethics_approval: _Filled
    support_partner: _Filled
    jurisdiction: _Filled
    signed_off_by: _Filled


class Audience(Frozen):
    """For whom a study is: in words, the countries it is about, and young people or adults only."""

    who: Text = EMPTY
    regions: tuple[Region, ...] = ()
    young: Young | None = None


class Payment(Frozen):
    """What people get for answering, the same for everybody.

    `needs_account` is true where using it takes an account, an e-mail address or a proof of who
    somebody is.
    """

    amount: Text
    note: Text = EMPTY
    needs_account: bool = False


def _as_block(value: Any) -> Any:
    """Take words alone as `who`; a study stored before there were blocks has them under ""."""
    if isinstance(value, (str, Text)) or (isinstance(value, dict) and "" in value):
        return {"who": value}
    return value


AudienceAsWritten = Annotated[
    Audience, BeforeValidator(_as_block, json_schema_input_type=str | Audience)
]
