"""Questionnaires written as plain text: marks, scales, languages, and what is no text."""

from __future__ import annotations

import pytest

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import AskedFor, ForeignForm, ForeignItem
from survey.questionnaire.importing.formats.outline_text import read_outline
from tests.questionnaire.foreign_items import FOREIGN, answers, items_in_order, read_own, said


def read(text: str) -> ForeignForm:
    return read_outline("a.txt", text.encode())


def brief(form: ForeignForm) -> list[tuple[str, AskedFor, list[str]]]:
    """Return words, kind and answers of each item."""
    return [
        (said(item.words), item.kind, [said(one.words) for one in item.options])
        for item in items_in_order(form)
    ]


def only(text: str) -> ForeignItem:
    (item,) = items_in_order(read(text))
    return item


def test_what_is_pasted_from_a_form_on_the_net_is_read() -> None:
    form = read_own(read_outline, "outline/google.txt")
    assert said(form.title) == "Reading room survey"
    assert said(form.introduction) == "Please tell us what you think about our reading room."
    assert said(form.closing) == "Thank you for your time!"
    assert brief(form) == [
        (
            "How often do you come to the reading room?",
            AskedFor.SINGLE,
            ["Every week", "Every month", "Other"],
        ),
        (
            "Which of these do you read? Check all that apply.",
            AskedFor.MULTIPLE,
            ["Books", "Newspapers", "None of these"],
        ),
        (
            "How satisfied are you with the opening hours?",
            AskedFor.SCALE,
            ["Not satisfied", "2", "3", "4", "Very satisfied"],
        ),
        ("What should we change?", AskedFor.TEXT, []),
    ]
    often, which, satisfied, change = items_in_order(form)
    assert [one.is_other for one in often.options] == [False, False, True]
    assert [one.exclusive for one in which.options] == [False, False, True]
    assert [one.required for one in (often, which, satisfied, change)] == [True, False, True, False]
    assert (often.where, satisfied.where) == ("line 5", "line 15")


def test_what_is_printed_of_a_form_is_read() -> None:
    assert brief(read_own(read_outline, "outline/printed.txt")) == [
        ("How did you hear of us?", AskedFor.SINGLE, ["From a friend", "On the net", "Other"]),
        ("What grows in your garden?", AskedFor.MULTIPLE, ["Roses", "Apples", "Other"]),
        ("How likely are you to come again?", AskedFor.SCALE, ["1", "2", "3", "4", "5"]),
        ("Anything else?", AskedFor.TEXT, []),
    ]


def test_numbers_letters_bullets_and_parts_are_told_apart() -> None:
    form = read_own(read_outline, "outline/numbered.txt")
    assert [said(one.title) for one in form.sections] == [
        "Part A: About you",
        "Part B: The library",
    ]
    agree = ["strongly disagree", "disagree", "neutral", "agree", "strongly agree"]
    assert brief(form) == [
        ("How old are you?", AskedFor.SINGLE, ["under 25", "25 to 50", "over 50"]),
        ("Do you agree?", AskedFor.SINGLE, ["Yes", "No", "I do not know"]),
        ("Where do you live?", AskedFor.TEXT, []),
        ("I like the library.", AskedFor.SCALE, agree),
        ("How good is the light?", AskedFor.SCALE, ["bad", "2", "3", "4", "good"]),
        ("Rank these by importance:", AskedFor.RANKING, ["light", "quiet", "heating"]),
    ]


def test_questions_without_any_marks_are_read() -> None:
    assert brief(read_own(read_outline, "outline/bare.txt")) == [
        (
            "What is your favourite season?",
            AskedFor.SINGLE,
            ["Spring", "Summer", "Autumn", "Winter"],
        ),
        ("Do you garden?", AskedFor.SINGLE, ["Yes", "No"]),
        ("What else would you like to say?", AskedFor.TEXT, []),
    ]


def test_answers_may_be_numbered_as_their_questions_are() -> None:
    assert brief(read_own(read_outline, "outline/one-style.txt")) == [
        ("Do you like tea?", AskedFor.SINGLE, ["Yes", "No"]),
        ("Do you like coffee?", AskedFor.SINGLE, ["Yes", "No", "Sometimes"]),
        ("What else do you drink?", AskedFor.TEXT, []),
    ]


def test_arabic_is_read_from_right_to_left() -> None:
    form = read_own(read_outline, "outline/arabic.txt")
    assert said(form.sections[0].title) == "القسم الأول: عنك"
    assert [(kind, len(options)) for _, kind, options in brief(form)] == [
        (AskedFor.SINGLE, 3),
        (AskedFor.MULTIPLE, 3),
        (AskedFor.TEXT, 0),
    ]
    assert items_in_order(form)[1].options[2].is_other


def test_chinese_numbers_and_wide_marks_are_read() -> None:
    assert brief(read_own(read_outline, "outline/chinese.txt")) == [
        ("您的年龄是？", AskedFor.SINGLE, ["25岁以下", "25至50岁", "50岁以上"]),
        ("您读什么？（可多选）", AskedFor.MULTIPLE, ["书", "报纸", "其他"]),
        ("您有什么建议？", AskedFor.TEXT, []),
    ]


def test_markdown_lists_and_tables_are_read() -> None:
    form = read_own(read_outline, "outline/french.md")
    assert said(form.title) == "Enquête sur la bibliothèque"
    assert said(form.sections[0].title) == "Première partie"
    come, reading, light, quiet = items_in_order(form)
    assert (come.kind, reading.kind) == (AskedFor.SINGLE, AskedFor.MULTIPLE)
    assert reading.options[2].is_other
    assert (said(light.words), said(light.stem)) == ("de la lumière", "Êtes-vous satisfait…")
    assert light.matrix == quiet.matrix
    assert [words for _, words in answers(quiet)] == ["Oui", "Non"]


def test_a_scale_explained_once_is_that_of_the_statements_after_it() -> None:
    form = read_own(read_outline, "outline/spanish.txt")
    assert "donde 1 = Totalmente" in said(form.introduction)
    assert [(kind, len(options)) for _, kind, options in brief(form)] == [
        (AskedFor.SCALE, 5),
        (AskedFor.SCALE, 5),
        (AskedFor.SCALE, 5),
        (AskedFor.TEXT, 0),
    ]
    assert answers(items_in_order(form)[0])[4] == ("5", "Totalmente de acuerdo")


@pytest.mark.parametrize(
    ("text", "kind", "options"),
    [
        ("Is it open?\n( ) Yes\n( ) No", AskedFor.SINGLE, ["Yes", "No"]),
        ("Is it open?\n[ ] Yes\n[ ] No", AskedFor.SINGLE, ["Yes", "No"]),
        ("Sex: □ Female □ Male", AskedFor.SINGLE, ["Female", "Male"]),
        ("Sex: Female □ Male □", AskedFor.SINGLE, ["Female", "Male"]),
        ("1. Sex A. female B. male", AskedFor.SINGLE, ["female", "male"]),
        ("Which?\n☐ a one\n☐ a two\n☐ a three", AskedFor.MULTIPLE, ["a one", "a two", "a three"]),
        ("Which?\n• one\n• two", AskedFor.SINGLE, ["one", "two"]),
        ("Which?\n- one\n- two", AskedFor.SINGLE, ["one", "two"]),
        ("Which?\n1) one\n2) two", AskedFor.SINGLE, ["one", "two"]),
        ("How?\nNever\nRarely\nAlways", AskedFor.SCALE, ["Never", "Rarely", "Always"]),
        ("How?\nbad □ □ □ good", AskedFor.SCALE, ["bad", "2", "good"]),
        ("How?\n0 1 2 3", AskedFor.SCALE, ["0", "1", "2", "3"]),
        ("How?\n1 2 3\nPoor\tGood", AskedFor.SCALE, ["Poor", "2", "Good"]),
        ("How?\n1 2 3\nvery bad □ □ □ very good", AskedFor.SCALE, ["very bad", "2", "very good"]),
        ("How?\nToo few\n○ ○ ○\nToo many", AskedFor.SCALE, ["Too few", "2", "Too many"]),
        ("How?\nToo few\n1 2 3\nToo many", AskedFor.SCALE, ["Too few", "2", "Too many"]),
        ("How?\n1 = low\n2 = middle\n3 = high", AskedFor.SINGLE, ["low", "middle", "high"]),
        ("Is it open? Yes / No", AskedFor.SINGLE, ["Yes", "No"]),
        ("1. Is it open? (circle)\nYes / No", AskedFor.SINGLE, ["Yes", "No"]),
        ("Is it?\n☐ Yes\n☐ No\n☐ At times", AskedFor.SINGLE, ["Yes", "No", "At times"]),
        ("Quand ?\no tôt\no tard", AskedFor.SINGLE, ["tôt", "tard"]),
        ("Name: ________", AskedFor.TEXT, []),
        ("Why?\n_______________", AskedFor.TEXT, []),
        (
            "Wie oft? (Mehrfachnennung möglich)\n○ oft\n○ selten",
            AskedFor.MULTIPLE,
            ["oft", "selten"],
        ),
    ],
)
def test_each_way_to_answer_is_told(text: str, kind: AskedFor, options: list[str]) -> None:
    item = only(text)
    assert (item.kind, [said(one.words) for one in item.options]) == (kind, options)


@pytest.mark.parametrize("part", ["Section 1: Here", "Première partie : ici", "Part B"])
def test_a_part_is_no_title_and_no_question(part: str) -> None:
    form = read(f"{part}\n1. What?\n- a\n- b\nA. Later\n2. And then?")
    assert said(form.title) == ""
    assert [said(one.title) for one in form.sections] == [part, "A. Later"]
    assert [said(item.words) for item in items_in_order(form)] == ["What?", "And then?"]


def test_boxes_alone_are_read_as_several_answers_and_said_so() -> None:
    assert "boxes" in only("Which?\n☐ a one\n☐ a two\n☐ a three").changes[0]
    assert only("Which? Tick all that apply.\n☐ a one\n☐ a two\n☐ a three").changes == ()


GOOGLE_PAGES = [
    (
        "Untitled form\nForm description\n* Indicates required question\n{}\nYour answer\n"
        "Page 1 of 2\nBack\nNext\nSubmit\nClear form\n"
        "Never submit passwords through Google Forms.\nThis content is neither created nor "
        "endorsed by Google. Report Abuse - Terms of Service - Privacy Policy\nGoogle Forms"
    ),
    (
        "Connectez-vous à Google pour enregistrer votre progression. En savoir plus\n"
        "* Indique une question obligatoire\n{}\nVotre réponse\nPage 1 sur 2\nRetour\nSuivant\n"
        "Envoyer\nEffacer le formulaire\nN'envoyez jamais de mots de passe via Google Forms."
    ),
    (
        "Inicia sesión en Google para guardar lo que llevas hecho. Más información\n{}\n"
        "Tu respuesta\nEnviar\nBorrar formulario\n"
        "Nunca envíes contraseñas a través de Formularios de Google."
    ),
    (
        "Melden Sie sich in Google an, um Ihren Fortschritt zu speichern.\n{}\nMeine Antwort\n"
        "Zurück\nSenden\nAlle Eingaben löschen\n"
        "Geben Sie niemals Passwörter über Google Formulare weiter."
    ),
    (
        "تسجيل الدخول إلى Google لحفظ مستوى تقدّمك. مزيد من المعلومات\n"
        "* تشير إلى أنّ السؤال مطلوب\n{}\nإجابتك\nإرسال\nمحو النموذج\n"
        "لا ترسل كلمات المرور عبر نماذج Google مطلقًا.\nنماذج Google"
    ),
]


@pytest.mark.parametrize("page", GOOGLE_PAGES)
def test_what_google_says_of_itself_is_left_out_and_said_once(page: str) -> None:
    form = read(page.format("Reading?\nYes\nNo\n\nWhy?"))
    assert brief(form) == [
        ("Reading?", AskedFor.SINGLE, ["Yes", "No"]),
        ("Why?", AskedFor.TEXT, []),
    ]
    assert [said(form.title), said(form.introduction), said(form.closing)] == ["", "", ""]
    assert form.remarks.count("Lines of Google Forms itself were left out.") == 1


def test_words_of_buttons_stay_where_they_are_answers() -> None:
    text = "Where is it?\nBack\nFront\n\nWhen?\nDate\nLand\nChoose\nPeru\nChad\n\nDay *\nDate\nOf?"
    assert brief(read("What counts?\nDate\nPlace\nNext"))[0][2] == ["Date", "Place", "Next"]
    lost = ["They had my Google password", "I could not sign in to Google", "Other"]
    assert brief(read("What came first?\n" + "\n".join(lost)))[0][2] == lost
    marked = "What did you do?\n○ Clear form\n○ Report abuse\nWhy?\nYour answer\nClear form"
    assert brief(read(marked))[0][2] == ["Clear form", "Report abuse"]
    google = read(f"{text}\nYour answer\nClear form")
    assert brief(google)[0] == ("Where is it?", AskedFor.SINGLE, ["Back", "Front"])
    assert brief(google)[1:] == [
        ("When?", AskedFor.TEXT, []),
        ("Land", AskedFor.SINGLE, ["Peru", "Chad"]),
        ("Day", AskedFor.TEXT, []),
        ("Of?", AskedFor.TEXT, []),
    ]


@pytest.mark.parametrize(
    "account",
    [
        "mary@example.org Switch account\nNot shared",
        "mary@example.org\nSwitch account\nNot shared",
        "mary@example.org Changer de compte\nNon partagé",
        "mary@example.org Cambiar de cuenta\nNo compartido",
        "mary@example.org Konto wechseln\nNicht geteilt",
        "mary@example.org تبديل الحساب\nغير مشترَك",
    ],
)
def test_the_account_of_who_pasted_a_form_is_left_out_and_said(account: str) -> None:
    form = read(f"Title\nWelcome.\n{account}\nWhy?\n- a\n- b")
    assert "mary" not in str(form)
    assert said(form.introduction) == "Welcome."
    assert any("e-mail address" in one for one in form.remarks)
    assert "help@" in str(read("Title\nAsk help@example.org if in doubt.\nWhy?\n- a\n- b"))


@pytest.mark.parametrize("heads", ["\tBad\tFair\tGood", "Bad\nFair\nGood", "Bad   Fair   Good"])
def test_a_table_copied_as_lines_gives_a_question_for_each_row(heads: str) -> None:
    form = read(f"How is it?\n{heads}\nSpeed\t○\t○\t○\nTrust\t○\t○\t○\n\nWhy?")
    grades = ["Bad", "Fair", "Good"]
    assert brief(form) == [
        ("Speed", AskedFor.SINGLE, grades),
        ("Trust", AskedFor.SINGLE, grades),
        ("Why?", AskedFor.TEXT, []),
    ]
    assert said(items_in_order(form)[1].stem) == "How is it?"


def test_rows_without_heads_are_kept_and_named() -> None:
    form = read("How is it?\n\nSpeed ○ ○ ○\nTrust ○ ○ ○\n\nWhy?")
    assert [words for words, _, _ in brief(form)] == ["Speed", "Trust", "Why?"]
    assert any("line 3 to line 4" in one for one in form.remarks)


def test_a_scale_that_goes_on_with_statements_is_to_be_looked_at() -> None:
    degrees = "Strongly disagree\nDisagree\nNeutral\nAgree\nStrongly agree"
    assert only(f"Do you agree?\n{degrees}").changes == ()
    item = only(f"Do you agree?\n{degrees}\nI was heard\nI was told what comes next\nI was asked")
    assert (item.kind, len(item.options)) == (AskedFor.SINGLE, 8)
    assert "rows of a table" in item.changes[0]


@pytest.mark.parametrize(
    "words",
    [
        "Sonstiges: ____", "Another organisation, please tell us which", "Something else",
        "Другое", "其他", "Diğer", "Une autre organisation, précisez", "Other, please say",
    ],
)  # fmt: skip
def test_other_in_more_words_asks_for_own_words(words: str) -> None:
    options = only(f"Which?\n- Books\n- Other people\n- {words}").options
    assert [one.is_other for one in options] == [False, False, True]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"Only some words.\nAnd some more.", "No question was found"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "no text"),
        (b"a?\n" * 20_001, "more than 20,000 lines"),
        (b"x" * 5_000_001, "larger than 2 megabytes"),
    ],
)
def test_what_asks_nothing_gets_a_clear_message(content: bytes, word: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_outline("notes.txt", content)
    assert word in caught.value.what
    assert caught.value.kept
    assert caught.value.do


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_every_encoding_gives_the_same(encoding: str) -> None:
    text = (FOREIGN / "outline/spanish.txt").read_text("utf-8")
    assert brief(read_outline("a.txt", text.encode(encoding))) == brief(read(text))


ODD = ("?", "( )", "□", "1.", "A.", "___", "|x|", "|", "*", "1 2 3", "= 1", "第1题", "٣.", "\u202e")


@pytest.mark.parametrize("first", ODD)
def test_odd_lines_do_no_harm(first: str) -> None:
    for second in ODD:
        form = read(f"{first}\n{second}\n{first} {second}\nIs it?\n{second}\n{first}\n1. Or is it?")
        assert "Or is it?" in str(form), second
