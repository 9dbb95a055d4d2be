"""Settings: read from files and variables, and every problem said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.errors import SettingsProblems
from survey.settings import Settings, read_settings, shipped
from survey.storage.database import make_engine


def test_the_shipped_defaults_are_the_defaults() -> None:
    assert read_settings([shipped("config") / "default.toml"], {}) == Settings()
    assert read_settings([], {}) == Settings()


def test_the_example_for_production_can_be_read() -> None:
    settings = read_settings([shipped("config") / "production.example.toml"], {})
    assert settings.address_of_site == "https://survey.example.org"
    assert settings.workers == 4


def test_later_files_win_and_variables_win_over_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("workers = 2\nmix_waiting = 50\n")
    (tmp_path / "b.toml").write_text("workers = 3\n")
    files = [tmp_path / "a.toml", tmp_path / "b.toml"]
    settings = read_settings(files, {"SURVEY_MIX_WAITING": "60", "HOME": "/nowhere"})
    assert (settings.workers, settings.mix_waiting) == (3, 60)


def test_lists_in_variables_are_written_with_commas() -> None:
    environ = {"SURVEY_TRUSTED_HOSTS": "a.example, b.example", "SURVEY_INSTANCE": "var"}
    assert read_settings([], environ).trusted_hosts == ("a.example", "b.example")


def test_every_problem_is_said_at_once_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('wrokers = 2\nmix_keep = 3\nleave_url = "http://x"\n')
    broken = tmp_path / "broken.toml"
    broken.write_text("workers = \n")
    missing = tmp_path / "missing.toml"
    with pytest.raises(SettingsProblems) as caught:
        read_settings([file, broken, missing], {"SURVEY_WORKERS": "many"})
    said = "\n".join(caught.value.problems)
    assert len(caught.value.problems) == 6
    assert f"{file}: wrokers: there is no such setting" in said
    assert f"{file}: mix_keep: write 20 or more." in said
    assert f'{file}: leave_url: write an address that begins with https://, or "404".' in said
    assert f"{broken}: this is not TOML" in said
    assert f"{missing}: the file cannot be read" in said
    assert "the environment: SURVEY_WORKERS: " in said


@pytest.mark.parametrize(
    "environ",
    [
        {"SURVEY_MIX_WAITING": "39"},
        {"SURVEY_MIX_KEEP": "19"},
        {"SURVEY_MIX_INTERVAL_MINUTES": "59"},
        {"SURVEY_MIX_KEEP": "30"},
        {"SURVEY_DATABASE_URL": "mysql://x"},
        {"SURVEY_DATABASE_URL": "sqlite:////nope/x.db"},
        {"SURVEY_DATABASE_URL": "sqlite:///x.db"},
        {"SURVEY_PUBLIC_ADDRESS": "8000"},
        {"SURVEY_PUBLIC_ADDRESS": "127.0.0.1:99999"},
        {"SURVEY_PUBLIC_ADDRESS": "127.0.0.1:0"},
        {"SURVEY_PUBLIC_URL": "survey.example.org"},
        {"SURVEY_PUBLIC_URL": "https://survey.example.org:https"},
        {"SURVEY_PUBLIC_URL": "https://[survey.example.org"},
    ],
)
def test_promises_cannot_be_set_lower_and_addresses_must_be_whole(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsProblems):
        read_settings([], environ)


@pytest.mark.parametrize(
    "url",
    ["postgresql://name:a-secret@db:abc/survey", "postgresql://db:0/survey",
     "postgresql://db:65536/survey", "postgresql://db:-1/survey", "postgresql://[::1/survey",
     "postgresql://db:5432x/survey", "postgresql://db:/survey", "postgresql://db:٣/survey"],
)  # fmt: skip
def test_a_bad_port_of_the_database_is_said_without_the_password(url: str) -> None:
    with pytest.raises(SettingsProblems) as caught:
        read_settings([], {"SURVEY_DATABASE_URL": url})
    (said,) = caught.value.problems
    assert "its port, from 1 to 65535" in said
    assert "a-secret" not in said


@pytest.mark.parametrize(
    "url",
    ["postgresql://", "postgresql:///survey", "postgresql://db/survey?connect_timeout=3",
     "postgresql+psycopg://name:p%40[#?/:x@db:5432/survey", "postgresql://name@[::1]:5432/survey",
     "postgresql:///survey?host=%2Frun%2Fpostgresql", "postgresql://db:65535"],
)  # fmt: skip
def test_whatever_names_a_database_rightly_is_taken(url: str) -> None:
    assert read_settings([], {"SURVEY_DATABASE_URL": url}).database_url == url
    assert make_engine(url).dialect.name == "postgresql"


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().workers = 2  # type: ignore[misc]


def test_shipped_folders_are_found() -> None:
    assert (shipped("config") / "default.toml").is_file()
    assert shipped("templates").is_dir()


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com",
        "https://google.co.uk/search",
        "https://news.google.fr/",
        "https://www.bing.com/",
        "https://uk.yahoo.com/news",
        "https://m.facebook.com",
        "https://YouTube.com/watch",
        "https://www.amazon.de",
        "https://www.msn.com/",
        "https://x.com",
        "https://www.google.com.",
        "http://www.bbc.co.uk/weather",
        "https://",
        "405",
    ],
)
def test_leaving_leads_to_no_site_that_greets_people_with_what_is_theirs(url: str) -> None:
    with pytest.raises(SettingsProblems):
        read_settings([], {"SURVEY_LEAVE_URL": url})


def test_a_refused_way_out_says_what_to_do_and_can_be_taken_on_purpose() -> None:
    with pytest.raises(SettingsProblems, match="leave_url_checked = true"):
        read_settings([], {"SURVEY_LEAVE_URL": "https://www.google.com"})
    chosen = {"SURVEY_LEAVE_URL": "https://www.google.com", "SURVEY_LEAVE_URL_CHECKED": "true"}
    assert read_settings([], chosen).leave_url == "https://www.google.com"


@pytest.mark.parametrize(
    "url",
    [
        "404",
        "https://www.bbc.co.uk/weather",
        "https://www.boxx.com",
        "https://weather.example/x.com",
    ],
)
def test_neutral_ways_out_are_taken(url: str) -> None:
    assert read_settings([], {"SURVEY_LEAVE_URL": url}).leave_url == url


def test_limits_have_floors_so_that_a_shelter_is_never_locked_out() -> None:
    for name in ("SURVEY_ADDRESS_HOURLY", "SURVEY_STUDY_HOURLY"):
        with pytest.raises(SettingsProblems):
            read_settings([], {name: "9"})
    for hops in ("-1", "6"):
        with pytest.raises(SettingsProblems):
            read_settings([], {"SURVEY_PROXY_HOPS": hops})


def test_what_people_are_told_is_one_text_or_one_for_each_language(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('safeguarding.en = " We may tell. "\nsafeguarding.pt-BR = "Talvez."\n')
    assert read_settings([file], {}).safeguarding == {"en": "We may tell.", "pt-BR": "Talvez."}
    assert read_settings([file], {"SURVEY_SAFEGUARDING": "One."}).safeguarding == "One."


@pytest.mark.parametrize("name", ["organisation", "safeguarding", "jurisdiction", "leave_url"])
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('.arabic = "https://x.example"', "“arabic” is not the code of a language"),
        ('.xx = "https://x.example"', "“xx” is not the code of a language"),
        ('.AR = "https://x.example"', "“AR” is not the code of a language"),
        ('.ar = " "', "nothing is written for ar; write it, or take ar out"),
        (".ar = 3", "nothing is written for ar"),
        (" = {}", "write a text, or a line for each language"),
        (" = 3", "write a text, or a line for each language"),
    ],
)
def test_texts_of_no_language_and_texts_without_words_are_named(
    tmp_path: Path, name: str, written: str, said: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(name + written + "\n")
    with pytest.raises(SettingsProblems) as caught:
        read_settings([file], {})
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(f"{file}: {name}: {said}")


def test_each_way_out_is_looked_at_and_the_first_stands_in_for_others(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    first = 'leave_url.en = "https://www.bbc.co.uk/weather"\n'
    file.write_text(first + 'leave_url.ar = "404"\n')
    settings = read_settings([file], {})
    assert settings.leave_url_in("ar") == "404"
    assert settings.leave_url_in("fr") == "https://www.bbc.co.uk/weather"
    for wrong in ("https://www.google.com", "http://weather.example"):
        file.write_text(first + f'leave_url.ar = "{wrong}"\n')
        with pytest.raises(SettingsProblems):
            read_settings([file], {})


@pytest.mark.parametrize(("days", "said"), [("31", "write 30 or less"), ("-1", "write 0 or more")])
def test_backups_are_kept_for_thirty_days_at_most(days: str, said: str) -> None:
    with pytest.raises(SettingsProblems, match=said):
        read_settings([], {"SURVEY_BACKUP_DAYS": days})


@pytest.mark.parametrize(
    ("url", "held"),
    [
        ("postgresql://survey:word@127.0.0.1/survey", True),
        ("postgresql+psycopg://survey:w@rd@127.0.0.1:5432/survey", True),
        ("postgresql:///survey?host=/run/postgresql&password=word", True),
        ("postgresql:///survey?host=/var/run/postgresql", False),
        ("postgresql://survey@127.0.0.1:5432/survey", False),
        ("postgresql://survey@[::1]:5432/survey?sslmode=require", False),
        ("", False),
    ],
)
def test_a_file_that_holds_the_password_of_the_database_is_known(
    tmp_path: Path, url: str, held: bool
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'database_url = "{url}"\n', encoding="utf-8")
    settings = read_settings([shipped("config") / "default.toml", file], {})
    assert settings.password_files == ((file,) if held else ())
    assert read_settings([], {"SURVEY_DATABASE_URL": url}).password_files == ()
