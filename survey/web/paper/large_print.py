"""A questionnaire in large print, to be filled in by hand.

It knows what is asked, and no person. What is written on it somebody types in on the public pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.errors import BadInput
from survey.questionnaire.files.soundness import QUESTIONS
from survey.questionnaire.model import EMPTY, Note, Questionnaire, Text, Written
from survey.web.paper.conditions_on_paper import conditions_on_paper, numbered
from survey.web.paper.paper_files import as_pdf, paper_html
from survey.web.rendering.fallback_text import teller


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What is told of whoever asks; of a file nothing is known. `code`: leave room for a code.

    `draft`: it is not published, so each page says that it is not to be answered.
    """

    organisation: Text = EMPTY
    safeguarding: Text = EMPTY
    practice: bool = False
    code: bool = False
    draft: bool = False


def large_print(q: Questionnaire, language: str, told: OnPaper) -> bytes:
    """Return the PDF of a questionnaire in one of its languages, in letters of 18 points.

    Refused for a draft that is too long to be published: laying it out would take minutes.
    """
    if (many := len(list(q.questions()))) > QUESTIONS:
        raise BadInput(
            f"There are {many} questions, and no more than {QUESTIONS} are printed.",
            kept="Nothing was changed.",
            do="Take out questions first: so many cannot be published either.",
        )
    numbers = numbered(q)
    conditions = conditions_on_paper(q, numbers, language)
    html = paper_html(
        "paper/questionnaire.html",
        language,
        q.title.in_language(language),
        q=q,
        t=teller(q.languages[0], language),
        told_of=told,
        numbers=numbers,
        conditions=conditions,
        is_note=lambda item: isinstance(item, Note),
        is_text=lambda item: isinstance(item, Written),
    )
    return as_pdf(html)
