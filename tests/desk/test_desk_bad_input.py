"""Every form of the desk, sent with fields that are missing, endless, binary, twice there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

import pytest
from flask import Flask

from survey.delphi.files.round_file import read_round
from survey.services.councils.open_round import NextRound, open_round
from survey.services.words.open_free_texts import open_free_texts
from survey.settings import Settings
from survey.storage.database import is_sqlite
from survey.storage.instance import Instance
from tests.conftest import Clock, Published
from tests.desk.conftest import HOST, SAME, DeskPage, StaffVisitor
from tests.desk.ready_draft import draft_of
from tests.desk.test_desk_matrix import agreed
from tests.storage.circle import RATE, Circle
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401
from tests.words_study import words_study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
]  # every form of the desk, with everything that is wrong

ROLES = ("coordinator", "moderator", "trustee", "viewer", "administrator")
#: What ends the session that everything is asked in, or the words that are read.
LEFT = ("/sign-out", "/sign-in", "/account/password", "/people/", "/begin/", "/words/end",
        "/words/set-aside")  # fmt: skip
#: Fields that views read by themselves.
COMMON = frozenset(
    {"act", "do", "go", "use", "word", "text", "seen", "item", "number", "codes", "file", "sure",
     "reason", "purpose", "base", "with", "kind"}
)  # fmt: skip
#: What stands for a part of an address.
ODD_PARTS = ("1", "%00", "9" * 4400, "ff")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


class Rough:
    """Somebody with every role, who sends what no page of the desk would."""

    def __init__(
        self, visitor: StaffVisitor, studies: list[str], councils: list[str], *, brief: bool
    ) -> None:
        self.visitor, self.studies, self.councils = visitor, studies, councils
        self.brief = brief  # what no database has to do with is tried once
        self.fields: dict[str, set[str]] = {}
        self.broken: list[str] = []
        found = TOKEN.search(visitor.get("/account").html)
        assert found
        self.token = found[1]

    def look(self) -> None:
        """Open every page, and learn the fields of its forms."""
        for method, address, _ in agreed():
            for full in self.addresses(address, ODD_PARTS) if method == "GET" else ():
                page = self.asked(full, None)
                for form in DeskPage(full, page).forms if page else ():
                    action = form.action.removeprefix(HOST).partition("?")[0]
                    names = {*form.fields, *(button[1] for button in form.buttons)}
                    self.fields.setdefault(action, set()).update(names - {"", "csrf_token"})

    def send(self) -> None:
        """Send every form, roughly."""
        for method, address, _ in agreed():
            if method == "GET" or any(one in address for one in LEFT):
                continue
            for full in self.addresses(address, ODD_PARTS[:2]):
                for fields in self.rough(self.fields.get(full, set()) | COMMON):
                    self.asked(full, fields | {"csrf_token": self.token})

    def rough(self, names: set[str]) -> Iterator[dict[str, object]]:
        """Give fields that are binary and repeated; on SQLite missing, endless or files, too."""
        yield {name: ["\0-1\x01￾\u202e", "ü" * 3000] for name in names}
        if self.brief:
            return
        yield {}
        yield dict.fromkeys(names, "9" * 5000)
        yield {name: (BytesIO(b"\xff\0\x89" * 100), "x.bin") for name in names}

    def addresses(self, address: str, parts: Sequence[str]) -> Iterator[str]:
        """Give an address with its parts filled in, with odd ones too."""
        ids = self.councils if "<council_id>" in address else self.studies
        ids = ids if "_id>" in address else ids[:1]
        kinds = ("numbers", "words", "round") if "<kind>" in address else parts
        only_ids = re.sub(r"<(study|council)_id>", "", address)
        for of in ids:
            for part in kinds if "<" in only_ids else kinds[:1]:
                if part.isdecimal() or "<int:" not in address:
                    filled = re.sub(r"<(study|council)_id>", of, address)
                    yield re.sub(r"<(?:\w+:)?\w+>", part, filled)

    def asked(self, address: str, fields: dict[str, object] | None) -> str:
        """Ask for an address, and note where the desk breaks; give the page."""
        client = self.visitor.client
        if fields is None:
            came = client.get(address, base_url=HOST)
        else:
            came = client.post(address, data=fields, base_url=HOST, headers=SAME)
        if came.status_code >= 500:
            self.broken.append(f"{address[:100]} {str(fields)[:100]}")
        if not address.startswith("/s/"):
            assert "no-store" in came.headers["Cache-Control"], address
        return came.text if came.content_type.startswith("text/html") else ""


def test_whatever_is_sent_no_page_breaks_and_none_is_kept_by_a_browser(
    staff: Callable[..., StaffVisitor],
    desk: Flask,
    instance: Instance,
    clock: Clock,
    publish: Callable[..., Published],
) -> None:
    circle = Circle(instance, clock())
    circle.create(12, practice=True)
    circle.everyone_joins()
    row = circle.row()
    plan, events = read_round(RATE, "round", row.file, row.register, 1, before=row.plans)
    open_round(instance, circle.id, NextRound(plan, tuple(events)), None, clock())
    visitor = staff("Roy", *ROLES)
    words = words_study(instance, publish, clock, moderators=("Bea",))
    visitor.get("/account")
    page = visitor.press("Make my six words")
    open_free_texts(instance, words.id, words.sheets[:2], clock())
    visitor.get(f"/studies/{words.id}/words")
    visitor.press(
        "Begin a sitting", six_words=" ".join(re.findall(r"<li>([a-z]+)</li>", page.html))
    )
    visitor.get(f"/studies/{words.id}/words")
    visitor.press("Open a text")
    visitor.press("Unfold the text")
    draft = draft_of(instance, clock().date())
    brief = not is_sqlite(instance.engine)
    rough = Rough(visitor, [draft, words.id], [circle.id], brief=brief)
    rough.look()
    rough.send()
    assert rough.fields
    assert not rough.broken
