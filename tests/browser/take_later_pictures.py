"""Takes pictures of what comes after publishing: keys, opening, release, words, themes, the end.

A part of `make pictures`; `python -m tests.browser.take_later_pictures words` takes one scene.
Each scene has an instance of its own.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from random import Random

from playwright.sync_api import Browser, Page

from survey.sealing.opening.share_sheets import read_sheet
from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.reviewing.confirm_tasks import name_trustees
from survey.services.steps.open_shelf import one_thread
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.services.words.code_texts import give_codes, waits_for_coder
from survey.services.words.keep_code_book import add_code, merge_code
from survey.services.words.open_free_texts import open_free_texts
from survey.services.words.own_reading_key import account_named
from survey.storage.database import writing
from survey.storage.staff.accounts import ROLES
from survey.storage.words import opened_texts, words_access
from survey.storage.words.opened_texts import TextStage
from tests.browser.desk_browser import DeskBrowser
from tests.browser.desk_camera import EVERY_PAGE, Camera, browsing
from tests.browser.sheet_holders import links_to_hand_over, print_sheet, type_words
from tests.browser.take_council_pictures import council_at_the_desk, council_in_public
from tests.coded_words import lay_release, lay_texts
from tests.conftest import form_file
from tests.desk.ready_draft import all_but_reviews, draft_of
from tests.words_study import words_study

TEXT = "I sent the form three times. Then somebody sat down with me, and we filled it in together."


def key_ceremony(camera: Camera) -> None:
    """Practise a ceremony, hold it, and look for the sheets a month later."""
    study = draft_of(camera.instance, camera.today, practice=True)
    all_but_reviews(camera.instance, study, camera.today)
    name_trustees(camera.instance, study, ("Board", "University", "Outside"), 2, camera.today)
    cora = camera.person("Cora", *ROLES)
    camera.look(cora, keys_trustees=f"/studies/{study}/trustees")
    _press(cora.page, "Practise the ceremony")
    camera.take(cora.page, "keys-practise")
    holder = camera.page()
    print_sheet(holder, links_to_hand_over(cora.page)[0])
    camera.take(holder, "keys-practise-sheet", plain=False)
    _press(cora.page, "Throw the keys away")
    camera.look(cora, keys_publish=f"/studies/{study}/publish")
    _press(cora.page, "Make 3 share sheets")
    camera.take(cora.page, "keys-waiting")
    links = links_to_hand_over(cora.page)
    camera.look(
        cora, keys_script=f"/studies/{study}/keys/script", keys_claim=f"/studies/{study}/sheet"
    )
    papers = []
    for number, link in enumerate(links, 1):
        papers.append(_confirm(camera, link, "keys-sheet" if number == 1 else ""))
    camera.look(cora, keys_over=f"/studies/{study}/keys", keys_study=f"/studies/{study}")
    camera.clock.forward(days=31)
    cora.sign_in("Cora")
    camera.look(cora, sheets=f"/studies/{study}/sheets", sheets_1=f"/studies/{study}/sheets/1")
    cora.open(f"/studies/{study}/sheets")
    _press(cora.page, "Make a link for Outside")
    camera.take(cora.page, "sheets-link", plain=False)
    held = cora.page.locator("p.keys").inner_text().strip()
    holder.goto(held)
    camera.take(holder, "held-sheet")
    type_words(holder, papers[2], "My sheet is there")
    camera.take(holder, "held-sheet-there")
    camera.look(cora, lost_sheet="/lost-sheet")


def _confirm(camera: Camera, link: str, name: str) -> dict[str, list[str]]:
    """Print a sheet and confirm it; pictures of each page where it has a name."""
    holder = camera.page()
    take = partial(camera.take, holder, plain=False) if name else lambda _name: None
    holder.goto(link)
    take(f"{name}-before")
    lists = print_sheet(holder, link)
    take(f"{name}-shown")
    holder.get_by_role("link", name="I have it on paper").click()
    take(f"{name}-three-words")
    if name:
        _press(holder, "I have my sheet")
        take(f"{name}-nothing-typed")
    type_words(holder, lists)
    take(f"{name}-confirmed")
    return lists


def opening(camera: Camera) -> None:
    """Close a study, open it with two sheets, and read what was opened."""
    study = camera.publish(form_file("breakdown"), practice=True)
    at = f"/studies/{study.id}"
    answer_as_invented(camera.instance, study.id, 60, Random(5), camera.clock)
    people = [camera.person(name, *ROLES) for name in ("Ann", "Ben", "Cleo")]
    ann, ben, cleo = people
    camera.look(ann, closing=f"{at}/close", opening_not_now=f"{at}/opening",
                opened_nothing=f"{at}/opened")  # fmt: skip
    close_study(camera.instance, study.id, camera.clock())
    camera.look(ann, closed=f"{at}/closed", closed_study=at, offline=f"{at}/offline",
                opening=f"{at}/opening")  # fmt: skip
    words = read_sheet(study.sheets[0]).share.numbers
    _give(ann.page, words.replace(" ", "x ", 1), "Give my sheet")
    camera.take(ann.page, "opening-wrong-word", plain=False)
    _give(ann.page, words, "Give my sheet")
    camera.take(ann.page, "opening-one-here")
    ben.open(f"{at}/opening")
    camera.take(ben.page, "opening-last-sheet")
    _give(ben.page, words, "Open it together now")
    camera.take(ben.page, "opening-same-sheet", plain=False)
    _give(ben.page, read_sheet(study.sheets[1]).share.numbers, "Open it together now")
    camera.take(ben.page, "opening-progress", plain=False)
    camera.desk.extensions["openings"][f"{at}/opening/numbers"].child.wait()
    camera.look(cleo, opened=f"{at}/opened", opened_study=at, opening_done=f"{at}/opening",
                release=f"{at}/release")  # fmt: skip


def release(camera: Camera) -> None:
    """Sign for the release of a study: its list, one table, and the signature."""
    study = camera.publish(form_file("breakdown"), practice=True)
    at = f"/studies/{study.id}"
    answer_as_invented(camera.instance, study.id, 300, Random(5), camera.clock)
    close_study(camera.instance, study.id, camera.clock())
    open_study(camera.instance, study.id, study.sheets[:2], camera.today, one_thread)
    ada, bo = camera.person("Ada", "coordinator"), camera.person("Bo", "trustee")
    camera.look(
        ada, release_study=at, release_list=f"{at}/release", release_table=f"{at}/release/1"
    )
    _press(ada.page, "Reject this table")
    camera.take(ada.page, "release-no-reason", plain=False)
    ada.open(f"{at}/release")
    page = ada.page
    page.get_by_role("button", name=re.compile("^Approve all")).click()
    camera.take(page, "release-decided")
    camera.look(bo, release_to_sign=f"{at}/release")
    for button in ("Work out", "Sign for this release"):
        found = bo.page.get_by_role("button", name=re.compile(f"^{button}"))
        if found.count():
            found.first.click()
            camera.take(bo.page, f"release-{button.split()[0].lower()}")
    camera.look(ada, release_signed=f"{at}/release", release_home="/")


def words(camera: Camera) -> None:
    """Read words: sealed, in a sitting, from a risk to an approved quote."""
    study = words_study(camera.instance, camera.publish, camera.clock, moderators=())
    at = f"/studies/{study.id}/words"
    ada, bea = (camera.person(name, "moderator") for name in ("Ada", "Bea"))
    cora = camera.person("Cora", "coordinator", "trustee")
    six = [_six_words(one, camera if one is ada else None) for one in (ada, bea)]
    camera.look(ada, words_sealed=at)
    camera.look(cora, words_opening=f"/studies/{study.id}/opening/words")
    open_free_texts(study.instance, study.id, study.sheets[:2], camera.clock())
    camera.look(ada, words_locked=at)
    for window, own in zip((ada, bea), six, strict=True):
        window.open(at)
        window.page.get_by_label("Your six words").fill(own)
        _press(window.page, "Begin a sitting")
    page = ada.page
    camera.take(page, "words-sitting")
    _press(page, "Open a text")
    camera.take(page, "words-folded")
    page.get_by_text("Unfold the text").click()
    camera.take(page, "words-risk", plain=False)
    _press(page, "Possible current risk")
    camera.take(page, "words-between", plain=False)
    for window in (ada, bea):
        window.open(at)
        _press(window.page, "Decide of a possible risk")
        window.page.get_by_text("Unfold the text").click()
        if window is ada:
            camera.take(page, "words-decide", plain=False)
        window.page.get_by_label("There is a risk, and nothing in it").check()
        window.page.get_by_label("Why, in words of your own").fill("Nobody can be found by it.")
        _press(window.page, "Say what is done")
    _move_all(camera, study.id, "to look for risk", "to redact")
    ada.open(at)
    _press(page, "Open a text")
    page.get_by_text("Unfold the text").click()
    page.get_by_label(re.compile(r"^(Quill|Thistle)\d+$")).first.check(force=True)
    camera.take(page, "words-redact", plain=False)
    _press(page, "a name")
    camera.take(page, "words-redacted", plain=False)
    _press(page, "Nothing points to anybody")
    _quotes(camera, study.id, ada, bea)
    camera.look(ada, words_break=f"{at}/break", words_people=f"{at}/people", words_end=f"{at}/end")
    camera.look(cora, words_coordinator=at)


def _quotes(camera: Camera, study_id: str, ada: DeskBrowser, bea: DeskBrowser) -> None:
    """Propose a quote and approve it."""
    at = f"/studies/{study_id}/words"
    _move_all(camera, study_id, "to redact", "done")
    _move_all(camera, study_id, "to code", "done")
    ada.open(at)
    _press(ada.page, "Look for a quote")
    ada.page.get_by_text("Unfold the text").click()
    camera.take(ada.page, "words-quote", plain=False)
    _press(ada.page, "Propose as a quote")
    bea.open(at)
    _press(bea.page, "Approve a quote")
    bea.page.get_by_text("Unfold the text").click()
    camera.take(bea.page, "words-approve", plain=False)
    _press(bea.page, "Approve this quote")
    camera.look(ada, words_approved=at)


def themes(camera: Camera) -> None:
    """Code texts by two people, compare them, and count themes."""
    study = camera.publish(form_file("text"), practice=True).id
    at = f"/studies/{study}/words"
    add = partial(add_code, camera.instance, study, camera.today)
    eve = camera.person("Eve", "moderator", "coordinator")
    camera.look(eve, themes_book_empty=f"{at}/codebook")
    add(name="Somebody did it with me", rule="Help to report, side by side.")
    add(name="Blamed", rule="Told or shown that it was their own doing.")
    add(name="No answer came", rule="Silence, or a message of a machine.", example="Only a number.")
    add(name="Asked again", rule="The same form, more than once.", under=3)
    add(name="Silence", rule="Nobody wrote.")
    merge_code(camera.instance, study, 5, 3, "One could not be told from the other.", camera.today)
    six = _six_words(eve)
    account = account_named(camera.instance, "Eve")
    key = lay_texts(camera.instance, study, "Q1", [TEXT] * 14)
    lay_release(camera.instance, study, "Q1", 14)
    with writing(camera.instance.engine) as connection:
        public = words_access.public_of(connection, account)
        assert public is not None
        words_access.let_in(connection, study, account, key.wrap_for(public))
    with camera.instance.engine.connect() as connection:
        waiting = sorted(waits_for_coder(study, "bea")(connection))
    for place, text in enumerate(waiting):
        give_codes(camera.instance, key, text, "bea", [1, 2] if place % 3 else [4], camera.today)
    eve.open(at)
    page = eve.page
    page.get_by_label("Your six words").fill(six)
    _press(page, "Begin a sitting")
    camera.look(eve, themes=f"{at}/themes", themes_book=f"{at}/codebook",
                themes_code=f"{at}/codebook/3")  # fmt: skip
    eve.open(f"{at}/themes")
    _press(page, "Code a text")
    page.get_by_text("Unfold the text").click()
    camera.take(page, "themes-coding", plain=False)
    page.keyboard.press("1")
    _press(page, "Keep these themes")
    camera.take(page, "themes-between", plain=False)
    for text in sorted(waits_for_coder(study, account)(camera.instance.engine.connect())):
        give_codes(camera.instance, key, text, account, [1], camera.today)
    eve.open(f"{at}/themes")
    camera.take(page, "themes-to-compare")
    _press(page, "Compare a text")
    page.get_by_text("Unfold the text").click()
    camera.take(page, "themes-comparing", plain=False)
    camera.look(eve, themes_count=f"{at}/themes/Q1")


def end_of_data(camera: Camera) -> None:
    """Archive a study, confirm that its sheets are destroyed, and read it as everybody can."""
    study = camera.publish(form_file("quotes"), practice=True)
    at = f"/studies/{study.id}/data"
    answer_as_invented(camera.instance, study.id, 40, Random(5), camera.clock)
    close_study(camera.instance, study.id, camera.clock())
    open_study(camera.instance, study.id, study.sheets[:2], camera.today, one_thread)
    (camera.instance.published / study.id).mkdir(parents=True)
    eve = camera.person("Eve", *ROLES)
    page = eve.page
    camera.look(eve, data_plan=at, data_archive=f"{at}/archive")
    _press(page, "Destroy the sealed answers")
    camera.take(page, "data-not-ticked", plain=False)
    page.get_by_label("I have read what can never be undone.").check()
    _press(page, "Destroy the sealed answers")
    assert work_on_what_waits(camera.instance, _raise) == 1
    eve.open(at)
    camera.take(page, "data-archived")
    page.get_by_label("Which sheet they hold").select_option("3")
    _press(page, "Make a link for this holder")
    camera.take(page, "data-link", plain=False)
    holder = camera.page()
    holder.goto(page.locator("p.keys").inner_text())
    camera.take(holder, "destroyed")
    holder.get_by_label("I have burned or shredded").check()
    _press(holder, "Confirm that it is destroyed")
    camera.take(holder, "destroyed-noted")
    eve.open(at)
    page.get_by_label("The number on your sheet").select_option("2")
    page.get_by_label("I have burned or shredded").check()
    _press(page, "Confirm that it is destroyed")
    camera.take(page, "data-shredded")
    reader = camera.page()
    reader.goto(f"{camera.site}/r/{study.id}/")
    camera.take(reader, "public-study")
    reader.goto(f"{camera.site}/r/{study.id}/erased")
    camera.take(reader, "public-erased")


def _raise(error: Exception) -> None:
    raise error


def _press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()


def _give(page: Page, words: str, button: str) -> None:
    """Type a list, tick the fingerprint and press the button."""
    page.get_by_label("Numbers list").fill(words)
    page.get_by_label("We compared the fingerprint").check()
    _press(page, button)


def _six_words(window: DeskBrowser, camera: Camera | None = None) -> str:
    """Make six words, and give them."""
    window.open("/account")
    _press(window.page, "Make my six words")
    if camera is not None:
        camera.take(window.page, "words-six-words", plain=False)
    return " ".join(window.page.locator("ol.keys li").all_inner_texts())


def _move_all(camera: Camera, study_id: str, before: TextStage, after: TextStage) -> None:
    with writing(camera.instance.engine) as connection:
        for text_id in opened_texts.in_stage(connection, study_id, before):
            opened_texts.move_on(connection, study_id, text_id, before, after)


SCENES: dict[str, Callable[[Camera], None]] = {
    "keys": key_ceremony,
    "opening": opening,
    "release": release,
    "words": words,
    "themes": themes,
    "end": end_of_data,
    "council": council_at_the_desk,
    "public": council_in_public,
}


def later_pictures(browser: Browser, into: Path, scenes: Sequence[str] = tuple(SCENES)) -> None:
    """Take each scene, in an instance of its own."""
    for name in scenes:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as until:
            camera = Camera(browser, Path(folder) / "instance", into, until)
            SCENES[name](camera)
        print(f"{into}: {name}", flush=True)


def main() -> None:
    """Take the scenes that are named, or all."""
    with browsing() as browser:
        later_pictures(browser, EVERY_PAGE / "desk", sys.argv[1:] or tuple(SCENES))


if __name__ == "__main__":
    main()
