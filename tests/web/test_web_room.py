"""The reading room: what readers find, and what is kept of them: nothing."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from io import StringIO

import pytest
from flask import Flask

from survey.errors import Refused
from survey.mixing.mix import mix
from survey.questionnaire.catalogues import INTERFACE
from survey.services.follow_up.publish_digest import publish_digest
from survey.services.steps.put_edition import NewEdition, putting_edition
from survey.storage.database import writing
from survey.storage.files import write_together
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies.published_editions import ReadingFacts, keep_facts
from survey.web.rendering.localisation import long_date
from tests.conftest import Clock, Published, form_file
from tests.web.shelves import ASKS, CARD, furnish, shelf_for
from tests.web.visitor import Visitor

Publish = Callable[..., Published]
PAGES = (
    "/reports", "/reports/in/en", "/reports/theme/removal", "/reports/asked/platforms", "/asks",
    "/asks/theme/reporting", "/asks/standing/overdue", "/asks/2027-1", "/asks/2027-2",
    "/asked/platforms", "/asked/platforms-example-platform", "/told", "/r/{}/told", "/r/{}/",
)  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def study(publish: Publish, instance: Instance) -> Published:
    """Give a study whose report and asks stand in the reading room."""
    made = publish(form_file("languages"), practice=True)
    furnish(instance, made.id)
    return made


@pytest.fixture
def reader(public_app: Flask, study: Published) -> Visitor:
    """Give somebody who reads."""
    return Visitor(public_app, study.id)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_as_public_pages_are_in_every_language(
    reader: Visitor, study: Published, page: str
) -> None:
    """`Visitor` checks each: no cookie, no foreign address, no query, the ways out first."""
    address = page.format(study.id)
    reader.open(address)
    assert reader.response.status_code == 200
    chosen = INTERFACE if not address.startswith(f"/r/{study.id}/") or "told" in address else ()
    for language in chosen:
        shown = reader.open(f"/{language}{address}")
        assert reader.response.status_code == 200
        way = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{way}">' in shown.html
        inside = [one for one in shown.links if one.startswith(("/reports", "/asks", "/told"))]
        assert set(inside) <= {"/asks.csv"}, "the language that was chosen stays"


def test_reports_are_found_by_theme_and_by_who_is_asked(reader: Visitor, study: Published) -> None:
    assert CARD.title in reader.open("/reports").words
    assert CARD.title in reader.open("/reports/theme/removal").words
    assert CARD.title in reader.open("/reports/asked/hotlines").words
    assert "/reports/theme/tools" not in reader.page.links
    assert CARD.title not in reader.open("/reports/theme/tools").words
    for wrong in ("/reports/theme/none", "/reports/asked/nobody", "/asks/standing/so", "/asks/9"):
        reader.open(wrong)
        assert reader.response.status_code == 404


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("image came BACK", "For one in three, the image came back."),
        ("écided in words", "Say what you decided"),
        ("stays down", "Match an image once"),
        ("nowhere to be found", ""),
        ("%", ""),
        ("<b>", ""),
    ],
)
def test_a_search_looks_in_titles_findings_and_asks_and_stands_in_no_address(
    reader: Visitor, typed: str, there: str
) -> None:
    reader.open("/reports")
    page = reader.post({"q": [typed]}, "/reports")
    assert reader.response.status_code == 200
    assert (there in page.words) if there else ("No report has all of these words" in page.words)
    assert "?" not in "".join(page.links)


def test_one_ask_shows_who_answered_what_and_who_did_not(reader: Visitor, study: Published) -> None:
    words = reader.open("/asks/2027-1").words
    first = words.index("From June, each decision")
    assert "Accepted in part" in words[:first]
    assert (
        "Survivors said: this does not answer it. A rule’s name is not a reason." in words[first:]
    )
    late = (
        "\u2068Example Video Service\u2069 has not answered. The day to answer by was 28 February"
    )
    assert late in words
    assert "Only one in three was told clearly what was decided." in words
    assert "For one in three, the image came back." not in words
    assert f"/r/{study.id}/f/finding-1" in reader.page.links
    assert "https://hotline.example/two-sentences" in reader.page.links
    assert words.index("10 January 2026 \u2068Example Hotline\u2069 answered") < words.index(
        "15 November 2025 Sent to those who are asked"
    )


def test_a_finding_has_an_address_of_its_own(reader: Visitor, study: Published) -> None:
    got = reader._client.get(f"/r/{study.id}/f/finding-2", base_url="http://127.0.0.1:8000")
    assert got.status_code == 303
    assert got.headers["Location"] == f"/r/{study.id}/report.html#finding-2"
    reader.open(f"/r/{study.id}/f/finding-9")
    assert reader.response.status_code == 404


@pytest.mark.parametrize(
    "page", ["/asks/2027-1", "/asked/platforms-example-platform", "/told", "/r/{}/told"]
)
def test_what_an_ask_rests_on_is_linked_wherever_it_stands(
    reader: Visitor, study: Published, page: str
) -> None:
    shown = reader.open(page.format(study.id))
    assert f"/r/{study.id}/f/finding-1" in shown.links


def test_digests_stay_beside_those_of_later_years(reader: Visitor, instance: Instance) -> None:
    publish_digest(instance, 2029, b"of 2029", date(2030, 1, 5))
    publish_digest(instance, 2030, b"early", date(2030, 6, 1))
    publish_digest(instance, 2030, b"of 2030", date(2031, 1, 5))
    with pytest.raises(Refused, match="as it stood"):
        publish_digest(instance, 2029, b"another", date(2031, 1, 5))
    page = reader.open("/told")
    names = [one.removeprefix("/told/") for one in page.links if one.startswith("/told/")]
    assert names == ["digest-2030-en.pdf", "digest-2029-en.pdf"]
    for year, name in ((2030, names[0]), (2029, names[1])):
        got = reader._client.get(f"/told/{name}", base_url=_SITE)
        assert (got.data, got.content_type) == (f"of {year}".encode(), "application/pdf")
    for wrong in ("digest-2028-en.pdf", "organisation-keys.txt", "..%2Fsite-key"):
        assert reader._client.get(f"/told/{wrong}", base_url=_SITE).status_code == 404


def test_people_are_told_by_the_name_of_the_study_in_their_language(
    public_app: Flask, publish: Publish
) -> None:
    study = publish(form_file("languages"), practice=True)
    for language, written in (("ar", "ar"), ("fr", "en")):
        words = Visitor(public_app, study.id).open(f"/{language}/r/{study.id}/told").words
        assert study.questionnaire.title.in_language(written) in words


def test_what_happened_names_reports_in_the_language_of_its_page(
    reader: Visitor, study: Published, instance: Instance, clock: Clock
) -> None:
    for language in ("en", "fr"):
        put(instance, study.id, 2, language, "a", clock().date())
    assert "Of fr" in reader.open("/fr/told").words
    assert "Of en" in reader.open("/en/told").words
    assert "Of en" in reader.open("/es/told").words


def test_people_are_told_what_came_of_what_they_told(reader: Visitor, study: Published) -> None:
    words = reader.open(f"/r/{study.id}/told").words
    told, asked, came = (
        words.index("Only one in three was told clearly"),
        words.index(ASKS[0].sentence),
        words.index("\u2068Example Hotline\u2069 said on 10 January 2026 that this is done."),
    )
    assert told < asked < came
    assert "PRACTICE" in words
    assert f"/r/{study.id}/told" in reader.open(f"/r/{study.id}/").links


def test_results_say_that_nothing_is_written_only_where_no_answer_is_public(
    reader: Visitor, study: Published, publish: Publish, instance: Instance, public_app: Flask
) -> None:
    page = reader.open(f"/r/{study.id}/")
    assert "Nothing is written here yet" not in page.words
    assert "What happened with what you told us" in page.words
    never = publish(form_file("single"), practice=True)
    page = Visitor(public_app, never.id).open(f"/r/{never.id}/")
    assert "Nothing is written here yet" in page.words
    with writing(instance.engine) as conn:
        keep_facts(conn, study.id, ReadingFacts(passphrase="scrypt$x"))
    assert "Nothing is written here yet" in reader.open(f"/r/{study.id}/").words


def test_asks_of_one_body_are_a_page_a_file_and_a_feed(reader: Visitor) -> None:
    page = reader.open("/asked/platforms-example-platform")
    assert ASKS[0].sentence in page.words
    assert ASKS[1].sentence in page.words
    assert "Example Hotline" not in page.words
    assert "/asked/platforms-example-platform/asks.csv" in page.links
    got = reader._client.get("/asked/platforms-example-platform/asks.csv", base_url=_SITE)
    rows = list(csv.DictReader(StringIO(got.get_data(as_text=True), newline="")))
    assert [(one["ask"], one["standing"]) for one in rows] == [
        ("2027-1", "partly"),
        ("2027-2", "no answer yet"),
    ]
    assert rows[0]["survivors said"] == "does not answer it"
    everything = reader._client.get("/asks.csv", base_url=_SITE).get_data(as_text=True)
    assert len(list(csv.DictReader(StringIO(everything, newline="")))) == 4


_SITE = "http://127.0.0.1:8000"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.mark.parametrize("path", ["/feed.atom", "/asked/platforms/feed.atom"])
def test_feeds_are_atom_and_the_same_rows_give_the_same_bytes(reader: Visitor, path: str) -> None:
    """RFC 4287: what a feed and an entry must have, once each, and nothing else."""
    got = reader._client.get(path, base_url=_SITE)
    assert got.content_type == "application/atom+xml; charset=utf-8"
    assert got.data == reader._client.get(path, base_url=_SITE).data
    assert "Set-Cookie" not in got.headers
    feed = ET.fromstring(got.data)
    assert feed.tag == f"{ATOM}feed"
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"{_SITE}{path}", "alternate": f"{_SITE}/reports"}
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) >= 3
    ids = [one.findtext(f"{ATOM}id") or "" for one in entries]
    assert len({*ids, feed.findtext(f"{ATOM}id")}) == len(ids) + 1
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in ids)
    days = [one.findtext(f"{ATOM}updated") or "" for one in entries]
    assert all(_INSTANT.fullmatch(one) for one in days)
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == days[0]
    allowed = {f"{ATOM}{one}" for one in ("id", "title", "updated", "link", "category", "content")}
    for entry in entries:
        assert {one.tag for one in entry} <= allowed
        assert entry.find(f"{ATOM}link").get("href", "").startswith(_SITE)  # type: ignore[union-attr]


def test_an_embargo_holds_until_its_day_and_then_ends_by_itself(
    public_app: Flask, publish: Publish, instance: Instance, clock: Clock
) -> None:
    """Before its day everything answers as where nothing was published."""
    study, never = (publish(form_file("single"), practice=True) for _ in range(2))
    until = clock().date() + timedelta(days=2)
    furnish(instance, study.id)
    shelf_for(instance, study.id, card=CARD, held=until)
    reader = Visitor(public_app, study.id)
    for end in ("", "told", "report.html", "tables.csv", "1/", "1/report.html", "f/finding-1"):
        held, none = (
            reader._client.get(f"/r/{one.id}/{end}", base_url=_SITE) for one in (study, never)
        )
        assert held.status_code == none.status_code, end
        assert len(held.data) == len(none.data), end
    assert "Nothing yet" in reader.open(f"/r/{study.id}/").words
    for page in ("/reports", "/asks", "/told", f"/r/{study.id}/told", "/asks.csv", "/feed.atom"):
        body = reader._client.get(page, base_url=_SITE).get_data(as_text=True)
        assert "Only one in three" not in body
        assert ASKS[0].sentence not in body
    reader.open("/asks/2027-1")
    assert reader.response.status_code == 404
    clock.forward(days=2)
    assert CARD.title in reader.open("/reports").words
    assert "Read the report" in reader.open(f"/r/{study.id}/").words


def test_editions_stay_readable_under_their_numbers(
    public_app: Flask, publish: Publish, instance: Instance, clock: Clock
) -> None:
    study = publish(form_file("single"), practice=True)
    later = clock().date() + timedelta(days=3)
    for number, held in ((1, None), (2, None), (3, later)):
        shelf_for(instance, study.id, number, held=held)
    for number in (1, 2, 3):
        folder = shelf_for(instance, study.id, number, held=later if number == 3 else None)
        words = f"<html><head><title>x</title></head><body><h1>Edition {number}</h1></body>"
        (folder / "report.html").write_text(words, encoding="utf-8")
    reader = Visitor(public_app, study.id)

    def read(path: str) -> str:
        return reader._client.get(f"/r/{study.id}/{path}", base_url=_SITE).get_data(as_text=True)

    assert "Edition 2" in read("report.html")
    assert "Edition 1" in read("1/report.html")
    assert "Edition 3" not in read("3/report.html")
    assert {f"/r/{study.id}/1/", f"/r/{study.id}/2/"} <= set(reader.open(f"/r/{study.id}/").links)
    page = reader.open(f"/r/{study.id}/1/")
    assert f"/r/{study.id}/1/report.html" in page.links
    clock.forward(days=3)
    assert "Edition 3" in read("report.html")
    assert "Edition 2" in read("2/report.html")


def put(
    instance: Instance,
    of_id: str,
    number: int,
    language: str,
    made_of: str,
    day: date,
    said: str = "",
) -> None:
    """Put an edition on the shelf whose page says its number and its language."""
    told = {
        "lang": language,
        "made_of": made_of,
        "title": f"In {language}",
        "of": f"Of {language}",
        "words": said,
    }
    card = CARD.model_copy(update=told)
    head = f'<html lang="{language}"><head><title>x</title></head>'
    words = f"{head}<body><h1>{number} {language}</h1></body>"
    edition = NewEdition(
        of_id,
        number,
        card.model_dump_json(),
        partial(write_together, files={"report.html": words.encode()}),
    )
    with putting_edition(instance, edition, day):
        pass


def test_a_report_in_several_languages_is_found_in_each_until_it_says_something_else(
    public_app: Flask, publish: Publish, instance: Instance, clock: Clock
) -> None:
    """Another decision, or words taken back: what other languages say goes with what it was."""
    study, today = publish(form_file("languages"), practice=True), clock().date()
    reader, root = Visitor(public_app, study.id), f"/r/{study.id}/"

    def read(path: str) -> tuple[int, str]:
        got = reader._client.get(root + path, base_url=_SITE)
        return got.status_code, got.get_data(as_text=True)

    for language in ("en", "fr", "ar", "fr"):
        put(instance, study.id, 1, language, "a", today)
    assert "1 en" in read("report.html")[1]
    assert "1 fr" in read("in/fr/report.html")[1]
    assert "Quitter cette page" in read("in/fr/report.html")[1]
    assert "Exit this page" in read("report.html")[1]
    assert read("in/es/report.html")[0] == 404
    links = reader._client.get(f"{root}in/fr/report.html", base_url=_SITE).headers.getlist("Link")
    assert links == [
        f'<{root}{path}report.html>; rel="alternate"; hreflang="{code}"'
        for code, path in (("en", ""), ("ar", "in/ar/"))
    ]
    assert {f"{root}in/fr/report.html", f"{root}in/ar/report.html"} <= set(reader.open(root).links)
    assert re.search(r'hreflang="ar" lang="ar" dir="rtl">العربية', reader.page.html)
    assert "In fr" in reader.open("/reports/in/fr").words
    assert "In ar" in reader.open("/ar/reports").words
    assert "In en" not in reader.open("/reports/in/es").words
    assert reader.open("/reports/in/xx") is not None
    assert reader.response.status_code == 404
    put(instance, study.id, 2, "en", "b", today)
    assert read("in/fr/report.html")[0] == 404
    assert "1 ar" in read("1/in/ar/report.html")[1]
    put(instance, study.id, 2, "fr", "b", today)
    put(instance, study.id, 2, "en", "c", today)
    assert read("in/fr/report.html")[0] == 404
    put(instance, study.id, 2, "fr", "c", today, "one")
    put(instance, study.id, 2, "ar", "c", today, "three")
    assert read("in/fr/report.html")[0] == 200, "each language has words of its own"
    put(instance, study.id, 2, "fr", "c", today, "two")
    assert "2 fr" in read("report.html")[1]
    assert read("in/ar/report.html")[0] == 404, "they may say what was taken out"
    put(instance, study.id, 2, "en", "c", today)
    with writing(instance.engine) as conn:
        journal.note(conn, day=today, study_id=study.id, event="quote taken back")
    put(instance, study.id, 2, "es", "c", today)
    assert "2 es" in read("report.html")[1]
    assert {read(f"{path}report.html")[0] for path in ("in/fr/", "1/", "1/in/ar/")} == {404}


def test_what_was_closed_before_its_day_never_says_that_the_day_has_passed(
    public_app: Flask, publish: Publish, instance: Instance, clock: Clock
) -> None:
    study = publish(form_file("languages"), practice=True)
    mix(instance, now=clock(), closing=study.id)
    reader = Visitor(public_app, study.id)
    day = long_date(clock().date() + timedelta(days=28), "en")
    words = reader.open(f"/r/{study.id}/").words
    assert f"It was closed earlier than planned, and would have been open until {day}." in words
    assert "That day has passed" not in words
    clock.forward(days=40)
    assert "That day has passed" in reader.open(f"/r/{study.id}/").words


def test_an_embargo_and_a_passphrase_hold_for_every_language(
    public_app: Flask, publish: Publish, instance: Instance, clock: Clock
) -> None:
    study, today = publish(form_file("languages"), practice=True), clock().date()
    reader, root = Visitor(public_app, study.id), f"/r/{study.id}/"
    paths = [f"{way}{into}report.html" for way in ("", "2/") for into in ("", "in/fr/")]

    def told() -> list[tuple[int, bool]]:
        got = [reader._client.get(root + path, base_url=_SITE) for path in paths]
        return [(one.status_code, b"<h1>2 " in one.data or "Link" in one.headers) for one in got]

    for number, until in ((1, None), (2, today + timedelta(days=1))):
        with writing(instance.engine) as conn:
            keep_facts(conn, study.id, ReadingFacts(embargo_until=until))
        for language in ("en", "fr"):
            put(instance, study.id, number, language, str(number), today)
    assert [code for code, _ in told()] == [200, 200, 404, 404]
    assert "1 fr" in reader._client.get(f"{root}in/fr/report.html", base_url=_SITE).text
    clock.forward(days=1)
    assert [code for code, _ in told()] == [200] * 4
    with writing(instance.engine) as conn:
        keep_facts(conn, study.id, ReadingFacts(passphrase="scrypt$x"))
    assert told() == [(404, False)] * 4
    assert "In fr" not in reader.open("/reports/in/fr").words
    assert f"{root}in/fr/report.html" not in reader.open(root).html
