"""The forms of signing in and of accounts (Flask-WTF); each carries a token of its page."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from survey.services.steps.staff_secrets import LONGEST
from survey.storage.staff.accounts import ROLES


def choices_of(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return what a field can be chosen from: each a value and its words."""
    return [SelectChoice(value, words) for value, words in pairs]


class TicksField(SelectMultipleField):  # type: ignore[misc]
    """Boxes to tick, any number of them; a template goes through them."""

    option_widget = CheckboxInput()


class PressForm(FlaskForm):  # type: ignore[misc]
    """A form that is only a button."""


class SixWordsForm(FlaskForm):  # type: ignore[misc]
    """Whether six words for reading are made in place of others."""

    anew = BooleanField()


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Who signs in, and what was typed before that is to be sent afterwards."""

    name = StringField("Your account name", validators=[Length(max=60)])
    password = PasswordField("Password", validators=[Length(max=LONGEST)])
    carried = HiddenField()


class SecondFactorForm(FlaskForm):  # type: ignore[misc]
    """Six digits, or a recovery code."""

    code = StringField("The six digits")
    recovery = StringField("A recovery code")
    credential = HiddenField()
    carried = HiddenField()


class PasskeyForm(FlaskForm):  # type: ignore[misc]
    """What a browser made or showed, filled in by script."""

    credential = HiddenField()
    label = StringField("A name for it, such as blue key")
    carried = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password, and another one twice."""

    present = PasswordField("Your present password")
    password = PasswordField("A new password")
    again = PasswordField("The new password again")


class NewCodesForm(FlaskForm):  # type: ignore[misc]
    """The present password, for new recovery codes."""

    present = PasswordField("Your present password", id="present-for-codes")


class SetUpForm(FlaskForm):  # type: ignore[misc]
    """A new password, twice, and the digits that prove that the secret was taken over."""

    password = PasswordField("A password of your own")
    again = PasswordField("The same password again")
    code = StringField("The six digits that your code app shows now")


class AccountForm(FlaskForm):  # type: ignore[misc]
    """Somebody new, with roles that hold everywhere or in one study."""

    name = StringField("Account name")
    roles = TicksField("Roles", choices=choices_of((role, role.capitalize()) for role in ROLES))
    study_id = SelectField("Where", choices=choices_of([("", "Everywhere")]), validate_choice=False)


class ReplaceForm(FlaskForm):  # type: ignore[misc]
    """Who takes the place of somebody who leaves."""

    successor = StringField("Account name of who comes instead")
