"""The desk attacked: a thief with every file, every table, the site key and all of `ephemeral/`.

They come when two moderators have read, redacted, coded and quoted what people wrote, and know in
which order people sent, each with which code. They try to say which text is whose, which two texts
are of one person, which text a printed quote was, and which code or member answered: by every order
of rows and every transaction. Guessing gives one right pair on average.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Table, select, text

from survey.questionnaire.files.reading import from_json, read_questionnaire
from survey.questionnaire.model import MAY_QUOTE, Written
from survey.questionnaire.path import walk
from survey.sealing.bundles import unpack_bundle
from survey.sealing.codes.card_codes import card_mark
from survey.sealing.codes.code_words import CODE_WORDS
from survey.sealing.codes.round_slips import paid_mark, round_slip
from survey.services.councils.check_slip import check_slip
from survey.services.councils.close_round import close_round
from survey.services.councils.keep_round_words import (
    begin_to_read_round,
    open_round_words,
    texts_of_round,
    use_texts,
)
from survey.services.councils.recognise_member import root_of
from survey.services.councils.tally_round import tally_round
from survey.services.steps.open_shelf import one_thread
from survey.services.steps.reading_words import WordsKey
from survey.services.steps.send_response import ResponseToSend, mark_of, seal_response, sealing_of
from survey.services.studies.close_study import close_study
from survey.services.studies.invite_people import create_invitations
from survey.services.studies.open_study import open_study
from survey.services.words.code_texts import give_codes
from survey.services.words.compare_codings import agree_to_codes, propose_codes
from survey.services.words.count_themes import count_themes
from survey.services.words.keep_code_book import add_code
from survey.services.words.let_readers_in import begin_to_read
from survey.services.words.look_for_risk import decide_risk, flag_risk, say_no_risk
from survey.services.words.open_free_texts import open_free_texts
from survey.services.words.own_reading_key import account_named
from survey.services.words.quote_text import approve_quote, propose_quote
from survey.services.words.redact_text import redacted
from survey.settings import Settings
from survey.storage.council.reading_tables import paid_slips
from survey.storage.database import is_sqlite
from survey.storage.instance import Instance
from survey.storage.schema import (
    codes,
    journal,
    journal_head,
    metadata,
    sheet_checks,
    studies,
    texts,
)
from survey.storage.studies import study_rows
from survey.storage.words import opened_texts, quote_rows
from survey.storage.words.theme_tables import coding_settlements, codings
from survey.storage.words.word_tables import opened_texts as texts_table
from survey.storage.words.word_tables import quote_proposals, quotes, risk_flags, risk_voices
from tests.conftest import Clock, Published, at_work
from tests.storage.circle import AFTER, Circle
from tests.storage.thief import LUCK, Thief, drift, hits, places, too_far
from tests.words_study import FORM, moderator

PEOPLE, MEMBERS = 60, 20
QUESTIONS = "helped", "change"
#: The tables that name texts by their ids.
OF_TEXTS: tuple[tuple[Table, str], ...] = (
    (texts_table, "id"), (codings, "text_id"), (coding_settlements, "text_id"),
    (quote_proposals, "text_id"), (risk_flags, "text_id"), (risk_voices, "text_id"),
)  # fmt: skip
#: Tables of staff and of what was published, in which some values stand twice.
OF_STAFF = (journal, journal_head, sheet_checks, studies)
GATHER = """
kind: gather
title: Ideas
introduction: Hello.
prompts:
  - {id: first, text: What helps?}
  - {id: second, text: What should change?}
"""
#: Orders of people, each with the words for where they were found.
Orders = Mapping[str, Sequence[int]]


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:
    """Give settings for each kind of database."""
    return settings


@pytest.fixture
def burglar(instance: Instance, request: pytest.FixtureRequest) -> Thief:
    """Give a thief who comes before anything is sent."""
    server = None if is_sqlite(instance.engine) else request.getfixturevalue("postgresql").folder
    return Thief(SimpleNamespace(instance=instance), server)


def said(person: int) -> tuple[str, str]:
    """Give what somebody writes to the two questions: one word names them, in both."""
    word = CODE_WORDS[person + 40]
    return (f"They said {word} and nobody called back.", f"I would rather hear {word} than wait.")


class ReadStudy:
    """A study that people answered with codes, in a known order, and that two people have read."""

    def __init__(self, instance: Instance, publish: Callable[..., Published], clock: Clock) -> None:
        self.instance, self.clock = instance, clock
        made = publish(read_questionnaire(FORM, "words.yaml"), practice=True, entrance="codes")
        self.id, self.sheets = made.id, made.sheets
        self.cards: list[str] = []
        today = clock().date()
        create_invitations(instance, self.id, PEOPLE + 20, "", today, self.cards.extend)
        self.owners: dict[bytes, int] = {}
        self.send()
        self.read()

    def send(self) -> None:
        """Let everybody send, one after the other, each with the next code."""
        with self.instance.engine.connect() as connection:
            row = study_rows.get(connection, self.id)
        asked = read_questionnaire(FORM, "words.yaml")
        for person in range(PEOPLE):
            helped, change = said(person)
            entries = {"often": ("ab"[person % 2],), "helped": (helped, MAY_QUOTE)}
            path = walk(asked, {**entries, "change": (change,)})
            response = ResponseToSend(path, "en", card=self.cards[person])
            bundle = seal_response(sealing_of(row, asked), response)
            mark = mark_of(self.instance.site_key, response.submission_id)
            card = card_mark(self.instance.site_key, self.id, self.cards[person])
            dropped = self.instance.letterbox.drop(self.id, bundle, mark, self.clock(), card=card)
            assert dropped == "kept"
            sent = unpack_bundle(bundle)
            self.owners |= dict.fromkeys(
                (sent.numbers.envelope, *(one.envelope for one in sent.texts)), person
            )

    def read(self) -> None:
        """Close and open it, and let two moderators do with each text what is done."""
        instance, now, today = self.instance, self.clock(), self.clock().date()
        close_study(instance, self.id, now)
        six = {name: moderator(instance, name, self.id, now) for name in ("Ada", "Bea")}
        open_study(instance, self.id, self.sheets[:2], today, one_thread)
        open_free_texts(instance, self.id, self.sheets[:2], now)
        for code in ("Reporting", "Waiting"):
            add_code(instance, self.id, today, name=code, rule="They told somebody.")
        self.accounts = {name: account_named(instance, name) for name in six}
        self.keys = {
            name: begin_to_read(instance, self.id, self.accounts[name], words, today)
            for name, words in six.items()
        }
        with instance.engine.connect() as connection:
            ids = sorted(opened_texts.in_stage(connection, self.id, "to look for risk"))
        assert len(ids) == 2 * PEOPLE
        for step in (self._redact, self._code, self._settle, self._propose, self._approve):
            Random(step.__name__).shuffle(ids)  # as they are drawn by chance, time after time
            for text_id in ids:
                step(text_id)
        for question in QUESTIONS:
            count_themes(instance, self.keys["Ada"], question, today)

    def text(self, name: str, text_id: bytes) -> Any:
        """Give a text as a moderator has it."""
        with self.instance.engine.connect() as connection:
            return self.keys[name].read(connection, text_id)

    def _redact(self, text_id: bytes) -> None:
        instance, key, today = self.instance, self.keys["Ada"], self.clock().date()
        found = self.text("Ada", text_id)
        if text_id[0] % 4 == 0:
            flag_risk(instance, key, found, "Ada", today)
            for name in self.keys:
                why = "Nothing names who is in danger."
                decide_risk(instance, key, found, name, "no current risk", why, today)
        else:
            say_no_risk(instance, key, found)
        redacted(instance, key, self.text("Ada", text_id))

    def _code(self, text_id: bytes) -> None:
        for name, by in (("Ada", 1), ("Bea", 1 + text_id[1] % 2)):
            given = frozenset({by})
            today = self.clock().date()
            give_codes(self.instance, self.keys[name], text_id, self.accounts[name], given, today)

    def _settle(self, text_id: bytes) -> None:
        if text_id[1] % 2 == 0:
            return
        instance, key = self.instance, self.keys["Ada"]
        propose_codes(instance, key, text_id, self.accounts["Ada"], {1}, "It fits the rule.")
        agree_to_codes(instance, self.keys["Bea"], text_id, self.accounts["Bea"])

    def _propose(self, text_id: bytes) -> None:
        found = self.text("Bea", text_id)
        if found.may_quote:
            propose_quote(self.instance, self.keys["Bea"], found, "Bea")

    def _approve(self, text_id: bytes) -> None:
        found = self.text("Ada", text_id)
        if found.may_quote:
            key, today = self.keys["Ada"], self.clock().date()
            approve_quote(self.instance, key, found, "Ada", today)

    def writers(self) -> Mapping[str, Mapping[bytes, int]]:
        """Give who wrote each text, by question and its id."""
        found: dict[str, dict[bytes, int]] = {question: {} for question in QUESTIONS}
        whose = {words: person for person in range(PEOPLE) for words in said(person)}
        with self.instance.engine.connect() as connection:
            ids = opened_texts.in_stage(connection, self.id, "done")
        for text_id in ids:
            one = self.text("Ada", text_id)
            found[one.question_id][text_id] = whose[one.printed]
        return found


@pytest.fixture
def study(
    burglar: Thief, instance: Instance, publish: Callable[..., Published], clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> ReadStudy:  # fmt: skip
    """Give a study that two people have read."""
    caplog.set_level(logging.DEBUG)
    return ReadStudy(instance, publish, clock)


def files_of(thief: Thief) -> dict[str, bytes]:
    """Give every file, those that are ephemeral too; what PostgreSQL keeps in its write-ahead log
    for a while is said in the threat model."""
    files = thief.copy()
    files.pop("pg_wal", None)
    ephemeral = (one for one in thief.folder.rglob("*") if one.is_file())
    return files | {f"all of {one.name}": one.read_bytes() for one in ephemeral}


def lists_of(
    thief: Thief, files: Mapping[str, bytes], table: Table, column: str, owners: Mapping[bytes, int]
) -> Iterator[tuple[str, list[int]]]:
    """Give every order in which a table has rows, as the people that they are of."""
    with thief.engine.connect() as conn:
        found = [[bytes(one) for one in conn.execute(select(table.c[column])).scalars()]]
        if thief.server_folder is not None:
            for order in ("xmin::text::bigint, ctid", "ctid"):
                rows = conn.execute(text(f"SELECT {column} FROM {table.name} ORDER BY {order}"))
                found.append([bytes(row[0]) for row in rows])
    found += places(dict(files), list(owners), slice(0, 32))
    for number, order in enumerate(found):
        once = dict.fromkeys(one for one in order if one in owners)
        if len(once) > 5:
            yield f"{table.name} {number}", [owners[one] for one in once]


def only_luck(one: Sequence[int], other: Sequence[int], what: str) -> None:
    """Fail when two orders of people belong together better than by chance."""
    both = set(one) & set(other)
    first, second = ([bytes([who]) for who in order if who in both] for order in (one, other))
    for order in (first, first[::-1]):
        assert hits(order, second) <= LUCK, what
    if len(both) >= MEMBERS:
        assert abs(drift(first, second)) < too_far(len(both)), what


def apart(some: Orders, others: Orders) -> None:
    """Fail when an order of some and an order of others belong together."""
    assert some
    assert others
    for name, one in some.items():
        for of_other, other in others.items():
            only_luck(one, other, f"{name} by {of_other}")


def no_order_says_whose_a_text_is(study: ReadStudy, burglar: Thief) -> None:
    """Fail when an order of rows says who wrote a text, or which two are of one person."""
    files, writers = files_of(burglar), study.writers()
    found: dict[str, Orders] = {
        question: dict(
            one for table, column in OF_TEXTS
            for one in lists_of(burglar, files, table, column, writers[question])
        )
        for question in QUESTIONS
    }  # fmt: skip
    shelves = dict(
        one for table in (codes, texts)
        for one in lists_of(burglar, files, table, "envelope", study.owners)
    )  # fmt: skip
    known = {"the order of sending, and of codes": range(PEOPLE)}
    with pytest.raises(AssertionError):
        apart(known, known)
    for question in QUESTIONS:
        apart(found[question], known | shelves)
    apart(found["helped"], found["change"])
    apart({name: one for name, one in shelves.items() if name.startswith("codes")}, known)


def a_quote_is_tied_to_no_text(study: ReadStudy, burglar: Thief) -> None:
    """Fail when an order, a transaction or a log says which text a printed quote was."""
    files, writers = files_of(burglar), study.writers()["helped"]
    with study.instance.engine.connect() as connection:
        approved = quote_rows.approved(connection, study.id)
    whose = {said(person)[0]: person for person in range(PEOPLE)}
    printed = {one.id: whose[one.words] for one in approved}
    assert len(printed) == PEOPLE
    of_quotes = dict(lists_of(burglar, files, quotes, "id", printed))
    in_files = places(files, [words.encode() for words in whose], slice(0, None))
    of_quotes |= {
        f"words {number}": [whose[one.decode()] for one in order]
        for number, order in enumerate(in_files)
    }
    of_texts = dict(
        one for table, column in OF_TEXTS
        for one in lists_of(burglar, files, table, column, writers)
    )  # fmt: skip
    apart(of_quotes, of_texts | {"the order of sending": range(PEOPLE)})
    if burglar.server_folder is not None:
        assert burglar.transactions("quotes") == 1
    else:
        logs = [content for name, content in files.items() if name.endswith("-wal")]
        assert not [words for words in whose for log in logs if words.encode() in log]


def nothing_stands_in_two_places(study: ReadStudy, logged: str) -> None:
    """Fail when what is stored of a text stands elsewhere too, or tells something by its size."""
    named = {(table.name, column) for table, column in OF_TEXTS}
    ids = {text_id for of in study.writers().values() for text_id in of}
    seen: dict[bytes, str] = {}
    told = logged
    with study.instance.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for column in () if table in OF_STAFF else table.columns:
                place = f"{table.name}.{column.name}"
                values = connection.execute(select(column)).scalars().all()
                if (table.name, column.name) in named:
                    assert ids >= set(map(bytes, values))
                    continue
                told += "".join(one for one in values if isinstance(one, str))
                for value in (bytes(one) for one in values if isinstance(one, bytes | memoryview)):
                    assert value not in ids, place
                    assert seen.setdefault(value, place) == place
        for table in (texts_table, codings, coding_settlements):
            assert len({len(bytes(one)) for one in connection.execute(
                select(table.c.sealed)).scalars()}) == 1, table.name  # fmt: skip
    assert not [one for one in ids if one.hex() in told]
    assert not [card for card in study.cards if card in told]
    assert not [person for person in range(PEOPLE) if said(person)[1] in told]


def no_code_says_who_answered(study: ReadStudy, burglar: Thief) -> None:
    """Fail when a file has marks of some codes and not of others."""
    key = study.instance.site_key
    marks = {card_mark(key, study.id, card) for card in study.cards}
    for name, content in files_of(burglar).items():
        found = [one for one in marks if one in content]
        assert len(found) in (0, len(marks)), name


def the_journal_names_no_text(study: ReadStudy) -> None:
    """Fail when the journal has entries for texts, but those that two people decided of."""
    with study.instance.engine.connect() as connection:
        rows = connection.execute(select(journal)).all()
        decided = len(connection.execute(select(risk_flags)).all())
    events = [str(row) for row in rows]
    assert len(events) < 40 + 2 * decided + PEOPLE


def test_with_everything_there_is_nobody_ties_texts_quotes_codes_and_people(
    study: ReadStudy, burglar: Thief, caplog: pytest.LogCaptureFixture
) -> None:
    no_order_says_whose_a_text_is(study, burglar)
    a_quote_is_tied_to_no_text(study, burglar)
    nothing_stands_in_two_places(study, caplog.text)
    no_code_says_who_answered(study, burglar)
    the_journal_names_no_text(study)


class ReadCouncil(Circle):
    """A council whose round of ideas was opened, read, and paid for."""

    owners: dict[bytes, int]
    key: WordsKey

    def run(self) -> None:
        """Let everybody write in the order in which they joined, and a moderator use every text."""
        self.owners = {}
        self.open(GATHER)
        six = moderator(self.instance, "Mo", self.id, self.now)
        asked = from_json(self.study().questionnaire_json)
        written = [one.id for one in asked.questions() if isinstance(one, Written)]
        for member, words in enumerate(self.words):
            spoken = dict(zip(written, said(member), strict=False))
            outcome, bundle = self.send(words, spoken)
            assert outcome == "kept"
            self.owners[unpack_bundle(bundle).numbers.envelope] = member
        close_round(self.instance, self.id, at_work(self.instance, AFTER))
        open_round_words(self.instance, self.id, self.sheets[:2], AFTER)
        account = account_named(self.instance, "Mo")
        self.key = begin_to_read_round(self.instance, self.id, account, six, AFTER.date())
        for one in texts_of_round(self.instance, self.key):
            use_texts(self.instance, self.key, [one.id])
        tally_round(self.instance, self.id, self.sheets[:2], AFTER)
        for slip in self.slips():
            assert check_slip(self.instance, self.id, slip, use=True).outcome == "used"

    def slips(self) -> list[str]:
        """Give the slip of each member."""
        roots = [root_of(words, self.id) for words in self.words]
        return [round_slip(self.instance.site_key, self.id, 1, root) for root in roots]


def test_no_order_says_which_member_wrote_a_text_or_rated_or_was_paid(
    office: Any, thief: Thief
) -> None:
    council = ReadCouncil(office.instance, office.now)
    council.create(MEMBERS)
    council.everyone_joins()
    council.run()
    files, key = files_of(thief), council.instance.site_key
    whose = {words: member for member in range(MEMBERS) for words in said(member)}
    marks = {paid_mark(key, council.id, 1, one): at for at, one in enumerate(council.slips())}
    known: dict[str, Sequence[int]] = {"the order of codes, and of sending": range(MEMBERS)}
    known |= dict(lists_of(thief, files, paid_slips, "mark", marks))
    known |= dict(lists_of(thief, files, codes, "envelope", council.owners))
    by_question: dict[str, dict[bytes, int]] = {}
    for one in texts_of_round(council.instance, council.key):
        by_question.setdefault(one.about, {})[one.id] = whose[one.words]
    assert [len(owners) for owners in by_question.values()] == [MEMBERS, MEMBERS]
    first, second = (
        dict(lists_of(thief, files, texts_table, "id", owners)) for owners in by_question.values()
    )
    apart(first, second | known)
    apart(second, known)
