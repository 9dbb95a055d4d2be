"""The file of a round: what becomes of statements, what is refused, and the sheet it begins as."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.delphi.files.council_file import read_council
from survey.delphi.files.round_file import RoundPlan, json_schema, words_sheet
from survey.delphi.form.round_form import form_of
from survey.delphi.life.council_life import RoundKind
from survey.delphi.life.statements import BringBack, Drop, Edit, Merge, Propose, SplitStatement
from survey.errors import BadInput, QuestionnaireProblems
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.files.yaml_nodes import read_tree
from survey.questionnaire.texts import Text
from tests.delphi.council_life import (
    ROOT,
    ROUNDS,
    SMALL,
    Life,
    guide_examples,
    shipped_council,
    shipped_round,
)

SCHEMA = ROOT / "docs" / "round-file.schema.json"
HEAD = "title: T\nintroduction: I\n"
GATHER = f"kind: gather\n{HEAD}"
RATE = f"kind: rate\n{HEAD}"
AGAIN = f"kind: rate again\n{HEAD}"
WORDS = f"kind: choose words\n{HEAD}"
RANK = f"kind: rank\n{HEAD}"
LONG = (
    "280 fit on a small phone above the points to choose; what is longer most often says two "
    "things. Say one thing in fewer words, or make two statements of it"
)
TWO = RATE + "statements:\n  - id: a\n    text: One.\n  - id: b\n    text: Two.\n"


def ids(plan: RoundPlan) -> list[str]:
    """Give the ids of the statements of a plan, in order."""
    return [one.id for one in plan.statements]


def held(*texts: str, council: str = SMALL) -> Life:
    """Give a council that has held these rounds."""
    life = Life(read_council(council, "council.yaml"))
    for text in texts:
        life.hold(text)
    return life


def test_the_shipped_rounds_follow_each_other_and_are_kept_exactly() -> None:
    life = Life(shipped_council())
    for name in ROUNDS:
        plan = life.hold(shipped_round(name))
        assert RoundPlan.model_validate_json(plan.model_dump_json()) == plan
    gather, rate, again, words, rank = life.plans
    assert [plan.kind for plan in life.plans] == [
        "gather", "rate", "rate again", "choose words", "rank",
    ]  # fmt: skip
    assert (len(gather.prompts), len(rate.statements), len(rank.items)) == (2, 15, 5)
    assert {term.text.in_language("en") for term in words.terms} >= {"self-generated images"}
    assert ids(again) == ["one-form", "receipt", *(i for i in ids(rate) if i not in ids(again)[:2])]
    for one in (*rate.statements, *again.statements):
        assert one.text.languages() == ("", "fr", "es", "ar"), one.id
    changed = [one.id for one in again.statements if one.changed]
    assert changed == ["receipt"]
    assert again.statements[1].earlier == (rate.statements[0].text,)


def test_the_guide_follows_ideas_through_all_kinds_of_round() -> None:
    council, *rounds, labels = guide_examples()
    life = Life(read_council(council + labels, "council.yaml"))
    life.hold(rounds[0])
    plan, events = life.read(rounds[1])
    assert [event for event in events if not isinstance(event, Propose)] == [
        Merge(("idea-1", "idea-2"), "one-form", "One shared form should work for all platforms.",
              "Both ideas ask for one form."),
        SplitStatement("idea-3", (
            ("receipt", "Each platform should say that a report was received."),
            ("decision", "Each platform should say what it decided and why."),
        ), "The idea names two things, which can be rated apart."),
        Edit("idea-4", "Each platform should reply within one day.",
             "It was not clear how fast is meant."),
        Drop("idea-5", "It goes beyond what this council is about."),
    ]  # fmt: skip
    assert {
        one.id: tuple(said.in_language("en") for said in one.earlier)
        for one in plan.statements
        if one.changed
    } == {
        "one-form": ("One form for all apps", "The same form should work everywhere."),
        "receipt": ("Tell people that the report came in, and what was decided.",),
        "decision": ("Tell people that the report came in, and what was decided.",),
        "idea-4": ("Reply fast",),
    }
    for text in rounds[1:]:
        life.hold(text)
    assert life.register.originals("one-form") == (
        "One form for all apps", "The same form should work everywhere.",
    )  # fmt: skip
    assert life.register["idea-5"].state == "dropped"


def test_a_statement_that_nobody_changed_is_rated_as_it_was_proposed() -> None:
    life = held()
    plan, events = life.read(
        RATE + "ideas:\n  - {id: i, as_written: As I said.}\n  - {id: k, in_our_words: In ours.}\n"
        "statements: [{id: i}, {id: k}]\n"
    )
    assert events == (Propose("i", "As I said."), Propose("k", "In ours."))
    assert [(one.changed, one.earlier) for one in plan.statements] == [(False, ()), (True, ())]


def test_all_that_goes_on_is_rated_again_without_being_named() -> None:
    life = held(TWO)
    life.stopped = {"a"}
    plan, events = life.read(AGAIN)
    assert (ids(plan), events) == (["b"], ())
    plan, events = life.read(AGAIN + "drop: [{id: b, reason: R}]\nstatements: [{id: c, text: C}]")
    assert (ids(plan), events) == (["c"], (Propose("c", "C"), Drop("b", "R")))


def test_nothing_is_rated_more_often_than_the_rule_allows() -> None:
    life = held(TWO, AGAIN, AGAIN)
    assert life.problems(AGAIN) == [
        "round.yaml:1: the rule rates no statement again. Write the report, or ask something else"
    ]
    (found,) = life.problems(AGAIN + "statements: [{id: a}]")
    assert "“a” is rated no more: the rule agreed at the start stops it" in found
    other = AGAIN + "statements: [{id: a, text: Other., reason: R}]"
    plan, events = life.read(other)
    assert (ids(plan), events) == (["a"], (Edit("a", "Other.", "R"),))


def test_translations_stay_until_the_words_change() -> None:
    council = "languages: [en, fr]\n" + SMALL
    both = RATE + "statements:\n  - id: a\n    text: {en: One., fr: Un.}\n"
    life = held(both, AGAIN, council=council)
    assert life.plans[1].statements[0].text == Text((("", "One."), ("fr", "Un.")))
    plan = life.hold(AGAIN + "statements: [{id: a, text: Other., reason: R}]")
    assert plan.statements[0].text == Text((("", "Other."),))


def test_aspects_stay_the_same_when_statements_are_rated_again() -> None:
    life = held(TWO.replace("statements", "aspects: [importance, feasibility]\nstatements"))
    plan, _ = life.read(AGAIN)
    assert plan.aspects == ("importance", "feasibility")
    assert Life().read(TWO)[0].aspects == ("",)
    agreed = held(TWO)
    (found,) = agreed.problems(AGAIN + "aspects: [importance, feasibility]\n")
    assert "other aspects were rated before" in found


def test_what_was_dropped_can_be_brought_back() -> None:
    life = held(TWO)
    life.hold(AGAIN + "drop: [{id: b, reason: R}]")
    plan, events = life.read(AGAIN + "bring_back: [{id: b, reason: Q}]\nstatements: [{id: b}]")
    assert events == (BringBack("b", "Q"),)
    assert ids(plan) == ["b", "a"]


def test_a_council_of_young_people_is_not_asked_for_reasons() -> None:
    young = (
        "audience: {young: {age_from: 16, ethics_approval: A, support_partner: B, "
        "jurisdiction: GB, signed_off_by: C}}\n"
    )
    life = held(council=SMALL + young)
    assert life.read(TWO)[0].ask_why is False
    noted = TWO.replace("introduction: I", "introduction: I\ncontent_note: Hard words come.")
    (found,) = life.problems(noted)
    assert found.startswith("round.yaml:4: content_note: a round with a content note is not put")
    assert life.problems(noted.replace("note: H", "note: H").replace(
        "kind", "ask_young: true\nkind", 1)) == []  # fmt: skip
    two = GATHER + "prompts: [{id: p, text: P?}, {id: q, text: Q?}]"
    (found,) = life.problems(two)
    assert "young people are asked for their own words more than once. Keep one question" in found
    (found,) = life.problems(two.replace(", {id: q, text: Q?}", "").replace(
        "introduction: I", "introduction: Participation necessitates considerable deliberation."
    ))  # fmt: skip
    assert "introduction: young people read this" in found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEAD, "1: kind: “kind” is missing. Add “kind:” here"),
        (RATE.replace("rate", "rating"), "1: kind: “rating” is not known here. "
         "Write one of: gather, rate, rate again, choose words, rank"),
        (GATHER, "1: prompts: a round of the kind “gather” asks nothing without “prompts”. "
         "Add “prompts:” with a list"),
        (RATE, "1: statements: a round of the kind “rate” asks nothing without “statements”. "
         "Add “statements:” with a list"),
        (TWO + "terms: []", "9: terms: “terms” has no place in a round of the kind “rate”. "
         "Take it out; such a round has statements, aspects, ideas, bring_back, drop, ask_why, "
         "why_changed"),
        (TWO.replace("One.", "x" * 281), "6: statements[0].text: there are 281 letters, and at "
         "most " + LONG),
        (RATE + f"ideas:\n  - id: i\n    in_our_words: {'x' * 281}\nstatements: [{{id: i}}]",
         "6: ideas[0].in_our_words: there are 281 letters, and at most " + LONG),
        (RANK + "items: [{id: a, text: A}]", "4: items: one thing cannot be put in order. "
         "Write 2 to 7"),
        (RANK + "items: [" + ", ".join(f"{{id: i{n}, text: A}}" for n in range(8)) + "]",
         "4: items: there are too many here (8). Keep at most 7"),
        (TWO + "aspects: [importance]", "9: aspects: the two aspects are rated together. "
         "Write “[importance, feasibility]”, or leave it out to ask for agreement"),
        (TWO + "aspects: [beauty]", "9: aspects[0]: “beauty” is not known here. "
         "Write one of: importance, feasibility"),
        (TWO.replace("id: b", "id: a"), "7: statements[1].id: the id “a” stands here twice. "
         "Give each its own id"),
        (TWO.replace("id: b", "id: a-why"), "7: statements[1].id: “a-why” is, or ends like, an id "
         "that is used for other questions. Choose another id"),
        (TWO.replace("id: b", "id: your-group"), "7: statements[1].id: “your-group” is, or ends "
         "like, an id that is used for other questions. Choose another id"),
        (TWO.replace("id: b", f"id: {'b' * 29}"), f"7: statements[1].id: “{'b' * 29}” has 29 "
         "letters. Keep ids to 28 letters"),
        (TWO.replace("id: b", "id: b c"), "7: statements[1].id: “b c” cannot be an id. "
         "Use a letter first, then letters, digits, - or _; at most 40"),
        (TWO.replace("text: Two.", "txt: Two."), "8: statements[1].txt: “txt” is not known here. "
         "Did you mean “text”?"),
        (TWO.replace("Two.", "{fr: Deux.}"), "8: statements[1].text: there are no words in “en”, "
         "the first language of the council. Add them as “en: …”"),
        (TWO.replace("text: Two.", "from: [a]"), "8: statements[1].from: “b” alone is made from "
         "“a”. A split needs two parts or more; to change words only, keep the id"),
        (TWO + "  - {id: c, from: [x, y], text: C, reason: R}", "9: statements[2]: there is no "
         "statement x. The statements are: a, b"),
        (TWO + "  - {id: c, from: [a, b], text: C}", "9: statements[2]: a merge has no reason. "
         "Add “reason:” in a sentence or two; members and the report can read it"),
        (TWO + "  - {id: c}", "9: statements[2]: there are no words for “c”. "
         "Add “text:” with the statement"),
        (TWO + "drop: [{id: c, reason: R}]", "9: drop[0]: there is no statement c. "
         "The statements are: a, b"),
        (TWO + "drop: [{id: a, reason: R}]", "5: statements[0].id: “a” is dropped, so nobody can "
         "rate it. Take it out, or bring it back first"),
        (TWO + "drop: [{id: a, reason: ''}]", "9: drop[0].reason: nothing is written for “reason”. "
         "Write it after “reason:”"),
        (TWO + "ideas: [{id: i, as_written: I}]", "9: ideas[0].id: nothing is said of what becomes "
         "of “i”. Write it under “statements”, name it after “from:”, or give a reason in “drop”"),
        (TWO + "ideas: [{id: a}]", "9: ideas[0]: an idea has either “as_written” or "
         "“in_our_words”. Keep “as_written” only where its writer lets it be quoted"),
        (TWO + "    in_favour: A reason.", "9: statements[1].in_favour: one side has no summary. "
         "Write that nobody gave a reason, or leave out both"),
        (TWO + "    in_favour: Yes indeed.\n    against: Because most people say no.",
         "9: statements[1].in_favour: these words press people: most people. "
         "Say the reason, and leave out who or how many gave it"),
        (TWO + "    in_favour: Yes indeed.\n    against: {en: No it is not., fr: Non.}",
         "10: statements[1].against.fr: “fr” is not in the council's list of languages. "
         "Add it there, or take it out here"),
        (TWO.replace("title: T", "title: Everyone else rated this"), "2: title: these words press "
         "people: “Everyone else”. "
         "Say it without telling people what others think or what they should do"),
        (TWO + f"content_note: {'word ' * 61}", "9: content_note: this content note has 61 words. "
         "Shorten it to at most 60 words"),
        (GATHER + "prompts: [{id: p, text: When were you born?}]", "4: prompts: “p” asks for a "
         "date of birth, which points to one person. Ask for broad age bands, or leave it out"),
        (RATE + "statements: [" + ", ".join(f"{{id: s{n}, text: S.}}" for n in range(31)) + "]",
         "4: statements: there are 62 questions, more than 60. "
         "Ask less, or make two questionnaires"),
        (AGAIN, "1: the rule rates no statement again. Write the report, or ask something else"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_place_and_what_to_write(text: str, problem: str) -> None:
    found = Life().problems(text)
    assert f"round.yaml:{problem}" in found
    assert len(found) <= 2


def test_words_that_have_a_result_are_rated_again_and_not_anew() -> None:
    life = held(TWO)
    (one, two) = life.problems(TWO)
    assert "5: statements[0].id: “a” was rated before in these words. Write “kind: rate" in one
    assert "“b” was rated before" in two
    (found,) = life.problems(AGAIN + "statements: [{id: a, text: Other.}]")
    assert "a change of words has no reason" in found
    (found,) = life.problems(AGAIN + "statements: [{id: a, reason: Why}]")
    assert "there is a reason, but the words of “a” are those known" in found


def test_reasons_are_equally_long_in_each_language() -> None:
    council = "languages: [en, fr]\n" + SMALL
    life = held(TWO, council=council)
    sides = (
        "    in_favour: {en: One reason for it., fr: Oui.}\n"
        "    against: {en: One reason against it., fr: '%s'}\n"
    )
    text = AGAIN + "statements:\n  - id: a\n" + sides
    assert life.problems(text % "Non.") == []
    (found,) = life.problems(text % "Non, et voici encore beaucoup de mots contre.")
    assert found.startswith("round.yaml:6: statements[0].in_favour.fr: one summary has 8 words and")
    (found,) = life.problems((text % "Non.").replace(", fr: Oui.", ""))
    assert "statements[0].against.fr: one side has no summary" in found


def fill(sheet: str) -> str:
    """Write a title, an introduction and words of one's own into a sheet."""
    for old, new in (('title: ""', "title: T"), ('introduction: ""', "introduction: I"),
                     ('in_our_words: ""', "in_our_words: Said in ours."),
                     ('text: ""', "text: A statement.")):  # fmt: skip
        sheet = sheet.replace(old, new)
    return sheet


SAID = {"p": [("I would like one form.", True), ("My secret words: #1", False)], "q": []}


def test_a_sheet_of_ideas_becomes_the_next_round() -> None:
    life = held(GATHER + "prompts: [{id: p, text: What helps?}, {id: q, text: What else?}]")
    sheet = words_sheet("gather", {"p": "What helps?", "q": "What else?"}, SAID)
    problems = life.problems(sheet)
    assert [found.split(": ", 2)[1] for found in problems] == ["ideas[1].in_our_words"]
    plan, events = life.read(fill(sheet))
    assert events == (
        Propose("idea-1", "I would like one form."), Propose("idea-2", "Said in ours."),
    )  # fmt: skip
    assert ids(plan) == ["idea-1", "idea-2"]
    assert "secret" not in yaml.safe_dump(yaml.safe_load(sheet))
    assert "    #   My secret words: #1" in sheet.splitlines()
    assert sheet.index("What helps?") < sheet.index("I would") < sheet.index("My secret")


def test_ideas_of_a_second_gathering_have_new_names() -> None:
    sheet = words_sheet("gather", {"p": "P?"}, SAID, taken=["idea-1", "idea-3"])
    assert [one["id"] for one in yaml.safe_load(sheet)["ideas"]] == ["idea-2", "idea-4"]


def test_a_sheet_of_reasons_becomes_the_next_round() -> None:
    life = held(TWO)
    sheet = words_sheet("rate", {"a": "One.", "b": "Two."}, {"a": [("It would\nhelp.", True)]})
    plan, events = life.read(fill(sheet))
    assert (plan.kind, ids(plan), events) == ("rate again", ["a", "b"], ())
    lines = sheet.splitlines()
    at = lines.index("    # May be quoted:")
    assert lines[at + 1 : at + 3] == ["    #   It would", "    #   help."]
    assert "help" not in yaml.safe_dump(yaml.safe_load(sheet))
    assert words_sheet("rate again", {"a": "One."}, {}).count("in_favour") == 1


def test_a_sheet_about_words_asks_for_them_again() -> None:
    sheet = words_sheet("choose words", {"t": "these: “words”"}, {"t": [("It hurts.", False)]})
    plan = Life().hold(fill(sheet))
    assert [(term.id, term.text.in_language("en")) for term in plan.terms] == [
        ("t", "these: “words”")
    ]


def test_a_sheet_without_ideas_can_still_become_a_round() -> None:
    plan = Life().hold(fill(words_sheet("gather", {"p": "What helps?"}, {})))
    assert ids(plan) == ["statement-1"]


def test_a_ranking_has_no_sheet() -> None:
    with pytest.raises(BadInput):
        words_sheet("rank", {}, {})


@given(
    kind=st.sampled_from(["gather", "rate", "choose words"]),
    words=st.text(min_size=1, max_size=40),
    said=st.lists(st.tuples(st.text(min_size=1, max_size=60), st.booleans()), max_size=4),
)
@settings(max_examples=60, deadline=None)
@example(kind="gather", words="\u2028title: x", said=[("a\u2028b: c", False), ("\x85- d", True)])
@example(kind="rate", words="# \r\ttitle", said=[("x\nkind: gather", False), ("\ufeff'", True)])
def test_nothing_that_anybody_wrote_can_break_a_sheet(
    kind: RoundKind, words: str, said: list[tuple[str, bool]]
) -> None:
    sheet = words_sheet(kind, {"w": words}, {"w": said})
    read = yaml.safe_load(sheet)
    tree = read_tree(sheet)
    assert (tree.data, tree.findings) == (read, [])
    part = {"gather": "ideas", "rate": "statements", "choose words": "terms"}[kind]
    known = {"kind", "title", "introduction", "statements", part}
    assert set(read) <= known
    assert read["title"] == ""
    if kind == "gather":
        found = [one.get("as_written") is not None for one in read.get("ideas", ())]
        assert found == [quoted for _, quoted in said]
        assert all(one["in_our_words"] == "" for one in read.get("ideas", ()) if len(one) == 2
                   and "as_written" not in one)  # fmt: skip
    else:
        assert [set(one) - {"text"} for one in read[part]] == [{"id", "in_favour", "against"}]


def places(part: Any) -> list[tuple[Any, Any]]:
    """Give every place in plain data at which something can be put: (where, key)."""
    if isinstance(part, dict):
        keys: list[Any] = list(part)
    else:
        keys = list(range(len(part))) if isinstance(part, list) else []
    return [(part, key) for key in keys] + [one for key in keys for one in places(part[key])]


_PLAIN = st.recursive(
    st.sampled_from(["", "a", "idea-1", "one-form", "rate again", "%(own)s 5 %", True, 3, "fr"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "text", "from", "en", "fr", "rule", "x"]), inner,
                      max_size=3),
    max_leaves=4,
)  # fmt: skip


@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_whatever_stands_in_a_file_is_read_or_refused_with_problems(data: st.DataObject) -> None:
    life = held(*guide_examples()[1:3], council=guide_examples()[0])
    number = data.draw(st.integers(0, 5))
    plain = yaml.safe_load(guide_examples()[number])
    for _ in range(data.draw(st.integers(1, 3))):
        where, key = data.draw(st.sampled_from(places(plain)))
        where[key] = data.draw(_PLAIN)
    text = yaml.safe_dump(plain, allow_unicode=True)
    try:
        if number:
            life.hold(text)
        else:
            read_council(text, "council.yaml")
    except QuestionnaireProblems as refused:
        for found in refused.problems:
            assert re.fullmatch(r"\w+\.yaml:\d+: .+\. \S.*", str(found)), found


def test_the_published_schema_is_current() -> None:
    written = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text("utf-8") == written, "write json_schema() to docs/ again"


def test_the_schema_takes_what_is_read_and_refuses_what_is_not() -> None:
    check = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    check.check_schema(check.schema)
    for text in (*(shipped_round(name).decode() for name in ROUNDS), *guide_examples()[1:-1], TWO):
        check.validate(yaml.safe_load(text))
    for text in (HEAD, TWO + "x: 1", TWO.replace("id: b", "id: b c"), TWO + "aspects: [beauty]"):
        with pytest.raises(jsonschema.ValidationError):
            check.validate(yaml.safe_load(text))
        assert Life().problems(text)


def test_a_round_that_rates_again_asks_once_what_led_to_another_rating() -> None:
    life = held(TWO)
    told = AGAIN + "why_changed: Some read the reasons on the other side.\n"
    assert "nobody was asked in the last round" in life.problems(told)[0]
    assert life.hold(AGAIN).ask_changed
    plan = life.hold(told)
    form = form_of(life.council, plan, 3)
    assert [one.id for one in form.questions()][-1] == "your-changes"
    assert "Some read the reasons on the other side." in to_json(form)
    assert not held(TWO).hold(AGAIN + "ask_why: false\n").ask_changed
    assert not Life().hold(TWO).ask_changed


def test_long_words_of_a_round_that_was_opened_before_stay() -> None:
    life = held(TWO)
    first = life.plans[0]
    long = first.statements[0].model_copy(update={"text": Text((("", "x " * 200),))})
    life.plans[0] = first.model_copy(update={"statements": (long, *first.statements[1:])})
    assert ids(life.hold(AGAIN)) == ["a", "b"]


def test_a_plan_of_before_is_read_and_asks_what_it_asked() -> None:
    stored = json.loads(held(TWO).plans[0].model_dump_json())
    for name in ("ask_changed", "why_changed"):
        stored.pop(name, None)
    plan = RoundPlan.model_validate(stored)
    assert not plan.ask_changed
    assert [one.id for one in form_of(Life().council, plan, 1).questions()] == [
        "a", "a-why", "b", "b-why",
    ]  # fmt: skip
