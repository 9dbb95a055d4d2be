"""What a thief finds of opened words: on both databases, with every file, log and the site key."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select

from survey.answers.redacting import tokens
from survey.services.steps.reading_words import WordsKey
from survey.services.words.end_reading import end_reading
from survey.services.words.let_readers_in import begin_to_read
from survey.services.words.look_for_risk import flag_risk, say_no_risk
from survey.services.words.open_free_texts import open_free_texts
from survey.services.words.own_reading_key import account_named
from survey.services.words.redact_text import hide_words, redacted
from survey.settings import Settings
from survey.storage.database import is_sqlite
from survey.storage.instance import Instance
from survey.storage.schema import metadata
from survey.storage.words import opened_texts
from survey.storage.words.word_tables import opened_texts as texts_table
from tests.conftest import Clock, Published
from tests.storage.thief import LUCK, Thief, too_far
from tests.words_study import WordsStudy, words_study

Publish = Callable[..., Published]
PEOPLE = 60


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:
    """Give settings for each kind of database."""
    return settings


@pytest.fixture
def burglar(instance: Instance, request: pytest.FixtureRequest) -> Thief:
    """Give a thief who comes before anything is opened."""
    server = None if is_sqlite(instance.engine) else request.getfixturevalue("postgresql").folder
    return Thief(SimpleNamespace(instance=instance), server)


@pytest.fixture
def study(
    burglar: Thief, instance: Instance, publish: Publish, clock: Clock, desk: Flask
) -> WordsStudy:
    """Give a study of sixty people whose words are opened."""
    made = words_study(instance, publish, clock, people=PEOPLE)
    open_free_texts(instance, made.id, made.sheets[:2], clock())
    return made


def unlocked(study: WordsStudy, name: str, clock: Clock) -> WordsKey:
    """Give the words key of a moderator."""
    account = account_named(study.instance, name)
    return begin_to_read(study.instance, study.id, account, study.six_words[name], clock().date())


def everything(thief: Thief, instance: Instance) -> bytes:
    """Give every byte there is: all files, those that are ephemeral too, and every row."""
    files = [*thief.copy().values(), instance.site_key]
    files += [path.read_bytes() for path in instance.folder.rglob("*") if path.is_file()]
    with instance.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                files += [_as_bytes(value) for value in row]
    return b"\0".join(files)


def lies_in(thief: Thief, *sealed: bytes) -> bool:
    """Tell whether a piece of sealed texts lies in a file: databases cut what is long. What
    PostgreSQL keeps in its write-ahead log for a while is said in the threat model."""
    pieces = {one[start : start + 48] for one in sealed for start in (100, 900, 1700, 2500)}
    held = [content for name, content in thief.copy().items() if name != "pg_wal"]
    return any(piece in content for content in held for piece in pieces)


def _as_bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_a_dump_of_everything_reads_no_text_and_holds_no_key(
    study: WordsStudy, burglar: Thief, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = unlocked(study, "Ada", clock)
    with study.instance.engine.connect() as connection:
        ids = opened_texts.in_stage(connection, study.id, "to look for risk")
        some = [key.read(connection, text_id) for text_id in sorted(ids)[:3]]
    flag_risk(study.instance, key, some[0], "Ada", clock().date())
    say_no_risk(study.instance, key, some[1])
    hide_words(study.instance, key, some[1], {1}, "name")
    found = everything(burglar, study.instance) + caplog.text.encode()
    secret = bytes(key._key)
    key.forget()
    assert len(ids) == 2 * PEOPLE
    assert secret not in found
    for name in (b"Quill", b"Marrow", b"Thistle", b"my own doing", b"answers the telephone"):
        assert name not in found
    for words in study.six_words.values():
        assert words.encode() not in found
        assert words.replace(" ", "").encode() not in found


def test_nothing_stored_pairs_the_texts_of_one_person(
    study: WordsStudy, burglar: Thief, clock: Clock, instance: Instance
) -> None:
    key = unlocked(study, "Bea", clock)
    if is_sqlite(instance.engine):
        with instance.engine.connect() as connection:
            found = connection.execute(select(texts_table.c.id)).scalars()
            order = [bytes(one) for one in found]
    else:
        order = burglar.physical("opened_texts", "id")
        assert burglar.transactions("opened_texts") == 1
    people: dict[str, list[int]] = {"helped": [], "change": []}
    with instance.engine.connect() as connection:
        for text_id in order:
            text = key.read(connection, text_id)
            words = text.printed
            who = next(n for n in range(PEOPLE) if words in study.written[n])
            people[text.question_id].append(who)
    key.forget()
    first, second = (np.argsort(people[one]) for one in ("helped", "change"))
    assert sum(first == second) <= LUCK
    assert abs(np.corrcoef(first, second)[0, 1]) < too_far(PEOPLE)
    for ranks in (first, second):
        assert abs(np.corrcoef(ranks, np.arange(PEOPLE))[0, 1]) < too_far(PEOPLE)


def test_nothing_is_left_of_a_text_as_it_was_before_words_were_hidden(
    study: WordsStudy, burglar: Thief, clock: Clock, instance: Instance
) -> None:
    key = unlocked(study, "Ada", clock)
    with instance.engine.connect() as connection:
        ids = opened_texts.in_stage(connection, study.id, "to look for risk")
        text = key.read(connection, min(ids))
    assert lies_in(burglar, text.stored.sealed)
    say_no_risk(instance, key, text)
    every = {one.number for one in tokens(text.pieces) if one.number is not None}
    after = hide_words(instance, key, text, every, "other")
    redacted(instance, key, after)
    assert not lies_in(burglar, text.stored.sealed)
    with instance.engine.connect() as connection:
        assert key.read(connection, text.id).printed.replace("[…]", "").strip(" .") == ""
    key.forget()


def test_nothing_is_left_of_texts_and_keys_that_ended(
    study: WordsStudy, burglar: Thief, clock: Clock, instance: Instance
) -> None:
    with instance.engine.connect() as connection:
        ids = opened_texts.in_stage(connection, study.id, "to look for risk")
        sealed = [opened_texts.get(connection, study.id, one).sealed for one in ids]
    assert lies_in(burglar, *sealed)
    assert end_reading(instance, study.id, clock().date())
    assert not lies_in(burglar, *sealed)
