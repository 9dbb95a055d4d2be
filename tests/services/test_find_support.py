"""The list of support services: how it is read, who is shown what, and what must be checked."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from survey.errors import Refused, SettingsProblems
from survey.services.answering.find_support import (
    SupportQuery,
    countries_shown,
    emergency_numbers,
    find_support,
    laws_to_show,
)
from survey.services.steps.resources_to_check import needs_checking
from survey.services.steps.support_list import (
    Resources,
    read_resources,
    require_support,
    resources_of,
    unconfirmed,
)
from survey.settings import shipped

TODAY = date(2026, 11, 22)
SHIPPED = read_resources(shipped("config") / "resources.json")


def service(name: str, /, **fields: Any) -> dict[str, Any]:
    """Give an entry as it stands in a file."""
    entry = {
        "id": name, "country": "GB", "name": name.upper(), "who_for": "Anyone",
        "does": ["support"], "url": "https://example.org/",
    }  # fmt: skip
    return entry | fields


def checked(day: date) -> dict[str, str]:
    """Give the two fields of an entry that was checked on a day."""
    return {"checked_on": day.isoformat(), "verified_by": "a coordinator"}


@pytest.fixture
def listed(tmp_path: Path) -> Any:
    """Write a list and read it."""

    def go(*services: dict[str, Any], **blocks: Any) -> Resources:
        path = tmp_path / "resources.json"
        path.write_text(json.dumps({"services": services, **blocks}), encoding="utf-8")
        return read_resources(path)

    return go


NOTHING_CHOSEN = SupportQuery()


def ids(
    resources: Resources, where: set[str], asked: SupportQuery = NOTHING_CHOSEN, young: bool = False
) -> Any:
    """Give the ids of each group of a page, with those that stand above in brackets."""
    return [
        (group.kind, [*(one.id for one in group.services), *([one.id] for one in group.above)])
        for group in find_support(resources, where, asked, young)
    ]


# --- the shipped list -----------------------------------------------------------------------------


def test_the_shipped_list_has_every_field_of_the_requirement() -> None:
    """RS-01 names them."""
    wanted = {
        "id", "country", "name", "who_for", "age_min", "age_max", "does", "url", "phone", "text",
        "chat", "languages", "anonymous", "cost", "note", "confidence", "checked_on", "verified_by",
    }  # fmt: skip
    raw = json.loads((shipped("config") / "resources.json").read_text(encoding="utf-8"))
    for entry in raw["services"]:
        assert wanted <= entry.keys()


def test_the_shipped_list_holds_what_the_reference_list_has(shared: Any) -> None:
    """The same services, addresses, numbers and confidence; words for readers are ours, and so are
    services that came later, of which no number is given and none is said to be sure."""
    reference = json.loads(shared("domain/resources.json").read_text(encoding="utf-8"))
    ours = {one.id: one for one in SHIPPED.services}
    later = ours.keys() - {entry["id"] for entry in reference}
    assert len(ours) == len(reference) + len(later)
    assert not any(ours[name].phone or ours[name].text for name in later)
    assert "high" not in {ours[name].confidence for name in later}
    for entry in reference:
        one = ours[entry["id"]]
        assert (one.country, one.url, one.phone, one.confidence) == (
            entry["country"], entry["url"], entry["phone"], entry["confidence"],
        )  # fmt: skip


def test_nobody_has_confirmed_anything_of_the_shipped_list() -> None:
    """Signing an entry is a deed of an organisation, never of this repository."""
    assert not any(one.confirmed for one in SHIPPED.services)
    assert not any(one.confirmed or one.number for one in SHIPPED.emergency)
    assert not any(law.confirmed for law in SHIPPED.laws)


def test_words_for_readers_hold_no_number_no_mark_and_no_remark() -> None:
    """No run of six digits, no number of the entry, no [R], nothing for coordinators."""
    for one in SHIPPED.services:
        words = " ".join([one.name, one.who_for.in_language("en"), one.note.in_language("en")])
        runs = [re.sub(r"\D", "", run) for run in re.findall(r"\d[\d -]*", words)]
        assert all(len(run) < 6 for run in runs), words
        assert not {re.sub(r"\D", "", n) for n in (one.phone, one.text) if n} & set(runs), words
        assert not re.search(r"\[|INHOPE member|lint|check before|recalled|!", words), words


def test_every_short_name_in_the_shipped_list_is_spelled_out() -> None:
    """Or said in plain words; names that are written in capitals, and stand for nothing, are not
    short."""
    brands = {"StopNCII", "CyberTipline", "JUUUPORT", "NeedHelpNow", "SaferNet", "SletDet"}
    laws = {"TAKE", "IT", "DOWN"}
    capitals = re.compile(r"\b[A-Z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*\b")
    for one in SHIPPED.services:
        for language in ("en", "fr", "es", "ar"):
            said = (one.name, one.who_for.in_language(language), one.note.in_language(language))
            short = set(capitals.findall(" ".join(said))) - brands - laws
            spelled = {name: words for name, words, _ in one.spelled_out(language)}
            assert short <= spelled.keys(), one.id
            assert all(len(words) > len(name) + 5 for name, words in spelled.items())
        assert all(re.search(rf"\b{name}\b", one.name) for name in one.abbreviations), one.id


@pytest.mark.parametrize("country", ["AE", "EG", "JO", "LB", "MA", "PS", "QA"])
def test_services_of_arabic_speaking_countries_speak_arabic(country: str) -> None:
    """A study can be published there, and who reads Arabic is told for whom a service is."""
    require_support(SHIPPED, (country,))
    for one in SHIPPED.services:
        if one.country == country:
            assert "ar" in one.languages
            assert {"en", "fr", "es", "ar"} <= set(one.who_for.languages())


def test_every_country_has_a_name_and_an_emergency_line_to_fill_in() -> None:
    """Codes are those of ISO 3166, as Unicode CLDR names them."""
    names = Locale.parse("en").territories
    assert all(code in names for code in SHIPPED.countries())
    assert {one.country for one in SHIPPED.emergency} == set(SHIPPED.countries())


# --- who is shown what ----------------------------------------------------------------------------


def test_removal_comes_first_then_talking_then_reporting(listed: Any) -> None:
    """RS-02; a service that does several things stands in the first group and is named below."""
    resources = listed(
        service("a-report", does=["report"]),
        service("a-talk"),
        service("a-removal", does=["report", "removal"]),
    )
    assert ids(resources, {"GB"}) == [
        ("removal", ["a-removal"]),
        ("talk", ["a-talk"]),
        ("report", ["a-report", ["a-removal"]]),
    ]


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        ("under_18", {"int-takeitdown"}),
        ("adult", {"int-stopncii"}),
        ("not_sure", {"int-takeitdown", "int-stopncii"}),
        ("", {"int-takeitdown", "int-stopncii"}),
    ],
)
def test_not_being_sure_of_the_age_gives_both(age: str, shown: set[str]) -> None:
    """RS-03."""
    groups = find_support(SHIPPED, {"INT"}, SupportQuery(age=age, want="removal"), young=False)
    found = {one.id for one in groups[0].services}
    assert found & {"int-takeitdown", "int-stopncii"} == shown


def test_somebody_older_than_18_in_the_image_is_not_sent_to_services_for_children() -> None:
    """Somebody who was an adult then is one now; somebody who was a child then may be either."""
    then_adult = ids(SHIPPED, {"GB"}, SupportQuery(age="adult"))
    then_child = ids(SHIPPED, {"GB"}, SupportQuery(age="under_18"))
    assert "gb-rr" not in str(then_adult)
    assert "gb-ceop" not in str(then_adult)
    assert "gb-rphl" in str(then_adult)
    assert "gb-napac" in str(then_child)


def test_young_people_see_youth_services_first_and_none_for_adults_only() -> None:
    """YO-03."""
    shown = dict(ids(SHIPPED, {"GB", "INT"}, young=True))
    assert shown["removal"][:2] == ["gb-rr", "int-takeitdown"]
    assert shown["talk"][0] == "gb-childline"
    for adults in ("gb-rphl", "gb-napac", "int-stopncii", "int-chayn"):
        assert adults not in str(shown)


def test_services_of_a_country_stand_before_those_for_everywhere(listed: Any) -> None:
    """And keep the order of the file otherwise: no other order is known (RS-08)."""
    resources = listed(
        service("z-one", country="INT"), service("y-two"), service("b-three"), service("a-four")
    )
    assert ids(resources, {"GB", "INT"}) == [("talk", ["y-two", "b-three", "a-four", "z-one"])]


@pytest.mark.parametrize(
    ("want", "kinds"),
    [
        ("removal", ["removal"]),
        ("talk", ["talk"]),
        ("report", ["report"]),
        ("help", ["removal", "talk", "report"]),
        ("", ["removal", "talk", "report"]),
    ],
)
def test_the_wish_chooses_the_groups(want: str, kinds: list[str]) -> None:
    """The third question of RS-03."""
    assert [kind for kind, _ in ids(SHIPPED, {"GB", "INT"}, SupportQuery(want=want))] == kinds


@pytest.mark.parametrize(
    ("regions", "where", "shown"),
    [
        (["GB"], "", {"GB", "INT"}),
        (["GB"], "FR", {"FR", "INT"}),
        (["GB"], "other", {"INT"}),
        ([], "", {"INT"}),
        (["GB", "US", "FR", "DE"], "", {"INT"}),
    ],
)
def test_a_page_shows_the_regions_or_the_country_chosen(
    regions: list[str], where: str, shown: set[str]
) -> None:
    """RS-10; too many regions for one light page leave the choice to the finder."""
    assert countries_shown(SHIPPED, regions, where, 24) == shown


def test_only_confirmed_numbers_are_given(listed: Any) -> None:
    """A number is given out by an entry that was signed, and by no other."""
    resources = listed(
        service("a-signed", phone="01632 960001", text="60001", **checked(TODAY)),
        service("a-bare", phone="01632 960002", text="60002"),
        emergency=[
            {"country": "GB", "number": "960003", **checked(TODAY)},
            {"country": "FR", "number": "960004"},
        ],
        laws=[
            {"country": "GB", "words": "Signed.", **checked(TODAY)},
            {"country": "GB", "words": "Not signed."},
        ],
    )
    signed, bare = resources.services
    assert (signed.phone_to_show, signed.text_to_show) == ("01632 960001", "60001")
    assert (bare.phone_to_show, bare.text_to_show) == ("", "")
    assert emergency_numbers(resources, {"GB", "FR"}) == (("GB", "960003"),)
    assert [law.words.in_language("en") for law in laws_to_show(resources, {"GB"})] == ["Signed."]


# --- what somebody must look at -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "listed_", "overdue"),
    [(0, False, False), (180, False, False), (181, True, True), (-1, True, False)],
)
def test_what_is_older_than_180_days_must_be_looked_at(
    listed: Any, days: int, listed_: bool, overdue: bool
) -> None:
    """RS-01; a day that is still to come is a slip of the pen."""
    entry = service("a-one", confidence="high", **checked(TODAY - timedelta(days=days)))
    waiting = needs_checking(listed(entry), TODAY)
    assert [one.name for one in waiting] == (["a-one"] if listed_ else [])
    assert any(one.overdue for one in waiting) is overdue


def test_what_was_never_confirmed_is_listed_but_not_overdue(listed: Any) -> None:
    """Nobody promised anything about it."""
    (waiting,) = needs_checking(listed(service("a-one", confidence="high")), TODAY)
    assert (waiting.days, waiting.overdue) == (None, False)


def test_only_entries_marked_high_are_overdue(listed: Any) -> None:
    """RS-01 names `high`."""
    old = checked(TODAY - timedelta(days=500))
    resources = listed(
        service("a-medium", confidence="medium", **old),
        emergency=[{"country": "GB", "number": "960003", **old}],
    )
    assert {one.name: one.overdue for one in needs_checking(resources, TODAY)} == {
        "a-medium": False,
        "emergency number for GB": True,
    }


def test_unconfirmed_entries_of_a_study_are_named(listed: Any) -> None:
    """Of its regions and of everywhere, and no others."""
    resources = listed(
        service("a-one"), service("int-one", country="INT"), service("fr-one", country="FR"),
        service("a-two", **checked(TODAY)),
    )  # fmt: skip
    assert unconfirmed(resources, ["GB"]) == ("a-one", "int-one")


def test_a_region_without_a_service_is_refused(listed: Any) -> None:
    """TI-13."""
    resources = listed(service("a-one"))
    require_support(resources, ["GB"])
    with pytest.raises(Refused) as refused:
        require_support(resources, ["GB", "KE", "MX"])
    assert refused.value.what == "There is no support service for KE, MX in the list."
    assert refused.value.kept == "Nothing was published."
    with pytest.raises(Refused):
        require_support(resources, [])
    require_support(SHIPPED, [])


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "http://example.org"}, "url: write an address that begins with https://"),
        ({"phone": "ask us"}, "phone: write digits, spaces and dashes only"),
        ({"country": "UK"}, "country: write the two capital letters of a country"),
        ({"country": "gb"}, "country: write the two capital letters of a country"),
        ({"does": ["magic"]}, "does: write one or more of removal,"),
        ({"does": []}, "does: write one or more of removal,"),
        ({"chat": "maybe"}, 'chat: write true, false or "unknown"'),
        ({"checked_on": "yesterday"}, "checked_on: write the day as 2026-01-31, or null"),
        ({"checked_on": "2026-01-31"}, "write both checked_on and verified_by"),
        ({"verified_by": "me"}, "write both checked_on and verified_by"),
        ({"age_max": "17"}, "age_max: write whole years from 0 to 120, or null"),
        ({"colour": "red"}, "colour: there is no such field"),
        ({"note": "Recalled [R]."}, "move marks such as [R] into remark"),
        ({"note": "Call 01632 960 960."}, "take the telephone number out"),
        ({"name": "Line 99", "phone": "99"}, "take the telephone number out"),
        ({"who_for": 7}, "who_for: "),
    ],
)
def test_a_wrong_entry_is_named_with_its_field_and_what_to_write(
    listed: Any, wrong: dict[str, Any], said: str
) -> None:
    """File, entry, field, and what to write."""
    with pytest.raises(SettingsProblems) as problem:
        listed(service("a-one"), service("a-two", **wrong))
    (sentence,) = problem.value.problems[:1]
    assert "resources.json: services, entry 2 (a-two): " in sentence
    assert said in sentence


def test_everything_wrong_is_said_at_once(listed: Any) -> None:
    """A missing field, and one of another entry."""
    bare = service("a-one")
    del bare["url"]
    with pytest.raises(SettingsProblems) as problem:
        listed(bare, service("a-two", cost="dear"))
    first, second = problem.value.problems
    assert first.endswith("entry 1 (a-one): url: it is missing; write an address that begins with "
                          "https://.")  # fmt: skip
    assert second.endswith('entry 2 (a-two): cost: write "free", "not free" or "unknown".')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "is not UTF-8 text"),
        (b'{"services": [', "line 1: this is not JSON"),
        (b"[]", "resources.json: "),
        (b'{"services": [7]}', "services, entry 1: "),
        (b'{"services": 7}', "services: "),
    ],
)
def test_a_file_that_is_no_list_is_refused_calmly(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """Never with a traceback."""
    path = tmp_path / "resources.json"
    path.write_bytes(content)
    with pytest.raises(SettingsProblems) as problem:
        read_resources(path)
    assert said in problem.value.problems[0]


def test_the_same_service_twice_is_refused(listed: Any) -> None:
    """So that a link inside the page has one place to go."""
    with pytest.raises(SettingsProblems, match="two entries with the id a-one"):
        listed(service("a-one"), service("a-one"))


def test_an_instance_may_have_a_list_of_its_own(tmp_path: Path) -> None:
    """Beside its database; else the shipped one is read."""
    assert resources_of(tmp_path, shipped("config")) == SHIPPED
    own = {"services": [service("a-one")]}
    (tmp_path / "resources.json").write_text(json.dumps(own), encoding="utf-8")
    assert [one.id for one in resources_of(tmp_path, shipped("config")).services] == ["a-one"]
