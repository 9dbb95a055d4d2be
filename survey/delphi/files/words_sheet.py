"""The sheet on which a moderator turns what members wrote into the file of the next round.

It knows texts and whether they may be quoted. It must not know who wrote one, when, or in which
order: whoever calls it has put them in a random one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count

from survey.delphi.life.council_life import RoundKind
from survey.errors import BadInput

_GATHERED = """\
# What members wrote, in a random order. Nobody knows who wrote what.
#
# 1. Where the writer lets their words be quoted, they stand after “as_written”. Take out anything
#    that could point to somebody. If you change more than that, write “in_our_words” instead.
# 2. The others stand behind a # sign, which is not read. Say each in your own words after
#    “in_our_words”, so that nobody could know the writer by their style.
# 3. Under “statements” stands what will be rated. Several ideas can become one, and one can become
#    several: the guide in docs/council-files.md shows how. What will not be rated goes under
#    “drop”, with a reason. Reasons are shown to members.
# 4. Write the title and the introduction. Then delete these lines, and this file is a round.

kind: rate
title: ""
introduction: ""

"""
_REASONS = """\
# The reasons that members wrote, in a random order. Nobody knows who wrote what.
#
# They stand behind a # sign, which is not read. Sum them up in your own words: those in favour and
# those against, about equally long, with no word on how many there were. Where there are no
# reasons, leave both sides empty. Words are shown as they were written only by other ways, and
# only where the writer lets them be quoted.
# Then write the title and the introduction, delete what stands behind # signs, and this file is a
# round.

kind: {kind}
title: ""
introduction: ""

{name}:
"""
_NEXT: Mapping[RoundKind, tuple[RoundKind, str]] = {
    "rate": ("rate again", "statements"),
    "rate again": ("rate again", "statements"),
    "choose words": ("choose words", "terms"),
}
#: What YAML cannot hold, and signs that are not seen or turn the direction of a line.
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufffe\uffff]"
)


def words_sheet(
    kind: RoundKind,
    asked_words: Mapping[str, str],
    said: Mapping[str, Sequence[tuple[str, bool]]],
    taken: Collection[str] = (),
    changed: Sequence[tuple[str, bool]] | None = None,
) -> str:
    """Return the YAML that a moderator edits into the file of the next round.

    `kind` is that of the round that was answered; `asked_words` are the words of each prompt,
    statement or term by its id, `said` what was written to each: (text, may be quoted), in the
    order given, which the caller has made random. `taken` are ids that ideas cannot have, `changed`
    what was written about giving another rating (None: nobody was asked). BadInput for a kind of
    round that asks for no words.
    """
    if kind == "gather":
        return _GATHERED + "\n".join(_gathered(asked_words, said, taken)) + "\n"
    if kind not in _NEXT:
        raise BadInput(f"In a round of the kind “{kind}” nobody writes words.")
    next_kind, name = _NEXT[kind]
    head = _REASONS.format(kind=next_kind, name=name)
    lines = [
        line
        for id_, words in asked_words.items()
        for line in _judged(id_, words, said.get(id_, ()), name)
    ]
    return head + "\n".join([*lines, *_changes(changed)]) + "\n"


def _changes(changed: Sequence[tuple[str, bool]] | None) -> Iterator[str]:
    """Return what led people to another rating, of whichever statement: nobody knows which."""
    if changed is None:
        return
    yield "# What led members to another rating than before, of all statements together. Sum it up"
    yield "# here, or leave it empty; it is shown at the beginning of the round."
    for text, may_be_quoted in changed:
        yield "# May be quoted:" if may_be_quoted else "# Not to be quoted:"
        yield from _behind(text, "#   ")
    yield 'why_changed: ""'


def _gathered(
    asked_words: Mapping[str, str],
    said: Mapping[str, Sequence[tuple[str, bool]]],
    taken: Collection[str],
) -> Iterator[str]:
    free = (id_ for id_ in map("idea-{}".format, count(1)) if id_ not in taken)
    ids: list[str] = []
    if not any(said.get(id_) for id_ in asked_words):
        yield from ("# Nobody wrote an idea. Write the statements yourself, or gather again.", "")
        yield from ("statements:", "  - id: statement-1", '    text: ""')
        return
    yield "ideas:"
    for prompt, words in asked_words.items():
        yield from ("", *_behind(words, "  # "))
        for text, may_be_quoted in said.get(prompt, ()):
            ids.append(next(free))
            yield f"  - id: {ids[-1]}"
            if may_be_quoted:
                yield f"    as_written: {_in_quotes(text)}"
            else:
                yield "    # Not to be quoted:"
                yield from _behind(text, "    #   ")
                yield '    in_our_words: ""'
    yield from ("", "statements:")
    yield from (f"  - id: {id_}" for id_ in ids)
    yield from ("", "# drop:", "#   - id: idea-1", "#     reason: …")


def _judged(id_: str, words: str, reasons: Sequence[tuple[str, bool]], name: str) -> Iterator[str]:
    yield f"  - id: {id_}"
    if name == "terms":
        yield f"    text: {_in_quotes(words)}"
    else:
        yield from _behind(words, "    # ")
    for text, may_be_quoted in reasons:
        yield "    # May be quoted:" if may_be_quoted else "    # Not to be quoted:"
        yield from _behind(text, "    #   ")
    yield from ('    in_favour: ""', '    against: ""', "")


def _behind(text: str, sign: str) -> Iterator[str]:
    """Return every line of a text behind a sign, so that no line of it is read as YAML."""
    for line in text.splitlines() or [""]:
        yield (sign + _UNFIT.sub("", line)).rstrip()


def _in_quotes(text: str) -> str:
    """Return a text in one line, as YAML reads it in quotes."""
    return json.dumps(" ".join(_UNFIT.sub(" ", text).split()), ensure_ascii=False)
