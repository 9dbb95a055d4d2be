"""Who can help, on pages: the whole list with its finder, and the pieces that other pages show.

It turns what was chosen into a page and keeps none of it. It knows no study and no answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from babel import Locale
from jinja2 import Environment

from survey.questionnaire.catalogues import INTERFACE, spoken
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
from survey.services.steps.support_list import Resources
from survey.web.rendering.frames import cut
from survey.web.rendering.localisation import N_, month, speaker

#: How many services a page lists before a country is chosen, so that it weighs 40 kB at most.
MOST = 24

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


class SupportPages:
    """The list of services of one instance, as pages show it; `today` tells the day."""

    def __init__(
        self, environment: Environment, resources: Resources, today: Callable[[], date]
    ) -> None:
        self._environment = environment
        self._resources = resources
        self._today = today
        self._pieces: dict[tuple[str, tuple[str, ...]], Mapping[str, str]] = {}

    def page(
        self,
        layout: Mapping[str, object],
        language: str,
        regions: Sequence[str],
        young: bool,
        action: str,
        carried_html: str,
        fields: SentFields,
    ) -> str:
        """Return the whole list, with the finder.

        `layout` is what the layout needs, `regions` are a study's countries, `action` is where the
        finder posts, `carried_html` the hidden fields of a form in hand (escaped; "" for none), and
        `fields` what was posted: with go=find, f_age, f_where and f_want are read; else nothing is.
        """
        finding = "find" in fields.get("go", ())
        asked = read_asked(fields, self._resources) if finding else SupportQuery()
        here = spoken(language)
        context = {
            **layout,
            **self._listing(here, regions, asked, young),
            "language": language,
            "action": action,
            "aside": bool(carried_html),
            "ages": AGES,
            "wants": WANTS,
            "countries": _by_name(self._resources.countries(), here),
            "other_languages": [
                (code, language_name(code), direction(code)) for code in INTERFACE if code != here
            ],
        }
        frame = cut(self._environment, "public/support.html", **context)
        return frame.fill({"carried": carried_html})

    def pieces(self, language: str, regions: tuple[str, ...]) -> Mapping[str, str]:
        """Return who can help, as pieces of HTML that pages of a form show.

        "danger": what to say before any question (SG-01), in two sentences; "emergency": the same
        with a heading h2; "helps": three services that fit best; "helps_beside": the same for pages
        that show codes, which are nowhere else, so that they open in a new tab; "young_helps": for
        young people.
        """
        known = self._pieces.get((language, regions))
        if known is None:
            listing = self._listing(spoken(language), regions, SupportQuery(), young=False)
            known = self._pieces[language, regions] = {
                "danger": self._piece("parts/danger.html", listing),
                "emergency": self._piece("parts/support_emergency.html", listing),
                "helps": self._helps(language, regions),
                "helps_beside": self._helps(language, regions, codes=True),
                "young_helps": self._helps(language, regions, young=True),
            }
        return known

    def _piece(self, template: str, context: Mapping[str, object]) -> str:
        return cut(self._environment, template, **context).fill({})

    def _helps(
        self, language: str, regions: Sequence[str], *, young: bool = False, codes: bool = False
    ) -> str:
        here = spoken(language)
        countries = countries_shown(self._resources, regions, "", MOST)
        context = {
            "_": speaker(here),
            "spoken": here,
            "helps": three_that_fit(self._resources, countries, young),
            "purposes": PURPOSES,
            "codes": codes,
        }
        return self._piece("parts/support_helps.html", context)

    def _listing(
        self, here: str, regions: Sequence[str], asked: SupportQuery, young: bool
    ) -> dict[str, object]:
        """Return what the templates of the list need, in the language `here` of the interface."""
        resources, today = self._resources, self._today()
        countries = countries_shown(resources, regions, asked.where, MOST)
        groups = find_support(resources, countries, asked, young)
        shown = [service for group in groups for service in group.services]
        numbers = emergency_numbers(resources, countries)
        laws = laws_to_show(resources, countries)
        calls = any(service.phone_to_show or service.text_to_show for service in shown)
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
            "laws": [(law, _country(law.country, here)) for law in laws],
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


def _country(code: str, language: str) -> str:
    """Return the name of a country in a language (Unicode CLDR), or its code."""
    return str(Locale.parse(language).territories.get(code, code))


def _by_name(codes: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Return (code, name) of countries in the order of their names, accents put aside."""
    named = [(code, _country(code, language)) for code in codes]
    return sorted(named, key=lambda one: unicodedata.normalize("NFKD", one[1]).casefold())
