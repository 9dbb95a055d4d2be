"""Leaving quickly in a real browser: by click and by Shift, and what Back and Reload show then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.conftest import Counted
from tests.browser.forms import SECRET, Form
from tests.conftest import FLAGS, PATIENCE_MS, Published

pytestmark = pytest.mark.browser

Way = Callable[[Page], None]


def _click(page: Page) -> None:
    page.click("a.exit")


def _second_link(page: Page) -> None:
    page.locator("a.skip[href='/leave']").focus()
    page.keyboard.press("Enter")


def _shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


WAYS = pytest.mark.parametrize("leave", [_click, _second_link, _shift])


@pytest.fixture
def form(context: BrowserContext, site: str, study: Published) -> Form:
    """Give a form with script on."""
    return Form(context.new_page(), site, study.id)


@WAYS
def test_after_leaving_back_and_reload_show_no_answer(form: Form, neutral: str, leave: Way) -> None:
    form.write_and_go_on()
    assert SECRET in form.page.content()
    _leave(form.page, leave, neutral)
    assert form.page.title() == "Weather"
    for step in (form.page.go_back, form.page.reload, form.page.reload, form.page.go_back):
        step()
        assert form.page.url.partition("#")[0] in (form.address, form.address + "/on")
        assert form.heading in ("Leaving quickly", "This form is back at the beginning")
        assert SECRET not in form.page.content()


def _gesture(page: Page) -> None:
    """Go back as a phone does: through the history of the browser, not through the page."""
    session = page.context.new_cdp_session(page)
    history = session.send("Page.getNavigationHistory")
    entry = history["entries"][history["currentIndex"] - 1]
    with page.expect_event("domcontentloaded"):
        session.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})


def test_the_back_of_the_browser_does_what_back_on_the_page_does(form: Form) -> None:
    form.begin()
    form.go_to("s.words")
    form.write()
    _gesture(form.page)
    assert form.name not in ("s.words", "start")
    assert form.page.evaluate("history.state") is None, "no answer enters the history"
    form.press("next")
    assert form.name == "s.words"
    assert form.page.locator("textarea").first.input_value() == SECRET
    form.press("break")
    _gesture(form.page)
    assert form.name == "s.words", "back from a break leads to where it was left"
    assert form.page.locator("textarea").first.input_value() == SECRET
    form.page.evaluate("location.hash = 'main'")
    assert form.name == "s.words", "a link within the page is no step back"


def test_going_back_page_by_page_ends_at_the_introduction_and_keeps_everything(
    form: Form,
) -> None:
    form.write_and_go_on()
    for _ in range(30):
        if form.name == "consent":
            break
        _gesture(form.page)
    assert form.name == "consent"
    form.press("begin")
    form.go_to("s.words")
    assert form.page.locator("textarea").first.input_value() == SECRET


def test_the_back_of_the_browser_leaves_codes_where_they_stand(form: Form) -> None:
    """They are shown once: by going back, somebody would lose them for good."""
    form.begin()
    form.press("review")
    form.tick("yes")
    form.press("send")
    words = form.six_words()
    for _ in range(2):
        form.page.evaluate("history.back()")
        form.page.wait_for_function("history.state === null")
        assert form.six_words() == words
    form.press("felt:fine")
    assert form.six_words() == words


def test_a_reload_says_that_what_was_written_is_gone_and_how_to_avoid_it(form: Form) -> None:
    form.begin()
    form.go_to("s.words")
    form.write()
    form.page.reload()
    assert form.heading == "This form is back at the beginning"
    assert "it is no longer on this page" in form.page.inner_text("main")
    assert SECRET not in form.page.content()
    form.press("next")
    assert form.name == "consent"


def test_without_script_only_closing_the_tab_ends_what_the_browser_keeps(
    chromium: Browser, site: str, study: Published, neutral: str, counted: Counted
) -> None:
    """Back shows an error page of the browser; Reload sends the page again and shows its answers.

    In a window the browser asks first; without one, as here, it goes on as if it was told yes.
    """
    context = chromium.new_context(ignore_https_errors=True, java_script_enabled=False)
    form = Form(context.new_page(), site, study.id)
    form.open()
    assert "then close this tab" in form.page.inner_text("main")
    form.write_and_go_on()
    _leave(form.page, _click, neutral)
    counted.served.clear()
    with (
        form.page.expect_event("domcontentloaded"),
        pytest.raises(Error, match="ERR_CACHE_MISS"),
    ):
        form.page.go_back()
    assert SECRET not in form.page.evaluate("document.documentElement.outerHTML")
    assert counted.served == [], "Back alone asks the server for nothing"
    form.page.reload()
    assert SECRET in form.page.content(), "if this ever ends, say so in docs/leaving.md"
    form.page.close()
    after = context.new_page()
    after.goto(f"{site}/n/en")
    assert "Leave, then close this tab" in after.inner_text("main")
    assert after.evaluate("history.length") <= 2
    context.close()


@WAYS
def test_the_back_forward_cache_shows_no_answer(
    chromium: Browser, site: str, study: Published, neutral: str, leave: Way
) -> None:
    """The same in a Chromium that keeps pages in memory for Back, as people's browsers do."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    browser = chromium.browser_type.launch(
        executable_path=path,
        args=list(FLAGS),
        timeout=PATIENCE_MS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    form = Form(browser.new_context(ignore_https_errors=True).new_page(), site, study.id)
    form.write_and_go_on()
    _leave(form.page, leave, neutral)
    form.page.go_back()
    assert SECRET not in form.page.content()
    browser.close()


def test_a_page_that_comes_back_from_memory_goes_to_the_neutral_start(
    form: Form, site: str
) -> None:
    """What `pageshow` does for a page that was left; for any other page it does nothing."""
    form.begin()
    form.choose()
    shown = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    form.page.evaluate(shown)
    assert form.name == "s.plain"
    _stay(form.page)
    form.page.click("a.exit")
    form.page.wait_for_selector("[role=alert]")
    with form.page.expect_navigation(url=f"{site}/"):
        form.page.evaluate(shown)
    assert form.heading == "Nothing to see here"


@WAYS
def test_the_page_is_emptied_and_its_title_blank_before_anything_is_fetched(
    form: Form, leave: Way
) -> None:
    form.begin()
    form.go_to("s.words")
    form.write()
    _stay(form.page)
    form.page.evaluate(
        "addEventListener('beforeunload',"
        " () => console.log(document.body.innerText, document.title.length))"
    )
    with form.page.expect_console_message() as said:
        leave(form.page)
    assert said.value.text == "Loading. 1"
    cover = form.page.locator("body > [role=alert]")
    cover.wait_for()
    assert form.page.locator("body *").count() == 1, "nothing else is left on the page"
    assert cover.inner_text() == "Loading."
    assert form.page.title().strip("\u200b") == ""
    assert SECRET not in form.page.content()
    box = cover.bounding_box()
    size = form.page.viewport_size
    assert box is not None
    assert size is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (
        0, 0, size["width"], size["height"],
    )  # fmt: skip


def test_the_present_page_is_replaced_in_the_history(form: Form, neutral: str) -> None:
    form.begin()
    before = form.page.evaluate("history.length")
    _leave(form.page, _click, neutral)
    assert form.page.evaluate("history.length") == before


def test_clear_site_data_is_received_and_obeyed(
    context: BrowserContext, form: Form, site: str, neutral: str
) -> None:
    form.begin()
    context.add_cookies([{"name": "strange", "value": "1", "url": site}])
    form.page.evaluate("localStorage.setItem('strange', '1')")
    with form.page.expect_response("**/leave") as answer:
        _leave(form.page, _click, neutral)
    headers = answer.value.all_headers()
    assert headers["clear-site-data"] == '"cookies", "storage"'
    assert headers["cache-control"] == "no-store"
    assert context.cookies(site) == []
    form.page.goto(f"{site}/n/en")
    assert form.page.evaluate("localStorage.length") == 0


def test_three_dots_and_two_sentences_count_the_presses(form: Form) -> None:
    form.open()
    assert _told(form.page) == ("", "")
    form.page.keyboard.press("Shift")
    assert _told(form.page) == ("●○○", "Shift, press 2 more times to exit.")
    form.page.keyboard.press("Shift")
    assert _told(form.page) == ("●●○", "Shift, press 1 more time to exit.")
    assert form.page.locator(".dots").get_attribute("aria-hidden") == "true"
    assert form.page.locator("a.exit + [role=status]").count() == 1


def test_five_seconds_may_lie_between_two_presses(form: Form) -> None:
    form.page.clock.install(time=datetime(2026, 1, 1, 12, tzinfo=UTC))
    form.open()
    form.page.clock.pause_at(datetime(2026, 1, 1, 13, tzinfo=UTC))  # it stands but for run_for
    form.page.keyboard.press("Shift")
    form.page.clock.run_for(4_900)
    form.page.keyboard.press("Shift")
    form.page.clock.run_for(4_900)
    assert _told(form.page)[0] == "●●○"
    form.page.clock.run_for(200)
    assert _told(form.page) == ("", "Exit this page expired.")
    form.page.clock.run_for(5_000)
    assert _told(form.page) == ("", "")
    form.page.keyboard.press("Shift")
    assert _told(form.page)[0] == "●○○", "the count starts again"


def test_another_key_starts_the_count_again(form: Form) -> None:
    form.open()
    for key in ("Shift", "Shift", "a"):
        form.page.keyboard.press(key)
    assert _told(form.page) == ("", "Exit this page expired.")
    form.page.keyboard.press("Shift")
    assert _told(form.page)[0] == "●○○"


def test_shift_that_makes_capitals_does_not_count(form: Form) -> None:
    form.begin()
    form.go_to("s.words")
    form.page.locator("textarea").first.focus()
    for letter in "ABCDE":
        form.page.keyboard.down("Shift")
        form.page.keyboard.press(letter)
        form.page.keyboard.up("Shift")
    assert _told(form.page)[0] == ""
    assert form.page.locator("textarea").first.input_value() == "ABCDE"
    assert form.name == "s.words"


@pytest.mark.parametrize("held", ["Alt", "AltGraph", "Control", "Meta"])
def test_shift_with_another_key_held_is_no_way_out_and_loses_no_words(
    form: Form, held: str
) -> None:
    form.begin()
    form.go_to("s.words")
    words = form.page.locator("textarea").first
    words.fill(SECRET)
    words.focus()
    form.page.keyboard.down(held)
    for _ in range(4):
        form.page.keyboard.press("Shift")
    form.page.keyboard.up(held)
    for _ in range(4):
        form.page.keyboard.down("Shift")
        form.page.keyboard.press(held)
        form.page.keyboard.up("Shift")
    assert _told(form.page)[0] == ""
    assert (form.name, words.input_value()) == ("s.words", SECRET)


def test_shift_with_a_click_or_the_wheel_is_no_way_out(form: Form) -> None:
    form.begin()
    form.go_to("s.words")
    words = form.page.locator("textarea").first
    words.fill(SECRET)
    for _ in range(4):
        form.page.keyboard.down("Shift")
        words.click()
        form.page.keyboard.up("Shift")
    for _ in range(4):
        form.page.keyboard.down("Shift")
        form.page.evaluate(
            "() => { window.scrolled = new Promise(done => addEventListener('wheel', done)) }"
        )
        form.page.mouse.wheel(5, 0)
        form.page.evaluate("window.scrolled.then(() => null)")
        form.page.keyboard.up("Shift")
    assert _told(form.page)[0] == ""
    assert words.input_value() == SECRET


def test_both_shift_keys_at_once_are_one_press_each_time(form: Form, neutral: str) -> None:
    def both(page: Page) -> None:
        for _ in range(3):
            for key in ("ShiftLeft", "ShiftRight"):
                page.keyboard.down(key)
            for key in ("ShiftLeft", "ShiftRight"):
                page.keyboard.up(key)

    form.begin()
    form.page.keyboard.down("ShiftLeft")
    form.page.keyboard.press("ShiftRight")
    form.page.keyboard.up("ShiftLeft")
    assert _told(form.page)[0] == "●○○"
    form.open()
    _leave(form.page, both, neutral)


def test_shift_works_inside_a_field_and_on_every_kind_of_page(
    form: Form, site: str, neutral: str
) -> None:
    for path in ("/n/en", "/h/en", "/", "/nowhere"):
        form.page.goto(site + path)
        _leave(form.page, _shift, neutral)
    form.begin()
    form.go_to("s.words")
    form.page.locator("textarea").first.focus()
    _leave(form.page, _shift, neutral)


def test_a_new_tab_is_opened_as_well_where_the_setting_says_so(
    context: BrowserContext, form: Form, neutral: str
) -> None:
    form.begin()
    assert form.page.locator("a.exit").get_attribute("data-tab") is None, "not by itself"
    form.page.evaluate("document.querySelector('.exit').dataset.tab = '1'")
    with context.expect_page() as opened:
        _leave(form.page, _click, neutral)
    opened.value.wait_for_url(neutral)
    assert opened.value.evaluate("opener") is None


def test_no_script_but_ours_can_run(form: Form) -> None:
    """The content policy lets in one script by its hash, and this is not it."""
    form.open()
    form.page.evaluate(
        "const one = document.createElement('script'); one.textContent = 'window.ran = 1';"
        "document.body.append(one)"
    )
    assert form.page.evaluate("window.ran") is None


def _leave(page: Page, way: Way, neutral: str) -> None:
    with page.expect_navigation(url=neutral):
        way(page)


def _stay(page: Page) -> None:
    """Answer "/leave" with nothing, so that the browser stays on the page as it was left."""
    page.route("**/leave", lambda route: route.fulfill(status=204))


def _told(page: Page) -> tuple[str, str]:
    """Give the dots that are seen and the sentence that is heard."""
    dots = page.locator(".dots").text_content() or ""
    return dots, page.locator("a.exit + [role=status]").text_content() or ""
