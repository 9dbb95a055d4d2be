"""What a form of another system becomes, and that each item of it is accounted for."""

from __future__ import annotations

import pytest

from survey.errors import BadInput
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.importing.foreign_form import (
    AllOf,
    AnyOf,
    AskedFor,
    Chosen,
    CodeLimit,
    Filled,
    ForeignForm,
    ForeignItem,
    ForeignOption,
    ForeignSection,
    NotSo,
    NotUnderstood,
    OnlyIf,
)
from survey.questionnaire.importing.import_remarks import import_head, with_import_head
from survey.questionnaire.importing.import_report import ItemResult
from survey.questionnaire.importing.making import Imported, imported
from survey.questionnaire.model import Multiple, Note, Questionnaire, Scale, Single, Written
from survey.questionnaire.rules import holds

UNKNOWN = NotUnderstood("today() > 3")
YES, NO = ForeignOption("y", {"": "Yes"}), ForeignOption("n", {"": "No"})


def item(
    name: str, kind: AskedFor = AskedFor.SINGLE, words: str = "", **more: object
) -> ForeignItem:
    options = (YES, NO) if kind in (AskedFor.SINGLE, AskedFor.MULTIPLE, AskedFor.SCALE) else ()
    return ForeignItem(
        **{"where": f"row {name}", "name": name, "kind": kind, "options": options}
        | {"words": {"": words or f"Is it {name}?"}}
        | more
    )


def form(*items: ForeignItem, **more: object) -> ForeignForm:
    section = ForeignSection("row 1", "part", items, {"": "A part"})
    return ForeignForm(**{"format": "XLSForm", "sections": (section,)} | more)


def made(*items: ForeignItem, **more: object) -> tuple[Questionnaire, Imported]:
    done = imported(form(*items, **more), "a file")
    return read_questionnaire(done.text, "made.yaml"), done


def lines(done: Imported) -> dict[str, tuple[ItemResult, str]]:
    return {line.name: (line.outcome, " ".join(line.why)) for line in done.report.lines}


def test_questions_come_over_with_their_ids_words_and_answers_in_order() -> None:
    q, done = made(
        item("told", words="Did you tell?"),
        item("whom", AskedFor.MULTIPLE, words="Whom?", at_most=None),
        item("how", AskedFor.SCALE, words="How was it?"),
        item("more", AskedFor.TEXT, words="Anything else?"),
        item("thanks", AskedFor.NOTE, words="Thank you for this."),
    )
    found = q.sections[0].items
    assert [type(one) for one in found] == [Single, Multiple, Scale, Written, Note]
    assert [one.id for one in found] == ["told", "whom", "how", "more", "thanks"]
    told = q.question("told")
    assert isinstance(told, Single)
    assert [(one.id, one.text.in_language("")) for one in told.options] == [
        ("y", "Yes"),
        ("n", "No"),
    ]
    assert {outcome for outcome, _ in lines(done).values()} == {ItemResult.TAKEN}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("What is your name?", "q1"),
        ("Quel est votre nom ?", "q1"),
        ("¿Cuál es su nombre completo?", "q1"),
        ("ما اسمك؟", "q1"),
        ("您的姓名", "q1"),
        ("Phone number", "q1"),
        ("Your e-mail, please", "q1"),
        ("Home address", "q1"),
        ("Date of birth", "q1"),
        ("Wann sind Sie geboren?", "q1"),
        ("En quelle année êtes-vous né(e) ?", "q1"),
        ("Passport or ID card", "q1"),
        ("Victim name", "q1"),
        ("A1. Name (last, first, middle)", "q1"),
        ("I give permission for (student name)", "q1"),
        ("Wie heißen Sie?", "q1"),
        ("¿Cómo se llama?", "q1"),
        ("Nome e cognome", "q1"),
        ("お名前", "q1"),
        ("Tél.", "q1"),
        ("Straße", "q1"),
        ("Case number at the police", "q1"),
        ("Ｙｏｕｒ ｎａｍｅ", "q1"),
        ("How can we reach you?", "q1"),
        ("Day, month and year you were born", "q1"),
        ("Please fill in", "hh_name"),
        ("Please fill in", "contact_no"),
        ("Please fill in", "respondentEmail"),
        ("Who are you?", "respondent_name"),
        ("Where can we write?", "email"),
    ],
)
@pytest.mark.parametrize("kind", [AskedFor.TEXT, AskedFor.NUMBER, AskedFor.DATE])
def test_what_tells_who_somebody_is_never_comes_over(words: str, name: str, kind: AskedFor) -> None:
    q, done = made(item("kept"), item(name, kind, words=words))
    assert [one.id for one in q.questions()] == ["kept"]
    outcome, why = lines(done)[name]
    assert outcome is ItemResult.LEFT_OUT
    assert why.startswith(("It asks ", "Its name says"))


def test_a_hint_a_title_and_other_words_are_looked_at_as_well() -> None:
    about = "Please give your full name and telephone number"
    section = ForeignSection(
        "row 1",
        "who",
        (item("first", AskedFor.TEXT, words="First"), item("told")),
        {"": "Name of the respondent"},
    )
    done = imported(
        ForeignForm(
            "XLSForm",
            (
                section,
                ForeignSection(
                    "row 5",
                    "more",
                    (
                        item("fill", AskedFor.TEXT, words="Please fill in", hint={"": about}),
                        item(
                            "phone",
                            words="Phone number",
                            options=(YES, NO, ForeignOption("o", {"": "Other"}, is_other=True)),
                        ),
                    ),
                    {"": "More"},
                ),
            ),
        ),
        "a file",
    )
    q = read_questionnaire(done.text, "made.yaml")
    assert [one.id for one in q.questions()] == ["told", "phone"]
    assert "would tell who somebody is" in lines(done)["phone"][1]


@pytest.mark.parametrize(
    "words",
    [
        "What would you name as the most helpful step?",
        "Which address on the web did you report to: the platform's or the police's?",
        "In your own words, what should change?",
        "How many times did you phone before somebody answered?",
        "How did you report it? (telephone, e-mail, in person)",
        "Would an e-mail address that nobody can trace have helped you?",
        "What did the police do when you gave them the link or the username?",
        "What is the name of the service you turned to?",
        "What would help? Please do not write your name or your address.",
    ],
)
def test_words_that_only_sound_like_it_come_over(words: str) -> None:
    q, _ = made(item("kept", AskedFor.TEXT, words=words))
    assert q.question("kept").text.in_language("") == words


@pytest.mark.parametrize(
    "kind",
    [
        *(
            AskedFor.PLACE,
            AskedFor.IMAGE,
            AskedFor.AUDIO,
            AskedFor.VIDEO,
            AskedFor.FILE,
            AskedFor.SIGNATURE,
        ),
        *(
            AskedFor.BARCODE,
            AskedFor.METADATA,
            AskedFor.RECORD,
            AskedFor.HIDDEN,
            AskedFor.CALCULATED,
            AskedFor.UNKNOWN,
        ),
    ],
)
def test_kinds_that_are_not_asked_are_named_with_a_reason(kind: AskedFor) -> None:
    q, done = made(item("kept"), item("gone", kind))
    assert [one.id for one in q.questions()] == ["kept"]
    assert lines(done)["gone"][0] is ItemResult.LEFT_OUT
    assert lines(done)["gone"][1]


def rule_given(condition: OnlyIf) -> tuple[Questionnaire, str]:
    q, done = made(
        item("a"),
        item("b", AskedFor.MULTIPLE),
        item("t", AskedFor.TEXT),
        item("z", only_if=condition),
    )
    return q, lines(done)["z"][1]


#: Every way to answer the two questions and the words that conditions look at.
ANSWERS = [
    {"a": a, "b": b, "t": t}
    for a in ((), ("y",), ("n",))
    for b in ((), ("y",), ("y", "n"))
    for t in ((), ("words",))
]


def truth(condition: OnlyIf, said: dict[str, tuple[str, ...]], *, unknown: bool) -> bool:
    """Say whether a condition holds, as the other system would."""
    match condition:
        case Chosen(question, value):
            return value in said[question]
        case Filled(question):
            return bool(said[question])
        case AllOf(parts):
            return all(truth(part, said, unknown=unknown) for part in parts)
        case AnyOf(parts):
            return any(truth(part, said, unknown=unknown) for part in parts)
        case NotSo(part):
            return not truth(part, said, unknown=unknown)
        case _:
            return unknown


@pytest.mark.parametrize(
    "condition",
    [
        Chosen("a", "y"),
        NotSo(Chosen("a", "y")),
        Filled("t"),
        NotSo(Filled("t")),
        AllOf((Chosen("a", "y"), Chosen("b", "n"))),
        AnyOf((Chosen("a", "y"), NotSo(Chosen("b", "n")))),
        NotSo(AllOf((Chosen("a", "y"), AnyOf((Chosen("b", "n"), Filled("t")))))),
    ],
)
def test_a_condition_that_has_a_counterpart_is_kept_exactly(condition: OnlyIf) -> None:
    q, why = rule_given(condition)
    rule = q.question("z").show_if
    assert rule is not None
    assert not why
    for said in ANSWERS:
        assert holds(rule, said) is truth(condition, said, unknown=False)


@pytest.mark.parametrize(
    "condition",
    [
        UNKNOWN,
        NotSo(UNKNOWN),
        AllOf((Chosen("a", "y"), UNKNOWN)),
        AnyOf((Chosen("a", "y"), UNKNOWN)),
        NotSo(AnyOf((Chosen("a", "y"), UNKNOWN))),
        NotSo(AllOf((Chosen("a", "y"), UNKNOWN))),
        AllOf((NotSo(AnyOf((UNKNOWN, Filled("t")))), Chosen("b", "y"))),
        AllOf((Chosen("gone", "y"), Chosen("a", "n"))),
        Chosen("a", "maybe"),
    ],
)
def test_what_of_a_condition_cannot_be_kept_shows_more_and_never_less(condition: OnlyIf) -> None:
    q, why = rule_given(condition)
    rule = q.question("z").show_if
    assert "Its condition" in why or "This part of its condition" in why
    for said in ANSWERS:
        for unknown in (True, False):
            known = {"gone": (), **said}
            if truth(condition, known, unknown=unknown):
                assert rule is None or holds(rule, said)


def test_a_number_in_a_condition_means_the_answers_whose_codes_it_holds_for() -> None:
    points = tuple(ForeignOption(str(i), {"": f"{i} times"}) for i in range(5))
    q, _ = made(
        item("often", options=points),
        item("why", AskedFor.TEXT, only_if=CodeLimit("often", ">", 2)),
    )
    rule = q.question("why").show_if
    assert rule is not None
    kept = [one.id for one in q.question("often").options if holds(rule, {"often": (one.id,)})]
    assert kept == ["a3", "a4"] or kept == ["3", "4"]


def test_a_question_that_hangs_on_one_of_the_same_page_goes_to_the_next() -> None:
    q, _ = made(item("a"), item("b", only_if=Chosen("a", "y")), item("c"))
    assert [[one.id for one in part.items] for part in q.sections] == [["a"], ["b", "c"]]
    assert {part.title.in_language("") for part in q.sections} == {"A part"}


def test_other_please_say_is_asked_for_on_the_page_behind() -> None:
    options = (YES, ForeignOption("oth", {"": "Other"}, is_other=True))
    q, _ = made(item("a", AskedFor.MULTIPLE, words="Where?", options=options), item("b"))
    words = q.sections[1].items[0]
    assert isinstance(words, Written)
    assert words.text.in_language("") == "Where? – Other"
    assert words.show_if is not None
    assert holds(words.show_if, {"a": ("oth",)})
    assert not holds(words.show_if, {"a": ("y",)})


def test_a_list_that_hangs_on_an_earlier_answer_is_asked_once_for_each() -> None:
    towns = [("y", "Abe"), ("y", "Bee"), ("n", "Cee"), ("n", "Dee")]
    options = tuple(
        ForeignOption(name.lower(), {"": name}, only_if=Chosen("a", of)) for of, name in towns
    )
    q, done = made(item("a"), item("town", options=options))
    asked = [one for one in q.questions() if one.id.startswith("town")]
    assert [[each.id for each in one.options] for one in asked] == [["abe", "bee"], ["cee", "dee"]]
    for one, answer in zip(asked, "yn", strict=True):
        assert one.show_if is not None
        assert [holds(one.show_if, {"a": (said,)}) for said in ("y", "n")] == [
            answer == "y",
            answer == "n",
        ]
    assert lines(done)["town"][0] is ItemResult.CHANGED


def test_answers_that_are_none_are_marked_and_rather_not_say_is_left_out() -> None:
    said = ["Yes", "No", "I don't know", "Not applicable", "Prefer not to say"]
    options = tuple(ForeignOption(str(i), {"": words}) for i, words in enumerate(said))
    q, done = made(item("a", options=options))
    assert [one.kind for one in q.question("a").options] == [
        "option",
        "option",
        "dont_know",
        "does_not_apply",
    ]
    assert "Prefer not to say" in lines(done)["a"][1]


def test_a_required_answer_is_never_required_and_the_report_says_so() -> None:
    _, done = made(item("a", required=True))
    assert lines(done)["a"][0] is ItemResult.TAKEN
    assert "It had to be answered" in lines(done)["a"][1]
    assert any(said.startswith("Had to be answered: 1.") for said in done.report.remarks)


def test_each_language_is_kept_and_the_first_one_is_filled() -> None:
    words = {"en": "Did you tell?", "ar": "هل أخبرت أحدا؟"}
    answers = (
        ForeignOption("y", {"en": "Yes", "ar": "نعم"}),
        ForeignOption("n", {"ar": "لا"}),
    )
    q, done = made(
        ForeignItem("row 2", "told", AskedFor.SINGLE, words, options=answers),
        languages=("en", "ar"),
    )
    told = q.question("told")
    assert told.text.in_language("ar") == words["ar"]
    assert [one.text.in_language("") for one in told.options] == ["Yes", "لا"]
    assert "missing in the first language" in lines(done)["told"][1]


def test_what_is_odd_in_names_and_answers_still_makes_a_sound_questionnaire() -> None:
    same = (ForeignOption("1", {"": "Same"}), ForeignOption("2", {"": "Same"}))
    q, _ = made(
        item("1 a/ä:"),
        item("1 a/ä:"),
        item("", options=same),
        item("_", options=(YES, NO, YES)),
        item("long" * 20, options=(ForeignOption("-", {"": ""}), ForeignOption("?!", {}))),
        item("one", options=(YES,), words="I have read this"),
        item("many", options=tuple(ForeignOption(f"o{i}", {"": f"O {i}"}) for i in range(61))),
    )
    assert len(list(q.questions())) == 5
    assert any(isinstance(one, Note) for part in q.sections for one in part.items)


def test_a_file_with_nothing_to_ask_says_what_was_left_out() -> None:
    with pytest.raises(BadInput) as caught:
        made(item("gps", AskedFor.PLACE))
    assert "No question of this XLSForm file can be asked here." in str(caught.value)
    assert "gps: It asks for a place on a map" in str(caught.value)


def test_the_head_of_the_file_says_what_became_of_what_and_reads_back() -> None:
    done = imported(
        form(
            item("a"),
            item("gps", AskedFor.PLACE, words="Where\nare you?"),
            item("n", AskedFor.NUMBER),
        ),
        "a file",
    )
    text = with_import_head(done.text, done.report, "my\x1bform.xlsx")
    read_questionnaire(text, "made.yaml")
    head = import_head(text)
    assert head is not None
    assert head.sum == "myform.xlsx, XLSForm: 1 taken over as they were, 1 changed, 1 left out."
    assert head.left_out == (
        "row gps, gps “Where are you?”: It asks for a place on a map, which points to one person.",
    )
    assert len(head.changed) == 1
    assert import_head(done.text) is None
