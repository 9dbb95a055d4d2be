"""Takes pictures of councils: at the desk from founding to the end, and as members meet them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Page

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.storage.staff.accounts import ROLES
from tests.browser.desk_browser import DeskBrowser
from tests.browser.desk_camera import Camera
from tests.browser.forms import Form
from tests.browser.sheet_holders import PaperLists, links_to_hand_over, print_sheet, type_words
from tests.web.members import Gathered, again, plan


def council_at_the_desk(camera: Camera) -> None:
    """Found a council, hold its rounds, and send its report out."""
    cora, tom = camera.person("Cora", *ROLES), camera.person("Tom", *ROLES)
    cora.open("/account")
    press(cora.page, "Make my six words")
    six = " ".join(cora.page.locator("ol.keys li").all_inner_texts())
    at, papers = _founded(camera, cora)
    page = cora.page
    press(page, re.compile("^Let .* join$"))
    camera.look(cora, council_joined=at, council_home="/", council_members=f"{at}/members",
                council_preview_empty=f"{at}/preview", council_report_empty=f"{at}/report",
                council_round_new=f"{at}/round")  # fmt: skip
    for number, kind in enumerate(("gather", "rate", "rate again"), 1):
        _write(camera, cora, at, number, kind)
        _open(camera, cora, at, number)
        if kind == "gather":
            _words(camera, (cora, tom), at, papers, six)
        camera.look(cora, **{f"council_closed_{number}": at})
        _together(camera, (cora, tom), f"{at}/opening/round", papers, "Numbers")
        camera.look(cora, **{f"council_feedback_{number}": f"{at}/round/feedback"})
        _sure(page)
        press(page, "Show it to members")
        camera.take(page, f"council-shown-{number}")
    _end(camera, cora, tom, at)


def _founded(camera: Camera, cora: DeskBrowser) -> tuple[str, list[PaperLists]]:
    """Found a council, and give its address and what is on the papers."""
    page = cora.page
    camera.look(cora, council_new="/councils/new")
    page.locator("input[value=ready-made]").check()
    page.locator("input[name=practice][value=yes]").check()
    for box in page.locator("input[name=languages]").all():
        box.set_checked(box.get_attribute("value") == "en")
    press(page, "Begin this council")
    camera.take(page, "council-words")
    at = "/councils/" + page.url.split("/councils/")[1].split("/")[0]
    camera.look(cora, council_file=f"{at}/file", council_draft=at,
                council_trustees=f"{at}/trustees")  # fmt: skip
    page.locator("textarea[name=roles]").fill("Board\nUniversity\nOutside")
    press(page, "Keep these trustees")
    camera.look(cora, council_founding=at)
    _sure(page)
    press(page, "Make share sheets")
    camera.take(page, "council-keys")
    papers = []
    for link in links_to_hand_over(page):
        holder = camera.page()
        papers.append(print_sheet(holder, link))
        holder.get_by_role("link", name="I have it on paper").click()
        type_words(holder, papers[-1])
    camera.take(holder, "council-sheet-confirmed", plain=False)
    camera.look(
        cora, council_founded=at, council_cards=f"{at}/cards", council_sheets=f"{at}/sheets"
    )
    camera.look(cora, council_rule=f"{at}/rule")
    cora.open(at)
    return at, papers


def _write(camera: Camera, cora: DeskBrowser, at: str, number: int, kind: str) -> None:
    page = cora.page
    cora.open(f"{at}/round")
    if page.get_by_role("button", name="Begin this round").count():
        page.locator(f"input[name=kind][value='{kind}']").check()
        page.get_by_label("Begin with the ready-made words").check()
        press(page, "Begin this round")
    camera.take(page, f"council-round-{number}")
    camera.look(cora, **{
        f"council_statements_{number}": f"{at}/statements",
        f"council_round_file_{number}": f"{at}/round/file",
        f"council_open_{number}": f"{at}/round/open",
    })  # fmt: skip
    if kind == "rate again":
        cora.open(f"{at}/statements")
        page.locator("main a[href*='/statements/']").first.click()
        camera.take(page, "council-statement")
        address = re.split("[?#]", page.url.removeprefix(camera.desk_site))[0]
        for do in ("edit", "merge", "split", "drop"):
            camera.look(cora, **{f"council_statement_{do}": f"{address}?do={do}"})


def _open(camera: Camera, cora: DeskBrowser, at: str, number: int) -> None:
    page = cora.page
    cora.open(f"{at}/round/open")
    _sure(page)
    press(page, f"Open round {number}")
    camera.take(page, f"council-open-now-{number}")
    press(page, "Let invented members answer")
    if number == 1:
        camera.look(cora, council_members_open=f"{at}/members", council_stop=f"{at}/round/stop")
    camera.look(cora, **{f"council_close_{number}": f"{at}/round/close"})
    _sure(page)
    press(page, f"Close round {number}")


def _words(
    camera: Camera, people: Sequence[DeskBrowser], at: str, papers: Sequence[PaperLists], six: str
) -> None:
    """Open what members wrote, and read it."""
    cora = people[0]
    _together(camera, people, f"{at}/opening/words", papers, "Words")
    camera.look(cora, council_words_locked=f"{at}/words")
    cora.page.locator("[name=six_words]").fill(six)
    press(cora.page, "Unlock the texts")
    camera.take(cora.page, "council-words-read")


def _together(
    camera: Camera, people: Sequence[DeskBrowser], at: str, papers: Sequence[PaperLists], which: str
) -> None:
    """Let two people type their sheets."""
    for place, (window, paper) in enumerate(zip(people, papers, strict=False)):
        window.open(at)
        if place == 0:
            camera.take(window.page, f"council-opening-{which.lower()}")
        window.page.get_by_label(f"{which} list").fill(" ".join(paper[which]))
        window.page.locator("[name=same]").check()
        press(window.page, re.compile("Give my sheet|Open it together now"))
    camera.desk.extensions["openings"][at].child.wait()


def _end(camera: Camera, cora: DeskBrowser, tom: DeskBrowser, at: str) -> None:
    """Look at what members see, end the council, and publish its report."""
    page = cora.page
    camera.look(cora, council_preview=f"{at}/preview", council_paid=f"{at}/members",
                council_end=f"{at}/end")  # fmt: skip
    _sure(page)
    press(page, "End this council")
    camera.take(page, "council-ended")
    camera.look(cora, council_report=f"{at}/report", council_data=f"{at}/data")
    cora.open(f"{at}/report")
    press(page, "Sign for this report")
    camera.take(page, "council-report-signed")
    camera.look(tom, council_report_publish=f"{at}/report")
    press(tom.page, "Publish this report")
    assert work_on_what_waits(camera.instance, _raise) == 1
    camera.look(tom, council_report_published=f"{at}/report")
    reader = camera.page()
    reader.goto(f"{camera.site}/r/{at.rsplit('/', 1)[1]}/")
    camera.take(reader, "public-council-read")


def council_in_public(camera: Camera) -> None:
    """Join with the policy, rate again with what changed, take a slip, and read the results."""
    group = Gathered(camera.instance, camera.public, camera.clock, 9)
    form = Form(camera.page(locale="en"), camera.site, "")
    form.address = camera.site + group.address
    form.open()
    form.press("next")
    for details in form.page.locator("summary").all():
        details.click()
    camera.take(form.page, "public-join", plain=False)
    members = group.all_join()
    first = group.open(plan())
    for place, six in enumerate(members, 1):
        group.rate(first, six, S1=f"p{place}", S2="p5")
    group.count(first)
    group.open(again())
    form.address = f"{camera.site}/f/{group.id}-2"
    form.open()
    form.press("next")
    form.type_words(members[0])
    form.press("begin")
    camera.take(form.page, "public-rating-again", plain=False)
    form.press("review")
    form.press("send")
    for details in form.page.locator("summary").all():
        details.click()
    camera.take(form.page, "public-slip-offered", plain=False)
    form.press("slip:yes")
    camera.take(form.page, "public-slip", plain=False)
    form.page.goto(f"{camera.site}/r/{group.id}/")
    camera.take(form.page, "public-council")


def press(page: Page, words: str | re.Pattern[str]) -> None:
    """Press a button."""
    page.get_by_role("button", name=words, exact=isinstance(words, str)).first.click()


def _sure(page: Page) -> None:
    """Tick that one has read what cannot be undone, where it is asked."""
    box = page.locator("main input[name=sure]")
    if box.count():
        box.check()


def _raise(error: Exception) -> None:
    raise error
