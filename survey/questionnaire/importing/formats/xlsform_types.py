"""Types of questions as XLSForms write them, old and new, and those of SurveyCTO, Kobo and CHT.

It knows names of types, and no row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from survey.questionnaire.importing.foreign_form import AskedFor
from survey.questionnaire.texts import one_form

_KINDS: dict[str, AskedFor] = {
    name: kind
    for kind, names in (
        (AskedFor.NOTE, "note; add note prompt"),
        (AskedFor.TEXT, "text; string; add text prompt; q string; tel"),
        (
            AskedFor.NUMBER,
            "integer; int; decimal; number; percentage; add integer prompt; add decimal prompt; "
            "q int; q decimal",
        ),
        (
            AskedFor.DATE,
            "date; time; datetime; date time; add date prompt; add time prompt; "
            "add date time prompt; bikram sambat date",
        ),
        (AskedFor.ACKNOWLEDGE, "acknowledge; trigger; add acknowledge prompt"),
        (AskedFor.CALCULATED, "calculate; calculate here; calculation; q calculate"),
        (AskedFor.HIDDEN, "hidden; hidden value; csv external; xml external"),
        (
            AskedFor.METADATA,
            "start; end; today; deviceid; device id; imei; subscriberid; subscriber id; "
            "simserial; sim serial; sim id; simid; phonenumber; phone number; username; email; "
            "audit; start geopoint; text audit; audio audit; speed violations count; "
            "speed violations list; speed violations audit; sensor statistic; sensor stream; "
            "caseid; case id; comments; enumerator; start time; end time; uri subscriberid; "
            "uri deviceid; uri simserial; uri phonenumber; uri username; uri email",
        ),
        (
            AskedFor.PLACE,
            "geopoint; geotrace; geoshape; gps; location; osm; add location prompt; q geopoint",
        ),
        (AskedFor.IMAGE, "image; photo; picture; add image prompt; add photo prompt; q image"),
        (AskedFor.AUDIO, "audio; add audio prompt; background audio; q audio"),
        (AskedFor.VIDEO, "video; add video prompt; q video"),
        (AskedFor.FILE, "file; add file prompt"),
        (AskedFor.SIGNATURE, "signature"),
        (AskedFor.BARCODE, "barcode; add barcode prompt; q barcode"),
        (AskedFor.SCALE, "range"),
    )
    for name in names.split("; ")
}
_CHOOSE = (
    (AskedFor.SINGLE, r"select[_ ]?(?:one|1)(?:[_ ]from)?|add select one prompt using|select1"),
    (
        AskedFor.MULTIPLE,
        r"select[_ ](?:multiple|all that apply)(?:[_ ]from)?|add select multiple prompt using",
    ),
    (AskedFor.RANKING, r"rank"),
)
_FROM_FILE = re.compile(r"select[_ ](one|multiple)[_ ]from[_ ]file\s+(\S+).*", re.IGNORECASE)
_EXTERNAL = re.compile(r"select[_ ]one[_ ]external\s*:?\s*(.*)", re.IGNORECASE)
_SELECTS = tuple(
    (kind, re.compile(rf"(?:{told})(?:\s*:\s*|\s+|$)(.*)", re.IGNORECASE)) for kind, told in _CHOOSE
)
_OR_OTHER = re.compile(r"(.*?)\s+or(?:_| specify |[_ ]specify[_ ])other", re.IGNORECASE)
_GROUP = re.compile(
    r"(begin|end)\s+(?:a\s+)?(group|repeat|loop|lgroup|looped group|score|rank|kobomatrix)\b(.*)"
)


@dataclass(frozen=True, slots=True)
class RowType:
    """What a row is: an item of a kind, or the begin or end of a group.

    `choices` is the list that a question takes its options from, `external` that it is one of
    external_choices, `file` a file beside the form that holds it, `of_group` that the group names
    it. `passed_over`: it says nothing that its group does not say.
    """

    kind: AskedFor = AskedFor.UNKNOWN
    choices: str = ""
    or_other: bool = False
    external: bool = False
    file: str = ""
    opens: str = ""
    closes: str = ""
    setting: str = ""
    include: bool = False
    of_group: bool = False
    passed_over: bool = False


def row_type(written: str) -> RowType:
    """Return what a type says, whatever its spelling; an unknown one has Kind.UNKNOWN."""
    said = one_form(written)
    plain = re.sub(r"[\s_-]+", " ", said.lower())
    if group := _GROUP.fullmatch(plain):
        begins = group[1] == "begin"
        over = said.split()[-1] if group[3].startswith(" over ") else ""
        return RowType(
            opens=group[2] if begins else "", closes="" if begins else group[2], choices=over
        )
    if found := _FROM_FILE.fullmatch(said):
        kind = AskedFor.SINGLE if found[1].lower() == "one" else AskedFor.MULTIPLE
        return RowType(kind, file=found[2])
    if found := _EXTERNAL.fullmatch(said):
        return RowType(AskedFor.SINGLE, choices=found[1], external=True)
    for kind, told in _SELECTS:
        if found := told.fullmatch(said):
            other = _OR_OTHER.fullmatch(found[1])
            return RowType(kind, choices=other[1] if other else found[1], or_other=bool(other))
    if plain in ("set form title", "set form id"):
        return RowType(setting=plain)
    if plain == "score row":
        return RowType(AskedFor.SINGLE, of_group=True)
    if plain == "rank level":
        return RowType(passed_over=True)
    if plain.split(" ")[0] == "include":
        return RowType(include=True)
    return RowType(_KINDS.get(plain.removeprefix("get "), AskedFor.UNKNOWN))
