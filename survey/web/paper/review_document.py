"""A questionnaire as a document for people who review it on paper, with space for remarks.

It knows what is asked, and nobody who answers or reviews.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.catalogues import spoken
from survey.questionnaire.languages import language_name
from survey.questionnaire.model import (
    Item,
    Multiple,
    Note,
    Question,
    Questionnaire,
    Ranking,
    Section,
    Text,
    Written,
)
from survey.web.paper.conditions_on_paper import conditions_on_paper, numbered
from survey.web.rendering.localisation import speaker

if TYPE_CHECKING:
    from survey.questionnaire.exporting.word_document import WordDocument

#: Lines to write on: after a question, after a part, and at the end.
_AFTER_QUESTION, _AFTER_PART, _AT_THE_END = 2, 3, 8


def review_document(q: Questionnaire, language: str) -> bytes:
    """Return a document (.docx) of a questionnaire in one of its languages.

    It holds every question with its answers, and when it is asked, in words. Headings are headings,
    and a language that runs from right to left does.
    """
    # Imported here because it takes long, and most commands and pages write no such file.
    from survey.questionnaire.exporting.word_document import WordDocument

    document = WordDocument(q.title.in_language(language), language)
    _Review(q, language, document).write()
    return document.content()


class _Review:
    """Writes a questionnaire into a document."""

    def __init__(self, q: Questionnaire, language: str, document: WordDocument) -> None:
        self._q, self._language, self._document = q, language, document
        self._say = speaker(language)
        self._numbers = numbered(q)
        self._conditions = conditions_on_paper(q, self._numbers, language)
        speaks = spoken(language)
        #: The language of the program's own sentences, where it is another.
        self._own = "" if speaks == language.split("-")[0] else speaks

    def write(self) -> None:
        """Write all of it, in order."""
        q, say, document = self._q, self._say, self._document
        document.title(*self._told(q.title))
        document.paragraphs(language_name(self._language))
        self._note(say("For review: please write your remarks on the lines, and no answers."))
        self._note(say("You need not give your name."))
        self._heading(say("What people read first"))
        for text in (q.introduction, q.consent, q.details):
            document.paragraphs(*self._told(text))
        self._remarks(_AFTER_PART)
        for section in q.sections:
            self._section(section)
        self._heading(say("What people read at the end"))
        document.paragraphs(*self._told(q.closing))
        self._remarks(_AFTER_PART)
        self._heading(say("What is missing, and what is too much?"))
        document.lines("", _AT_THE_END)

    def _section(self, section: Section) -> None:
        words, language = self._told(section.title)
        self._document.heading(words, 1, language)
        self._condition(section.id, "")
        self._document.paragraphs(*self._told(section.content_note))
        for item in section.items:
            self._item(section.id, item)

    def _item(self, section: str, item: Item) -> None:
        words, language = self._told(item.text)
        if isinstance(item, Note):
            self._condition(section, item.id)
            self._document.paragraphs(words, language)
            return
        self._document.heading(f"{self._numbers[item.id]}. {words}", 2, language)
        self._condition(section, item.id)
        self._document.paragraphs(*self._told(item.help))
        self._note(self._how(item))
        if not isinstance(item, Written):
            rather_not = (self._say("I'd rather not say"), self._own)
            options = [self._told(option.text) for option in item.options]
            self._document.listed([*options, rather_not])
        self._remarks(_AFTER_QUESTION)

    def _how(self, question: Question) -> str:
        """Return how the question is answered."""
        say = self._say
        if isinstance(question, Written):
            return say("People answer in their own words.")
        if isinstance(question, Ranking):
            return say("People put these in order, and can leave some out.")
        if not isinstance(question, Multiple):
            return say("People choose one answer.")
        most = f" {say('At most %(n)s.', n=question.at_most)}" if question.at_most else ""
        return f"{say('People choose as many as they like.')}{most}"

    def _condition(self, section: str, item: str) -> None:
        if said := self._conditions.get((section, item)):
            self._note(said)

    def _remarks(self, lines: int) -> None:
        self._document.lines(self._say("Remarks:"), lines, self._own)

    def _heading(self, words: str) -> None:
        self._document.heading(words, 1, self._own)

    def _note(self, words: str) -> None:
        self._document.note(words, self._own)

    def _told(self, text: Text) -> tuple[str, str]:
        """Return words with the language that they were written in, “” for the document's own."""
        known = text.languages()
        if self._language in known or not known:
            return text.in_language(self._language), ""
        return text.in_language(self._language), known[0] or self._q.languages[0]
