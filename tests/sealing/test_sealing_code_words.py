"""The words of codes: none is one that no survivor should be handed, and all are short."""

from __future__ import annotations

import math
import re

import pytest

from survey.sealing.codes.code_words import CODE_WORDS
from survey.sealing.codes.phrases import WORD_NUMBERS, WORDS_IN_A_PHRASE, phrase

# Written here by hand, and not taken from the list: beginnings that no word may have.
NO_WORD_BEGINS = """
abduct abus ache acne afraid aids alarm alcohol angel anxi arous arrest assault attack attic
aunt baby basement bastard batter beat beer bellow bible bind bitch blame blast blood body bomb
booze bottom bound boy breast bridal bride brother bruis brut bunker bury cabin cage camera
cancer candy captiv cargo cash cellar chain chest child church cinema closet cocain coffin coin
confin corpse corset court coward coyote crazy creep crime crimin cross crush cuff dad danger
daughter dead death debt demon detect devil dirty disease dollar dope dorm dread drown drug
drunk dumb dungeon erot fat father fault fear fever fight film filth fist flesh fool foot frame
freak gag garter genit ghost gift girl god gore grab groin guilt gun hair hash heaven hell hemp
heroin hit holy homeless horror hostage hostel hotel hurt husband hut idiot ill image infect
jail judge juror jury kick kid kill kiss knee knife lens lick linger lingerie lip lock loser
love lunatic lust maim mama market menac meth moan money moron mosque motel mother mourn mouth
mum murder naked nanny neck niece nightmar nose nude nudi offend opium oral orgas orphan palm
panic pansy parent peacock penis phone photo picture pistol pixel police poor porn portrait
poverty pray priest prison prophet punch rape record rent rifle rocket room saint satan scare
scary screen scum secret seduc selfie sex shame shed shoot shot sick sister skin slap slave slut
smash smoke snap sniper sorry stalk starv steal stocking storm strangl stream strip studio
stupid suck surg sword tape temple terror tether theft thief thigh thong threat thrust thug
thunder tie toad toe tomb tongue torture touch traffic trash trauma trial trust ugly uncle
underw undress vagin vendor video violen virgin vodka vomit wallet web webcam weed whisky whore
wife wine wound
"""
# Beginnings of harmless words too ("pigeon", "legend"): only the word itself, or its plural.
NO_WORD_IS = """
arm ass bed beg bra butt cell chat cop crack cut die explode gin grandma grave hand harm hip law
leg online pain pant pants pig pill rape rat rob rum sin son stab tart trap womb
"""
# What must not stand inside a word either.
NO_WORD_HOLDS = "rape kill fuck shit cunt cock dick tits anal porn slut nazi"
# Spelt in two ways: who types the word as at home would not be let in.
SPELT_IN_TWO_WAYS = "color colour gray grey center centre fiber theater harbor flavor cozy pajamas"


@pytest.mark.parametrize("stem", NO_WORD_BEGINS.split())
def test_no_word_begins_with_what_nobody_should_be_handed(stem: str) -> None:
    assert [word for word in CODE_WORDS if word.startswith(stem)] == []


def test_no_word_is_or_holds_what_nobody_should_be_handed() -> None:
    refused = {word + end for word in NO_WORD_IS.split() for end in ("", "s")}
    assert refused & set(CODE_WORDS) == set()
    assert [w for w in CODE_WORDS if any(part in w for part in NO_WORD_HOLDS.split())] == []
    assert set(SPELT_IN_TWO_WAYS.split()) & set(CODE_WORDS) == set()


def test_words_are_short_plain_and_enough() -> None:
    """2,048 words of 3 to 7 letters: 6 times 11 bits."""
    assert len(CODE_WORDS) == len(set(CODE_WORDS)) == len(WORD_NUMBERS) == 2048
    assert all(re.fullmatch("[a-z]{3,7}", word) for word in CODE_WORDS)
    assert list(CODE_WORDS) == sorted(CODE_WORDS)
    assert WORDS_IN_A_PHRASE * math.log2(len(CODE_WORDS)) == 66


def test_no_word_begins_another() -> None:
    """So a code is the same typed without its spaces."""
    words = set(CODE_WORDS)
    assert [w for w in words for end in range(1, len(w)) if w[:end] in words] == []


def test_every_number_that_is_drawn_gives_its_word() -> None:
    drawn = [phrase([number] * WORDS_IN_A_PHRASE).split()[0] for number in WORD_NUMBERS]
    assert drawn == list(CODE_WORDS)
