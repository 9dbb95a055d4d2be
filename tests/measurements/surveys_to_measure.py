"""Surveys to count numbers in: shipped questionnaires with invented people, and public surveys.

The answers of public surveys are read from a folder that `PUBLIC_SURVEYS` names. None lie here.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    Closed,
    Multiple,
    Questionnaire,
    Ranking,
    Written,
)
from survey.questionnaire.path import entries_on_path
from survey.services.practice.invent_answers import Inventor
from survey.settings import shipped

Entries = dict[str, tuple[str, ...]]

#: Shipped questionnaires with at least three questions that split tables.
SHIPPED = ("finding-support", "reporting-and-removal")
#: The same, answered as practice studies are: no answer is much rarer than another.
_PRACTICE = ", practice"
PRACTICE = tuple(name + _PRACTICE for name in SHIPPED)
#: What invented people read, where a questionnaire has several languages.
_SPOKEN = {"en": 60, "fr": 20, "es": 15, "ar": 5}

_OFTEN = ("Every day", "A few times per week", "A few times per month", "Once a month or less",
          "Once a year or less", "Never")  # fmt: skip
_NOT_MINE = "Not applicable to my religious beliefs"
_COMFORT = ("Extremely comfortable", "Very comfortable", "Somewhat comfortably",
            "Not so comfortable", "Not at all comfortable")  # fmt: skip
_RUDE = ("No, not at all rude", "Yes, somewhat rude", "Yes, very rude")
_REGION = ("New England", "Middle Atlantic", "South Atlantic", "East South Central",
           "West South Central", "East North Central", "West North Central", "Mountain",
           "Pacific")  # fmt: skip
_FOUR_REGIONS = ((0, 1), (2, 3, 4), (5, 6), (7, 8))
_YES = ("Yes", "No")

#: Column of the file: type, options in order, the label that means "does not apply", sensitive.
_Asked = tuple[str, tuple[str, ...], str, bool]
_FLYING: Mapping[int, _Asked] = {
    1: ("scale", ("Every day", "A few times per week", "A few times per month",
                  "Once a month or less", "Once a year or less", "Never"), "", False),
    2: ("scale", ("Always", "Usually", "About half the time", "Once in a while", "Never"), "",
        False),
    4: ("single", _YES, "", False),
    5: ("single", ("The arm rests should be shared",
                   "The person in the middle seat gets both arm rests",
                   "Whoever puts their arm on the arm rest first", "Other (please specify)",
                   "The people in the aisle and window seats get both arm rests"), "", False),
    6: ("single", ("The arm rests should be shared",
                   "Whoever puts their arm on the arm rest first", "The person in aisle",
                   "The person by the window", "Other (please specify)"), "", False),
    7: ("single", ("Everyone in the row should have some say",
                   "The person in the window seat should have exclusive control"), "", False),
    8: ("scale", ("No, not rude at all", *_RUDE[1:]), "", False),
    9: ("scale", _RUDE, "", False),
    10: ("scale", ("It is not okay to get up during flight", "Once", "Twice", "Three times",
                   "Four times", "More than five times times"), "", False),
    11: ("single", ("Yes, they should not recline their chair if the person behind them asks "
                    "them not to",
                    "No, the person on the flight has no obligation to the person behind them"),
         "", False),
    12: ("scale", ("No, not rude at all", *_RUDE[1:]), "", False),
    13: ("single", _YES, "", False),
    **dict.fromkeys(range(14, 20), ("scale", _RUDE, "", False)),
    20: ("single", _YES, "", True),
    21: ("single", _YES, "", True),
    22: ("single", ("Female", "Male"), "", False),
    23: ("single", ("18-29", "30-44", "45-60", "> 60"), "", False),
    24: ("single", ("$0 - $24,999", "$25,000 - $49,999", "$50,000 - $99,999",
                    "$100,000 - $149,999", "150000"), "", False),
    25: ("single", ("Less than high school degree", "High school degree",
                    "Some college or Associate degree", "Bachelor degree", "Graduate degree"), "",
         False),
    26: ("single", _REGION, "", False),
}  # fmt: skip
_RELIGION: Mapping[int, _Asked] = {
    0: ("single", ("Protestant", "Roman Catholic", "Orthodox Christian", "Mormon", "Jewish",
                   "Muslim", "Buddhist", "Hindu", "Agnostic", "Atheist", "None of these"), "",
        True),
    2: ("single", _YES, "", True),
    3: ("scale", ("Weekly or more", "Less than weekly", "Never"), "", True),
    **dict.fromkeys(range(4, 14), ("scale", _OFTEN, _NOT_MINE, True)),
    **dict.fromkeys(range(14, 34), ("scale", _COMFORT, "I don't do this", False)),
    **dict.fromkeys(range(34, 44), ("scale", _COMFORT, "", False)),
    44: ("single", ("18 - 29", "30 - 44", "45 - 59", "60+"), "", False),
    45: ("single", ("Female", "Male"), "", False),
    47: ("single", _REGION, "", False),
}  # fmt: skip

#: File, header rows, what is asked, and the ladder of each question that splits tables.
_Public = tuple[
    str, int, Mapping[int, _Asked], Mapping[int, tuple[tuple[tuple[int, ...], ...], ...]]
]
_PUBLIC: Mapping[str, _Public] = {
    "flying": ("538_flying_etiquette.csv", 1, _FLYING, {
        22: (), 23: (((0, 1), (2, 3)),),
        25: (((0, 1, 2), (3, 4)),), 26: (_FOUR_REGIONS, ((0, 1, 5, 6), (2, 3, 4, 7, 8))),
    }),
    "religion": ("538_religion_survey.csv", 2, _RELIGION, {
        45: (), 44: (((0, 1), (2, 3)),),
        47: (_FOUR_REGIONS, ((0, 1, 5, 6), (2, 3, 4, 7, 8))),
    }),
}  # fmt: skip
PUBLIC = tuple(_PUBLIC)


def missing_file(name: str) -> str:
    """Return why the answers of a survey are not there, or "" where they are."""
    if name not in PUBLIC:
        return ""
    folder, file = os.environ.get("PUBLIC_SURVEYS", ""), _PUBLIC[name][0]
    there = bool(folder) and (Path(folder) / file).is_file()
    return "" if there else f"PUBLIC_SURVEYS names no folder that holds {file}"


def survey_of(name: str, people: int, seed: int) -> tuple[Questionnaire, bytes]:
    """Return a questionnaire and the joined records of so many people; a seed gives the same."""
    chance = Random(f"{seed}/{name}/{people}")
    if name not in PUBLIC:
        file = shipped("config") / "questionnaires" / f"{name.removesuffix(_PRACTICE)}.yaml"
        asked = read_questionnaire(file.read_bytes(), file.name)
        if name in PRACTICE:
            inventor = Inventor(asked, chance)
            said = [inventor.person() for _ in range(people)]
        else:
            said = _invented(asked, people, chance)
    else:
        asked = _form(name)
        said = chance.sample([*_answers(name)], people)
    spoken = [code for code in asked.languages if code in _SPOKEN]
    read = chance.choices(spoken, [_SPOKEN[code] for code in spoken], k=people)
    hearing, layout = Interpreter(asked), Layout(asked)
    records = (encode(layout, hearing.answers(entries), language)
               for entries, language in zip(said, read, strict=True))  # fmt: skip
    return asked, b"".join(records)


def _invented(asked: Questionnaire, people: int, chance: Random) -> list[Entries]:
    """Return what invented people say: for each question shares drawn anew, all mixtures alike
    (Dirichlet), 4 % skip and 4 % would rather not say; every question is answered for itself."""
    shares = {question.id: [chance.expovariate(1) for _ in question.options]
              for question in asked.questions() if not isinstance(question, Written)}  # fmt: skip

    def person() -> Entries:
        said: Entries = {}
        for question in asked.questions():
            fate = chance.random()
            if isinstance(question, Written):
                said[question.id] = ("A few plain words.",) if fate < 0.3 else ()
            elif fate >= 0.04:
                chosen = _chosen(question, shares[question.id], chance)
                said[question.id] = chosen if fate >= 0.08 else (RATHER_NOT_SAY,)
        return entries_on_path(asked, {id_: chosen for id_, chosen in said.items() if chosen})

    return [person() for _ in range(people)]


def _chosen(question: Closed, shares: list[float], chance: Random) -> tuple[str, ...]:
    """Return one option; of a multiple choice up to three, of a ranking all in some order."""
    if isinstance(question, Ranking):
        return tuple(chance.sample(question.answer_ids, len(question.answer_ids)))
    first = chance.choices(question.option_ids, shares)[0]
    if not isinstance(question, Multiple) or first in question.alone_ids:
        return (first,)
    more = chance.choices(question.option_ids, shares, k=chance.randrange(3))
    picked = {first, *more[: (question.at_most or 3) - 1]} - question.alone_ids
    return tuple(option for option in question.option_ids if option in picked)


def _form(name: str) -> Questionnaire:
    """Return a public survey as a questionnaire; its words do not matter here."""
    _, _, asked, ladders = _PUBLIC[name]
    words = dict.fromkeys(("title", "introduction", "consent", "closing"), "A few plain words.")
    questions = [_question(column, *about, ladders.get(column)) for column, about in asked.items()]
    section = {"id": "all", "title": "All", "questions": questions}
    return Questionnaire.model_validate({"id": name, "sections": [section]} | words)


def _question(
    column: int,
    kind: str,
    labels: tuple[str, ...],
    not_mine: str,
    sensitive: bool,
    ladder: tuple[tuple[tuple[int, ...], ...], ...] | None,
) -> dict[str, object]:
    question: dict[str, object] = {
        "id": f"Q{column}", "type": kind, "text": "?", "sensitive": sensitive
    }  # fmt: skip
    other = [{"id": "not-mine", "text": not_mine, "kind": "does_not_apply"}] if not_mine else []
    if kind == "scale":
        return question | {"points": list(labels), "other": other}
    question["options"] = [{"id": f"p{i}", "text": text} for i, text in enumerate(labels, 1)]
    if ladder is not None:
        question["breakdown"] = True
        question["merge"] = [[_category(places) for places in rung] for rung in ladder]
    return question


def _category(places: tuple[int, ...]) -> dict[str, object]:
    inside = [f"p{place + 1}" for place in places]
    return {"id": "-".join(inside), "text": "?", "options": inside}


def _answers(name: str) -> Iterator[Entries]:
    """Yield what each person of a public survey answered; what is no option here is skipped."""
    file, headers, asked, _ = _PUBLIC[name]
    text = (Path(os.environ["PUBLIC_SURVEYS"]) / file).read_text("utf-8-sig", errors="replace")
    for row in [*csv.reader(text.splitlines())][headers:]:
        said: Entries = {}
        for column, (_, labels, not_mine, _) in asked.items():
            if row[column] in labels:
                said[f"Q{column}"] = (f"p{labels.index(row[column]) + 1}",)
            elif not_mine and row[column] == not_mine:
                said[f"Q{column}"] = ("not-mine",)
        if said:
            yield said
