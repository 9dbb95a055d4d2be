"""What lists and searches say of a report: its title, its findings, and where each stands in it.

It holds sentences as they are printed. It must not know how a report looks, or any number that is
not printed.
"""

from __future__ import annotations

from survey.questionnaire.texts import Frozen
from survey.reports.report_words import LANGUAGE


class CardFinding(Frozen):
    """One finding: where it stands in report.html, its sentence, and the number that leads it as it
    is printed ("" where none does). `asks` are the ids of what is asked because of it."""

    anchor: str
    number: int
    title: str
    lead: str = ""
    big: str = ""
    range: str = ""
    base: str = ""
    questions: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


class ReportCard(Frozen):
    """A report as lists show it: `title` states what was found, `of` is the study or council by its
    own name; `lang` is the language of the sentences, `languages` are those people answered in.

    `also` are the cards of the same report in other languages, `made_of` stands for what was
    decided about what it says, `words` for what was written and carried along in it ("": not
    known).
    """

    title: str
    of: str
    lang: str = LANGUAGE
    of_lang: str = LANGUAGE
    practice: bool = False
    council: bool = False
    people: str = ""
    languages: tuple[str, ...] = ()
    findings: tuple[CardFinding, ...] = ()
    made_of: str = ""
    words: str = ""
    also: tuple[ReportCard, ...] = ()

    @property
    def written_in(self) -> tuple[str, ...]:
        """Return the languages that the report can be read in, its own first."""
        return (self.lang, *(one.lang for one in self.also))

    def in_language(self, language: str) -> ReportCard:
        """Return the card of the report in a language, or this one where there is none."""
        return next((one for one in self.also if one.lang == language), self)

    def says_otherwise(self, new: ReportCard) -> bool:
        """Tell whether the report is there in the language of a new one, and says other words."""
        same = (one for one in (self, *self.also) if one.lang == new.lang)
        return any(one.words != new.words for one in same)

    def with_other(self, other: ReportCard) -> ReportCard:
        """Return this card with that of the same report in another language beside it."""
        rest = tuple(one for one in self.also if one.lang != other.lang)
        return self.model_copy(update={"also": (*rest, other)})
