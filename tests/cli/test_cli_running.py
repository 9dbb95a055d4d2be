"""What people are promised when a study is published, and what operators do while it runs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from survey.cli.main import cli
from survey.errors import Refused, SharesRefused, SurveyError
from survey.mixing.founding import create_instance
from survey.questionnaire.files.reading import read_questionnaire
from survey.services.steps.founding_terms import terms_from
from survey.settings import Settings, read_settings, shipped
from survey.storage.database import writing
from survey.storage.instance import Instance, open_instance
from survey.storage.studies import changes, payments, study_rows
from tests.ready_to_publish import confirmed_list, reviewed_by_two

FORM = """
id: evenings
title: Evenings
introduction: About evenings.
consent: Yes.
closing: Thank you.
audience: {who: Adults}
payment: {amount: A gift card of 10 euros}
sections:
  - id: one
    title: One
    questions:
      - {id: often, type: single, text: How often?, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: else, type: text, text: What else?}
"""
TOLD = """
organisation = "The Listening House"
safeguarding = "We may have to pass on that a child is in danger now."
jurisdiction = "Luxembourg"
legal_sign_off = "Counsel, in March"
"""


def today() -> date:
    """Return the day, as the program takes it: a run of all tests may go past midnight."""
    return datetime.now(UTC).date()


@pytest.fixture
def survey(tmp_path: Path) -> Callable[..., str]:
    """Run `survey …` in an instance of its own and give what it said; a refusal is raised."""
    told = tmp_path / "told.toml"
    told.write_text(TOLD, encoding="utf-8")
    form = tmp_path / "form.yaml"
    form.write_text(FORM, encoding="utf-8")

    def run(*words: object, config: Path | None = told) -> str:
        named = ["--config", str(config)] if config else []
        if words[:2] == ("study", "publish"):
            reviewed(tmp_path / "var", Path(str(words[2])), [config] if config else [])
        words = ("--instance", tmp_path / "var", *named, *words)
        ran = CliRunner().invoke(cli, [str(word) for word in words])
        if isinstance(ran.exception, SurveyError):
            raise ran.exception
        assert ran.exit_code == 0, ran.output
        return ran.output

    return run


Survey = Callable[..., str]


def reviewed(folder: Path, form: Path, configs: list[Path]) -> None:
    """Do all that has to be done before the questionnaire in a file is published for real."""
    settings = read_settings([shipped("config") / "default.toml", *configs], {})
    instance = create_instance(folder, settings, secrets.token_bytes)
    asked = read_questionnaire(form.read_text(encoding="utf-8"), str(form))
    reviewed_by_two(instance, asked, terms_from(settings), today())
    (folder / "resources.json").write_text(confirmed_list(today()), encoding="utf-8")
    instance.close()


def publish(survey: Survey, tmp_path: Path, *words: object, config: Path | None = None) -> str:
    """Publish the form and give the study's id."""
    sheets = ("--shares", 3, "--threshold", 2, "--shares-dir", tmp_path / "shares")
    more = {"config": config} if config else {}
    said = survey("study", "publish", tmp_path / "form.yaml", *sheets, *words, **more)
    return said.splitlines()[0].removeprefix("study ")


def opened(tmp_path: Path) -> Instance:
    return open_instance(tmp_path / "var", Settings())


def row(tmp_path: Path, study_id: str) -> study_rows.StudyRow:
    instance = opened(tmp_path)
    with instance.engine.connect() as conn:
        found = study_rows.get(conn, study_id)
    instance.close()
    return found


def test_a_study_gets_four_weeks_and_two_months_unless_told(survey: Survey, tmp_path: Path) -> None:
    found = row(tmp_path, publish(survey, tmp_path))
    assert found.closes_on == today() + timedelta(days=28)
    months = found.results_by.year * 12 + found.results_by.month
    assert months - (found.closes_on.year * 12 + found.closes_on.month) == 2
    assert (found.results_by.day, found.ceiling) == (1, 20_000)
    assert found.organisation.as_mapping() == {"": "The Listening House"}
    assert found.safeguarding.in_language("en").startswith("We may have to pass on")
    assert found.jurisdiction.as_mapping() == {"": "Luxembourg"}


def test_what_people_are_told_can_be_written_for_each_language(
    survey: Survey, tmp_path: Path
) -> None:
    """What is missing in a language of the form is said; a place that is only held is refused."""
    form = tmp_path / "form.yaml"
    form.write_text(FORM + "languages: [en, ar]\n", encoding="utf-8")
    told = tmp_path / "told.toml"
    lines = TOLD.replace("safeguarding =", "safeguarding.en =")
    sheets = ("--shares", 3, "--threshold", 2, "--shares-dir", tmp_path / "first")
    told.write_text(lines, encoding="utf-8")
    said = survey("study", "publish", form, *sheets)
    assert "advice: safeguarding is not written in ar" in said
    told.write_text(lines + 'safeguarding.ar = "قد نضطر إلى الإبلاغ."\n', encoding="utf-8")
    said = survey("study", "publish", form, *sheets[:-1], tmp_path / "second")
    assert "safeguarding is not written" not in said
    study_id = next(line for line in said.splitlines() if line.startswith("study "))[6:]
    found = row(tmp_path, study_id).safeguarding
    assert found.languages() == ("en", "ar")
    assert found.in_language("ar") == "قد نضطر إلى الإبلاغ."
    told.write_text(lines + 'safeguarding.ar = "CHANGE ME"\n', encoding="utf-8")
    with pytest.raises(Refused, match=r"safeguarding in ar \(it says “CHANGE ME”"):
        survey("study", "publish", form, "--shares", 3, "--threshold", 2, "--shares-dir", tmp_path)


def test_publishing_says_when_the_law_makes_the_page_of_consent_long(
    survey: Survey, tmp_path: Path
) -> None:
    told = tmp_path / "told.toml"
    told.write_text(TOLD.replace("in danger now.", "in danger now. " + "Told. " * 99), "utf-8")
    sheets = ("--shares", 3, "--threshold", 2, "--shares-dir", tmp_path / "shares")
    said = survey("study", "publish", tmp_path / "form.yaml", *sheets)
    assert "what people read before they agree has 155 words in en: 120 are enough" in said


@pytest.mark.parametrize("everybody", [2, 3])
def test_sheets_of_which_none_may_be_lost_are_refused(
    survey: Survey, tmp_path: Path, everybody: int
) -> None:
    sheets = ("--shares", everybody, "--threshold", everybody, "--shares-dir", tmp_path / "shares")
    with pytest.raises(SharesRefused, match="one lost sheet would lose every answer"):
        survey("study", "publish", tmp_path / "form.yaml", *sheets)
    with pytest.raises(SharesRefused, match="one lost sheet would lose every answer"):
        survey("study", "publish", tmp_path / "form.yaml", *sheets, "--practice")
    assert not (tmp_path / "shares").exists()
    assert "no studies yet" in survey("study", "list")


def test_days_and_ceiling_can_be_chosen(survey: Survey, tmp_path: Path) -> None:
    words = ("--closes", "2031-05-04", "--results-by", "2031-06", "--ceiling", 500)
    study_id = publish(survey, tmp_path, *words)
    found = row(tmp_path, study_id)
    days = (str(found.closes_on), str(found.results_by))
    assert (days, found.ceiling) == (("2031-05-04", "2031-06-01"), 500)
    assert "closes after 2031-05-04" in survey("study", "list")


@pytest.mark.parametrize(
    "words",
    [("--closes", "2020-01-01"), ("--closes", "2031-05-04", "--results-by", "2031-04")],
)
def test_days_that_cannot_be_kept_are_refused(
    survey: Survey, tmp_path: Path, words: tuple[str, ...]
) -> None:
    with pytest.raises(SurveyError) as raised:
        publish(survey, tmp_path, *words)
    assert raised.value.kept == "Nothing was published."
    assert not (tmp_path / "shares").exists()


@pytest.mark.parametrize(
    "missing", ["organisation", "safeguarding", "jurisdiction", "legal_sign_off"]
)
def test_without_what_people_must_be_told_only_practice_is_published(
    survey: Survey, tmp_path: Path, missing: str
) -> None:
    less = tmp_path / "less.toml"
    lines = [line for line in TOLD.splitlines() if not line.startswith(missing)]
    less.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SurveyError, match=missing):
        publish(survey, tmp_path, config=less)
    assert publish(survey, tmp_path, "--practice", config=less)


def test_closing_before_the_promised_day_is_refused(survey: Survey, tmp_path: Path) -> None:
    study_id = publish(survey, tmp_path, "--closes", today() + timedelta(days=1))
    with pytest.raises(SurveyError, match="take answers back, until") as raised:
        survey("study", "close", study_id)
    assert raised.value.kept == "The study stays open."
    instance = opened(tmp_path)
    with writing(instance.engine) as conn:
        study_rows.change(conn, study_id, closes_on=date(2020, 1, 1))
    instance.close()
    assert "closed" in survey("study", "close", study_id)


def test_payments_are_loaded_once_and_whole(survey: Survey, tmp_path: Path) -> None:
    study_id = publish(survey, tmp_path)
    file = tmp_path / "codes.csv"
    file.write_text('code\nAAA-1\nBBB-2\n"CCC,3"\n', encoding="utf-8")
    assert "loaded 3 codes" in survey("study", "payments", study_id, file)
    with pytest.raises(SurveyError, match="line 2: this code is in the pool already"):
        survey("study", "payments", study_id, file)
    file.write_text("code\nDDD-4\n", encoding="utf-8-sig")
    assert "loaded 1 codes" in survey("study", "payments", study_id, file)
    instance = opened(tmp_path)
    with instance.engine.connect() as conn:
        assert payments.pool(conn, study_id) == {"AAA-1", "BBB-2", "CCC,3", "DDD-4"}
    instance.close()
    assert row(tmp_path, study_id).payments_left == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("code\nA\n\nB\nA\n", "line 5: the same code as on a line before"),
        ("code\nA\n   \n", "line 3: no code"),
        ("code\n" + "x" * 201 + "\n", "line 2: more than 200 characters"),
        ("code\nA\x07\n", "line 2: signs that cannot be shown"),
        ("code\nA,B\n", "line 2: more than one column"),
        ("code\n", "it holds no code"),
        ("", "the one column `code`"),
        ("number\nA\n", "the one column `code`"),
        ("code,name\nA,B\n", "the one column `code`"),
        ('code\n"A\n', "is not CSV"),
    ],
)
def test_a_file_of_codes_with_problems_is_refused_whole(
    survey: Survey, tmp_path: Path, content: str, said: str
) -> None:
    study_id = publish(survey, tmp_path)
    file = tmp_path / "codes.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SurveyError, match=said) as raised:
        survey("study", "payments", study_id, file)
    assert raised.value.kept == "No code was loaded."
    assert raised.value.do
    assert row(tmp_path, study_id).payments_left is None


def test_a_form_that_tells_of_no_payment_gets_none(survey: Survey, tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    kept = [line for line in FORM.splitlines() if not line.startswith("payment")]
    form.write_text("\n".join(kept), encoding="utf-8")
    study_id = publish(survey, tmp_path)
    file = tmp_path / "codes.csv"
    file.write_text("code\nA\n", encoding="utf-8")
    with pytest.raises(SurveyError, match="does not tell people of a payment"):
        survey("study", "payments", study_id, file)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0, 0), "too few to say"),
        ((0, 0, 19), "too few to say"),
        ((20, 0, 0), "fine"),
        ((17, 0, 3), "fine"),
        ((12, 0, 8), "pause and review"),
        ((0, 180, 20), "fine"),
        ((0, 160, 40), "pause and review"),
        ((0, 160_000, 40_000), "pause and review"),
        ((190_000, 0, 10_000), "fine"),
    ],
)
def test_feelings_are_told_in_one_of_three_ways(
    survey: Survey, tmp_path: Path, counts: tuple[int, int, int], said: str
) -> None:
    study_id = publish(survey, tmp_path)
    instance = opened(tmp_path)
    with writing(instance.engine) as conn:
        conn.execute(
            text("UPDATE studies SET felt_fine = :a, felt_bit_hard = :b, felt_very_hard = :c"),
            dict(zip("abc", counts, strict=True)),
        )
    instance.close()
    assert survey("study", "feelings", study_id).splitlines()[0] == said


def test_changes_are_told_with_their_month_the_newest_first(survey: Survey, tmp_path: Path) -> None:
    study_id = publish(survey, tmp_path)
    file = tmp_path / "changes.txt"
    for words in ("We wrote to everyone.\n\nThey answered.\n", "The form is shorter now.\n"):
        file.write_text(words, encoding="utf-8")
        assert f"/r/{study_id}/" in survey("study", "changes", study_id, file)
    instance = opened(tmp_path)
    with instance.engine.connect() as conn:
        told = changes.told(conn, study_id)
    instance.close()
    assert [one.words for one in told] == [
        "The form is shorter now.",
        "We wrote to everyone.\n\nThey answered.",
    ]
    assert [(one.number, one.month) for one in told] == [
        (2, today().replace(day=1)),
        (1, today().replace(day=1)),
    ]
    for bad in ("", "x" * 10_001):
        file.write_text(bad, encoding="utf-8")
        with pytest.raises(SurveyError, match="characters") as raised:
            survey("study", "changes", study_id, file)
        assert raised.value.kept
    file.write_text("Words.", encoding="utf-8")
    with pytest.raises(SurveyError, match="no study called nobody"):
        survey("study", "changes", "nobody", file)


HURTING = FORM.replace("text: How often?", "text: Why did you not tell anyone?")


def test_what_would_hurt_is_not_asked_of_people(survey: Survey, tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(HURTING, encoding="utf-8")
    with pytest.raises(Refused, match="Part 1, question often: “why did you” can sound like blame"):
        publish(survey, tmp_path)
    assert not (tmp_path / "shares").exists()
    assert "no studies yet" in survey("study", "list")
    said = survey("study", "publish", tmp_path / "form.yaml", "--practice", "--shares", 3,
                  "--threshold", 2, "--shares-dir", tmp_path / "shares")  # fmt: skip
    assert "\nstudy " in said


def test_the_advice_of_the_check_is_given_again_with_lines(tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    form.write_text(HURTING + "minutes: 16\n", encoding="utf-8")
    checked = CliRunner().invoke(cli, ["questionnaire", "check", str(form)])
    line = HURTING[: HURTING.index("Why did")].count("\n") + 1
    assert f"must change: {form}:{line}: Part 1, question often: “why did you”" in checked.stdout
    last = HURTING.count("\n") + 1
    assert f"advice: {form}:{last}: minutes: it takes 16 minutes" in checked.stdout
    said = CliRunner().invoke(cli, ["--instance", str(tmp_path / "var"), "study", "publish",
        str(form), "--shares", "3", "--threshold", "2", "--shares-dir", str(tmp_path / "s"),
        "--practice"])  # fmt: skip
    assert said.exit_code == 0, said.output
    for each in checked.stdout.splitlines()[1:]:
        assert each in said.stderr


@pytest.mark.parametrize("name", ["organisation", "safeguarding", "jurisdiction", "legal_sign_off"])
def test_words_of_the_example_are_no_answer(survey: Survey, tmp_path: Path, name: str) -> None:
    lines = [line for line in TOLD.splitlines() if not line.startswith(name)]
    config = tmp_path / "other.toml"
    config.write_text("\n".join([*lines, f'{name} = "CHANGE ME"']), encoding="utf-8")
    with pytest.raises(Refused, match=f"{name} .it says “CHANGE ME”"):
        publish(survey, tmp_path, config=config)
