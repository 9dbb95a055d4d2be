"""Writes the frozen examples of sealing beside itself, once: a file that exists is never replaced.

Run by hand (`python tests/vectors/freeze_sealing.py`) when a format gets a new version, under new
file names; the old files stay, so that what was sealed long ago opens for ever. Tests only read.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from survey.sealing.bundles import SealedPiece, pack_bundle
from survey.sealing.closed_set import closed_set, envelope_hash, joint_digest
from survey.sealing.codes.code_words import CODE_WORDS
from survey.sealing.codes.marks import payment_mark, spent_mark
from survey.sealing.codes.phrases import phrase, receipt_key, tag
from survey.sealing.codes.sealed_drafts import draft_key, mark_of_draft, seal_draft
from survey.sealing.codes.slips import pack_feeling, pack_withdrawal, withdrawal_of
from survey.sealing.opening.batches import batch_public
from survey.sealing.opening.secret_keys import derive
from survey.sealing.opening.share_sheets import share_sheet
from survey.sealing.opening.shares import ShareSheet, split
from survey.sealing.page_state import DayKeys, seal_state
from survey.sealing.seal import Sealer, seal_to_batch
from survey.sealing.words_plaintext import pack_words

HERE = Path(__file__).parent
STUDY = "frozen-study"
FORM = bytes(range(100, 132))
NUMBERS_SECRET, WORDS_SECRET, BATCH_SECRET = (bytes((i,)) * 32 for i in (0xA1, 0xB2, 0xC3))
RECORD = bytes((6, 5, 1, 0, 1, 13, 5, 2, 0, 1, 5, 2))
TEXT = "They listened. استمعوا 🙂"


def write(name: str, content: dict[str, Any]) -> None:
    path = HERE / name
    if path.exists():
        print(f"kept {name}: it is frozen")
        return
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {name}")


def envelopes() -> dict[str, Any]:
    numbers = derive(NUMBERS_SECRET, STUDY, "numbers")
    words = derive(WORDS_SECRET, STUDY, "words")
    sealer = Sealer(numbers.public, words.public, STUDY, FORM)
    numbers_envelope = sealer.numbers(RECORD)
    written = sealer.words("say", TEXT, True, 1)
    silent = sealer.words("more", None, None, 0)
    bound = {"study": STUDY, "form": FORM.hex()}
    return {
        "study": STUDY,
        "form": FORM.hex(),
        "record": RECORD.hex(),
        "text": TEXT,
        "numbers_public_fingerprint": numbers.fingerprint.hex(),
        "words_public_fingerprint": words.fingerprint.hex(),
        "closed": joint_digest(
            closed_set("numbers", [envelope_hash(numbers_envelope)]),
            closed_set("words", [envelope_hash(written), envelope_hash(silent)]),
        ).hex(),
        "cases": [
            case("numbers", "numbers", bound, NUMBERS_SECRET, RECORD, numbers_envelope),
            case(
                "words, written",
                "words",
                bound | {"question": "say"},
                WORDS_SECRET,
                pack_words(TEXT, True, 1),
                written,
            ),
            case(
                "words, nothing", "words", bound | {"question": "more"}, WORDS_SECRET, b"", silent
            ),
        ],
    }


def letters() -> dict[str, Any]:
    """Letters and slips: what waits, and is mixed within days. It holds frozen envelopes."""
    frozen = json.loads((HERE / "envelopes.json").read_text(encoding="utf-8"))
    named = {one["name"]: bytes.fromhex(one["envelope"]) for one in frozen["cases"]}
    tags = [bytes((i,)) * 32 for i in (1, 2, 3)]
    mark = b"\4" * 32
    texts = [
        SealedPiece(named["words, written"], tags[1]),
        SealedPiece(named["words, nothing"], tags[2]),
    ]
    bundle = pack_bundle(SealedPiece(named["numbers"], tags[0]), texts, mark)
    public = batch_public(BATCH_SECRET)
    receipt = "abacus coping drop-down mastiff reforest zoom"
    withdrawal = pack_withdrawal(withdrawal_of(receipt, STUDY, ("say", "more")))
    feeling = pack_feeling("very_hard", 2)
    return {
        "secret": BATCH_SECRET.hex(),
        "letter": seal_to_batch(public, bundle).hex(),
        "draft_mark": mark.hex(),
        "study": STUDY,
        "receipt": receipt,
        "text_questions": ["say", "more"],
        "withdrawal": withdrawal.hex(),
        "sealed_withdrawal": seal_to_batch(public, withdrawal).hex(),
        "feeling": "very_hard",
        "feeling_slip": feeling.hex(),
        "sealed_feeling": seal_to_batch(public, feeling).hex(),
    }


def drafts() -> dict[str, Any]:
    words = "zoom reforest mastiff drop-down coping abacus"
    key = draft_key(words)
    payload, nonce = b'{"say": ["they listened"]}', bytes(range(12))
    site_key, submission_id = b"\x0e" * 32, b"\x0f" * 16
    return {
        "study": STUDY,
        "form": FORM.hex(),
        "words": words,
        "lookup": key.lookup.hex(),
        "key": key.key.hex(),
        "site_key": site_key.hex(),
        "mark": mark_of_draft(site_key, key).hex(),
        "payload": payload.decode(),
        "size": 64,
        "nonce": nonce.hex(),
        "sealed": seal_draft(key, STUDY, FORM, payload, 64, nonce).hex(),
        "submission_id": submission_id.hex(),
        "payment_mark": payment_mark(site_key, submission_id).hex(),
    }


def case(
    name: str, label: str, context: dict[str, str], secret: bytes, plain: bytes, envelope: bytes
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "context": context,
        "secret": secret.hex(),
        "plaintext_without_padding": plain.rstrip(b"\0").hex(),
        "envelope": envelope.hex(),
    }


def shares() -> dict[str, Any]:
    numbers = derive(NUMBERS_SECRET, STUDY, "numbers")
    words = derive(WORDS_SECRET, STUDY, "words")
    sheets = [
        ShareSheet(STUDY, share, 3, 2, numbers.fingerprint, words.fingerprint)
        for share in split(NUMBERS_SECRET, WORDS_SECRET, shares=3, threshold=2)
    ]
    return {
        "study": STUDY,
        "numbers_secret": NUMBERS_SECRET.hex(),
        "words_secret": WORDS_SECRET.hex(),
        "numbers_public": numbers.public.hex(),
        "words_public": words.public.hex(),
        "sheets": [share_sheet(sheet) for sheet in sheets],
    }


def page_states() -> dict[str, Any]:
    keys = DayKeys(739000, bytes(range(32)))
    payload = b'{"age": ["old"]}'
    nonce = bytes(range(12))
    day = 739001
    return {
        "oldest_day": keys.oldest_day,
        "oldest_key": keys.key.hex(),
        "day": day,
        "day_key": keys.key_for(day).hex(),
        "study": STUDY,
        "form": FORM.hex(),
        "payload": payload.decode(),
        "size": 64,
        "nonce": nonce.hex(),
        "token": seal_state(keys.key_for(day), day, STUDY, FORM, payload, 64, nonce),
    }


def receipts() -> dict[str, Any]:
    words = "abacus coping drop-down mastiff reforest zoom"
    key = receipt_key(words)
    return {
        "study": STUDY,
        "phrase": words,
        "receipt_key": key.hex(),
        "numbers_tag": tag(key, STUDY, "numbers").hex(),
        "words_tag": tag(key, STUDY, "words", "say").hex(),
        "site_key": (b"\x0e" * 32).hex(),
        "submission_id": (b"\x0f" * 16).hex(),
        "spent_mark": spent_mark(b"\x0e" * 32, b"\x0f" * 16).hex(),
    }


def receipts_of_our_own_words() -> dict[str, Any]:
    numbers = [7302, 7303, 8000, 8500, 9000, 9349]
    words = phrase(numbers)
    key = receipt_key(words)
    return {
        "study": STUDY,
        "numbers": numbers,
        "phrase": words,
        "words": hashlib.sha256(" ".join(CODE_WORDS).encode()).hexdigest(),
        "receipt_key": key.hex(),
        "numbers_tag": tag(key, STUDY, "numbers").hex(),
        "words_tag": tag(key, STUDY, "words", "say").hex(),
    }


if __name__ == "__main__":
    write("envelopes.json", envelopes())
    write("letters.json", letters())
    write("drafts.json", drafts())
    write("shares.json", shares())
    write("page_state.json", page_states())
    write("receipts.json", receipts())
    write("receipts_2.json", receipts_of_our_own_words())
