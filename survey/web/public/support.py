"""Support: the page of services, on its own and as an aside of a form, and its finder.

It turns what was chosen into a page and keeps none of it. It knows no study and no answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC
from urllib.parse import parse_qs

from babel import Locale
from flask import Blueprint, abort, current_app, request
from flask.blueprints import BlueprintSetupState
from jinja2 import Environment

from survey.questionnaire.checking import SentFields
from survey.questionnaire.languages import direction, language_name
from survey.services.answering.find_support import (
    DAYS_AGEING,
    SupportQuery,
    countries_shown,
    emergency_numbers,
    find_support,
    laws_to_show,
    three_that_fit,
)
from survey.services.steps.support_list import Resources, resources_of
from survey.settings import shipped
from survey.web.guards import open_to_all
from survey.web.public.app_state import PublicState
from survey.web.rendering.frames import cut
from survey.web.rendering.localisation import INTERFACE, N_, best_language, month, speaker, spoken

support = Blueprint("support", __name__)

#: How many services a page lists before a country is chosen, so that it weighs 40 kB at most.
MOST = 24

_PLAIN_FORM = "application/x-www-form-urlencoded"

AGES = {
    "under_18": N_("Under 18"),
    "adult": N_("18 or over"),
    "not_sure": N_("I am not sure"),
}
WANTS = {
    "removal": N_("Get an image taken down"),
    "talk": N_("Talk to someone"),
    "report": N_("Report a crime"),
    "help": N_("Help someone else"),
}
DEEDS = {
    "removal": N_("Helps to get images taken down"),
    "search_removal": N_("Takes images out of search results"),
    "removal_guide": N_("Shows how to get images taken down"),
    "support": N_("Someone to talk to"),
    "peer_support": N_("Support from people with the same experience"),
    "advice": N_("Advice"),
    "legal_help": N_("Help with the law"),
    "directory": N_("A list of services by country"),
    "report": N_("Takes reports"),
    "report_police": N_("Takes reports for the police"),
}
PURPOSES = {
    "talk": N_("to talk"),
    "adult": N_("image from age 18 on"),
    "younger": N_("image from under 18"),
}


@support.record
def _read_list(state: BlueprintSetupState) -> None:
    """Read the list once, when the app is made: a list that is wrong stops the start."""
    door: PublicState = state.app.extensions["door"]
    state.app.extensions["resources"] = resources_of(door.instance.folder, shipped("config"))


@support.get("/h")
@open_to_all
def support_somewhere() -> str:
    """Show the page in the language that the browser asks for."""
    return _alone(best_language(request.headers.get("Accept-Language", ""), INTERFACE), {})


@support.get("/h/<language>")
@open_to_all
def support_page(language: str) -> str:
    """Show the page in a language."""
    return _alone(language, {})


@support.post("/h/<language>")
@open_to_all
def find_services(language: str) -> str:
    """Show what fits three answers, which travel in the body and are kept nowhere."""
    if not request.environ.get("CONTENT_TYPE", "").lower().startswith(_PLAIN_FORM):
        abort(415)
    body = request.get_data(cache=False).decode("ascii", "replace")
    return _alone(language, parse_qs(body, errors="replace"))


def support_html(
    environment: Environment,
    look: Mapping[str, object],
    language: str,
    regions: Sequence[str],
    young: bool,
    action: str,
    carried_html: str,
    fields: SentFields,
) -> str:
    """Return the page; within a request only.

    `look` is what the layout needs, `regions` are a study's countries, `action` is where the finder
    posts, `carried_html` the hidden fields of a form in hand (escaped; "" for none), and `fields`
    what was posted: with go=find, f_age, f_where and f_want are read; else nothing is.
    """
    resources = _resources()
    asked = read_asked(fields, resources) if "find" in fields.get("go", ()) else SupportQuery()
    here = spoken(language)
    context = {
        **look,
        **_listing(resources, here, regions, asked, young),
        "language": language,
        "action": action,
        "aside": bool(carried_html),
        "ages": AGES,
        "wants": WANTS,
        "countries": _by_name(resources.countries(), here),
        "other_languages": [
            (code, language_name(code), direction(code)) for code in INTERFACE if code != here
        ],
    }
    return cut(environment, "public/support.html", **context).fill({"carried": carried_html})


def helps_html(
    environment: Environment,
    language: str,
    regions: Sequence[str],
    young: bool,
    codes: bool = False,
) -> str:
    """Return three services that fit best, as HTML, for pages that must stay short.

    On a page that shows `codes` they open in a new tab, because the codes are nowhere else.
    """
    resources, here = _resources(), spoken(language)
    countries = countries_shown(resources, regions, "", MOST)
    three = three_that_fit(resources, countries, young)
    context = {
        "_": speaker(here),
        "spoken": here,
        "helps": three,
        "purposes": PURPOSES,
        "codes": codes,
    }
    return cut(environment, "parts/support_helps.html", **context).fill({})


def emergency_html(environment: Environment, language: str, regions: Sequence[str]) -> str:
    """Return what to say of danger before any question (SG-01), as HTML, with a heading h2."""
    context = _listing(_resources(), spoken(language), regions, SupportQuery(), False)
    return cut(environment, "parts/support_emergency.html", **context).fill({})


def danger_html(environment: Environment, language: str, regions: Sequence[str]) -> str:
    """Return what to say of danger before any question (SG-01), as HTML, in two sentences."""
    context = _listing(_resources(), spoken(language), regions, SupportQuery(), False)
    return cut(environment, "parts/danger.html", **context).fill({})


def read_asked(fields: SentFields, resources: Resources) -> SupportQuery:
    """Return what the finder was told; what it does not know counts as nothing chosen."""
    age, where, want = ((fields.get(name) or ("",))[0] for name in ("f_age", "f_where", "f_want"))
    known = where == "other" or where in resources.countries()
    return SupportQuery(
        age if age in AGES else "", where if known else "", want if want in WANTS else ""
    )


def telephone(number: str) -> str:
    """Return the address that calls a number (RFC 3966): no spaces, and # as browsers take it."""
    return "tel:" + re.sub(r"[^0-9+*#]", "", number).replace("#", "%23")


def _alone(language: str, fields: SentFields) -> str:
    if language_name(language) == language:
        abort(404)
    door: PublicState = current_app.extensions["door"]
    here = spoken(language)
    look = door.context(here)
    return support_html(door.environment, look, here, (), False, f"/h/{here}", "", fields)


def _resources() -> Resources:
    found: Resources = current_app.extensions["resources"]
    return found


def _listing(
    resources: Resources, here: str, regions: Sequence[str], asked: SupportQuery, young: bool
) -> dict[str, object]:
    """Return what the templates of the list need, in the language `here` of the interface."""
    countries = countries_shown(resources, regions, asked.where, MOST)
    groups = find_support(resources, countries, asked, young)
    shown = [service for group in groups for service in group.services]
    numbers = emergency_numbers(resources, countries)
    calls = any(service.phone_to_show or service.text_to_show for service in shown)
    door: PublicState = current_app.extensions["door"]
    today = door.clock().astimezone(UTC).date()
    return {
        "_": speaker(here),
        "language": here,
        "spoken": here,
        "direction": direction(here),
        "asked": asked,
        "groups": groups,
        "headings": WANTS,
        "deeds": DEEDS,
        "emergency": [(_country(code, here), number) for code, number in numbers],
        "laws": [(law, _country(law.country, here)) for law in laws_to_show(resources, countries)],
        "any_checked": any(service.confirmed for service in shown),
        "any_number": bool(numbers) or calls,
        "own_services": bool(countries & set(resources.countries())),
        "anchors": {service.id: f"s{place}" for place, service in enumerate(shown)},
        "telephone": telephone,
        "month": lambda day: month(day, here),
        "ageing": lambda day: (today - day).days > DAYS_AGEING,
        "languages_of": lambda service: ", ".join(map(language_name, service.languages)),
        "country": lambda service: _country(service.country, here),
    }


def _country(code: str, language: str) -> str:
    """Return the name of a country in a language (Unicode CLDR), or its code."""
    return str(Locale.parse(language).territories.get(code, code))


def _by_name(codes: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Return (code, name) of countries in the order of their names, accents put aside."""
    named = [(code, _country(code, language)) for code in codes]
    return sorted(named, key=lambda one: unicodedata.normalize("NFKD", one[1]).casefold())
