"""People who answer one after the other over HTTP, and send a page again until it is answered.

Each of them chooses options that nobody else chooses, so that every answer can be told apart.
"""

from __future__ import annotations

import http.client
import threading
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from survey.answers.answer_types import Answer, Given
from survey.answers.codec import Layout, encode
from survey.questionnaire.model import Questionnaire
from survey.services.steps.open_shelf import open_shelf
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.page_client import hidden_fields
from tests.web.visitor import Page, six_words

OPTIONS = 16
#: Times that a page is sent again; after each a breath, two minutes in all.
TRIES, BREATH = 2_400, 0.05
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def many_options() -> Questionnaire:
    """Return a form with one question that can be answered in 65,535 ways."""
    options = [{"id": f"o{bit}", "text": f"Option {bit}"} for bit in range(OPTIONS)]
    return Questionnaire.model_validate(
        {
            "id": "load",
            "title": "Many options",
            "introduction": "What this is about.",
            "consent": "You can skip any question.",
            "closing": "That was all.",
            "sections": [
                {
                    "id": "only",
                    "title": "The only part",
                    "questions": [
                        {"type": "multiple", "id": "A", "text": "Which?", "options": options}
                    ],
                }
            ],
        }
    )


def options_of(person: int) -> list[str]:
    """Return what a person, from 1 on, chooses: the bits of their number."""
    return [f"o{bit}" for bit in range(OPTIONS) if person >> bit & 1]


@dataclass
class Crowd:
    """People who answer at the same time, by the ports of one server or of several in turn.

    `thanked` are those whose answers were acknowledged, `met` how often each status came; `gone`
    counts pages to which no answer came at all.
    """

    ports: Sequence[int]
    study_id: str
    people: Iterator[int] = field(default_factory=lambda: iter(range(1, 1 << OPTIONS)))
    thanked: list[int] = field(default_factory=list)
    met: Counter[int] = field(default_factory=Counter)
    gone: int = 0

    def __post_init__(self) -> None:
        self._news = threading.Condition()
        self._over = threading.Event()

    @contextmanager
    def answering(self, at_once: int) -> Iterator[None]:
        """Let so many people at once answer until the block ends; those who began finish."""
        faults: list[BaseException] = []

        def one_after_the_other(turn: int) -> None:
            try:
                while not self._over.is_set():
                    self._answer(turn)
            except BaseException as fault:
                faults.append(fault)

        threads = [
            threading.Thread(target=one_after_the_other, args=(turn,)) for turn in range(at_once)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
        assert not faults, faults

    def wait_for(self, more: int) -> None:
        """Wait until so many more were thanked, for two minutes at most."""
        with self._news:
            wanted = len(self.thanked) + more
            assert self._news.wait_for(lambda: len(self.thanked) >= wanted, TRIES * BREATH)

    def _answer(self, turn: int) -> None:
        with self._news:
            person = next(self.people)
        tab = _Tab(self, turn)
        page = tab.page("")
        sending = {"go": ["send"], "r": ["yes"]}
        for pressed in (
            {"go": ["next"]},
            {"go": ["begin"]},
            {"go": ["next"], "q.A": options_of(person)},
            sending,
        ):
            page = tab.press(page, pressed)
        for _ in range(TRIES):
            if "You can press send again." not in Page(page).words:
                break
            threading.Event().wait(BREATH)
            page = tab.press(page, sending)
        assert six_words(Page(page)), Page(page).words
        tab.close()
        with self._news:
            self.thanked.append(person)
            self._news.notify_all()


class _Tab:
    """One person's browser: it keeps its connection for as long as that holds."""

    def __init__(self, crowd: Crowd, turn: int) -> None:
        self._crowd, self._turn = crowd, turn
        self._connection: http.client.HTTPConnection | None = None

    def press(self, page: str, pressed: dict[str, list[str]]) -> str:
        """Press a button of a page, with what it holds, and return the next."""
        fields = {**hidden_fields(page), **pressed}
        return self.page(urllib.parse.urlencode(fields, doseq=True))

    def page(self, body: str) -> str:
        """Return the page that follows, however often it has to be asked for."""
        for _ in range(TRIES):
            try:
                status, page = self._asked(body)
            except (OSError, http.client.HTTPException):
                self._crowd.gone += 1
            else:
                self._crowd.met[status] += 1
                if status == 200:
                    return page
            self.close()
            self._turn += 1
            threading.Event().wait(BREATH)
        raise AssertionError("nobody answered for two minutes")

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _asked(self, body: str) -> tuple[int, str]:
        ports = self._crowd.ports
        if self._connection is None:
            port = ports[self._turn % len(ports)]
            self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        method = "POST" if body else "GET"
        self._connection.request(method, f"/f/{self._crowd.study_id}", body or None, _FORM)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()


def opened_answers(instance: Instance, study_id: str, sheets: Sequence[str]) -> list[bytes]:
    """Open a closed study with its share sheets, and return the record of each answer."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    width = Layout(many_options()).width
    opened = open_shelf(instance, row, sheets, width)
    assert (opened.damaged, opened.foreign, opened.copies, row.lost) == (0, 0, 0, 0)
    records = opened.joined
    return sorted(records[at : at + width] for at in range(0, len(records), width))


def answers_of(people: Sequence[int]) -> list[bytes]:
    """Return the records of the answers of people, each once."""
    layout = Layout(many_options())

    def record(person: int) -> bytes:
        answers: dict[str, Answer] = {"A": Given(tuple(options_of(person)))}
        return encode(layout, answers, "en")

    return sorted(record(person) for person in people)
