"""The forms of reading words (Flask-WTF); each carries a token of its page."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, TextAreaField

from survey.answers.packed_text import CONTENT_LABELS
from survey.services.steps.weigh_risk import LONGEST_REASON
from survey.storage.words.risk_rows import DECISIONS
from survey.web.desk.account_forms import TicksField, choices_of

_LABELS = choices_of((one, one) for one in CONTENT_LABELS)
#: What can be decided of a possible current risk, as it is said.
DECISION_WORDS = {
    "no current risk": "No current risk",
    "passed on": "It is passed on, as the words beside say",
    "cannot be passed on": "There is a risk, and nothing in it that can be passed on",
}


class UnlockForm(FlaskForm):  # type: ignore[misc]
    """The six words of whoever reads."""

    six_words = PasswordField("Your six words")


class WishesForm(FlaskForm):  # type: ignore[misc]
    """What somebody would rather not read in this sitting."""

    unwanted = TicksField("What you would rather not read", choices=_LABELS)


class TextForm(FlaskForm):  # type: ignore[misc]
    """The text in front of a reader, as they saw it."""

    text = HiddenField()
    seen = HiddenField()


class LabelsForm(TextForm):
    """What a text is about, for later readers."""

    labels = TicksField("What it is about", choices=_LABELS)


class RiskForm(TextForm):
    """What somebody would do of a text that was flagged, and why."""

    decision = RadioField(
        "What is done",
        choices=choices_of((one, DECISION_WORDS[one]) for one in DECISIONS),
        validate_choice=False,
    )
    reason = TextAreaField("Why, in words of your own", render_kw={"maxlength": LONGEST_REASON})


class EndForm(FlaskForm):  # type: ignore[misc]
    """That words end for good."""

    sure = BooleanField("I know that nobody can bring them back.")
