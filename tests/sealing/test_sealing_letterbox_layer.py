"""The letterbox's layer: one bundle per submission, all of one size, opened by its batch only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.errors import ClosedSetChanged, EnvelopeDamaged, EnvelopeForeign
from survey.sealing.bundles import SealedPiece, bundle_size, pack_bundle, unpack_bundle
from survey.sealing.closed_set import closed_set, envelope_hash, joint_digest, require_unchanged
from survey.sealing.envelope import OVERHEAD
from survey.sealing.opening.batches import BatchOpener, batch_public, open_batch
from survey.sealing.opening.secret_keys import derive
from survey.sealing.seal import Sealer, seal_to_batch

SECRET = b"\x07" * 32
PUBLIC = batch_public(SECRET)
NUMBERS, WORDS = (derive(b"\x01" * 32, "s", "numbers"), derive(b"\x02" * 32, "s", "words"))
SEALER = Sealer(NUMBERS.public, WORDS.public, "s", bytes(32))


DRAFT = b"\x04" * 32


def submission(text: str | None) -> bytes:
    texts = [SealedPiece(SEALER.words(name, text, None, 0), bytes(32)) for name in ("a", "b")]
    return pack_bundle(SealedPiece(SEALER.numbers(bytes(20)), b"\1" * 32), texts, DRAFT)


def test_a_letter_comes_back_piece_by_piece() -> None:
    bundle = submission("Hello")
    letter = seal_to_batch(PUBLIC, bundle)
    assert open_batch(SECRET, letter) == bundle
    unpacked = unpack_bundle(bundle)
    assert unpacked.numbers.tag == b"\1" * 32
    assert [len(piece.envelope) for piece in unpacked.texts] == [4096, 4096]
    assert unpacked.draft_mark == DRAFT
    assert pack_bundle(*unpacked) == bundle


@settings(max_examples=20)
@given(st.none() | st.text(max_size=700))
def test_every_letter_of_a_study_has_the_same_size(text: str | None) -> None:
    expected = bundle_size(20 + OVERHEAD, 2) + OVERHEAD
    assert len(seal_to_batch(PUBLIC, submission(text))) == expected


def test_a_letter_opens_with_its_own_batch_only() -> None:
    with pytest.raises(EnvelopeForeign):
        open_batch(b"\x08" * 32, seal_to_batch(PUBLIC, b"bundle"))


def test_a_changed_letter_is_damaged() -> None:
    letter = bytearray(seal_to_batch(PUBLIC, submission(None)))
    letter[2000] ^= 1
    with pytest.raises(EnvelopeDamaged):
        BatchOpener(SECRET).open(bytes(letter))


@given(st.integers(0, 200))
def test_a_cut_bundle_is_damaged(length: int) -> None:
    bundle = submission(None)
    for cut in (bundle[:length], bundle[: len(bundle) - 1 - length], bundle + bytes(1 + length)):
        with pytest.raises(EnvelopeDamaged):
            unpack_bundle(cut)


def test_an_unknown_bundle_version_is_damaged() -> None:
    with pytest.raises(EnvelopeDamaged):
        unpack_bundle(b"\x01" + submission(None)[1:])


def test_pieces_of_other_sizes_are_programming_errors() -> None:
    numbers = SealedPiece(SEALER.numbers(bytes(20)), bytes(32))
    with pytest.raises(ValueError, match="32 bytes"):
        pack_bundle(SealedPiece(numbers.envelope, b"short"), [], DRAFT)
    with pytest.raises(ValueError, match="32 bytes"):
        pack_bundle(numbers, [], b"short")
    with pytest.raises(ValueError, match="4096 bytes"):
        pack_bundle(numbers, [SealedPiece(b"short", bytes(32))], DRAFT)


HASHES = [envelope_hash(bytes((i,))) for i in range(5)]


@given(st.permutations(HASHES))
def test_a_closed_set_does_not_depend_on_order(order: list[bytes]) -> None:
    assert closed_set("numbers", iter(order)) == closed_set("numbers", HASHES)


@pytest.mark.parametrize(
    "found",
    [
        HASHES[:-1],
        [*HASHES, envelope_hash(b"stuffed")],
        [*HASHES[:-1], envelope_hash(b"exchanged")],
        [*HASHES, HASHES[0]],
    ],
)
def test_any_other_set_is_refused(found: list[bytes]) -> None:
    closed = closed_set("numbers", HASHES)
    require_unchanged(closed, closed_set("numbers", HASHES))
    with pytest.raises(ClosedSetChanged, match="held 5 envelopes"):
        require_unchanged(closed, closed_set("numbers", found))


def test_the_joint_digest_tells_the_shelves_apart() -> None:
    one, other = closed_set("numbers", HASHES[:2]), closed_set("words", HASHES[2:])
    moved = joint_digest(closed_set("numbers", HASHES[:3]), closed_set("words", HASHES[3:]))
    assert joint_digest(one, other) != moved
    assert len(moved) == 32


def test_a_hash_of_another_length_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        closed_set("numbers", [b"short"])
