"""Feeds and files of the reading room, for whoever follows it with a program of their own."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from survey.questionnaire.catalogues import INTERFACE
from survey.services.steps.digest_file import digest_name
from survey.storage.follow_up.digest_rows import digests
from survey.web.guards import open_to_all
from survey.web.public.published_files import file_response
from survey.web.public.room.room_feeds import FeedEntry, asks_csv, atom, entries_of
from survey.web.public.room.room_page import room, room_site
from survey.web.public.room.room_routes import addressed
from survey.web.public.room.room_shelf import read_room
from survey.web.public.room.room_words import GROUPS
from survey.web.rendering.localisation import N_, speaker

_TITLE = N_("Reports, and what happened with what was asked")


@room.get("/feed.atom")
@open_to_all
def read_feed() -> Response:
    """Return new reports and what happened with asks as an Atom feed."""
    here = read_room(room_site())
    return _feed(entries_of(here, here.asks, here.reports), _TITLE, "/feed.atom")


@room.get("/asked/<slug>/feed.atom")
@open_to_all
def read_feed_of(slug: str) -> Response:
    """Return what happened with everything that one body or group is asked, as an Atom feed."""
    here = read_room(room_site())
    who, asks = addressed(here, slug)
    say = speaker(INTERFACE[0])
    title = say(N_("What is asked of: %(who)s"), who=who.name or say(GROUPS[who.group]))
    return _feed(entries_of(here, asks, ()), title, f"/asked/{slug}/feed.atom")


@room.get("/asks.csv")
@open_to_all
def read_asks_file() -> Response:
    """Return everything that was asked, and how it stands, as a CSV file."""
    here, site = read_room(room_site()), room_site().instance.settings.address_of_site
    return _csv(asks_csv(here, here.asks, site), "asks.csv")


@room.get("/asked/<slug>/asks.csv")
@open_to_all
def read_asks_file_of(slug: str) -> Response:
    """Return everything that one body or group is asked as a CSV file."""
    here, site = read_room(room_site()), room_site().instance.settings.address_of_site
    who, asks = addressed(here, slug)
    return _csv(asks_csv(here, asks, site, who), "asks.csv")


@room.get("/told/<name>")
@open_to_all
def read_digest(name: str) -> Response:
    """Return the digest of a year that was published; 404 for any other name."""
    site = room_site()
    with site.instance.engine.connect() as conn:
        known = {digest_name(one.year, one.language) for one in digests(conn)}
    path = site.instance.published / name
    if name not in known or not path.is_file():
        abort(404)
    return file_response(name, path.read_bytes())


def every_route() -> Blueprint:
    """Return the reading room with all its pages, feeds and files."""
    return room


def _feed(entries: list[FeedEntry], title: str, path: str) -> Response:
    settings = room_site().instance.settings
    named = settings.organisation
    author = named if isinstance(named, str) else next(iter(named.values()), "")
    body = atom(entries, title, author or "Reading room", settings.address_of_site, path)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _csv(body: bytes, name: str) -> Response:
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
