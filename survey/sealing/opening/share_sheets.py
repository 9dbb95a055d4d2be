"""The share sheet that a trustee keeps: written as text, and read again however it was copied.

The public app must not be able to import it.
"""

from __future__ import annotations

import re
import textwrap

from survey.errors import SharesRefused
from survey.sealing.opening.share_words import check_words
from survey.sealing.opening.shares import KeyShare, ShareSheet
from survey.sealing.public_keys import in_groups

_TEXT = """\
SHARE SHEET {number} OF {shares}

Study: {study}
Share: {number} of {shares}
Sheets needed: {threshold}
Numbers key: {numbers_key}
Words key: {words_key}

Keep this sheet on paper, in a safe place, apart from the other sheets. Show it to nobody and
do not photograph it. Whoever has {threshold} of these {shares} sheets can read what people told us.
If fewer than {threshold} sheets are left, nobody can ever read it, and nobody can make new ones.

What to do:
 1. Compare the study and both keys with those that the other trustees have, and with those that
    people are shown: at the foot of the page of results, and where they agree to take part.
 2. When the study has closed, bring this sheet to the opening.
 3. When you are asked to destroy it, burn or shred it, and say that you did.
 4. If it is lost or someone has seen it, tell the coordinator at once.

Numbers list:
{numbers}

Words list:
{words}

End of sheet
"""

_FIELDS = {
    "study": r"\bstudy:\s*(\S+)",
    "share": r"\bshare:\s*(\d+)\s+of\s+(\d+)",
    "threshold": r"\bsheets\s+needed:\s*(\d+)",
    "numbers_key": r"\bnumbers\s+key:\s*((?:[0-9a-f]{4}\s*){4})",
    "words_key": r"\bwords\s+key:\s*((?:[0-9a-f]{4}\s*){4})",
    "numbers": r"\bnumbers\s+list:(.*?)\bwords\s+list:",
    "words": r"\bwords\s+list:(.*?)\bend\s+of\s+sheet\b",
}


def share_sheet(sheet: ShareSheet) -> str:
    """Return the text of one trustee's sheet, to print: both word lists, and what to do with
    them."""
    return _TEXT.format(
        study=sheet.study_id,
        number=sheet.share.number,
        shares=sheet.shares,
        threshold=sheet.threshold,
        numbers_key=in_groups(sheet.numbers_key),
        words_key=in_groups(sheet.words_key),
        numbers=_numbered(sheet.share.numbers),
        words=_numbered(sheet.share.words),
    )


def read_sheet(text: str) -> ShareSheet:
    """Read a share sheet; line breaks, case, word numbers and text around it do not matter.

    A list may be left empty, where only the other is needed. SharesRefused when it is not a share
    sheet, a part is missing, or a word is mistyped.
    """
    found = {
        name: re.search(pattern, text, re.IGNORECASE | re.DOTALL)
        for name, pattern in _FIELDS.items()
    }
    if not any(found.values()):
        raise SharesRefused(
            "This is not a share sheet.",
            kept="Nothing was opened, and nothing was changed.",
            do="Use the sheet that was printed when the study was published.",
        )
    parts = {name: match.groups() for name, match in found.items() if match is not None}
    missing = [name.replace("_", " ") for name in _FIELDS if name not in parts]
    if missing:
        raise SharesRefused(
            f"A share sheet is not complete: {', '.join(missing)} could not be read.",
            kept="Nothing was opened, and nothing was changed.",
            do="Copy the whole sheet, from its first line to “End of sheet”.",
        )
    return _sheet(parts)


def _sheet(parts: dict[str, tuple[str, ...]]) -> ShareSheet:
    number, shares = (int(digits) for digits in parts["share"])
    share = KeyShare(number, _words(parts["numbers"][0]), _words(parts["words"][0]))
    for name, words in (("numbers", share.numbers), ("words", share.words)):
        if words:  # a list that is left out opens nothing, and whoever needs it says so
            check_words(words, f"share {number}, {name} list")
    return ShareSheet(
        study_id=parts["study"][0],
        share=share,
        shares=shares,
        threshold=int(parts["threshold"][0]),
        numbers_key=bytes.fromhex(parts["numbers_key"][0]),
        words_key=bytes.fromhex(parts["words_key"][0]),
    )


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.lower()))


def _numbered(mnemonic: str) -> str:
    cells = [f"{i:>3} {word:<9}" for i, word in enumerate(mnemonic.split(), 1)]
    rows = ["".join(cells[i : i + 5]).rstrip() for i in range(0, len(cells), 5)]
    return textwrap.indent("\n".join(rows), " ")
