"""Forms as browsers send them: from the body of a request to its fields, for both doors.

It knows one request for as long as it lasts. It keeps nothing, and takes in no file.
"""

from __future__ import annotations

from binascii import a2b_qp
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from flask import abort, request

from survey.questionnaire.checking import SentFields
from survey.web.rendering.frames import safe

#: The name that six fields for six words share: the empty ones are kept, so that each word stays in
#: its place.
SIX = "w"

#: Fields of one form: more than the largest questionnaire has places on a page.
_MOST_FIELDS = 5_000

#: Letters from which a value is read in the quick way.
_LONG = 1_000

_PLAIN_FORM = "application/x-www-form-urlencoded"


def fields_sent() -> SentFields:
    """Return the fields of the body; files, and what is too large, are refused."""
    kind = request.environ.get("CONTENT_TYPE", "").partition(";")[0]
    if kind.strip().lower() != _PLAIN_FORM:
        abort(415)
    body = request.get_data().decode("ascii", "replace")  # kept for the page of an error
    if body.count("&") >= _MOST_FIELDS:
        abort(413)
    return fields_in(body)


def fields_in(body: str) -> SentFields:
    """Return the fields of a body that have a value; of far too many only the first."""
    sent: dict[str, list[str]] = {}
    for piece in filter(None, body.split("&", _MOST_FIELDS)[:_MOST_FIELDS]):
        name, _, value = piece.partition("=")
        sent.setdefault(as_typed(name), []).append(as_typed(value))
    found = {
        name: values if name == SIX else list(filter(None, values)) for name, values in sent.items()
    }
    return {name: values for name, values in found.items() if values}


def first(fields: SentFields, name: str) -> str:
    """Return the first value of a field, or nothing."""
    values = fields.get(name)
    return values[0] if values else ""


def as_typed(written: str) -> str:
    """Return a name or value of a form as it was before the browser wrote it with + and %41.

    The same as `unquote_plus`, which needs a tenth of a second for a text of the largest size: a
    long one is read as quoted-printable, which the interpreter reads by itself (measurement 0010).
    In a long one a % that begins no byte, which no browser writes, does not come out as it was.
    """
    if "%" not in written and "+" not in written:
        return written
    if len(written) < _LONG:
        return unquote_plus(written, errors="replace")
    plain = written.encode().replace(b"+", b" ").replace(b"=", b"=3D")
    return a2b_qp(plain.replace(b"%", b"=")).decode("utf-8", "replace")


def carried(fields: Mapping[str, str | Sequence[str]]) -> str:
    """Return fields that a page carries along unseen, as HTML; some have several values."""
    return "".join(
        f'<input type="hidden" name="{name}" value="{safe(value)}">'
        for name, values in fields.items()
        for value in ([values] if isinstance(values, str) else values)
    )
