"""What was sealed long ago opens for ever: the files in tests/vectors/ are read, never written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from survey.errors import EnvelopeDamaged
from survey.sealing.bundles import unpack_bundle
from survey.sealing.closed_set import closed_set, envelope_hash, joint_digest
from survey.sealing.codes.code_words import CODE_WORDS
from survey.sealing.codes.marks import payment_mark, spent_mark
from survey.sealing.codes.phrases import phrase, receipt_key, tag
from survey.sealing.codes.sealed_drafts import (
    draft_key,
    mark_of_draft,
    open_sealed_draft,
    seal_draft,
)
from survey.sealing.codes.slips import pack_feeling, pack_withdrawal, unpack_slip, withdrawal_of
from survey.sealing.opening.batches import open_batch
from survey.sealing.opening.open_envelopes import Opener
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.sealing.page_state import DayKeys, open_state, seal_state
from survey.sealing.public_keys import ShelfLabel

VECTORS = Path(__file__).parents[1] / "vectors"


def frozen(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return content


ENVELOPES = frozen("envelopes.json")
CASES = {case["name"]: case for case in ENVELOPES["cases"]}
FORM = bytes.fromhex(ENVELOPES["form"])


def envelope(name: str) -> bytes:
    return bytes.fromhex(CASES[name]["envelope"])


def opener(name: str, label: ShelfLabel) -> Opener:
    return Opener(bytes.fromhex(CASES[name]["secret"]), ENVELOPES["study"], FORM, label)


def test_the_frozen_numbers_open() -> None:
    assert opener("numbers", "numbers").numbers(envelope("numbers")).hex() == ENVELOPES["record"]


def test_the_frozen_words_open() -> None:
    words = opener("words, written", "words").words("say", envelope("words, written"))
    assert words == (ENVELOPES["text"], True, 1)


def test_the_frozen_envelope_without_words_opens() -> None:
    words = opener("words, nothing", "words").words("more", envelope("words, nothing"))
    assert words == (None, None, 0)


LETTERS = frozen("letters.json")
BATCH_SECRET = bytes.fromhex(LETTERS["secret"])


def test_the_frozen_letter_opens_to_the_three_envelopes() -> None:
    bundle = unpack_bundle(open_batch(BATCH_SECRET, bytes.fromhex(LETTERS["letter"])))
    assert bundle.draft_mark.hex() == LETTERS["draft_mark"]
    assert bundle.numbers == (envelope("numbers"), b"\1" * 32)
    assert bundle.texts == (
        (envelope("words, written"), b"\2" * 32),
        (envelope("words, nothing"), b"\3" * 32),
    )


def test_a_letter_of_the_first_version_is_not_taken_for_one_of_now() -> None:
    """Letters wait for days at most, and no version was released that made the first."""
    with pytest.raises(EnvelopeDamaged):
        unpack_bundle(open_batch(bytes.fromhex(CASES["batch"]["secret"]), envelope("batch")))


def test_the_frozen_slips_are_read_and_made_again() -> None:
    receipt, asked = LETTERS["receipt"], LETTERS["text_questions"]
    wish = withdrawal_of(receipt, LETTERS["study"], asked)
    assert pack_withdrawal(wish).hex() == LETTERS["withdrawal"]
    assert pack_feeling(LETTERS["feeling"], len(asked)).hex() == LETTERS["feeling_slip"]
    for name, held in (("sealed_withdrawal", wish), ("sealed_feeling", LETTERS["feeling"])):
        assert unpack_slip(open_batch(BATCH_SECRET, bytes.fromhex(LETTERS[name]))) == held


def test_the_frozen_draft_opens_and_is_made_again_byte_for_byte() -> None:
    case = frozen("drafts.json")
    key, form = draft_key(case["words"]), bytes.fromhex(case["form"])
    assert (key.lookup.hex(), key.key.hex()) == (case["lookup"], case["key"])
    assert mark_of_draft(bytes.fromhex(case["site_key"]), key).hex() == case["mark"]
    payload, sealed = case["payload"].encode(), bytes.fromhex(case["sealed"])
    nonce = bytes.fromhex(case["nonce"])
    assert seal_draft(key, case["study"], form, payload, case["size"], nonce) == sealed
    assert open_sealed_draft(key, case["study"], form, sealed) == payload


def test_the_frozen_closed_set_is_the_same() -> None:
    words = [envelope_hash(envelope(name)) for name in ("words, nothing", "words, written")]
    numbers = closed_set("numbers", [envelope_hash(envelope("numbers"))])
    assert joint_digest(numbers, closed_set("words", words)).hex() == ENVELOPES["closed"]


@pytest.mark.parametrize("kind", ["numbers", "words"])
@pytest.mark.parametrize("chosen", [(0, 1), (0, 2), (2, 1)])
def test_the_frozen_share_sheets_give_the_secrets(
    kind: ShelfLabel, chosen: tuple[int, ...]
) -> None:
    case = frozen("shares.json")
    sheets = [read_sheet(case["sheets"][i]) for i in chosen]
    public = bytes.fromhex(case[f"{kind}_public"])
    assert recover(sheets, kind, case["study"], public).hex() == case[f"{kind}_secret"]


@pytest.mark.parametrize("kind", ["numbers", "words"])
def test_sheets_of_a_study_that_needs_every_one_of_them_still_open_it(kind: ShelfLabel) -> None:
    case = frozen("shares_two_of_two.json")
    sheets = [read_sheet(sheet) for sheet in case["sheets"]]
    assert {(sheet.shares, sheet.threshold) for sheet in sheets} == {(2, 2)}
    public = bytes.fromhex(case[f"{kind}_public"])
    assert recover(sheets, kind, case["study"], public).hex() == case[f"{kind}_secret"]


def test_the_frozen_page_state_opens_and_is_made_again_byte_for_byte() -> None:
    case = frozen("page_state.json")
    keys = DayKeys(case["oldest_day"], bytes.fromhex(case["oldest_key"]))
    form, day = bytes.fromhex(case["form"]), case["day"]
    payload = case["payload"].encode()
    assert open_state(keys, day + 1, case["study"], form, case["token"]) == payload
    day_key = keys.key_for(day)
    assert day_key.hex() == case["day_key"]
    nonce = bytes.fromhex(case["nonce"])
    token = seal_state(day_key, day, case["study"], form, payload, case["size"], nonce)
    assert token == case["token"]


def test_the_frozen_receipt_of_our_own_words_is_the_same() -> None:
    """The list is part of the format: what lies sealed names its words by their places."""
    case = frozen("receipts_2.json")
    key = receipt_key(case["phrase"])
    assert phrase(case["numbers"]) == case["phrase"]
    assert hashlib.sha256(" ".join(CODE_WORDS).encode()).hexdigest() == case["words"]
    assert key.hex() == case["receipt_key"]
    assert tag(key, case["study"], "numbers").hex() == case["numbers_tag"]
    assert tag(key, case["study"], "words", "say").hex() == case["words_tag"]


def test_the_frozen_receipt_gives_the_same_tags() -> None:
    case = frozen("receipts.json")
    key = receipt_key(case["phrase"])
    assert key.hex() == case["receipt_key"]
    assert tag(key, case["study"], "numbers").hex() == case["numbers_tag"]
    assert tag(key, case["study"], "words", "say").hex() == case["words_tag"]


def test_the_frozen_mark_is_the_same() -> None:
    case = frozen("receipts.json")
    mark = spent_mark(bytes.fromhex(case["site_key"]), bytes.fromhex(case["submission_id"]))
    assert mark.hex() == case["spent_mark"]
    thanked = frozen("drafts.json")
    site_key, submission = (bytes.fromhex(thanked[name]) for name in ("site_key", "submission_id"))
    assert payment_mark(site_key, submission).hex() == thanked["payment_mark"]
