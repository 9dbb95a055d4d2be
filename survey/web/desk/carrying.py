"""What was typed when a session was over: carried through signing in, and sent again by a press.

It keeps nothing: the fields travel in the pages themselves.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response

from survey.web.desk.desk_page import bare_page
from survey.web.desk.desk_state import desk_address

#: Fields that are not carried: they belong to one page and one moment.
_OF_THE_MOMENT = frozenset({"csrf_token", "submit", "carried"})
#: Fields that no page gives back: what somebody signs in with, and words of a share sheet.
_SECRET = frozenset(
    {"password", "passphrase", "present", "again", "code", "recovery", "credential", "device",
     "word_1", "word_2", "word_3", "numbers_list", "words_list", "six_words"}
)  # fmt: skip
#: Where they are typed: nothing from there is carried at all.
_SIGNING = ("/sign-in", "/sign-out", "/begin/", "/account", "/sheet/", "/held/")
_LARGEST = 4_000_000


def ask_to_sign_in() -> Response:
    """Return the page on which to sign in, which holds what was on its way."""
    from survey.web.desk.account_forms import SignInForm

    carried = carried_now()
    form = SignInForm(formdata=None, carried=carried)
    return bare_page(
        "desk/sign_in.html", status=401 if request.method == "POST" else 200, form=form, wrong=""
    )


def carried_now() -> str:
    """Return where the request at hand wanted to go, with its fields if it came from our own page.

    What a page of somebody else sends is not carried: nobody here typed it.
    """
    if request.path.startswith(_SIGNING):
        return ""
    if request.method != "POST":
        return json.dumps({"path": request.full_path.rstrip("?"), "fields": []})
    fields = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in _OF_THE_MOMENT | _SECRET
    ]
    carried = json.dumps({"path": request.path, "fields": fields}) if _is_ours() else ""
    return carried if len(carried) <= _LARGEST else ""


def _is_ours() -> bool:
    """Tell whether a page of ours sent the request at hand.

    Where a page tells no address, as ours do, its origin is "null" (Fetch, "append a request
    `Origin` header"), and browsers say in a header that no page can write where it came from.
    """
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    return origin == desk_address()


def read_carried(carried: str) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return a path of ours and the fields to send there; ("/", ()) for anything else."""
    try:
        found = json.loads(carried)
        path, fields = (
            str(found["path"]),
            [(str(name), str(value)) for name, value in found["fields"]],
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return "/", ()
    there = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    if not is_ours or there.netloc or there.scheme or path.startswith("/sign-"):
        return "/", ()
    return path, fields


def send_again(path: str, fields: Sequence[tuple[str, str]]) -> Response:
    """Return a page that sends carried fields to their page by one press."""
    return bare_page("desk/send_again.html", path=path, fields=fields)
