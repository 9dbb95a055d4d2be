"""What a file itself declares a field to be for: an e-mail address, a telephone number, a name.

The reason to leave such a field out is that for the same words in a question (`forbidden`).
"""

from __future__ import annotations

from survey.questionnaire.importing.forbidden import asks_who
from survey.questionnaire.importing.formats.label_words import plain_label

#: What declarations begin with, and what they ask for in words that a question has.
_IN_WORDS = (
    (("email", "e-mail"), "e-mail"),
    (("phone", "tel", "mobile"), "telephone number"),
    (("zipcode", "postalcode", "postal-code", "street-address", "address-line"), "home address"),
    (("ssn",), "social security"),
    (("mrn", "vmrn"), "medical record"),
    (("name", "given-name", "family-name", "additional-name"), "full name"),
    (("username", "webauthn", "impp"), "user name"),
    (("bday",), "date of birth"),
    (("cc-name",), "full name"),
)
#: Letters of a placeholder that are looked at.
_MOST = 300


def asks_by_declaration(*declared: object) -> str:
    """Return why a field declared so is not asked for, as a sentence; “” where nothing forbids it.

    A declaration may hold several words (“shipping street-address”).
    """
    said = (word for one in declared if isinstance(one, str) for word in one.lower().split()[:20])
    for word in said:
        for begins, meant in _IN_WORDS:
            if word.startswith(begins):
                return asks_who((meant,))
    return ""


def asks_by_placeholder(shown: object) -> str:
    """Return why the words shown in an empty field forbid to ask; “” where they do not.

    `shown` is a string or strings by language.
    """
    texts = shown.values() if isinstance(shown, dict) else (shown,)
    return asks_who(plain_label(one[:_MOST])[0] for one in texts if isinstance(one, str))
