"""The reading room: reports, what was asked because of them, and what came of it.

It shows what is public. No page keeps, counts or recognises anybody.
"""

from __future__ import annotations

from flask import abort

from survey.follow_up.ask_standing import ask_standing, body_standings, standing_counts
from survey.follow_up.asks import Ask
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.languages import language_name
from survey.services.overview.read_asks import Addressee, addressees_of, is_addressed
from survey.services.steps.digest_file import digest_name
from survey.storage.follow_up.digest_rows import digests
from survey.storage.studies import changes
from survey.web.forms import fields_sent, first
from survey.web.guards import open_to_all
from survey.web.public.room.room_page import room_page, room_site, shown_at, spoken_here
from survey.web.public.room.room_shelf import Room, counted, name_of, read_room
from survey.web.public.room.room_words import GROUPS, STANDING_ENDS, THEMES
from survey.web.rendering.localisation import month

#: Characters of a search, and things that happened on the page of all of them.
_LONGEST, _MOST_HAPPENED = 200, 30


@shown_at("/reports")
@shown_at("/reports/theme/<theme>")
@shown_at("/reports/asked/<group>")
@shown_at("/reports/in/<written>")
@open_to_all
def show_reports(language: str = "", theme: str = "", group: str = "", written: str = "") -> str:
    """Show the published reports: all, those of a theme, those that ask a group, or those that are
    written in a language."""
    if (theme and theme not in THEMES) or (group and group not in GROUPS):
        abort(404)
    if written and written not in INTERFACE:
        abort(404)
    return _reports(language, theme, group, written=written)


@shown_at("/reports", ("POST",))
@open_to_all
def search_reports(language: str = "") -> str:
    """Search in titles, findings and asks.

    The words travel in the body: in an address they would stand in the history of the browser, and
    in the log of whatever stands in front of this program.
    """
    return _reports(language, typed=first(fields_sent(), "q")[:_LONGEST].strip())


@shown_at("/asks")
@shown_at("/asks/theme/<theme>")
@shown_at("/asks/standing/<end>")
@open_to_all
def show_asks(language: str = "", theme: str = "", end: str = "") -> str:
    """Show everything that was asked: all, of a theme, or as it stands."""
    if (theme and theme not in THEMES) or (end and end not in STANDING_ENDS):
        abort(404)
    here = read_room(room_site(), spoken_here(language))
    shown = [
        (ask, standing, here.report(ask.of_id))
        for ask in here.asks
        if theme in ("", ask.theme)
        and (standing := ask_standing(ask, here.today)) == STANDING_ENDS.get(end, standing)
    ]
    return room_page(
        "room_asks.html",
        language,
        shown=shown,
        theme=theme,
        end=end,
        ends=STANDING_ENDS,
        of_themes=counted([one.theme] for one in here.asks),
        of_standings=standing_counts(here.asks, here.today),
        total=len(here.asks),
        addressees=addressees_of(here.asks),
    )


@shown_at("/asks/<ask_id>")
@open_to_all
def show_ask(ask_id: str, language: str = "") -> str:
    """Show one ask: what each body answered, side by side, what it rests on and what happened."""
    site = room_site()
    here = read_room(site, spoken_here(language))
    ask = here.ask(ask_id)
    if ask is None:
        abort(404)
    report = here.report(ask.of_id)
    return room_page(
        "room_ask.html",
        language,
        ask=ask,
        cited_at=f"{site.instance.settings.address_of_site}/asks/{ask.id}",
        report=report,
        practice=report is not None and report.practice,
        bodies=body_standings(ask, here.today),
        standing=ask_standing(ask, here.today),
        findings=here.found_for(ask),
        slug_of=lambda body: Addressee(body.group, body.name).slug,
    )


@shown_at("/asked/<slug>")
@open_to_all
def show_addressee(slug: str, language: str = "") -> str:
    """Show everything that one body or group is asked, and how it stands."""
    here = read_room(room_site(), spoken_here(language))
    who, asks = addressed(here, slug)
    return room_page(
        "room_asked.html",
        language,
        addressee=who,
        slug=slug,
        shown=[
            (
                ask,
                [one for one in body_standings(ask, here.today) if is_addressed(one.body, who)],
                here.report(ask.of_id),
                here.found_for(ask),
            )
            for ask in asks
        ],
    )


@shown_at("/told")
@open_to_all
def show_told(language: str = "") -> str:
    """Show what happened lately with everything that was asked, and where to read more."""
    here = read_room(room_site(), spoken_here(language))
    happened = [(event.day, ask, event) for ask in here.asks for event in reversed(ask.happened)]
    with room_site().instance.engine.connect() as conn:
        published = [
            (one.year, language_name(one.language), digest_name(one.year, one.language))
            for one in digests(conn)
        ]
    happened.sort(key=lambda one: one[0], reverse=True)
    told = [one for one in here.reports if one.asks]
    return room_page(
        "room_all_told.html",
        language,
        happened=happened[:_MOST_HAPPENED],
        reports=told,
        digests=published,
        report_of=lambda ask: here.report(ask.of_id),
        found_of=here.found_for,
        today=here.today,
    )


@shown_at("/r/<of_id>/told")
@open_to_all
def show_told_of(of_id: str, language: str = "") -> str:
    """Show people who answered what happened with what they told."""
    site = room_site()
    here = read_room(site, spoken_here(language))
    report = here.report(of_id)
    spoken = spoken_here(language)
    name, name_lang, practice, council = name_of(site, of_id, spoken)
    with site.instance.engine.connect() as conn:
        changed = changes.told(conn, of_id)
    return room_page(
        "room_told.html",
        language,
        of_id=of_id,
        report=report,
        practice=practice,
        name_said=name,
        name_lang=name_lang,
        told=[_told(ask, here) for ask in here.asks if ask.of_id == of_id],
        changes=[(month(one.month, spoken), one.words) for one in changed],
        erased=not council and site.look(of_id).is_archived,
        again_on=report.shelf.facts.write_again_on if report else None,
        today=here.today,
    )


def addressed(here: Room, slug: str) -> tuple[Addressee, tuple[Ask, ...]]:
    """Return who is meant by the end of an address, and everything that they are asked; 404 for
    nobody."""
    who = next((one for one in addressees_of(here.asks) if one.slug == slug), None)
    if who is None:
        abort(404)
    asks = tuple(ask for ask in here.asks if any(is_addressed(body, who) for body in ask.bodies))
    return who, asks


def _told(ask: Ask, here: Room) -> dict[str, object]:
    return {
        "ask": ask,
        "findings": here.found_for(ask),
        "bodies": body_standings(ask, here.today),
        "standing": ask_standing(ask, here.today),
    }


def _reports(
    language: str, theme: str = "", group: str = "", typed: str = "", written: str = ""
) -> str:
    here = read_room(room_site(), written or spoken_here(language))
    found = here.search(typed) if typed else ()
    shown = [
        one
        for one in here.reports
        if theme in ("", *one.themes)
        and group in ("", *one.asked)
        and written in ("", *one.written_in)
    ]
    return room_page(
        "room_reports.html",
        language,
        shown=shown,
        found=found,
        typed=typed,
        theme=theme,
        group=group,
        written=written,
        of_languages=counted(one.written_in for one in here.reports),
        known_languages=INTERFACE,
        of_themes=counted(one.themes for one in here.reports),
        of_groups=counted(one.asked for one in here.reports),
        total=len(here.reports),
        counts=lambda report: report.counts(here.today),
        comes_on=here.comes_on,
    )
