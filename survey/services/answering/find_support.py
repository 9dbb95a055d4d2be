"""Finding support: which services of the list a page shows, to whom and in which order.

It knows no person, page or request, and gives no telephone number that nobody has confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from survey.services.steps.support_list import (
    EVERYWHERE,
    GROUPS,
    HelpKind,
    Law,
    Resources,
    Service,
)

#: What one of the three services of a short page is for: to talk, or an image of that age.
Purpose = Literal["talk", "adult", "younger"]
#: After so many days the page of an entry says when it was looked at.
DAYS_AGEING = 90
_TALKS = frozenset({"support", "peer_support"})


@dataclass(frozen=True, slots=True)
class SupportQuery:
    """What the finder was told, never stored; "" where nothing was chosen.

    `age` in the image: under_18, adult or not_sure; `where`: a country or "other"; `want`: a kind
    of group, or help (for someone else).
    """

    age: str = ""
    where: str = ""
    want: str = ""


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """One group of a page: services shown here, and those shown above that belong here as well."""

    kind: HelpKind
    services: tuple[Service, ...]
    above: tuple[Service, ...]


def countries_shown(
    resources: Resources, regions: Sequence[str], where: str, most: int
) -> set[str]:
    """Return the countries of a page: the one chosen, or a study's regions; INT always.

    When the regions have more than `most` services together, only INT: the finder has the rest.
    """
    if where:
        return {EVERYWHERE, *({where} & set(resources.countries()))}
    wanted = {EVERYWHERE, *regions}
    count = sum(service.country in wanted for service in resources.services)
    return wanted if count <= most else {EVERYWHERE}


def find_support(
    resources: Resources, countries: set[str], asked: SupportQuery, young: bool
) -> tuple[ServiceGroup, ...]:
    """Return the groups of a page, removal first; a service stands in the first group it belongs
    to.

    For young people youth services come first, then those of a country, then those for everywhere;
    else they keep the order of the file. No other order is known here (RS-08).
    """
    fitting = [
        service
        for service in resources.services
        if service.country in countries and _fits(service, asked.age, young)
    ]
    fitting.sort(key=lambda one: (young and not one.for_youth, one.country == EVERYWHERE))
    groups: list[ServiceGroup] = []
    seen: set[str] = set()
    for kind in GROUPS:
        if asked.want in GROUPS and kind != asked.want:
            continue
        here = [service for service in fitting if kind in service.groups]
        fresh = tuple(service for service in here if service.id not in seen)
        above = tuple(service for service in here if service.id in seen)
        seen.update(service.id for service in fresh)
        if here:
            groups.append(ServiceGroup(kind, fresh, above))
    return tuple(groups)


def three_that_fit(
    resources: Resources, countries: set[str], young: bool
) -> tuple[tuple[Purpose, Service], ...]:
    """Return up to three services for a page that must stay short, each with what it is for.

    One to talk, one for an image from age 18 on, one for an image from under 18; for young people a
    second one to talk instead of the one for adults. Services of a country stand first, then those
    made for just that age, then the order of the file. None stands here twice.
    """
    wanted: tuple[Purpose, ...] = (
        ("talk", "younger", "talk") if young else ("talk", "adult", "younger")
    )
    chosen: list[tuple[Purpose, Service]] = []
    for purpose in wanted:
        taken = {service.id for _, service in chosen}
        fitting = [
            service
            for service in resources.services
            if service.country in countries
            and service.id not in taken
            and _serves(service, purpose, young)
        ]
        if fitting:
            chosen.append((purpose, min(fitting, key=lambda one: _distance(one, purpose, young))))
    return tuple(chosen)


def emergency_numbers(resources: Resources, countries: set[str]) -> tuple[tuple[str, str], ...]:
    """Return (country, number) of every confirmed emergency number of `countries`."""
    return tuple(
        (entry.country, entry.number)
        for entry in resources.emergency
        if entry.country in countries and entry.confirmed
    )


def laws_to_show(resources: Resources, countries: set[str]) -> tuple[Law, ...]:
    """Return what is confirmed of the law in `countries`."""
    return tuple(law for law in resources.laws if law.country in countries and law.confirmed)


def _fits(service: Service, age: str, young: bool) -> bool:
    """Tell whether a service is for this age in the image, and for somebody who is young now."""
    low, high = service.age_min or 0, 120 if service.age_max is None else service.age_max
    if young and low >= 18:
        return False
    if age == "adult":
        return high >= 18
    return age != "under_18" or service.age_of == "person" or low < 18


def _serves(service: Service, purpose: Purpose, young: bool) -> bool:
    """Tell whether a service is for this purpose, and for somebody of this age now."""
    high = 120 if service.age_max is None else service.age_max
    if young and service.age_of == "person" and (service.age_min or 0) >= 18:
        return False
    if purpose == "talk":
        return bool(_TALKS & set(service.does)) and (young or high >= 18)
    return "removal" in service.does and _fits(
        service, "adult" if purpose == "adult" else "under_18", young=False
    )


def _distance(service: Service, purpose: Purpose, young: bool) -> tuple[bool, bool, bool]:
    """Return how far a service is from fitting best: less is better."""
    if purpose == "talk":
        made_for_it = service.groups[0] == "talk" and service.for_youth == young
    else:
        low, high = service.age_min or 0, 120 if service.age_max is None else service.age_max
        made_for_it = low >= 18 if purpose == "adult" else high < 18
    return (
        service.country == EVERYWHERE,
        not made_for_it,
        purpose == "younger" and (service.age_min or 0) >= 18,
    )
