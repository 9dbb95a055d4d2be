"""Reports in a reading room that nobody had to make: rows and files put there by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from survey.follow_up.asks import Ask, Body, BodyAnswer, Evidence
from survey.reports.report_card import CardFinding, ReportCard
from survey.services.steps.reading_shelf import edition_folder
from survey.storage.database import writing
from survey.storage.follow_up.ask_rows import (
    add_answer,
    add_ask,
    change_answer,
    change_ask,
    note_happening,
)
from survey.storage.instance import Instance
from survey.storage.studies.published_editions import EditionRow, editions_of, put_edition_row

DAY = date(2026, 3, 4)
REPORT = (
    "<!doctype html><html><head><title>A topic</title><style>p{}</style></head>"
    "<body><h1>What was found</h1></body></html>"
)


def shelf_for(
    instance: Instance,
    of_id: str,
    number: int = 1,
    *,
    day: date = DAY,
    held: date | None = None,
    card: ReportCard | None = None,
) -> Path:
    """Keep that an edition was published, and give the empty folder of its files."""
    row = EditionRow(of_id, number, day, held, card.model_dump_json() if card else "")
    with writing(instance.engine) as conn:
        put_edition_row(conn, row)
        newest = editions_of(conn, of_id)[0].number
    folder = edition_folder(instance, of_id, number, newest)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


CARD = ReportCard(
    title="Nearly nine in ten were told that their report arrived. Only one in three was told"
    " clearly what was decided.",
    of="Reporting and removal",
    practice=True,
    people="About 300 people answered",
    languages=("en", "fr", "es", "ar"),
    findings=(
        CardFinding(
            anchor="finding-1",
            number=1,
            title="Only one in three was told clearly what was decided.",
            lead="For one in four, an automatic message was all there was.",
            big="35%",
            range="28–43%",
            base="Of about 270 people who reported and answered.",
            questions=("told",),
        ),
        CardFinding(
            anchor="finding-2",
            number=2,
            title="For one in three, the image came back.",
            big="33%",
            range="26–41%",
            questions=("came_back",),
            asks=("2027-2",),
        ),
    ),
)
ASKS = (
    Ask(
        id="2027-1",
        of_id="",
        number=1,
        sentence="Say what you decided, in words a person can use.",
        theme="reporting",
        bodies=(
            Body(id="1", group="platforms", name="Example Platform", function="Trust and safety",
                 leads=True),
            Body(id="2", group="hotlines", name="Example Hotline", function="Service lead"),
            Body(id="3", group="platforms", name="Example Video Service"),
        ),
        done_looks_like="Every report ends with a written decision, its reason, and what to do if"
        " it is wrong.",
        evidence=(Evidence(question="told", row="clearly"),),
        due_on="2026-02-28",
        sent_on="2025-11-15",
        published_on="2025-11-15",
        answers=(
            BodyAnswer(
                body_id="1", status="partly", answered_on="2026-02-20", by_when="2031-06-30",
                words="From June, each decision will name the rule it rests on. We cannot give"
                " reasons where the police ask us not to.",
                mark="does not answer it", marked_on="2026-03-01",
                mark_words="A rule’s name is not a reason.",
            ),
            BodyAnswer(
                body_id="2", status="done", answered_on="2026-01-10",
                words="Every person now gets two sentences: what we did, and what happens next.",
                evidence="https://hotline.example/two-sentences",
                mark="answers it", marked_on="2026-03-01",
                mark_words="They read the sentences in draft and changed one.",
            ),
        ),
    ),
    Ask(
        id="2027-2",
        of_id="",
        number=2,
        sentence="Match an image once, so that it stays down everywhere.",
        theme="removal",
        bodies=(Body(id="1", group="platforms", name="Example Platform", leads=True),),
        done_looks_like="An image that was taken down once is not found again.",
        due_on="2031-03-31",
        published_on="2025-11-15",
    ),
)  # fmt: skip


def put_asks(instance: Instance, of_id: str, asks: tuple[Ask, ...] = ASKS) -> None:
    """Keep asks as published ones, with the answers to them and what happened."""
    with writing(instance.engine) as conn:
        for ask in asks:
            mine = ask.model_copy(update={"of_id": of_id})
            out = date.fromisoformat(ask.published_on)
            add_ask(conn, mine)
            change_ask(conn, ask.id, stand="published", published_on=out)
            note_happening(conn, ask.id, out, "published")
            if ask.sent_on:
                sent = date.fromisoformat(ask.sent_on)
                change_ask(conn, ask.id, sent_on=sent)
                note_happening(conn, ask.id, sent, "sent")
            for one in sorted(ask.answers, key=lambda one: one.answered_on):
                add_answer(conn, ask.id, one)
                marked = date.fromisoformat(one.marked_on)
                said = {"mark": one.mark, "mark_words": one.mark_words, "marked_on": marked}
                place = (ask.id, one.body_id, one.number)
                change_answer(conn, *place, stand="published", **said)
                answered = date.fromisoformat(one.answered_on)
                note_happening(conn, ask.id, answered, "answered", one.body_id)


def furnish(instance: Instance, of_id: str, card: ReportCard = CARD) -> Path:
    """Put a report with two findings and two asks into the reading room, and give its folder."""
    folder = shelf_for(instance, of_id, card=card)
    for name in ("report.html", "report.pdf", "tables.csv", "release.json"):
        (folder / name).write_text(REPORT if name == "report.html" else name, encoding="utf-8")
    put_asks(instance, of_id)
    return folder
