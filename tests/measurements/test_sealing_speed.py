"""How many microseconds sealing and opening take, beside a bare HPKE loop in the same run.

Prints a table; asserts nothing about time, which belongs to the machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import pytest

from survey.answers.codec import Layout, decode, encode
from survey.answers.interpreting import Interpreter
from survey.questionnaire.model import Questionnaire
from survey.sealing.bundles import SealedPiece, pack_bundle
from survey.sealing.opening.batches import BatchOpener, batch_public
from survey.sealing.opening.open_envelopes import Opener
from survey.sealing.opening.secret_keys import derive
from survey.sealing.page_state import DayKeys, open_state, seal_state
from survey.sealing.public_keys import SUITE, load_public
from survey.sealing.seal import Sealer, seal_to_batch
from survey.sealing.words_plaintext import pack_words

ROUNDS, LOOPS = 15, 100
STUDY, FORM = "study-1", bytes(32)
INFO = bytes(60)
PAGE = (STUDY, FORM, bytes(1000), 4096, bytes(12))
KEYS = DayKeys(700, bytes(32))
CHOSEN = {"single": ("o3",), "multiple": ("o1", "o4"), "ranking": ("o2", "o0", "o5")}


def microseconds(actions: list[Callable[[], object]]) -> list[tuple[float, float]]:
    """Give the best and the median over rounds of the mean time of one call of each action.

    Every round goes through all actions, so that a busy moment of the machine meets all of them.
    """
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(ROUNDS):
        for action, own in zip(actions, times, strict=True):
            start = time.perf_counter()
            for _ in range(LOOPS):
                action()
            own.append((time.perf_counter() - start) / LOOPS * 1e6)
    return [(min(own), median(own)) for own in times]


def forty_questions() -> Questionnaire:
    options = [{"id": f"o{i}", "text": str(i)} for i in range(6)]
    kinds = ["single"] * 7 + ["multiple", "ranking", "text"]
    questions = [
        {"id": f"q{i}", "type": kind, "text": "?"}
        | ({} if kind == "text" else {"options": options})
        for i, kind in enumerate(kinds * 4)
    ]
    words = dict.fromkeys(("title", "introduction", "consent", "closing"), "words")
    return Questionnaire.model_validate(
        {"id": "q", "sections": [{"id": "s", "title": "S", "questions": questions}]} | words
    )


def show(rows: list[tuple[str, Callable[[], object]]], times: list[tuple[float, float]]) -> None:
    print(f"\n{'microseconds':<32}{'best':>8}{'median':>8}")
    for (name, _), (best, middle) in zip(rows, times, strict=True):
        print(f"{name:<32}{best:>8.1f}{middle:>8.1f}")


@pytest.mark.measurement
def test_sealing_speed(capsys: pytest.CaptureFixture[str]) -> None:
    q = forty_questions()
    layout, hearing = Layout(q), Interpreter(q)
    entries = {x.id: CHOSEN.get(x.type, ("They listened.",)) for x in q.questions()}
    answers = hearing.answers(entries)
    record = encode(layout, answers, "en")
    numbers, words = (derive(bytes(32), STUDY, "numbers"), derive(bytes(32), STUDY, "words"))
    sealer = Sealer(numbers.public, words.public, STUDY, FORM)
    opener = Opener(bytes(32), STUDY, FORM, "numbers", record_width=layout.width)
    reader = Opener(bytes(32), STUDY, FORM, "words")
    envelope, text = sealer.numbers(record), sealer.words("q9", "They listened.", True, 0)
    pieces = [SealedPiece(text, bytes(32))] * 4
    bundle = pack_bundle(SealedPiece(envelope, bytes(32)), pieces, bytes(32))
    batch, batch_opener = batch_public(bytes(32)), BatchOpener(bytes(32))
    letter = seal_to_batch(batch, bundle)
    public, plaintext = load_public(numbers.public), pack_words("They listened.", True, 0)
    bare, bare_text = SUITE.encrypt(record, public, INFO), SUITE.encrypt(plaintext, public, INFO)
    keys, day_key = KEYS, KEYS.key_for(702)
    token = seal_state(day_key, 702, *PAGE)
    rows: list[tuple[str, Callable[[], object]]] = [
        ("bare HPKE encrypt, record", lambda: SUITE.encrypt(record, public, INFO)),
        ("seal numbers", lambda: sealer.numbers(record)),
        ("bare HPKE encrypt, text", lambda: SUITE.encrypt(plaintext, public, INFO)),
        ("seal words", lambda: sealer.words("q9", "They listened.", True, 0)),
        (f"seal to batch, {len(bundle)} bytes", lambda: seal_to_batch(batch, bundle)),
        ("bare HPKE decrypt, record", lambda: SUITE.decrypt(bare, numbers._key, INFO)),
        ("open numbers", lambda: opener.numbers(envelope)),
        ("bare HPKE decrypt, text", lambda: SUITE.decrypt(bare_text, numbers._key, INFO)),
        ("open words", lambda: reader.words("q9", text)),
        ("open a letter", lambda: batch_opener.open(letter)),
        ("hear 40 questions", lambda: hearing.answers(entries)),
        ("encode 40 questions", lambda: encode(layout, answers, "en")),
        ("decode 40 questions", lambda: decode(layout, record)),
        ("day key two days on", lambda: keys.key_for(702)),
        ("seal page state, 4 KiB", lambda: seal_state(day_key, 702, *PAGE)),
        ("open page state, 4 KiB", lambda: open_state(keys, 702, STUDY, FORM, token)),
    ]  # fmt: skip
    times = microseconds([action for _, action in rows])
    with capsys.disabled():
        show(rows, times)
    assert len(times) == len(rows)
