"""A round's questionnaire is a sound one, and it is known of each question what it asks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.delphi.files.council_file import CouncilFile, MemberGroup
from survey.delphi.files.round_file import CouncilTerm, Planned, Prompt, RoundPlan
from survey.delphi.form.form_labels import LABELS, WORDS
from survey.delphi.form.round_form import (
    CHOICES,
    KEPT,
    LOST,
    AskedQuestions,
    asked_in,
    form_of,
    rating_id,
)
from survey.questionnaire.advice.proofreading import advice
from survey.questionnaire.advice.readability import grade
from survey.questionnaire.advice.tone import heard
from survey.questionnaire.files.reading import from_json, to_json
from survey.questionnaire.files.soundness import unsound
from survey.questionnaire.model import (
    EMPTY,
    Note,
    Questionnaire,
    Ranking,
    Scale,
    Single,
    Text,
    Written,
)
from tests.delphi.council_life import ROUNDS, Life, shipped_council, shipped_round

LANGUAGES = ("en", "fr", "es", "ar")
#: What is advised against in rounds, and is meant: each statement can have reasons.
MEANT = re.compile(
    r"there are \d+ questions|\d+ questions ask for written words|this section has \d+ questions|"
    r"a sentence has 21 words|what people read before they agree has \d+ words in “fr”"
)


def text(words: str) -> Text:
    """Give words in the first language."""
    return Text((("", words),))


def council(*groups: str, languages: tuple[str, ...] = LANGUAGES) -> CouncilFile:
    """Give a council with these groups."""
    return CouncilFile(
        title=text("T"), languages=languages, introduction=text("I"), consent=text("C"),
        closing=text("E"),
        groups=tuple(MemberGroup(id=group, text=text(group)) for group in groups),
    )  # fmt: skip


def rated(*statements: Planned, **more: object) -> RoundPlan:
    """Give a round that rates these statements."""
    plan = {"kind": "rate", "title": text("T"), "introduction": text("I"), **more}
    return RoundPlan.model_validate({**plan, "statements": statements})


def test_every_shipped_round_is_a_sound_and_calm_questionnaire() -> None:
    life = Life(shipped_council())
    for number, name in enumerate(ROUNDS, 1):
        plan = life.hold(shipped_round(name))
        form = form_of(life.council, plan, number)
        assert unsound(form) == ()
        assert from_json(to_json(form)) == form
        assert form.id == f"round-{number}"
        assert form.languages == LANGUAGES
        assert [piece for piece in advice(form) if not MEANT.fullmatch(piece.what)] == []


def test_a_statement_is_rated_from_1_to_9_and_followed_by_room_for_reasons() -> None:
    form = form_of(council(), rated(Planned(id="s", text=text("One form"))), 1)
    (section,) = form.sections
    scale, why = section.items
    assert isinstance(scale, Scale)
    assert [option.id for option in scale.options] == [f"p{n}" for n in range(1, 10)]
    assert scale.text.in_language("en") == "One form. How much do you agree?"
    assert scale.options[0].text.as_mapping() == {
        "": "1 – I do not agree at all",
        "fr": "1 – Je ne suis pas du tout d’accord",
        "es": "1 – No estoy nada de acuerdo",
        "ar": "1 – لا أوافق إطلاقًا",
    }
    assert [o.text.in_language("ar") for o in scale.options[1:8]] == list("2345678")
    assert isinstance(why, Written)
    assert why.text.in_language("es") == "¿Quiere decir por qué?"
    assert asked_in(rated(Planned(id="s", text=text("One form"))), False) == AskedQuestions(
        ratings={"s": ("s", "")}, reasons={"s-why": "s"}
    )


def test_two_aspects_are_two_ratings_and_one_room_for_reasons() -> None:
    plan = rated(Planned(id="s", text=text("One form?")), aspects=("importance", "feasibility"))
    form = form_of(council(), plan, 1)
    assert [question.id for question in form.questions()] == [
        "s-importance", "s-feasibility", "s-why",
    ]  # fmt: skip
    first = form.question("s-importance").text.in_language("en")
    assert first == "One form? How important is this?"
    assert asked_in(plan, False).ratings == {
        "s-importance": ("s", "importance"), "s-feasibility": ("s", "feasibility"),
    }  # fmt: skip


def test_everyone_can_say_that_changed_words_lost_their_meaning() -> None:
    plan = rated(
        Planned(id="s", text=text("New."), changed=True, earlier=(text("Old."), text("Older."))),
        Planned(id="t", text=text("Ours."), changed=True),
    )
    form = form_of(council(), plan, 2)
    note = form.sections[0].items[0]
    assert isinstance(note, Note)
    assert note.text.in_language("en") == "These words are new. Before, it said: “Old.” “Older.”"
    lost = form.question("s-lost")
    assert isinstance(lost, Single)
    assert [option.id for option in lost.options] == [KEPT, LOST]
    assert lost.options[1].text.in_language("en") == "This lost my meaning"
    assert asked_in(plan, False).lost == {"s-lost": "s", "t-lost": "t"}
    assert sum(isinstance(item, Note) for item in form.sections[0].items) == 1


def test_reasons_stand_before_the_rating_in_languages_that_have_both() -> None:
    both = Text((("", "It helps."), ("fr", "Cela aide.")))
    one = Planned(id="s", text=text("S."), in_favour=both, against=text("It hurts."))
    note = form_of(council(), rated(one), 2).sections[0].items[0]
    assert isinstance(note, Note)
    assert note.text.as_mapping() == {"": "Reasons for: It helps.\n\nReasons against: It hurts."}


def test_no_text_is_in_two_languages() -> None:
    half = Text((("", "One form."), ("ar", "نموذج واحد.")))
    asked = form_of(council(), rated(Planned(id="s", text=half)), 1).question("s").text
    assert asked.languages() == ("", "ar")
    assert asked.in_language("ar") == "نموذج واحد. إلى أي حدّ توافقون؟"


def test_words_are_used_or_used_with_care_or_avoided() -> None:
    plan = RoundPlan(kind="choose words", title=text("T"), introduction=text("I"),
                     terms=(CouncilTerm(id="t", text=text("50 % words"),
                                        help=text("H")),))  # fmt: skip
    asked = form_of(council(), plan, 1).question("t")
    assert isinstance(asked, Single)
    assert asked.text.in_language("en") == "“50 % words”: how should these words be used?"
    assert asked.help.in_language("en") == "H"
    assert tuple(option.id for option in asked.options) == CHOICES == ("use", "care", "avoid")
    assert asked_in(plan, False) == AskedQuestions(choices={"t": "t"}, reasons={"t-why": "t"})


def test_things_are_put_in_order_and_ideas_are_written() -> None:
    items = tuple(CouncilTerm(id=id_, text=text(id_)) for id_ in ("a", "b"))
    plan = RoundPlan(kind="rank", title=text("T"), introduction=text("I"), items=items)
    asked = form_of(council(), plan, 1).question(asked_in(plan, False).ranking)
    assert isinstance(asked, Ranking)
    assert asked.answer_ids == ("a", "b")
    assert asked.text.in_language("en") == "Which of these should come first?"
    plan = RoundPlan(kind="gather", title=text("T"), introduction=text("I"),
                     prompts=(Prompt(id="p", text=text("P?")),))  # fmt: skip
    form = form_of(council(), plan, 1)
    assert [question.id for question in form.questions()] == ["p"]
    assert isinstance(form.question("p"), Written)
    assert asked_in(plan, False) == AskedQuestions(ideas=("p",))


def test_groups_are_asked_for_at_the_end() -> None:
    plan = rated(Planned(id="s", text=text("S.")))
    form = form_of(council("survivor", "work"), plan, 1)
    role = form.sections[-1].questions[-1]
    assert role.id == asked_in(plan, True).role
    assert isinstance(role, Single)
    assert role.answer_ids == ("survivor", "work")


def test_hard_words_stand_on_several_pages_behind_one_note() -> None:
    many = [Planned(id=f"s{n}", text=text("S.")) for n in range(12)]
    noted = form_of(council("a", "b"), rated(*many, content_note=text("Hard words come.")), 1)
    assert [bool(section.content_note) for section in noted.sections] == [True, *[False] * 3]
    assert [section.same_note for section in noted.sections] == [False, True, True, False]
    assert [len(section.questions) for section in noted.sections] == [10, 10, 4, 1]
    assert {note.id for note in noted.noted_by.values()} == {"page-1"}
    plain = form_of(council(), rated(*many), 1)
    assert [len(section.questions) for section in plain.sections] == [10, 10, 4]
    assert plain.noted_by == {}


def test_nobody_is_asked_for_reasons_where_the_plan_says_so() -> None:
    plan = rated(Planned(id="s", text=text("S.")), ask_why=False)
    assert [question.id for question in form_of(council(), plan, 1).questions()] == ["s"]
    assert asked_in(plan, False).reasons == {}


_IDS = st.from_regex(r"[a-z][a-z0-9]{0,27}", fullmatch=True)
_WORDS = st.text(min_size=1, max_size=30).map(str.strip).filter(bool)
_TEXTS = st.builds(
    lambda first, french: Text((("", first), ("fr", french))) if french else text(first),
    _WORDS, st.none() | _WORDS,
)  # fmt: skip


def _led_by(id_: str, words: Text) -> Text:
    """Put the id before the words, so that no two things to put in order read the same."""
    return Text(tuple((code, f"{id_} {said}") for code, said in words.pairs))


@st.composite
def plans(draw: st.DrawFn) -> RoundPlan:
    """Give any round that can be read from a file."""
    kind = draw(st.sampled_from(["gather", "rate", "rate again", "choose words", "rank"]))
    named = draw(st.lists(_IDS, min_size=2, max_size=6, unique=True))
    texts = [_led_by(id_, draw(_TEXTS)) for id_ in named]
    judged = [
        {"id": id_, "text": words, **(
            {"in_favour": words, "against": words} if draw(st.booleans()) else {}
        )}
        for id_, words in zip(named, texts, strict=True)
    ]  # fmt: skip
    parts: dict[str, object] = {"prompts": [], "statements": [], "terms": [], "items": []}
    if kind.startswith("rate"):
        parts["statements"] = [
            {**one, "changed": draw(st.booleans()), "earlier": draw(st.lists(_WORDS, max_size=2))}
            for one in judged
        ]
    elif kind == "choose words":
        parts["terms"] = judged
    else:
        parts["prompts" if kind == "gather" else "items"] = [
            {"id": one["id"], "text": one["text"]} for one in judged
        ]
    aspects = draw(st.sampled_from([("",), ("importance", "feasibility")]))
    note = draw(st.sampled_from([EMPTY, text("Hard words come.")]))
    return RoundPlan.model_validate({
        "kind": kind, "title": text("T"), "introduction": text("I"), "aspects": aspects,
        "ask_why": draw(st.booleans()), "content_note": note, **parts,
    })  # fmt: skip


def asked_ids(asked: AskedQuestions) -> list[str]:
    """Give the ids of all questions that are known."""
    return [
        *asked.ratings, *asked.reasons, *asked.lost, *asked.choices, *asked.ideas,
        *filter(None, (asked.ranking, asked.role)),
    ]  # fmt: skip


KINDS: dict[str, type] = {
    "ratings": Scale, "reasons": Written, "lost": Single, "choices": Single,
}  # fmt: skip


@given(plan=plans(), groups=st.booleans())
@settings(max_examples=30, deadline=None)
def test_of_any_round_each_question_is_known_and_asked_once(plan: RoundPlan, groups: bool) -> None:
    assert RoundPlan.model_validate_json(plan.model_dump_json()) == plan
    form = form_of(council(*(("survivor", "other") if groups else ())), plan, 3)
    assert unsound(form) == ()
    assert from_json(to_json(form)) == form
    asked = asked_in(plan, groups)
    assert sorted(asked_ids(asked)) == sorted(question.id for question in form.questions())
    for name, kind in KINDS.items():
        assert all(isinstance(form.question(id_), kind) for id_ in getattr(asked, name))
    assert all(rating_id(*what) == id_ for id_, what in asked.ratings.items())


@pytest.mark.parametrize("label", LABELS)
def test_the_fixed_words_are_plain_and_in_four_languages(label: str) -> None:
    said = next(words for name, words in WORDS.items() if name == label)
    assert tuple(said) == LANGUAGES
    places = [re.findall(r"%\([a-z]+\)s", words) for words in said.values()]
    assert all(found == places[0] for found in places)
    assert re.search("[\u0600-\u06ff]", said["ar"])
    assert len(set(said.values())) == 4
    for code, words in said.items():
        assert "%" not in re.sub(r"%\([a-z]+\)s", "", words)
        assert [*heard(words, ("all", "prompts", "questions"), code == "en")] == []
    plain = re.sub(r"%\([a-z]+\)s ?", "", said["en"])
    assert grade(plain) <= 6 or len(plain.split()) < 4


def test_the_words_of_all_pages_are_easy_to_read() -> None:
    form: Questionnaire = form_of(council("a", "b"), rated(
        Planned(id="s", text=text("One form."), changed=True, earlier=(text("One."),)),
    ), 1)  # fmt: skip
    words = [item.text.in_language("en") for part in form.sections for item in part.items]
    assert grade(words) <= 6
