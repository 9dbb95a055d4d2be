"""Advice on a sound questionnaire: what would make it easier for the people who answer.

Some of it stops a study that is not for practice (`stopping`); without what is in `soundness`, a
file cannot be read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from survey.questionnaire.advice.better_words import better_term, better_text
from survey.questionnaire.advice.lints import Lint, Span, Where, folded, pattern
from survey.questionnaire.advice.readability import grade, in_english, length, longest, sentences
from survey.questionnaire.advice.terms import terms_in
from survey.questionnaire.advice.terms_translated import translated_in
from survey.questionnaire.advice.tone import forced_binary, heard, is_quoted, unquoted
from survey.questionnaire.consent import layer_words, unfinished
from survey.questionnaire.files.problems import Path, path_text, shown
from survey.questionnaire.model import (
    Note,
    Questionnaire,
    Section,
    Single,
    Text,
    Written,
    valid_options,
)
from survey.questionnaire.text_places import texts

#: What a piece of advice is about.
AdviceSubject = Literal[
    "length", "content notes", "consent", "reading", "asking", "words", "translations"
]

QUESTIONS_ON_A_PAGE = 4
QUESTIONS = 16
QUESTIONS_AT_MOST = 25
MINUTES = 15
MINUTES_AT_MOST = 25
TEXT_QUESTIONS = 3
CONSENT_WORDS = 120
SENTENCE_WORDS = 20
SENTENCE_WORDS_AT_MOST = 25
QUESTION_WORDS = 30
QUESTION_WORDS_AT_MOST = 60
QUESTION_SENTENCES = 2
#: The Flesch-Kincaid grade of a page in English: about what people of 11 or 12 read with ease.
GRADE = 6.0
#: Beyond this grade a page is not put before people; a grade lower where young people are asked.
GRADE_AT_MOST = 8.0
#: A grade says little of a page with fewer words: there only what no plain sentence reaches stops.
WORDS_OF_A_PAGE = 20
FEWEST_WORDS = 5
GRADE_OF_FEW_WORDS = 20.0
ADULT = 18

#: Ages and groups in the words that say who is asked (English, French, Spanish, Arabic).
_NOT_PEOPLE = (
    r"(?! ?(?:countries|languages|organi[sz]ations|pays|langues|paises|idiomas|دول|لغات|years ago))"
)
_YOUNG = (
    r"(?:children|teenagers|teens|pupils|minors|youth|adolescents|young people|girls|boys|"
    r"enfants|ados|jeunes|mineurs|"
    r"collegiens|lyceens|ninos|ninas|adolescentes|jovenes|menores|(?:ال)?(?:اطفال|مراهق\w+|"
    r"قاصر\w*|يافع\w+|فتيات))"
    r"\b(?! adult)"
)
_AGES = pattern(
    r"\b(?:from|over|above|aged?|age of|at least|ages|des|a partir de|plus de|agee?s? de|desde|"
    r"mayores de|a partir de los|من سن|من عمر|فوق(?: سن)?|اكثر من|من) "
    rf"(?:the age of |l'age de |los |las )?(?P<age>\d{{1,2}})\b{_NOT_PEOPLE}",
    r"\b(?P<least>\d{1,2}) ?(?:\+|(?:years? )?(?:and|or) (?:over|older|up)|ans (?:et|ou) plus|"
    r"anos (?:o|y) mas|(?:سنه|عاما?) ?(?:فما فوق|فاكثر|او اكثر))",
    r"\b(?P<low>\d{1,2}) ?(?:to|-|–|a|et|and|y|الي|و) ?\d{1,2}\b(?= ?(?:$|[.,;)]|years?|"
    r"year-olds?|ans|anos|سن|عام))",
    r"\b(?:(?:all|any|every) ages?|tous (?:les )?ages|tout age|todas las edades|"
    r"cualquier edad|(?:جميع|كل) الاعمار)\b",
    rf"^\W*(?:les |los |las )?{_YOUNG}",
    rf"\b(?:and|or|open to|et|ou|y|o) (?:les |los |las |des )?{_YOUNG}|"
    rf"(?<!\w)و(?:ال)?(?:اطفال|مراهق|قاصر)",
)
#: The same in words that somebody reads before they agree, where ages stand for other things too.
_INVITED = pattern(
    r"\b(?:everyone|everybody|anyone|anybody|all|people|kids|children|teenagers|pupils|students)"
    r"(?: who (?:is|are))? (?:from|over|above|aged?|at least) (?:the age of )?(?P<age>\d{1,2})\b"
    rf"{_NOT_PEOPLE}",
    r"\b(?:tous|toutes|toute personne|chacun|les jeunes|les enfants)(?: \w+)? (?:des|a partir de|"
    rf"de plus de|agee?s? de) (?:l'age de )?(?P<fr>\d{{1,2}})\b{_NOT_PEOPLE}",
    r"\b(?:todos|todas|cualquiera|toda persona|ninos|jovenes)(?: \w+)? (?:desde|a partir de|"
    rf"mayores de|de mas de)(?: los)? (?P<es>\d{{1,2}})\b{_NOT_PEOPLE}",
    r"(?<!\w)(?:الجميع|كل من|كل شخص|للجميع)(?: \w+)? (?:من سن|من عمر|فوق(?: سن)?) "
    r"(?P<ar>\d{1,2})\b",
)
#: Who somebody was when it happened says nothing of how old they are now.
_BACK_THEN = re.compile(
    r"\b(?:were|was|had been|when|before|etaient|avaient|avant|tenian|eran|antes|كانوا?|"
    r"قبل)\b[^.,;]*$"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One piece of advice: where, what was seen, and what may be better.

    With `stops` a study cannot be asked of people before it is followed; a practice study can.
    `better` is the whole text in better words, "" where only a person can find them. `words` are
    those that may stay with a reason (`allowed`), "" where there is none.
    """

    place: Path
    what: str
    do: str
    stops: bool = False
    better: str = ""
    words: str = ""

    @property
    def path(self) -> str:
        """Return the place as `sections[2].title`; "" for the whole."""
        return path_text(self.place)

    def __str__(self) -> str:
        return f"{self.path}: {self.what}. {self.do}" if self.path else f"{self.what}. {self.do}"


def advice(q: Questionnaire) -> tuple[Suggestion, ...]:
    """Return advice on length, order, sensitivity, wording and translations; empty when none."""
    return tuple(chain.from_iterable(advice_on(q).values()))


def advice_on(q: Questionnaire) -> dict[AdviceSubject, tuple[Suggestion, ...]]:
    """Return all advice by what it is about, every subject with what there is of it."""
    return {
        subject: tuple(chain.from_iterable(part(q) for part in parts))
        for subject, parts in _ADVICE.items()
    }


def stopping(q: Questionnaire) -> tuple[Suggestion, ...]:
    """Return what must change before a study that is not for practice; empty when it may begin."""
    return tuple(piece for piece in advice(q) if piece.stops)


def hurting(q: Questionnaire) -> tuple[Suggestion, ...]:
    """Return what must change in the words of a council's round; how long it is has its own
    rules."""
    parts = (_ages, _reading, _stems, _tone, _terms, _unfinished, _genders)
    return tuple(piece for part in parts for piece in part(q) if piece.stops)


def reading_grades(q: Questionnaire) -> tuple[tuple[str, float], ...]:
    """Return the Flesch-Kincaid grade of each page in English, by its place in the file."""
    return tuple((path_text(place), reached) for place, reached, _ in _grades(q))


def _grades(q: Questionnaire) -> Iterator[tuple[Path, float, int]]:
    """Return the place of each page in English, its grade and how many words it has."""
    for name in ("introduction", "consent", "details", "closing"):
        if words := in_english(getattr(q, name), q.languages):
            yield (name,), grade(words), length(words)
    for i, section in enumerate(q.sections):
        said = [in_english(text, q.languages) for text in _prompts(section)]
        if any(said):
            yield ("sections", i), grade(said), sum(map(length, said))


def _prompts(section: Section) -> Iterator[Text]:
    yield section.title
    yield section.content_note
    for item in section.items:
        yield item.text
        if not isinstance(item, Note):
            yield item.help


def _length(q: Questionnaire) -> Iterator[Suggestion]:
    questions = list(q.questions())
    if len(questions) > QUESTIONS:
        what = f"there are {len(questions)} questions"
        do = f"People tire: {QUESTIONS} or fewer are kinder, and {QUESTIONS_AT_MOST} the most"
        yield Suggestion(("sections",), what, do, len(questions) > QUESTIONS_AT_MOST)
    written = sum(1 for question in questions if isinstance(question, Written))
    if written > TEXT_QUESTIONS:
        what = f"{written} questions ask for written words"
        yield Suggestion(
            ("sections",), what, f"Writing is hard work: keep to {TEXT_QUESTIONS} at most"
        )
    if q.minutes is not None and q.minutes > MINUTES:
        do = f"Aim for {MINUTES} or fewer; {MINUTES_AT_MOST} is the most"
        yield Suggestion(
            ("minutes",), f"it takes {q.minutes} minutes", do, q.minutes > MINUTES_AT_MOST
        )


def _pages(q: Questionnaire) -> Iterator[Suggestion]:
    for i, section in enumerate(q.sections):
        count = len(section.questions)
        if count > QUESTIONS_ON_A_PAGE:
            do = f"Split it: one section is one page, best with {QUESTIONS_ON_A_PAGE} or fewer"
            yield Suggestion(("sections", i), f"this section has {count} questions", do)


def _sensitive(q: Questionnaire) -> Iterator[Suggestion]:
    for i, section in enumerate(q.sections):
        for j, item in enumerate(section.items):
            if not getattr(item, "sensitive", False):
                continue
            path = ("sections", i, "questions", j)
            if section.sensitivity == 1:
                do = "Give the section “sensitivity: 2” and a content note, or move the question"
                yield Suggestion(path, "a sensitive question stands in a plain section", do)
            if isinstance(item, Single) and item.breakdown:
                do = "Tables will be split by it under the stricter limits; consider leaving it out"
                yield Suggestion(path, "a sensitive question is used as a breakdown", do)


def _consent(q: Questionnaire) -> Iterator[Suggestion]:
    count, code = max((layer_words(q, code), code) for code in q.languages)
    if count > CONSENT_WORDS:
        what = f"what people read before they agree has {count} words in {shown(code)}"
        do = (
            f"Keep it to {CONSENT_WORDS}, with title and introduction, what the page adds and what "
            "you have to say of the law; longer things can stand under “details”"
        )
        yield Suggestion(("consent",), what, do)


def _ages(q: Questionnaire) -> Iterator[Suggestion]:
    """Find an audience that takes in people under 18 where nothing is settled for them."""
    if q.audience.young is not None:
        return
    for code, words in q.audience.who.pairs:
        for span, age in _ages_in(words):
            if (age is None or age < ADULT) and not _allowed(q, words, span):
                what = f"{shown(words[span[0] : span[1]])} takes in people under {ADULT}"
                do = "Say “adults”, or settle what the young need under “young”"
                yield Suggestion(_in_language(("audience", "who"), code), what, do, stops=True)
                break
    for name in ("title", "introduction", "consent", "details"):
        yield from _invited(q, name)


def _invited(q: Questionnaire, name: str) -> Iterator[Suggestion]:
    """Find an invitation to people under 18 in what is read before anybody agrees."""
    for code, words in getattr(q, name).pairs:
        plain, places = folded(words)
        for found in _INVITED.finditer(plain):
            span = places[found.start()], places[found.end() - 1] + 1
            age = int(next(filter(None, found.groups())))
            if age < ADULT and not _allowed(q, words, span):
                what = f"{shown(words[span[0] : span[1]])} asks people under {ADULT}"
                do = "Say “adults”, or settle what the young need under “young”"
                yield Suggestion(_in_language((name,), code), what, do, stops=True)
                break


def _ages_in(words: str) -> Iterator[tuple[Span, int | None]]:
    """Return each place that says from which age people are asked, and the age where it has one."""
    plain, places = folded(words)
    for found in _AGES.finditer(plain):
        if not _BACK_THEN.search(plain[: found.start()]):
            said = found["age"] or found["least"] or found["low"]
            span = places[found.start()], places[found.end() - 1] + 1
            yield span, int(said) if said else None


def _reading(q: Questionnaire) -> Iterator[Suggestion]:
    most = GRADE_AT_MOST if q.audience.young is None else GRADE_AT_MOST - 1
    for place, reached, count in _grades(q):
        if reached > GRADE and count >= FEWEST_WORDS:
            hard = reached > (most if count >= WORDS_OF_A_PAGE else GRADE_OF_FEW_WORDS)
            do = f"Shorter words and sentences help: aim for grade {GRADE:g}"
            yield Suggestion(place, f"this page is of reading grade {reached:.1f}", do, hard)
    yield from _hard_questions(q)
    for path, text, _ in texts(q):
        for code, words in text.pairs:
            count = longest(words, code or q.languages[0])
            if count > SENTENCE_WORDS:
                do = f"Make two of it: {SENTENCE_WORDS} words are enough"
                what = f"a sentence has {count} words"
                yield Suggestion(_in_language(path, code), what, do, count > SENTENCE_WORDS_AT_MOST)


def _hard_questions(q: Questionnaire) -> Iterator[Suggestion]:
    """Find questions no plain sentence would be as hard as, which an easy page would hide."""
    for i, section in enumerate(q.sections):
        for j, item in enumerate(section.items):
            words = in_english(item.text, q.languages)
            reached = grade(words)
            if reached > GRADE_OF_FEW_WORDS and length(words) >= FEWEST_WORDS:
                place = ("sections", i, "questions", j, "text")
                do = f"Shorter words and sentences help: aim for grade {GRADE:g}"
                yield Suggestion(place, f"these words are of reading grade {reached:.1f}", do, True)


def _stems(q: Questionnaire) -> Iterator[Suggestion]:
    for i, section in enumerate(q.sections):
        for j, item in enumerate(section.items):
            if isinstance(item, Note):
                continue
            for code, words in item.text.pairs:
                count = length(words, code or q.languages[0])
                if count <= QUESTION_WORDS and len(sentences(words)) <= QUESTION_SENTENCES:
                    continue
                do = f"Keep it to {QUESTION_SENTENCES} sentences and {QUESTION_WORDS} words in all"
                path = _in_language(("sections", i, "questions", j, "text"), code)
                yield Suggestion(path, "this question is long", do, count > QUESTION_WORDS_AT_MOST)


def _tone(q: Questionnaire) -> Iterator[Suggestion]:
    for path, text, _ in texts(q):
        for code, words in text.pairs:
            language = code or q.languages[0]
            plain = unquoted(words)
            for lint in heard(words, _kinds(path), language.split("-")[0] == "en"):
                said = list(lint.hits(plain))
                open_ = [span for span in said if not _allowed(q, plain, span)]
                if open_ or not lint.stops:
                    yield Suggestion(
                        _in_language(path, code),
                        lint.found,
                        lint.do,
                        lint.stops,
                        _better(words, lint, path, language),
                        _between(words, open_[0]) if open_ and lint.stops else "",
                    )


def _better(words: str, lint: Lint, path: Path, language: str) -> str:
    """Return a text in which a lint finds nothing more; "" where no words are known for that."""
    better = better_text(words)
    english = language.split("-")[0] == "en"
    return "" if not better or lint in heard(unquoted(better), _kinds(path), english) else better


def _between(words: str, span: Span) -> str:
    return " ".join(words[span[0] : span[1]].split())


def _terms(q: Questionnaire) -> Iterator[Suggestion]:
    for path, text, _ in texts(q):
        for code, words in text.pairs:
            for term, span in terms_in(words):
                if _may_stand(q, words, span, term.stops):
                    continue
                found = words[span[0] : span[1]]
                what = f"{shown(found)} is a word that can hurt: {term.reason}"
                do = f"Better: {term.prefer}"
                if term.stops:
                    do += "; or put it in quotation marks and say why under “allowed”"
                better = better_term(term.id, words, span)
                yield Suggestion(_in_language(path, code), what, do, term.stops, better, found)
            for lint, spans in translated_in(words):
                open_ = [span for span in spans if not _may_stand(q, words, span, lint.stops)]
                if not open_:
                    continue
                do = f"{lint.do}; or put it in quotation marks and say why under “allowed”"
                yield Suggestion(
                    _in_language(path, code),
                    lint.found,
                    do,
                    lint.stops,
                    words=words[open_[0][0] : open_[0][1]],
                )


def _may_stand(q: Questionnaire, words: str, span: tuple[int, int], stops: bool) -> bool:
    """Say whether a term is spoken about: in quotes, and with a reason where it would stop."""
    return is_quoted(words, span) and (not stops or _allowed(q, words, span))


def _allowed(q: Questionnaire, words: str, span: tuple[int, int]) -> bool:
    """Say whether the file gives a reason for the words around a place of a text."""
    return any(
        found.start() <= span[0] and span[1] <= found.end()
        for each in q.allowed
        for found in re.finditer(re.escape(each.words), words, re.IGNORECASE)
    )


def _unfinished(q: Questionnaire) -> Iterator[Suggestion]:
    """Find what a template left to be filled in, also where young people are settled."""
    said = [(path, code, words) for path, text, _ in texts(q) for code, words in text.pairs]
    if q.audience.young is not None:
        filled = q.audience.young.model_dump(exclude={"age_from"}).items()
        said += [(("audience", "young", key), "", words) for key, words in filled]
    for path, code, words in said:
        if found := unfinished(words):
            what = f"{shown(found)} still stands here"
            yield Suggestion(
                _in_language(path, code), what, "Write what people will read", stops=True
            )


def _in_language(path: Path, code: str) -> Path:
    return (*path, code) if code else path


def _kinds(path: Path) -> tuple[Where, ...]:
    """Return what kind of text stands at a path."""
    if {"options", "points", "other", "merge", "together"} & set(path):
        return ("all",)
    if path[-1] == "content_note":
        return ("all", "prompts", "notes")
    if "questions" in path:
        return ("all", "prompts", "questions")
    return ("all", "prompts")


def _genders(q: Questionnaire) -> Iterator[Suggestion]:
    for i, section in enumerate(q.sections):
        for j, question in enumerate(section.items):
            if isinstance(question, (Note, Written)):
                continue
            labels = [option.text.in_language("") for option in valid_options(question)]
            if forced_binary(labels):
                do = "Add “In another way” or let people use their own word; or do not ask"
                path = ("sections", i, "questions", j, "options")
                yield Suggestion(path, "these options leave only two genders", do)


def _translations(q: Questionnaire) -> Iterator[Suggestion]:
    """Return one piece for each language that is not complete, at the first place without it."""
    filled = [(path, text.languages()) for path, text, _ in texts(q) if text]
    for code in q.languages[1:]:
        missing = [path for path, there in filled if code not in there]
        if not missing:
            continue
        others = len(missing) - 1
        what = f"not translated into {shown(code)}"
        if others:
            places = "one other place" if others == 1 else f"{others} other places"
            what = f"neither this nor {places} of {len(filled)} are translated into {shown(code)}"
        do = "People who chose that language will read the original there"
        yield Suggestion(missing[0], what, do)


#: What each kind of advice looks for.
_ADVICE: Mapping[AdviceSubject, tuple[Callable[[Questionnaire], Iterator[Suggestion]], ...]] = {
    "length": (_length, _pages),
    "content notes": (_sensitive,),
    "consent": (_consent, _ages),
    "reading": (_reading, _stems),
    "asking": (_tone,),
    "words": (_terms, _unfinished, _genders),
    "translations": (_translations,),
}
