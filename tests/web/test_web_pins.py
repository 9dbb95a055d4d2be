"""Somebody who can write to the database, and who would read what people send from then on.

Without the site key they change what a study says of itself, on SQLite. The door, running or
started anew, takes no answer under it, and keeps what was written.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from survey.questionnaire.files.reading import from_json, to_json
from survey.sealing.opening.batches import batch_public
from survey.sealing.opening.secret_keys import derive
from survey.storage.instance import Instance
from survey.storage.letters import letterbox
from survey.storage.schema import batch, councils, letters, spent, studies
from survey.web.public.app import create_app
from tests.conftest import Clock, Published, form_file
from tests.web.members import Gathered, plan
from tests.web.visitor import Visitor

Publish = Callable[..., Published]

WRITTEN = "It was a long evening."
NOT_NOW = "This form takes nothing in just now."


@pytest.fixture
def study(publish: Publish) -> Published:
    """Return a study with one text question."""
    return publish(form_file("text"), practice=True)


def key_of_their_own(study_id: str) -> bytes:
    """Return a public key to which only the attacker has the secret."""
    return derive(secrets.token_bytes(32), study_id, "numbers").public


def other_words(row: Any) -> str:
    """Return the questions of a study with other words."""
    return to_json(from_json(row.questionnaire_json).model_copy(update={"id": "other"}))


ATTACKS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "the numbers key": lambda row: {"numbers_public": key_of_their_own(row.id)},
    "the words key": lambda row: {"words_public": key_of_their_own(row.id)},
    "the last day": lambda row: {"closes_on": row.closes_on + timedelta(400)},
    "the key and the last day": lambda row: {
        "numbers_public": key_of_their_own(row.id),
        "closes_on": row.closes_on + timedelta(1),
    },
    "how many sheets open it": lambda row: {"threshold": row.threshold + 1},
    "how many sheets there are": lambda row: {"shares": row.shares + 1},
    "the questions": lambda row: {"questionnaire_json": other_words(row)},
    "the fingerprint of the questions": lambda _row: {"fingerprint": bytes(32)},
    "who runs it": lambda _row: {"organisation": "Somebody else"},
    "the key, and the pin is gone": lambda row: {
        "numbers_public": key_of_their_own(row.id),
        "pin": None,
    },
    "the key, and the pin is guessed": lambda row: {
        "numbers_public": key_of_their_own(row.id),
        "pin": secrets.token_bytes(32),
    },
}


def change(instance: Instance, study_id: str, attack: Callable[[Any], dict[str, Any]]) -> Any:
    """Write to the row of a study past the program, so that a running door reads it anew; return
    what puts it back."""
    of_study = studies.c.id == study_id
    with instance.engine.begin() as connection:
        row = connection.execute(select(studies).where(of_study)).one()
        values = attack(row) | {"edition": row.edition + 1}
        connection.execute(update(studies).where(of_study).values(values))
    before = {name: row._mapping[name] for name in values} | {"edition": row.edition + 2}

    def put_back() -> None:
        with instance.engine.begin() as connection:
            connection.execute(update(studies).where(of_study).values(before))

    return put_back


def stored(instance: Instance) -> tuple[int, int]:
    """Return how many letters and marks lie in the database."""
    with instance.engine.connect() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (letters, spent)
        )


def at_review(app: Flask, study_id: str) -> Visitor:
    """Return somebody who wrote, and could send."""
    visitor = Visitor(app, study_id)
    visitor.begin()
    name = next(one for one in visitor.page.fields if one.startswith("q."))
    visitor.press("next", **{name.removeprefix("q."): WRITTEN})
    while "send" not in visitor.page.buttons:
        visitor.press("next")
    assert WRITTEN in visitor.page.words
    return visitor


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_running_door_takes_no_answer_under_what_was_not_published(
    attack: Callable[[Any], dict[str, Any]],
    public_app: Flask,
    instance: Instance,
    study: Published,
) -> None:
    visitor = at_review(public_app, study.id)
    put_back = change(instance, study.id, attack)
    visitor.press("send")
    assert visitor.response.status_code == 503
    assert NOT_NOW in visitor.page.words
    assert stored(instance) == (0, 0)
    put_back()
    visitor.press("stay")
    assert WRITTEN in visitor.page.words
    visitor.press("send")
    assert stored(instance) == (1, 1)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_door_that_is_started_anew_takes_none_either(
    attack: Callable[[Any], dict[str, Any]],
    public_app: Flask,
    instance: Instance,
    clock: Clock,
    study: Published,
) -> None:
    held = at_review(public_app, study.id).page
    change(instance, study.id, attack)
    visitor = Visitor(create_app(instance, clock), study.id)
    for address in ("", f"/f/{study.id}/on", f"/r/{study.id}/"):
        visitor.open(address)
        assert (visitor.response.status_code, visitor.page.headings) == (503, [NOT_NOW])
    visitor.page = held
    visitor.press("send")
    assert visitor.response.status_code == 503
    assert stored(instance) == (0, 0)


def test_the_row_of_another_study_does_not_pass_for_this_one(
    public_app: Flask, instance: Instance, publish: Publish, study: Published
) -> None:
    other = publish(form_file("text"), practice=True)
    visitor = at_review(public_app, study.id)
    with instance.engine.connect() as connection:
        theirs = connection.execute(select(studies).where(studies.c.id == other.id)).one()
    named = {name: value for name, value in theirs._mapping.items() if name != "id"}
    change(instance, study.id, lambda _row: named)
    visitor.press("send")
    assert visitor.response.status_code == 503
    assert stored(instance) == (0, 0)


def test_one_study_that_was_changed_leaves_the_others_alone(
    public_app: Flask, instance: Instance, publish: Publish, study: Published
) -> None:
    other = publish(form_file("text"), practice=True)
    change(instance, study.id, ATTACKS["the numbers key"])
    at_review(public_app, other.id).press("send")
    assert stored(instance) == (1, 1)
    start = Visitor(public_app, other.id)
    start.open("/")
    assert start.response.status_code == 200


def test_no_letter_is_sealed_to_a_batch_key_that_was_not_written_down(
    public_app: Flask, instance: Instance, study: Published
) -> None:
    visitor, secret = at_review(public_app, study.id), secrets.token_bytes(32)
    with instance.engine.begin() as connection:
        row = connection.execute(select(batch)).one()
        theirs = {"number": row.number + 1, "public": batch_public(secret)}
        connection.execute(update(batch).values(theirs))
    visitor.press("send")
    assert stored(instance) == (0, 0)
    assert "Nothing was sent, and your answers are still on this page." in visitor.page.words
    assert WRITTEN in visitor.page.words
    with instance.engine.begin() as connection:
        connection.execute(update(batch).values(number=row.number, public=row.public))
    visitor.press("send")
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 1


def test_a_council_with_another_key_neither_takes_members_nor_opens_a_round(
    public_app: Flask, instance: Instance, clock: Clock
) -> None:
    council = Gathered(instance, public_app, clock)
    visitor = council.visitor()
    values = {"numbers_public": key_of_their_own(council.id)}
    with instance.engine.begin() as connection:
        connection.execute(update(councils).values(values))
    visitor.press("accept", other={"c": council.codes[0]})
    assert visitor.response.status_code == 503
    with pytest.raises(Exception, match="is not what was pinned"):
        council.open(plan())
    assert stored(instance) == (0, 0)


def keys_on(sheet: str) -> list[str]:
    """Return the fingerprints of both keys as a trustee reads them off a sheet."""
    return re.findall(r"^(?:Numbers|Words) key: ((?:[0-9a-f]{4} ?){4})$", sheet, re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_people_and_readers_are_shown_the_keys_that_stand_on_the_sheets(
    public_app: Flask, publish: Publish, language: str
) -> None:
    asked = form_file("text").model_copy(update={"languages": ("en", "ar")})
    study = publish(asked, practice=True)
    numbers, words = keys_on(study.sheets[0])
    assert numbers != words
    visitor = Visitor(public_app, study.id, HTTP_ACCEPT_LANGUAGE=language)
    visitor.open()
    consent = visitor.press("next")
    before, _, folded = consent.html.partition("<details>")
    for shown in (folded.partition("</details>")[0], visitor.open(f"/r/{study.id}/").html):
        assert f'<code lang="en" dir="ltr">{numbers}</code>' in shown
        assert f'<code lang="en" dir="ltr">{words}</code>' in shown
    assert numbers not in before


def test_members_are_shown_the_keys_of_their_council_where_they_join(
    public_app: Flask, instance: Instance, clock: Clock
) -> None:
    council = Gathered(instance, public_app, clock)
    page = council.visitor().page
    assert all(key in page.words for key in keys_on(council.sheets[2]))
