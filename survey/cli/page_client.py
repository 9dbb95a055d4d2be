"""Answering a form as a browser would, page by page through the real public app.

It knows the questionnaire's fields and the hidden fields of the pages. It looks at nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from flask import Flask
from werkzeug.test import Client, TestResponse

from survey.errors import Refused
from survey.questionnaire.checking import field_name, rank_field
from survey.questionnaire.model import RATHER_NOT_SAY, Question, Questionnaire, Ranking

_HIDDEN = re.compile(r'<input type="hidden" name="([a-z])" value="([^"]*)">')
_RECEIPT = re.compile(r'<p class="receipt">([a-z -]+)</p>')

Entries = Mapping[str, tuple[str, ...]]


class PageClient:
    """One browser on one form."""

    def __init__(self, app: Flask, study_id: str, questionnaire: Questionnaire) -> None:
        self._client = Client(app, use_cookies=False)
        self._address = f"/f/{study_id}"
        self._base = f"http://{app.extensions['door'].instance.settings.public_address}"
        self._questions = {question.id: question for question in questionnaire.questions()}
        self._sections = {
            "s." + section.id: [question.id for question in section.questions]
            for section in questionnaire.sections
        }

    def answer(
        self, entries: Entries, before_sending: Callable[[str], None] = lambda state: None
    ) -> str:
        """Fill in every page that comes, send, and give the six words of the receipt.

        `before_sending` is given the sealed state that is about to be sent. Refused when a page
        says that something is wrong.
        """
        page = self._read(self._client.get(self._address, base_url=self._base))
        fields: dict[str, list[str]] = {"go": ["begin"]}
        for _ in range(len(self._sections) + 1):
            page = self._post({**_hidden(page), **fields})
            hidden = _hidden(page)
            if hidden.get("p") == ["review"]:
                before_sending(hidden["s"][0])
                return self.send(hidden["s"][0])
            fields = {"go": ["next"], **self._fields(hidden.get("p", [""])[0], entries)}
        raise Refused("The form did not come to its end: a page came back with a problem.")

    def send(self, state: str) -> str:
        """Press send with a sealed state; sending the same one again counts once."""
        page = self._post({"s": [state], "p": ["review"], "go": ["send"]})
        receipt = _RECEIPT.search(page)
        if receipt is None:
            raise Refused("The answers were not taken in.")
        return receipt.group(1)

    def _fields(self, page: str, entries: Entries) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        for question_id in self._sections.get(page, ()):
            fields.update(_question_fields(self._questions[question_id], entries))
        return fields

    def _post(self, fields: Mapping[str, list[str]]) -> str:
        answer = self._client.post(self._address, data=fields, base_url=self._base)
        return self._read(answer)

    @staticmethod
    def _read(answer: TestResponse) -> str:
        if answer.status_code != 200:
            raise Refused(f"A page answered with status {answer.status_code}.")
        return answer.get_data(as_text=True)


def _hidden(page: str) -> dict[str, list[str]]:
    return {name: [value] for name, value in _HIDDEN.findall(page)}


def _question_fields(question: Question, entries: Entries) -> dict[str, list[str]]:
    chosen = entries.get(question.id, ())
    if not chosen:
        return {}
    ranked = {option.id for option in question.options} if isinstance(question, Ranking) else ()
    if ranked and chosen[0] in ranked and chosen[0] != RATHER_NOT_SAY:
        return {
            rank_field(question.id, option): [str(rank)] for rank, option in enumerate(chosen, 1)
        }
    return {field_name(question.id): list(chosen)}
