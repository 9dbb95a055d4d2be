"""Better words that can be put in place of others as they stand, in a sentence that stays whole.

It knows words of authors. It must never be used on a respondent's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

#: What is found and what stands there instead, in the order in which they are tried.
Swaps = Sequence[tuple[str, str]]

#: By the id of the term; a term that needs another sentence has none.
_OF_TERMS: Mapping[str, Swaps] = {
    "T01": ((r".+", "child sexual abuse material"),),
    "T02": ((r".+", "child sexual abuse material"),),
    "T05": ((r".+", "intimate image abuse"),),
    "T07": (
        (r".+ prostitutes", "children exploited in prostitution"),
        (r".+", "child exploited in prostitution"),
    ),
    "T08": ((r".+", "sexual exploitation of children"),),
    "T09": (
        (r".+ers", "child victims of sexual exploitation"),
        (r".+er", "child victim of sexual exploitation"),
        (r".+", "sexual exploitation of children"),
    ),
    "T10": ((r".+", "sexual exploitation of children in travel and tourism"),),
    "T12": ((r".+", "live-streamed child sexual abuse"),),
    "T13": ((r".+", "child sexual abuse"),),
    "T14": ((r"under-?age sex", "sexual abuse of a child"), (r".+", "sexual abuse of a child")),
    "T15": ((r".+", "sexual abuse of a child"),),
    "T17": ((r".+s", "groups of people who sexually abused children"),
            (r".+", "group of people who sexually abused children")),
    "T19": ((r".+", "online child sexual abuse"),),
    "T22": ((r".+s", "children who have displayed harmful sexual behaviour"),
            (r".+", "child who has displayed harmful sexual behaviour")),
    "T23": ((r".+", "harmful sexual behaviour between children"),),
    "T24": ((r".+", "non-recent abuse"),),
    "T35": (
        (r"(?:refus|fail)(?:ed|s|ing)? to report", "had no safe way to report"),
        (r"(?:refus|fail)(?:ed|s|ing)? to .+", "had no safe way to tell"),
    ),
    "T41": (
        (r"commit suicide", "die by suicide"),
        (r"commits suicide", "dies by suicide"),
        (r"committed suicide", "died by suicide"),
        (r"committing suicide", "dying by suicide"),
    ),
    "T43": ((r".+", "digitally made child sexual abuse material"),),
    "T44": ((r".+", "sexual deepfake abuse"),),
    "T46": ((r".+s", "traffickers"), (r".+", "trafficker")),
}  # fmt: skip

#: For whole texts, in English; what is found there is said in another way.
_OF_TEXTS: Swaps = (
    (r"\bwhy did(?:n['’]t you| you not) report\b", "what got in the way of reporting"),
    (r"\bwhy did(?:n['’]t you| you not) (?=\w)", "what made it harder to "),
    (r"\bwhy have(?:n['’]t you| you not) reported\b", "what got in the way of reporting"),
    (r"\b(?:please )?explain why you did(?: not|n['’]t) (?=\w)", "what made it harder to "),
    (r"\bwhy did you (?=\w)", "what made it easier to "),
    (r"\btrigger warning\b", "content note"),
    (r"\b(?:100 ?%|completely|totally) anonymous\b", "anonymous"),
    (r"¡", ""),
    (r"!+", "."),
)  # fmt: skip


def better_term(term_id: str, words: str, span: tuple[int, int]) -> str:
    """Return a text with better words in place of a term; "" where there are none to put there."""
    found = words[span[0] : span[1]]
    said = _first(_OF_TERMS.get(term_id, ()), found)
    return f"{words[: span[0]]}{_as_before(found, said)}{words[span[1] :]}" if said else ""


def better_text(words: str) -> str:
    """Return a text with better words for what is blamed, hurried or shouted; "" for none."""
    better = words
    for pattern, instead in _OF_TEXTS:
        better = _with(better, pattern, instead)
    return "" if better == words else better


def _with(words: str, pattern: str, instead: str) -> str:
    return re.sub(
        pattern, lambda found: _as_before(found.group(), instead), words, flags=re.IGNORECASE
    )


def _first(swaps: Swaps, found: str) -> str:
    for pattern, instead in swaps:
        if re.fullmatch(pattern, found, re.IGNORECASE):
            return instead
    return ""


def _as_before(found: str, instead: str) -> str:
    """Return words with a capital where those before them had one."""
    return instead[:1].upper() + instead[1:] if found[:1].isupper() else instead
