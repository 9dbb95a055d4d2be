"""Words on a machine without a network: what is exported, read there, and brought back."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from survey.errors import BadInput, ClosedSetChanged, Refused, SharesRefused, StudyStateWrong
from survey.mixing.founding import create_instance
from survey.services.steps.open_shelf import one_thread
from survey.services.steps.reading_words import OpenedText, WordsKey
from survey.services.steps.sealed_words_file import read_sealed_words
from survey.services.studies.open_study import open_study
from survey.services.words.bring_words_back import bring_words_back, look_at_words_back
from survey.services.words.code_texts import give_codes
from survey.services.words.count_themes import coded_questions, count_themes
from survey.services.words.end_reading import end_reading, go_on_without_themes, set_words_aside
from survey.services.words.export_words import export_words
from survey.services.words.hand_words_back import words_to_hand_back
from survey.services.words.keep_code_book import add_code
from survey.services.words.let_readers_in import begin_to_read
from survey.services.words.look_for_risk import say_no_risk
from survey.services.words.open_free_texts import open_free_texts
from survey.services.words.own_reading_key import account_named
from survey.services.words.quote_text import approve_quote, propose_quote
from survey.services.words.redact_text import redacted
from survey.services.words.unpack_words import unpack_words
from survey.settings import Settings
from survey.storage.instance import Instance
from survey.storage.schema import texts as shelf
from survey.storage.staff import journal
from survey.storage.studies import erasing_rows, sealed_answers
from survey.storage.words import opened_texts, quote_rows, released_themes, words_access
from tests.conftest import Clock, Published
from tests.words_study import WordsStudy, moderator, words_study

Publish = Callable[..., Published]
WRITTEN = [
    (f"Somebody who listens at once, {word} time.", "The way they answer.")
    for word in ("first", "second", "third", "next", "last", "any", "each", "every", "one", "that",
                 "another", "some")
]  # fmt: skip


@pytest.fixture
def study(instance: Instance, publish: Publish, clock: Clock) -> WordsStudy:
    """Give a closed study whose words are sealed and whose numbers are released."""
    made = words_study(instance, publish, clock, moderators=(), written=WRITTEN)
    open_study(instance, made.id, made.sheets[:2], clock().date(), one_thread)
    return made


@pytest.fixture
def sealed(study: WordsStudy, clock: Clock, tmp_path: Path) -> Path:
    """Give the file with its words."""
    path = tmp_path / "words.bin"
    export_words(study.instance, study.id, path, clock().date())
    return path


@pytest.fixture
def away(clock: Clock, instance_settings: Settings, tmp_path: Path) -> Iterator[Instance]:
    """Give an empty instance on another machine."""
    made = create_instance(
        tmp_path / "away", instance_settings, secrets.token_bytes, clock().toordinal()
    )
    yield made
    made.close()


@pytest.fixture
def there(study: WordsStudy, sealed: Path, away: Instance, clock: Clock) -> WordsStudy:
    """Give the study on the other machine, its words opened for two moderators made there."""
    assert unpack_words(away, read_sealed_words(sealed), clock().date())
    keys = {name: moderator(away, name, study.id, clock()) for name in ("Ada", "Bea")}
    open_free_texts(away, study.id, study.sheets[1:], clock())
    return replace(study, instance=away, six_words=keys)


@contextmanager
def reading(study: WordsStudy, name: str, clock: Clock) -> Iterator[WordsKey]:
    """Let a moderator read for as long as a block lasts."""
    account_id = account_named(study.instance, name)
    words = study.six_words[name]
    key = begin_to_read(study.instance, study.id, account_id, words, clock().date())
    yield key
    key.forget()


def every(study: WordsStudy, key: WordsKey) -> list[OpenedText]:
    """Give all texts, as only a test may."""
    with study.instance.engine.connect() as connection:
        return [
            key.read(connection, text_id)
            for stage in opened_texts.STAGES
            for text_id in opened_texts.in_stage(connection, study.id, stage)
        ]


def read_and_redact(study: WordsStudy, key: WordsKey) -> None:
    """Let every text wait to be coded."""
    for text in every(study, key):
        say_no_risk(study.instance, key, text)
        redacted(study.instance, key, text)


def quote_one(study: WordsStudy, clock: Clock) -> str:
    """Let one text be proposed and approved, and give its words."""
    today = clock().date()
    with reading(study, "Ada", clock) as key:
        text = next(one for one in every(study, key) if one.may_quote)
        propose_quote(study.instance, key, text, "Ada")
    with reading(study, "Bea", clock) as key:
        return approve_quote(study.instance, key, text, "Bea", today).words


def read_there(study: WordsStudy, clock: Clock) -> str:
    """Read, code and count all words, let one quote through, and give the file to bring back."""
    today, away = clock().date(), study.instance
    add_code(away, study.id, today, name="Listening", rule="They want to be heard.")
    with reading(study, "Ada", clock) as key:
        read_and_redact(study, key)
        for place, text in enumerate(every(study, key)):
            for name in ("Ada", "Bea"):
                codes = [1] if place % 2 else []
                give_codes(away, key, text.id, account_named(away, name), codes, today)
        for question in coded_questions(away, study.id):
            count_themes(away, key, question.id, today)
    quote_one(study, clock)
    return words_to_hand_back(away, study.id).model_dump_json()


def test_words_are_read_there_and_quotes_and_themes_come_back(
    study: WordsStudy, there: WordsStudy, clock: Clock
) -> None:
    with reading(there, "Ada", clock) as key:
        found = sorted(one.printed for one in every(there, key))
    assert found == sorted(words for both in study.written for words in both)
    text = read_there(there, clock)
    today = clock().date()
    brought = bring_words_back(study.instance, study.id, text, "file", today)
    assert [len(brought.quotes), len(brought.themes)] == [1, 2]
    with study.instance.engine.connect() as connection:
        quotes = quote_rows.approved(connection, study.id)
        themes = released_themes.themes_of_study(connection, study.id)
        last = list(journal.entries(connection, study_id=study.id))[-1]
        opening = words_access.opening_of(connection, study.id)
    with there.instance.engine.connect() as connection:
        assert themes == released_themes.themes_of_study(connection, study.id)
    assert [(one.words, one.proposed_by, one.approved_by) for one in quotes] == [
        (brought.quotes[0].words, "Ada", "Bea")
    ]
    assert last.event == "words brought back"
    assert brought.digest in last.words
    assert opening is not None
    assert (opening.state, opening.until) == ("set aside", today + timedelta(days=90))
    again = bring_words_back(study.instance, study.id, text, "file", today)
    assert (again.quotes, again.themes) == ((), ())


def test_where_words_ended_there_sealed_texts_end_here(
    study: WordsStudy, there: WordsStudy, clock: Clock
) -> None:
    with reading(there, "Ada", clock) as key:
        read_and_redact(there, key)
    go_on_without_themes(there.instance, study.id, clock().date())
    quote_one(there, clock)
    end_reading(there.instance, study.id, clock().date())
    text = words_to_hand_back(there.instance, study.id).model_dump_json()
    bring_words_back(study.instance, study.id, text, "file", clock().date())
    with study.instance.engine.connect() as connection:
        assert erasing_rows.texts_to_erase(connection) == (study.id,)


def test_the_file_holds_the_shelf_as_it_lies_and_nothing_else(
    study: WordsStudy, sealed: Path
) -> None:
    assert sealed.stat().st_mode & 0o077 == 0
    content = sealed.read_bytes()
    assert study.instance.site_key not in content
    for secret in (*study.sheets, *(words for both in study.written for words in both)):
        assert secret.encode() not in content
    with study.instance.engine.connect() as connection:
        rows = connection.execute(select(shelf).order_by(shelf.c.id)).all()
        numbers = [one for chunk in sealed_answers.envelopes(connection, study.id) for one in chunk]
    found = read_sealed_words(sealed)
    assert [(one, bytes(two)) for one, two, _ in found.envelopes()] == [
        (row.question_id, bytes(row.envelope)) for row in rows
    ]
    assert not any(row.id in content for row in rows)
    assert len(numbers) == 12
    assert not any(bytes(one) in content for one in numbers)


def test_the_other_machine_opens_no_numbers(there: WordsStudy, clock: Clock) -> None:
    with pytest.raises(StudyStateWrong, match="opened before"):
        open_study(there.instance, there.id, there.sheets[:2], clock().date(), one_thread)


def test_the_other_machine_opens_no_numbers_before_a_release_either(
    instance: Instance, publish: Publish, away: Instance, clock: Clock, tmp_path: Path
) -> None:
    study = words_study(instance, publish, clock, written=WRITTEN)
    export_words(instance, study.id, tmp_path / "words.bin", clock().date())
    unpack_words(away, read_sealed_words(tmp_path / "words.bin"), clock().date())
    with pytest.raises(ClosedSetChanged):
        open_study(away, study.id, study.sheets[:2], clock().date(), one_thread)


def test_a_later_file_of_the_same_closing_brings_the_release_only(
    instance: Instance, publish: Publish, away: Instance, clock: Clock, tmp_path: Path
) -> None:
    study, today = words_study(instance, publish, clock, written=WRITTEN), clock().date()
    before, after, other = (tmp_path / name for name in ("before", "after", "other"))
    assert not export_words(instance, study.id, before, today).has_release
    unpack_words(away, read_sealed_words(before), today)
    open_study(instance, study.id, study.sheets[:2], today, one_thread)
    assert export_words(instance, study.id, after, today).has_release
    assert not unpack_words(away, read_sealed_words(after), today)
    assert not unpack_words(away, read_sealed_words(before), today)
    for name in ("Ada", "Bea"):
        moderator(away, name, study.id, clock())
    with pytest.raises(SharesRefused):
        open_free_texts(away, study.id, study.sheets[:1], clock())
    assert "wait, sealed" in open_free_texts(away, study.id, study.sheets[:2], clock())
    second = words_study(instance, publish, clock, moderators=(), written=WRITTEN)
    export_words(instance, second.id, other, today)
    with pytest.raises(Refused, match="Another study"):
        unpack_words(away, read_sealed_words(other), today)


def resealed(content: bytes) -> bytes:
    """Give a file with the digest of what it says now."""
    return content[:-32] + hashlib.sha256(content[:-32]).digest()


def test_a_file_that_was_changed_or_cut_short_is_refused(sealed: Path) -> None:
    whole = sealed.read_bytes()
    changed = bytearray(whole)
    changed[200] ^= 1
    for content in (bytes(changed), whole[:-1], whole[:40], b"", b"something else"):
        sealed.write_bytes(content)
        with pytest.raises(BadInput, match="cut short or changed"):
            read_sealed_words(sealed)
    sealed.write_bytes(resealed(bytes(changed)))
    with pytest.raises(ClosedSetChanged):
        read_sealed_words(sealed)


def test_words_that_are_read_here_or_still_written_are_not_exported(
    instance: Instance, publish: Publish, clock: Clock, tmp_path: Path
) -> None:
    study, path = words_study(instance, publish, clock, written=WRITTEN), tmp_path / "words.bin"
    open_free_texts(instance, study.id, study.sheets[:2], clock())
    with pytest.raises(StudyStateWrong, match="moderators read"):
        export_words(instance, study.id, path, clock().date())
    assert not path.exists()


def test_words_that_were_opened_before_keep_their_last_day(
    instance: Instance, publish: Publish, away: Instance, clock: Clock, tmp_path: Path
) -> None:
    study, path = words_study(instance, publish, clock, written=WRITTEN), tmp_path / "words.bin"
    open_free_texts(instance, study.id, study.sheets[:2], clock())
    set_words_aside(instance, study.id, clock().date())
    last = clock().date() + timedelta(days=90)
    clock.forward(days=30)
    export_words(instance, study.id, path, clock().date())
    unpack_words(away, read_sealed_words(path), clock().date())
    for name in ("Ada", "Bea"):
        moderator(away, name, study.id, clock())
    open_free_texts(away, study.id, study.sheets[:2], clock())
    with away.engine.connect() as connection:
        opening = words_access.opening_of(connection, study.id)
    assert opening is not None
    assert (opening.state, opening.until) == ("reading", last)


def changed(text: str, change: Callable[[Any], object]) -> str:
    """Give the text of a file in which something was changed."""
    whole = json.loads(text)
    change(whole)
    return json.dumps(whole)


def test_what_two_people_cannot_have_let_through_is_refused_with_words(
    study: WordsStudy, there: WordsStudy, clock: Clock
) -> None:
    text = read_there(there, clock)
    here, today = study.instance, clock().date()

    def refused(change: Callable[[Any], object]) -> str:
        with pytest.raises(Refused) as error:
            look_at_words_back(here, study.id, changed(text, change), "file", today)
        return str(error.value)

    def quote(**more: str) -> Callable[[Any], object]:
        return lambda whole: whole["quotes"][0].update(more)

    def themes(**more: object) -> Callable[[Any], object]:
        return lambda whole: whole["themes"][0].update(more)

    assert "of the study other" in refused(lambda whole: whole.update(study_id="other"))
    assert "fingerprint of what was closed" in refused(
        lambda all_: all_.update(closed_set="0" * 64)
    )
    assert "same person" in refused(quote(approved_by=" ADA "))
    assert "one of them is missing" in refused(quote(proposed_by=""))
    assert "point to someone" in refused(quote(words="Write to me@example.org about it."))
    assert "nobody was asked for words" in refused(quote(question_id="often"))
    assert "in no language" in refused(quote(language="xx"))
    assert "opened on 2999-01-01" in refused(lambda whole: whole.update(opened_on="2999-01-01"))
    assert "too long" in refused(lambda whole: whole.update(until="2999-01-01"))
    assert "another release" in refused(themes(release=2))
    assert "other rules" in refused(themes(sentences=["Counted."]))
    assert "another base" in refused(themes(base={"count": 12}))
    assert "does not have this question" in refused(themes(question_id="often"))
    rows = json.loads(text)["themes"][0]["themes"]
    exact = [rows[0] | {"shown": {"count": 6}}]
    assert "of no count" in refused(themes(themes=exact))
    assert "a theme twice" in refused(themes(themes=rows * 2))
    assert "twice" in refused(lambda whole: whole["themes"].append(whole["themes"][0]))
    for other in ("", "{}", "[1]", text[:-9]):
        with pytest.raises(BadInput, match="is not a file of words"):
            look_at_words_back(here, study.id, other, "file", today)
    with here.engine.connect() as connection:
        assert not quote_rows.approved(connection, study.id)
    bring_words_back(here, study.id, text, "file", today)
    assert "counted here already, and otherwise" in refused(themes(code_book=9))


def test_nothing_comes_back_while_words_are_read_here_too(
    study: WordsStudy, there: WordsStudy, clock: Clock
) -> None:
    text = read_there(there, clock)
    for name in ("Ada", "Bea"):
        moderator(study.instance, name, study.id, clock())
    open_free_texts(study.instance, study.id, study.sheets[:2], clock())
    with pytest.raises(Refused, match="opened here as well"):
        bring_words_back(study.instance, study.id, text, "file", clock().date())


def test_nothing_that_was_not_let_through_leaves(there: WordsStudy, clock: Clock) -> None:
    with pytest.raises(StudyStateWrong, match="No quote is approved"):
        words_to_hand_back(there.instance, there.id)
    text = read_there(there, clock)
    printed = [words for both in there.written for words in both if words in text]
    assert len(set(printed)) == 1
