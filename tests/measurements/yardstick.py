"""What others do, to measure against: the same questions as WTForms pages of a plain Flask app.

`/one` is one page that stores plain answers; `/flow` the same seven requests as ours, with the same
sealed page state, but pages rendered and checked by WTForms and plain answers stored.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from datetime import UTC, datetime

from flask import Flask, request
from granian import Granian
from granian.constants import Interfaces
from wtforms import Form, RadioField, SelectMultipleField
from wtforms.fields import Field
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.model import RATHER_NOT_SAY, Multiple, Question
from survey.sealing.page_state import DayKeys, open_state, seal_state
from tests.measurements.forms_to_measure import questionnaire

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Form</title>
<link rel="stylesheet" href="/style.css"></head><body><main><h1>{{ title }}</h1>
<form method="post" autocomplete="off">
{% if state %}<input type="hidden" name="s" value="{{ state }}">
<input type="hidden" name="p" value="{{ page }}">{% endif %}
{% for field in fields %}<fieldset><legend>{{ field.label.text }}</legend>
{% if field.errors %}<p>{{ field.errors[0] }}</p>{% endif %}
{{ field() }}</fieldset>{% endfor %}
{% for label, said in review %}<dl><dt>{{ label }}</dt><dd>{{ said }}</dd></dl>{% endfor %}
<button name="go" value="next">Continue</button></form></main></body></html>"""
_DONE = "<!doctype html><title>Form</title><p class=receipt>Thank you</p>"
_SIZE = {12: 2048, 40: 4096}


def make_app() -> Flask:
    """Give the yardstick for the number of questions and the database of the environment."""
    asked = questionnaire(int(os.environ["YARDSTICK_QUESTIONS"]))
    print_of_form = fingerprint(asked)
    forms = {"s." + section.id: _form(section.questions) for section in asked.sections}
    everything = _form(tuple(asked.questions()))
    names = [*forms, "review"]
    store = Store(os.environ["YARDSTICK_DATABASE"])
    today = datetime.now(UTC).toordinal()
    keys = DayKeys(today, secrets.token_bytes(32))
    size = _SIZE[int(os.environ["YARDSTICK_QUESTIONS"])]
    app = Flask(__name__)
    page_of = app.jinja_env.from_string(_PAGE)  # compiled once, as from a file

    def sealed(said: dict[str, object]) -> str:
        payload = json.dumps(said).encode()
        nonce = secrets.token_bytes(12)
        return seal_state(keys.key_for(today), today, "study", print_of_form, payload, size, nonce)

    def show(page: str, said: dict[str, object]) -> str:
        fields = list(forms[page]()) if page in forms else []
        review = said.items() if page == "review" else ()
        return page_of.render(
            title=page, state=sealed(said), page=page, fields=fields, review=review
        )

    @app.route("/flow", methods=["GET", "POST"])
    def flow() -> str:
        if request.method == "GET":
            return page_of.render(title="Start", state="", page="start", fields=(), review=())
        page, token = request.form.get("p", ""), request.form.get("s", "")
        if not token:
            return show(names[0], {})
        said = json.loads(open_state(keys, today, "study", print_of_form, token))
        if page == "review":
            store.keep(said)
            return _DONE
        form = forms[page](request.form)
        if not form.validate():
            return page_of.render(title=page, state=token, page=page, fields=list(form), review=())
        return show(names[names.index(page) + 1], {**said, **form.data})

    @app.route("/one", methods=["GET", "POST"])
    def one() -> str:
        form = everything(request.form)
        if request.method == "POST" and form.validate():
            store.keep(form.data)
            return _DONE
        return page_of.render(
            title="All questions", state="", page="", fields=list(form), review=()
        )

    return app


class Store:
    """Plain answers in SQLite with synchronous=FULL, one row for each answer."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._local = threading.local()

    def keep(self, said: dict[str, object]) -> None:
        """Store one person's answers in one transaction."""
        connection = self._connection()
        with connection:
            response = connection.execute("INSERT INTO response DEFAULT VALUES").lastrowid
            connection.executemany(
                "INSERT INTO answer VALUES (?, ?, ?)",
                [(response, key, json.dumps(value)) for key, value in said.items()],
            )

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            connection = sqlite3.connect(self._path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("CREATE TABLE IF NOT EXISTS response (id INTEGER PRIMARY KEY)")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS answer (response INTEGER, question TEXT, value TEXT)"
            )
            self._local.connection = connection
        kept: sqlite3.Connection = self._local.connection
        return kept


def _form(questions: tuple[Question, ...]) -> type[Form]:
    fields = {"q." + question.id: _field(question) for question in questions}
    return type("PageForm", (Form,), fields)


def _field(question: Question) -> Field:
    label = question.text.in_language("en")
    choices = [(option.id, option.text.in_language("en")) for option in question.options]
    choices.append((RATHER_NOT_SAY, "I'd rather not say"))
    if isinstance(question, Multiple):
        return SelectMultipleField(
            label,
            [Optional()],
            choices=choices,
            option_widget=CheckboxInput(),
            widget=ListWidget(prefix_label=False),
        )
    return RadioField(label, [Optional()], choices=choices)


if __name__ == "__main__":
    Granian(
        "tests.measurements.yardstick:make_app",
        address="127.0.0.1",
        port=int(os.environ["YARDSTICK_PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        factory=True,
        log_access=False,
        websockets=False,
    ).serve()
