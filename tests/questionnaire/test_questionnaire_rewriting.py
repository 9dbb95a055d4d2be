"""A file that is changed says what was asked for, and keeps the rest as somebody wrote it."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.errors import BadInput
from survey.questionnaire.drafting.rewriting import remarks, rewritten
from survey.questionnaire.files.yaml_nodes import read_tree
from survey.settings import shipped

FORMS = Path(__file__).parents[1] / "forms"
FILES = (
    *sorted(FORMS.glob("*.yaml")),
    shipped("config") / "questionnaires" / "prevention.yaml",
    shipped("config") / "questionnaires" / "the-words-we-use.yaml",
)

#: Words that YAML would take for something else, or that are hard to write in it.
WORDS = (
    "Plain words", "no", "Yes: really", "# hash", "a # b", "012", "1:30", "2026-01-02", "- dash",
    "long words " * 20 + "end", "two\n\nparagraphs " + "and more words " * 10 + "end", "null", "~",
    "“quotes” and 'single' \"double\"", "{brace}", "comma, here", "true", "é عربي", "@at", "%p",
    "!bang", "trailing:", "a: b", "  lead", "", "end\n", "=", "<<", "0x1F", "1e5", "-1", "?", "*a",
    "&b", "|", ">",
)  # fmt: skip

Place = tuple[str | int, ...]


def remarked(text: str, chance: Random) -> str:
    """Write remarks into a file: above lines, alone between blank lines, and behind values."""
    lines: list[str] = []
    block: int | None = None
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip())
        if block is not None and (not line.strip() or indent > block):
            lines.append(line)
            continue
        block = indent + 2 * line.lstrip().startswith("- ") if line[-2:] in (">-", "|-") else None
        if line.strip() and chance.random() < 0.2:
            lines += [""] * (chance.random() < 0.4)
            lines.append(f"{' ' * indent}# above {len(lines)}")
            lines += [""] * (chance.random() < 0.3)
        beside = re.search(r"(?:id|type): [\w-]+$", line) and chance.random() < 0.3
        lines.append(f"{line}  # beside {len(lines)}" if beside else line)
    return "\n".join(lines)


def places(data: Any, kind: type, path: Place = ()) -> Iterator[Place]:
    """Give the place of every value of a kind; nested lists aside, which are one value here."""
    if isinstance(data, kind):
        yield path
    if isinstance(data, dict):
        for key, value in data.items():
            if key != "merge":
                yield from places(value, kind, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from places(value, kind, (*path, number))


def at(data: Any, path: Place) -> Any:
    """Give what stands at a place."""
    for step in path:
        data = data[step]
    return data


def changed(data: Any, chance: Random) -> tuple[str, Any]:
    """Give what was done to a file, and what it says then."""
    data = copy.deepcopy(data)
    kind = chance.choice(("words", "words", "move", "remove", "insert", "key", "without"))
    if kind == "words":
        path = chance.choice([one for one in places(data, str) if one[-1] != "id"])
        at(data, path[:-1])[path[-1]] = chance.choice(WORDS)
    elif kind in ("key", "without"):
        group = at(data, chance.choice(list(places(data, dict))))
        others = [key for key in group if key != "id"]
        if kind == "key":
            new = [*WORDS, True, 3, {"en": chance.choice(WORDS)}, ["a", "b"], [{"id": "q"}]]
            group[f"key{chance.randrange(100)}"] = chance.choice(new)
        elif others and len(group) > 1:
            group.pop(chance.choice(others))
    else:
        listed = at(data, chance.choice(list(places(data, list))))
        number = chance.randrange(len(listed))
        if kind == "insert":
            text = {"en": chance.choice(WORDS), "fr": chance.choice(WORDS)}
            listed.insert(number, {"id": f"n{chance.randrange(10**6)}", "text": text})
        elif len(listed) > 1:
            taken = listed.pop(number)
            if kind == "move":
                listed.insert(chance.randrange(len(listed) + 1), taken)
    return kind, data


@settings(max_examples=60)
@given(chance=st.randoms(use_true_random=False), file=st.sampled_from(FILES))
@example(chance=Random(1), file=FILES[-1])
def test_any_changes_give_a_file_that_says_them_and_keeps_its_remarks(
    chance: Random, file: Path
) -> None:
    text = remarked(file.read_text(encoding="utf-8"), chance)
    assert read_tree(text).data == read_tree(file.read_bytes()).data
    for _ in range(6):
        kind, data = changed(read_tree(text).data, chance)
        new = rewritten(text, data)
        read = read_tree(new.text)
        assert read.data == data
        assert read.findings == []
        gone = Counter(remarks(text)) - Counter(remarks(new.text))
        assert sorted(new.lost) == sorted(gone.elements())
        if kind in ("words", "insert", "key", "move") and "merge" not in text:
            assert not new.lost
        text = new.text


def test_only_the_lines_of_what_was_changed_are_others() -> None:
    text = (shipped("config") / "questionnaires" / "reporting-and-removal.yaml").read_text("utf-8")
    data = read_tree(text).data
    data["sections"][1]["questions"][0]["text"]["en"] = "Other words"
    data["closing"]["fr"] = "Merci: bien à vous"
    before, after = text.split("\n"), rewritten(text, data).text.split("\n")
    assert {line for line in after if line not in before} == {
        '  fr: "Merci: bien à vous"',
        "          en: Other words",
    }


HAND = """\
# At the top.
id: hand
title: By hand  # a good one
sections:
  # The first part.
  - id: one
    questions:

      # About A.
      - id: A  # first
        text: Say A.

      # ---- Now the second half ----

      # About B.
      - {id: B, text: Say B.}
# At the end.
"""


def test_remarks_go_with_what_they_stand_above() -> None:
    data = read_tree(HAND).data
    data["sections"][0]["questions"].reverse()
    data["title"] = "Other: words"
    new = rewritten(HAND, data)
    assert new.lost == ()
    assert (
        new.text
        == """\
# At the top.
id: hand
title: "Other: words"  # a good one
sections:
  # The first part.
  - id: one
    questions:

      # ---- Now the second half ----

      # About B.
      - {id: B, text: Say B.}
      # About A.
      - id: A  # first
        text: Say A.
# At the end.
"""
    )


def test_a_remark_of_what_is_taken_out_is_named_and_no_other() -> None:
    data = read_tree(HAND).data
    del data["sections"][0]["questions"][0]
    new = rewritten(HAND, data)
    assert sorted(new.lost) == ["# About A.", "# first"]
    assert "# ---- Now the second half ----" in new.text
    data["sections"][0]["questions"][0]["text"] = "Say more, [all] of it."
    assert '- {id: B, text: "Say more, [all] of it."}' in rewritten(HAND, data).text


def test_what_is_no_yaml_is_not_touched() -> None:
    with pytest.raises(BadInput, match="from line 2 on"):
        rewritten("id: a\ntitle: [half\n", {"id": "a"})


def test_what_is_new_at_the_end_of_an_answer_and_below_it_stays_apart() -> None:
    text = "# Mine.\nid: a\nasked:\n  - id: b\n    options:\n      - id: c\n        text: C\n"
    data = yaml.safe_load(text)
    data["asked"][0]["options"][0]["kind"] = "dont_know"
    data["asked"][0]["help"] = "Some"
    new = rewritten(text, data).text
    assert yaml.safe_load(new) == data
    assert new == f"{text}        kind: dont_know\n    help: Some\n"
