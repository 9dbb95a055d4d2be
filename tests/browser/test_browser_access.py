"""Access in a real browser (WCAG 2.2 AA): axe, small windows, keyboard, print, forced colours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import RULES, TOO_WIDE, violations
from tests.browser.forms import Form, every_page
from tests.conftest import PATIENCE_MS, Published

pytestmark = pytest.mark.browser

#: As wide as the smallest phones; and a window of 1280 by 1024 at 400 %.
SMALL = [(320, 568), (320, 256)]

#: Runs on one page: what is covered when it has the focus.
FOCUSABLE = "a, button, input:not([type=hidden]), select, textarea, summary"
COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const row = (one.closest(".choice") || one).getBoundingClientRect();
  const exit = document.querySelector(".exit").getBoundingClientRect();
  if (one === document.body || one.matches(".exit, .skip")) return "";
  const hidden = row.bottom < 1 || row.top > innerHeight - 1;
  const under = row.top < exit.bottom && row.bottom > exit.top
    && row.left < exit.right && row.right > exit.left;
  return hidden || under ? one.outerHTML.slice(0, 120) : "";
}"""


@contextmanager
def _visit(
    chromium: Browser, site: str, study: Published, language: str = "en", **options: Any
) -> Iterator[Form]:
    context = chromium.new_context(locale=language, **options)
    context.set_default_timeout(PATIENCE_MS)
    yield Form(context.new_page(), site, study.id)
    context.close()


@pytest.mark.parametrize(
    ("scheme", "language", "rules"),
    [("light", "en", RULES), ("light", "ar", RULES), ("dark", "en", ["cat.color"])],
    ids=["light", "arabic", "dark"],
)
def test_axe_finds_nothing_on_any_page(
    chromium: Browser, site: str, study: Published, scheme: Any, language: str, rules: list[str]
) -> None:
    wrong = []
    phone = {"width": 390, "height": 844}
    with _visit(chromium, site, study, language, color_scheme=scheme, viewport=phone) as form:
        for name in every_page(form, site, language):
            found = violations(form.page, rules)
            wrong += [(name, one["id"], [n["html"][:120] for n in one["nodes"]]) for one in found]
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_runs_out_of_a_small_window_and_the_exit_is_always_seen(
    chromium: Browser, site: str, study: Published, language: str
) -> None:
    wide = {}
    with _visit(chromium, site, study, language, has_touch=True) as form:
        for name in every_page(form, site, language):
            for width, height in SMALL:
                form.page.set_viewport_size({"width": width, "height": height})
                if form.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wide[name, height] = form.page.evaluate(TOO_WIDE)
                for place in (0, 0.5, 1):
                    form.page.evaluate(f"scrollTo(0, {place} * document.body.scrollHeight)")
                    box = form.page.locator("a.exit").bounding_box()
                    assert box is not None
                    assert min(box["width"], box["height"]) >= 44, (name, box)
                    assert 0 <= box["y"] <= 16, (name, place, box)
                    assert 0 <= box["x"] <= width - box["width"], (name, box)
                    assert box["height"] <= height / 3, (name, box)
    assert wide == {}


def test_the_exit_never_covers_what_has_the_focus(
    chromium: Browser, site: str, study: Published
) -> None:
    """WCAG 2.4.11, forwards and backwards through every page, in small windows."""
    covered = []
    with _visit(chromium, site, study) as form:
        for name in every_page(form, site, "en"):
            steps = min(form.page.locator(FOCUSABLE).count(), 40)
            for width, height in SMALL:
                form.page.set_viewport_size({"width": width, "height": height})
                for key in ["Tab"] * steps + ["Shift+Tab"] * steps:
                    form.page.keyboard.press(key)
                    under = form.page.evaluate(COVERED)
                    covered += [(name, height, key, under)] if under else []
    assert covered == []


def test_a_whole_form_can_be_filled_in_by_keyboard_alone(
    chromium: Browser, site: str, study: Published
) -> None:
    """Every kind of question, a problem and its summary, a break, the receipt; no pointer."""
    with _visit(chromium, site, study) as form:
        page = form.page
        form.open()
        page.keyboard.press("Tab")
        assert _focused(page) == "#main"
        page.keyboard.press("Tab")
        assert _focused(page) == "/leave"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "exit"
        _enter_on(page, "next")
        _enter_on(page, "begin")
        _space_on(page, "q.A1", "one")
        _space_on(page, "q.A2", "red")
        _space_on(page, "q.A2", "none")
        _enter_on(page, "next")
        assert page.locator(".problems").is_visible()
        _tab_until(page, "document.activeElement.matches('.problems a')")
        page.keyboard.press("Enter")
        _space_on(page, "q.A2", "none")
        _enter_on(page, "next")
        assert form.name == "n.harder"
        _enter_on(page, "next")
        _space_on(page, "q.B1", "p1")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.querySelector('[name=\"q.B1\"]:checked').value") == "p2"
        _tab_until(page, "document.activeElement.tagName == 'SELECT'")
        page.keyboard.press("1")
        _enter_on(page, "next")
        _tab_until(page, "document.activeElement.tagName == 'TEXTAREA'")
        page.keyboard.type("Somebody who listens")
        _enter_on(page, "break")
        _enter_on(page, "return")
        assert page.locator("textarea").input_value() == "Somebody who listens"
        _enter_on(page, "next")
        assert form.name == "review"
        _space_on(page, "r", "no")
        _enter_on(page, "send")
        assert form.heading == "Thank you"


def test_enter_inside_a_form_goes_on_and_never_skips_or_sends(
    chromium: Browser, site: str, study: Published
) -> None:
    with _visit(chromium, site, study) as form:
        form.begin()
        form.page.locator("input[type=radio]").first.focus()
        form.page.keyboard.press("Space")
        with form.page.expect_navigation():
            form.page.keyboard.press("Enter")
        assert form.name == "n.harder"
        form.go_to("review")
        form.page.locator("input[name=r]").first.focus()
        with form.page.expect_navigation():
            form.page.keyboard.press("Enter")
        assert form.name == "review"


def test_a_problem_is_said_first_and_leads_to_its_question(
    chromium: Browser, site: str, study: Published
) -> None:
    with _visit(chromium, site, study) as form:
        page = form.page
        form.begin()
        form.tick("red")
        form.tick("none")
        form.press("next")
        summary = page.get_by_role("group", name="Look at this again")
        assert summary.is_visible()
        target = summary.get_by_role("link").first.get_attribute("href") or ""
        question = page.locator(f"[id='{target[1:]}']")
        assert question.locator("legend").inner_text() == "Which of these do you know?"
        sentence = question.locator(".problem").inner_text()
        assert sentence in summary.inner_text()
        described = (question.get_attribute("aria-describedby") or "").split()
        told = [page.locator(f"[id='{one}']").inner_text() for one in described]
        assert sentence in told


def test_names_that_screen_readers_say(chromium: Browser, site: str, study: Published) -> None:
    with _visit(chromium, site, study) as form:
        form.begin()
        page = form.page
        assert page.get_by_role("link", name="Emergency Exit this page", exact=True).count() == 1
        assert page.get_by_role("link", name="Exit this page", exact=True).count() == 1
        assert page.get_by_role("status").count() == 1
        page.get_by_role("group", name="Which of these fits best?").get_by_role(
            "radio", name="The second of two"
        ).check(force=True)
        assert page.get_by_role("main").count() == 1
        assert page.get_by_role("button", name="Skip this part").is_visible()
    with _visit(chromium, site, study, "ar") as form:
        form.page.goto(f"{site}/n/ar")
        label = form.page.locator("a.exit").inner_text()
        assert label
        assert "Exit" not in label


def test_forced_colours_show_what_is_chosen_and_the_way_out(
    chromium: Browser, site: str, study: Published
) -> None:
    with _visit(chromium, site, study, forced_colors="active") as form:
        form.begin()
        form.choose()
        page = form.page
        chosen = page.locator(".choice:has(input:checked)").first
        other = page.locator(".choice:has(input:not(:checked))").first
        looks = "one => { const s = getComputedStyle(one); return s.outlineStyle + s.outlineWidth }"
        assert chosen.evaluate(looks) != other.evaluate(looks)
        edge = page.locator("a.exit").evaluate("one => getComputedStyle(one).borderTopWidth")
        assert edge != "0px"


def test_print_leaves_out_what_only_works_on_a_screen(
    chromium: Browser, site: str, study: Published
) -> None:
    with _visit(chromium, site, study) as form:
        form.begin()
        form.page.emulate_media(media="print")
        for hidden in ("a.exit", ".skip", ".dots", "[name=go]:not(.first)"):
            assert not form.page.locator(hidden).first.is_visible(), hidden
        assert form.page.locator("legend").first.is_visible()


def test_without_style_a_page_reads_in_its_order(
    chromium: Browser, site: str, study: Published
) -> None:
    with _visit(chromium, site, study) as form:
        form.page.route("**/s/*", lambda route: route.abort())
        form.begin()
        words = form.page.inner_text("body")
        order = [
            "Skip to the page", "Exit this page", "PRACTICE", "Part 1 of 3", "To begin with",
            "Which of these fits best?", "A rough idea is fine.", "The first of two",
            "I'd rather not say", "Which of these do you know?", "Continue", "Skip this part",
            "Back", "Take a break", "Support",
        ]  # fmt: skip
        places = [words.rindex(one) if one == "Continue" else words.index(one) for one in order]
        assert places == sorted(places)


def test_nothing_moves_where_people_ask_for_that_and_nothing_anywhere(
    chromium: Browser, site: str, study: Published
) -> None:
    for motion in ("reduce", "no-preference"):
        with _visit(chromium, site, study, reduced_motion=motion) as form:
            form.begin()
            for _ in range(2):
                form.page.keyboard.press("Shift")
            assert form.page.evaluate("document.getAnimations().length") == 0


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href')"))


def _tab_until(page: Page, true: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(true):
            return
    raise AssertionError(f"the keyboard never comes to {true}")


def _enter_on(page: Page, value: str) -> None:
    """Go to a button by keyboard, press it, and wait for the next page."""
    _tab_until(page, f"document.activeElement.value == '{value}'")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _space_on(page: Page, name: str, value: str) -> None:
    """Go to an answer by keyboard and choose it, or take the choice back."""
    kind = page.locator(f'input[name="{name}"]').first.get_attribute("type")
    if kind == "radio":
        _tab_until(page, f"document.activeElement.name == '{name}'")
    else:
        _tab_until(
            page,
            f"document.activeElement.name == '{name}' && document.activeElement.value == '{value}'",
        )
    page.keyboard.press("Space")
