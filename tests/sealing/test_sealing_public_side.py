"""The public app seals: importing what it needs must not load anything that can open."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
import survey.answers.codec, survey.answers.interpreting
import survey.sealing.bundles, survey.sealing.envelope, survey.sealing.codes.marks
import survey.sealing.page_state, survey.sealing.codes.phrases, survey.sealing.seal
import survey.sealing.codes.sealed_drafts, survey.sealing.codes.slips
survey.sealing.codes.phrases.phrase([0] * 6)
print("\\n".join(sys.modules))
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_sealing_loads_nothing_that_can_open(loaded: set[str]) -> None:
    assert "survey.sealing.seal" in loaded
    opening = {"batches", "keys", "opening", "share_sheets", "share_words", "shares"}
    assert not {f"survey.sealing.{name}" for name in opening} & loaded


def test_sealing_loads_neither_the_splitter_nor_numpy(loaded: set[str]) -> None:
    assert not {"shamir_mnemonic", "numpy"} & loaded
