"""What holders of share sheets do: print theirs, and read words that a page names off the paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask import Flask

from survey.sealing.opening.shares import KeyShare
from tests.conftest import Clock
from tests.desk.conftest import DeskPage, StaffVisitor

#: Both lists of a sheet, by the name that stands above them.
Lists = Mapping[str, Sequence[str]]


def lists_on(paper: DeskPage) -> dict[str, list[str]]:
    """Give both lists of the sheet on a page that is made for paper."""
    lists = re.findall(r'<ol class="wl">(.*?)</ol>', paper.html, re.DOTALL)
    assert len(lists) == 2, paper.words
    found = {
        name: re.findall(r"<li>(\w+)</li>", one)
        for name, one in zip(("Numbers", "Words"), lists, strict=True)
    }
    assert [len(words) for words in found.values()] == [33, 33]
    return found


def words_asked(page: DeskPage, paper: DeskPage) -> dict[str, str]:
    """Give the words that a page asks for, by the names of its fields, read off the paper."""
    return words_for(page, lists_on(paper))


def words_for(page: DeskPage, lists: Lists) -> dict[str, str]:
    """Give the words that a page asks for, by the names of its fields, out of two lists."""
    asked = re.findall(r'for="(word_\d)">(Numbers|Words) list, word (\d+)<', page.html)
    return {field: lists[name][int(number) - 1] for field, name, number in asked}


class Holder:
    """Somebody who holds a share sheet, on a device of their own, with what is on their paper."""

    def __init__(self, visitor: StaffVisitor, link: str) -> None:
        self.visitor, self.link = visitor, link
        self.lists: Lists = {}

    def prints(self) -> DeskPage:
        """Look at the sheet, and print it."""
        self.visitor.get(self.link)
        page = self.visitor.press("Show my sheet")
        self.lists = lists_on(page)
        return page

    def types(self, lists: Lists | None = None) -> DeskPage:
        """Type the words that are asked for, off this paper or another."""
        page = self.visitor.get(self.link)
        return self.visitor.press("I have my sheet", **words_for(page, lists or self.lists))

    def share(self, number: int) -> KeyShare:
        """Give what is on the paper as a share."""
        return KeyShare(number, " ".join(self.lists["Numbers"]), " ".join(self.lists["Words"]))


def links_on(page: DeskPage) -> list[str]:
    """Give the paths of the links that a coordinator hands over."""
    return re.findall(r"http://127\.0\.0\.1:8001(/sheet/[\w-]{32})", page.html)


def holders_of(desk: Flask, clock: Clock, page: DeskPage) -> list[Holder]:
    """Give a holder, each with a browser of their own, for every link on the coordinator's page."""
    return [Holder(StaffVisitor(desk, clock), link) for link in links_on(page)]
