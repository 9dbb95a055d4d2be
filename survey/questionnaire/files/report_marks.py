"""What is wrong with what a questionnaire says for its report: phrases, headlines, whose numbers.

It knows no files, lines or people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from survey.questionnaire.files.problems import Finding, Path, shown
from survey.questionnaire.model import Closed, Note, Questionnaire, Single, Written
from survey.questionnaire.text_places import report_phrases
from survey.questionnaire.texts import seen

#: A report leads with so many findings at most; a phrase has so many words.
HEADLINES = 6
PHRASE_WORDS = 20
#: Where the words of an answer stand in the phrase of a question.
ANSWER = "{answer}"

_PLACE = re.compile(r"\{[^{}]*\}|[{}\[\]]")
_EXAMPLE = "such as “were told clearly what was decided”"


def unsound_marks(q: Questionnaire) -> Iterator[Finding]:
    """Return everything that must be changed of what is said for reports, by place."""
    yield from _phrases(q)
    headlines: list[Path] = []
    telling: list[Path] = []
    for path, question in _closed(q):
        if question.headline:
            headlines.append((*path, "headline"))
        if not isinstance(question, Single):
            continue
        if question.headline and question.breakdown:
            what = "a question that splits tables says who answered, and finds nothing"
            yield Finding((*path, "headline"), what, "Take “headline” out")
        if question.lived_experience:
            telling.append((*path, "lived_experience"))
            yield from _lived(question, (*path, "lived_experience"))
    for place in headlines[HEADLINES:]:
        what = f"more than {HEADLINES} questions are marked “headline”"
        yield Finding(place, what, f"Keep at most {HEADLINES}")
    for place in telling[1:]:
        what = "a second question says who has lived through it"
        yield Finding(place, what, "Keep “lived_experience” at one question")


def _closed(q: Questionnaire) -> Iterator[tuple[Path, Closed]]:
    for i, section in enumerate(q.sections):
        for j, item in enumerate(section.items):
            if not isinstance(item, (Note, Written)):
                yield ("sections", i, "questions", j), item


def _phrases(q: Questionnaire) -> Iterator[Finding]:
    first = q.languages[0]
    for path, text in report_phrases(q):
        if text.pairs[0][0] != "":
            what = f"there are no words in {shown(first)}, the first language of this questionnaire"
            yield Finding(path, what, f"Add them as “{first}: …”, or take “report” out")
        for code, words in text.pairs:
            place = (*path, code) if code else path
            if code and code not in q.languages:
                what = f"{shown(code)} is not in the list of languages"
                yield Finding(place, what, "Add it under “languages”, or take it out here")
            elif not seen(words):
                what = f"there are no words in {shown(code)}"
                yield Finding(place, what, "Write them, or take this line out")
            else:
                yield from _phrase(words, place, of_option=path[-3] != "questions")


def _phrase(words: str, place: Path, *, of_option: bool) -> Iterator[Finding]:
    found = _PLACE.findall(words)
    if of_option and found:
        what = f"{shown(found[0])} has no place in the phrase of an answer"
        yield Finding(place, what, f"Write what people did who chose it, {_EXAMPLE}")
    elif not of_option and found != [ANSWER]:
        what = f"this phrase does not have {ANSWER} once, and no other bracket"
        yield Finding(place, what, f"Write it such as “found it {ANSWER} to report”")
    if len(words.split()) > PHRASE_WORDS:
        what = f"this phrase has {len(words.split())} words"
        yield Finding(place, what, f"Shorten it to at most {PHRASE_WORDS} words")
    if words.rstrip()[-1] in ".!?…؟。":
        yield Finding(place, "this phrase ends like a sentence", "Take its last sign out")


def _lived(question: Single, path: Path) -> Iterator[Finding]:
    if not question.breakdown:
        what = "“lived_experience” stands at a question that is not a breakdown"
        yield Finding(path, what, "Add “breakdown: true”, or take “lived_experience” out")
    for i, option in enumerate(question.lived_experience):
        if option not in question.answer_ids:
            what = f"the question {shown(question.id)} has no answer {shown(option)}"
            yield Finding((*path, i), what, f"Write one of: {', '.join(question.answer_ids)}")
    for option, times in Counter(question.lived_experience).items():
        if times > 1:
            yield Finding(path, f"{shown(option)} stands here twice", "Keep it once")
    if set(question.lived_experience) == set(question.answer_ids):
        what = "every answer here says that somebody has lived through it"
        yield Finding(path, what, "Name only those who have; or take “lived_experience” out")
