"""The forms of code books, coding and comparing (Flask-WTF); each carries a token of its page."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from survey.themes.code_book import EXAMPLE, NAME, REASON, RULE, CodeBook, ThemeCode
from survey.web.desk.account_forms import TicksField, choices_of
from survey.web.desk.desk_page import number_of

_NONE = ("0", "No other")


class CodeForm(FlaskForm):  # type: ignore[misc]
    """One code: its name, rule, example, and the code that it belongs to."""

    name = StringField("Name", render_kw={"maxlength": NAME})
    rule = TextAreaField("Rule: when to give it", render_kw={"rows": 3, "maxlength": RULE})
    example = TextAreaField("Example", render_kw={"rows": 2, "maxlength": EXAMPLE})
    under = SelectField("It belongs to", choices=choices_of([_NONE]), validate_choice=False)

    def offer(self, book: CodeBook, but: int = 0) -> CodeForm:
        """Offer the codes that one can belong to, but not itself; return the form."""
        tops = [one for one in book.in_use if not one.under and one.number != but]
        self.under.choices = choices_of([_NONE, *((str(one.number), one.name) for one in tops)])
        return self


class MergeForm(FlaskForm):  # type: ignore[misc]
    """Which code another counts as from now on, and why."""

    into = SelectField("It counts as", choices=choices_of([]), validate_choice=False)
    reason = StringField("Why", id="merge-reason", render_kw={"maxlength": REASON})

    def offer(self, book: CodeBook, but: int) -> MergeForm:
        """Offer all other codes in use; return the form."""
        others = (one for one in book.in_use if one.number != but)
        self.into.choices = choices_of((str(one.number), one.name) for one in others)
        return self


class RetireForm(FlaskForm):  # type: ignore[misc]
    """Why a code is given no more."""

    reason = StringField("Why", id="retire-reason", render_kw={"maxlength": REASON})


class CodeBookFileForm(FlaskForm):  # type: ignore[misc]
    """A code book of another program."""

    file = FileField("A REFI-QDA code book (.qdc)")


class CodingForm(FlaskForm):  # type: ignore[misc]
    """The text in front of a coder, and the codes that they give it."""

    text = HiddenField()
    codes = TicksField("Themes", validate_choice=False)

    def offer(self, codes: Iterable[ThemeCode]) -> CodingForm:
        """Offer codes to give; return the form."""
        self.codes.choices = choices_of((str(one.number), one.name) for one in codes)
        return self

    @property
    def given(self) -> frozenset[int]:
        """Return the numbers of the codes that were ticked."""
        return frozenset(
            number for one in self.codes.data or () if (number := number_of(one)) is not None
        )


class SettleForm(CodingForm):
    """What holds of a text on which two coders differ, and why."""

    reason = StringField("Why it holds", render_kw={"maxlength": REASON})


class CountForm(FlaskForm):  # type: ignore[misc]
    """That themes are counted once."""

    sure = BooleanField("I know that they are counted once, and never again.")
