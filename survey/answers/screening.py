"""What in a person's own words could point to someone: addresses, telephone numbers, names online.

It keeps nothing, and it cannot know the names of people or places.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from survey.answers.web_names import (
    ARABIC_SERVICES,
    COUNTRIES,
    POINTED,
    SERVICES,
    SPACED,
    SPOKEN,
    SURE,
    WORDS,
)
from survey.questionnaire.model import TEXT_LIMIT

DetailKind = Literal["link", "mail", "phone", "handle", "number"]

#: What stands in the text in place of each finding.
MASK = "[…]"

#: Characters of a text that is looked through: the work can take the square of its length.
LONGEST = 4 * TEXT_LIMIT

#: A string of digits of this length or longer is taken for a number of somebody.
DIGITS = 7

DetailSpan = tuple[int, int, DetailKind]

#: Characters that hide an address: they are not seen, or stand for a plain letter, digit or dot.
_UNSEEN = (
    "\u00ad\u034f\u061c\u0640\u064b-\u065f\u0670\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\u20e3\ufe00-\ufe0f\ufeff"
)
_DISGUISED = "\u2460-\u24ff\u2070-\u209f\uff01-\uff9f\U0001d400-\U0001d7ff\u3002\u2024\u2219\u06d4"
_STRANGE = re.compile(rf"[{_UNSEEN}{_DISGUISED}]|(?=[^\x00-\x7f])\d")
_SKIPPED = re.compile(f"[{_UNSEEN}]")
_DOTS = {"\u3002": ".", "\uff61": ".", "\u2024": ".", "\u2219": ".", "\u06d4": "."}

_BRACKETED = r"\s*[\[({<]\s*(?:\.|dot|punkt|point|punto|دوت|نقط[ةه])\s*[\])}>]\s*"
_SAID = r"\s+(?:dot|punkt|دوت|نقط[ةه])\s+"
_POINT = r"\s+(?:point|punto)\s+"
_LABEL = r"[^\W_](?:[\w-]{0,62}[^\W_])?"
_REST = r"(?::\d+)?(?:[/?#]\S*)?"
_AT = r"(?:@|\s*[\[({<]\s*(?:at|arroba|arobase?|[آأا]ت|@)\s*[\])}>]\s*)"
_ANY_DOT = rf"(?:\.|{_BRACKETED}|{_SAID}|{_POINT})"
_SCHEME = re.compile(
    r"\b(?:h(?:tt|xx|\*\*|__)ps?\s?\[?:\]?\s?/*\s?|(?:magnet|mailto|tel|tg|sms):(?=[?\w+])|"
    r"[a-z][a-z0-9+.-]{1,15}\[?:\]?//)\S+|\bwww\d?\s?[\[(]?\.[\])]?\s?\S{2,}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w@.-]){_LABEL}(?:\.{_LABEL}){{0,30}}\.(xn--[\w-]+|\w{{2,24}})\b{_REST}")
_BRACKETS = re.compile(
    rf"(?<![\w@.]){_LABEL}(?:(?:\.|{_BRACKETED}){_LABEL}){{0,6}}{_BRACKETED}"
    rf"(\w{{2,24}})\b{_REST}",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"(?<![\w@])(?!(?:the|a|this|that)\b){_LABEL}(?:{_SAID}{_LABEL}){{0,6}}?{_SAID}"
    rf"({'|'.join(sorted(SPOKEN))})\b{_REST}",
    re.IGNORECASE,
)
_POINTED = re.compile(
    rf"(?<![\w@])(?!(?:the|an?|this|that|some|one|any|what|which|el|las?|los|una?|es[ea]|est[ea]|cada|"
    rf"les?|des|du|au|ce|cet|cette|ces)\b){_LABEL}(?:{_POINT}{_LABEL}){{0,6}}?{_POINT}"
    rf"(?:{'|'.join(sorted(POINTED))})\b(?:{_POINT}(?:{'|'.join(sorted(COUNTRIES))})\b)?{_REST}",
    re.IGNORECASE,
)
_SPACED = re.compile(
    rf"(?<![\w@]){_LABEL}(?:\s\.\s{_LABEL}){{0,6}}(?:\s\.\s?|\s?\.\s)(?:{'|'.join(sorted(SPACED))})\b{_REST}"
)
_FOUR_NUMBERS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)" + _REST)
_MAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]{{1,64}}{_AT}\w[\w-]*(?:(?:\.|{_BRACKETED}|{_SAID})\w[\w-]*){{0,9}}|"
    rf"(?<![\w.+%-])[\w.+%-]{{1,64}}\s+at\s+{_LABEL}(?:(?:\.|{_BRACKETED}|{_SAID}){_LABEL}){{0,6}}"
    rf"(?:{_BRACKETED}|{_SAID})(?:{'|'.join(sorted(SPOKEN))})\b|"
    rf"(?<![\w.+%-])[\w.+%-]{{1,64}}(?:{_ANY_DOT}{_LABEL}){{0,3}}\s+(?:arroba|arobase?|a\s+commercial)\s+{_LABEL}"
    rf"(?:{_ANY_DOT}{_LABEL}){{0,6}}?{_ANY_DOT}(?:{'|'.join(sorted(SPOKEN | COUNTRIES))})\b"
    rf"(?:{_ANY_DOT}(?:{'|'.join(sorted(COUNTRIES))})\b)?|"
    rf"(?<![\w.+%-])[\w.+%-]{{1,64}}\s+(?:[آأا]ت|[إا]يت)\s+{_LABEL}"
    rf"(?:{_ANY_DOT}{_LABEL}){{0,6}}?{_ANY_DOT}(?:{'|'.join(sorted(SPOKEN))})\b",
    re.IGNORECASE,
)
_SERVICE = rf"(?:{SERVICES}|(?:و|ف)?(?:ب|ع|ل)?(?:ال|ل)?(?:{ARABIC_SERVICES})(?:ي|ه|ها|هم|نا)?)"
_NAME = r"[\w@][\w.-]{0,60}\w"
_ODD_NAME = rf"(?=\S{{0,60}}[\d_.]\w){_NAME}"
_HANDLE = re.compile(
    r"(?<![\w@])@(?=[\w.-]{0,60}[^\W\d_])\w[\w.-]{0,60}\w|"
    rf"(?<!\w)@\s(?=[^\W\d_]){_ODD_NAME}|"
    r"(?<![\w/])u/[\w-]{3,24}|"
    r"(?<!\w)[^\W\d_][\w.]{1,31}#\d{4}(?!\d)|"
    rf"\b(?:user(?:[ _-]?(?:name|id))?|(?<!to )handle|screen ?name|gamer ?tag)\s*[:=]\s*{_NAME}|"
    rf"\b(?:user ?name|handle|gamer ?tag)\s+(?:is|was)\s+{_ODD_NAME}|"
    rf"\b(?:{_SERVICE})(?:\s+(?:is|was|id|name|user|account))?\s*[:=]\s*{_ODD_NAME}|"
    rf"\b(?:{_SERVICE})\s+(?:is|was)\s+(?=\S{{0,60}}[^\W\d_])(?=\S{{0,60}}[\d_]){_NAME}|"
    rf"\b(?:{_SERVICE})\s+(?=\w{{0,60}}_\w){_NAME}|"
    r"\b(?:add|find|follow|message|text|dm|contact|call)\s+(?:me|him|her|them|us)\s+"
    rf"(?:on|at|via)\s+(?:{_SERVICE})\s*[:=,]?\s+{_ODD_NAME}",
    re.IGNORECASE,
)
#: A name with what words do not have in it: an underscore, a digit, a dot before a small letter.
_TOLD_NAME = (
    r"(?=[@\w.-]{0,60}[^\W\d_])(?=[@\w.-]{0,60}(?:[\d_]|(?-i:\.[^\W\d_A-Z])))"
    r"@?[^\W\d][\w.-]{0,60}\w"
)
_IS = (
    r"(?:\s*[:=]\s*|,?\s+(?:es|era|se\s+llama|est|était|c['’ ]?est|c|c['’ ]?était|s['’]appelle|"
    r"هو|هي|كان|اسمه|اسمها|اسمي)\s*:?\s+)"
)
_HANDLE_ABROAD = re.compile(
    rf"\b{_SERVICE}(?:\s+(?:de\s+)?(?:user|usuario|pseudo|compte|cuenta))?{_IS}{_TOLD_NAME}|"
    rf"\b{_SERVICE}\s*,?\s+(?:soy|je\s+suis|j['’]suis|moi\s+c['’]est|como|sous\s+(?:le\s+nom\s+)?"
    rf"(?:de\s+)?|أنا|انا|باسم)\s+{_TOLD_NAME}|"
    r"\b(?:nombre\s+de\s+usuario|nom\s+d['’]utilisat(?:eur|rice)|اسم\s+المستخدم)"
    rf"(?:\s*[:=]\s*{_NAME}|{_IS}{_TOLD_NAME})|"
    rf"\b(?:usuari[oa]|pseudo|identifiant|(?:ال)?يوزر[يه]?|(?:ال)?يوزرنيم|معرفي|حسابي){_IS}{_TOLD_NAME}|"
    rf"\b(?:{ARABIC_SERVICES}|(?:ال)?يوزر|معرف|حساب)(?:ي|ه|ها)?\s+(?:ال?{_SERVICE}\s+)?{_TOLD_NAME}|"
    rf"\b(?:arroba|arobase?)\s+{_TOLD_NAME}|"
    rf"\b(?:soy|je\s+suis|j['’]suis|أنا|انا)\s+{_TOLD_NAME}\s+(?:en|sur|على|في|ع)\s+(?:el\s+)?"
    rf"{_SERVICE}\b|"
    r"\b(?:agr[eé]ga|añ[aá]de|b[uú]sca|s[ií]gue|escr[ií]be|encu[eé]ntra|h[aá]bla)[mn](?:e|os)\s+"
    rf"(?:en|por|al?)\s+(?:el\s+)?{_SERVICE}\s*[:=,]?\s+{_TOLD_NAME}|"
    r"\b(?:ajoute|suis|suive|trouve|cherche|écri|écrive|contacte|rejoin|parle)[sz]?[- ](?:moi|nous)"
    rf"\s+(?:sur|par|via)\s+{_SERVICE}\s*[:=,]?\s+{_TOLD_NAME}|"
    r"\b(?:[أا]ضف|ضيف|ضيفو|[أا]ضيفو|تابع|تابعو|كلم|كلمو|راسل|راسلو)ني\s+(?:على|في|ع)\s+"
    rf"{_SERVICE}\s*[:=,،]?\s+{_TOLD_NAME}",
    re.IGNORECASE,
)
_SIGNS_ABROAD = (
    "arroba", "arobas", "usuari", "pseudo", "utilisat", "identifiant",
    "المستخدم", "يوزر", "معرف", "حساب",
)  # fmt: skip
_CUE = re.compile(
    r"\b(?:visit|via|site|website|link|page|app|forum|called|sitio|página|enlace|lien)\W*\Z",
    re.IGNORECASE,
)
_INNER_DOT = re.compile(r"\w\.\w")
_NAMES = (
    *SERVICES.split("|"),
    *ARABIC_SERVICES.replace(" ?", "").split("|"),
    "سناب",
    "تيك",
    "واتس",
)
_GOES_ON = re.compile(r"['’]|\s+[^\W\d_]")
_YEAR = r"(?:(?:19|20)\d|14[0-4])\d"  # of two calendars
_DATE = rf"(?:\d{{1,2}}[-./]\d{{1,2}}[-./](?:{_YEAR}|\d\d)|{_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}})"
_ORDINARY = re.compile(
    r"(?<!\d)(?<!\d[-./ ])(?:"
    rf"{_YEAR}(?:(?:\s?[-–—/,]\s?| ){_YEAR})*(?:[-–/]\d\d)?"  # 2019, 2015-2019, 2019/20
    rf"|{_DATE}(?:\s?[-–—]\s?{_DATE})?"
    r"|\d{1,3}(?:[.,:h]\d{1,2})?\s?[-–—]\s?\d{1,3}(?:[.,:h]\d{1,2})?"  # 10.30-11.45, 12-14
    r"|[1-9]\d{0,2}(?P<gap>[ .’'\u00a0\u202f])(?:\d{3}(?P=gap)){1,2}000"  # 1 500 000
    r")(?![-./ ]?\d)"
)
_SEPARATORS = r"[ \t\u00a0\u2009\u202f()\[\]/.‐-―-]{0,3}"
_DIGITS = re.compile(rf"\+?\(?\d(?:{_SEPARATORS}\d){{{DIGITS - 1},}}")
_TRAILING = ".,;:!?)]}>\"'»”’…،؛؟"


@dataclass(frozen=True, slots=True)
class IdentifyingDetail:
    """One thing that could point to someone: `text` is what stands from `start` to `end`."""

    kind: DetailKind
    start: int
    end: int
    text: str = field(repr=False)


def findings(text: str, regions: Sequence[str] = ()) -> tuple[IdentifyingDetail, ...]:
    """Return what in a text could point to someone, in order and without overlaps.

    `regions` are countries (ISO 3166 alpha-2) whose telephone numbers are known without their
    international prefix. Any string of seven or more digits is found without them. ValueError for
    more than LONGEST characters: whoever calls looks at the length first.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a text of more than {LONGEST} characters is not looked through")
    plain, places = _plain(text)
    spans = sorted({*_addresses(plain), *_numbers(plain, regions)})
    found = ((places(s), max(places(e - 1) + 1, places(e)), kind) for s, e, kind in spans)
    return tuple(IdentifyingDetail(kind, s, e, text[s:e]) for s, e, kind in _joined(found))


def masked(text: str, regions: Sequence[str] = ()) -> str:
    """Return the text with "[…]" for each finding; never longer, and with nothing left to find."""
    while found := findings(text, regions):
        pieces, last = [], 0
        for one in found:
            pieces += [text[last : one.start], MASK]
            last = one.end
        text = "".join(pieces) + text[last:]
    return text


def _plain(text: str) -> tuple[str, Callable[[int], int]]:
    """Return the text without disguises, and where each of its characters stood."""
    if text.isascii() or not _STRANGE.search(text):
        return text, lambda place: place
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in letter if letter.isascii() else _undisguised(letter):
            letters.append(plain)
            places.append(place)
    return "".join(letters), [*places, len(text)].__getitem__


def _undisguised(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if not _STRANGE.match(letter):
        return letter
    return "" if _SKIPPED.match(letter) else _DOTS.get(letter) or _folded(letter)


def _folded(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter)


def _addresses(text: str) -> Iterator[DetailSpan]:
    """Return addresses and names; a pattern is tried only where its signs are in the text."""
    low = text.lower()
    brackets, said = _has(low, "[({<"), _has(low, ("dot", "punkt", "دوت", "نقط"))
    if "@" in low or brackets or said or _has(low, ("arroba", "arobas", "commercial", "ت ")):
        for match in _MAIL.finditer(text):
            yield match.start(), match.end(), "mail"
    for pattern in _link_patterns(low, said):
        for match in pattern.finditer(text):
            yield _trimmed(match, "link")
    if brackets:
        for match in _BRACKETS.finditer(text):
            if match[1].isalpha():
                yield _trimmed(match, "link")
    if _INNER_DOT.search(low):
        for match in _BARE.finditer(text):
            if _is_address(match):
                yield _trimmed(match, "link")
    if _has(low, "@#:=") or _has(low, ("u/", "user", "handle", "tag")) or _has(low, _NAMES):
        for match in _HANDLE.finditer(text):
            yield match.start(), match.end(), "handle"
    if _has(low, _SIGNS_ABROAD) or _has(low, _NAMES):
        for match in _HANDLE_ABROAD.finditer(text):
            yield match.start(), match.end(), "handle"


def _link_patterns(low: str, said: bool) -> Iterator[re.Pattern[str]]:
    if ":" in low or _has(low, ("www", "http", "hxx", "h**", "h__")):
        yield _SCHEME
    if _INNER_DOT.search(low):
        yield _FOUR_NUMBERS
    if said:
        yield _SPOKEN
    if _has(low, ("point", "punto")):
        yield _POINTED
    if _has(low, SPACED):
        yield _SPACED


def _has(text: str, signs: Iterable[str]) -> bool:
    return any(sign in text for sign in signs)


def _trimmed(match: re.Match[str], kind: DetailKind) -> DetailSpan:
    """Return the span of a match without the punctuation of the sentence around it."""
    start, words = match.start(), match[0].rstrip(_TRAILING)
    return start, start + max(len(words), 3), kind


def _is_address(match: re.Match[str]) -> bool:
    """Say whether words joined by dots are an address, and not two sentences without a blank."""
    end, names = match[1], match[0][: match.start(1) - match.start() - 1].split(".")
    low, text = end.lower(), match.string
    rest = text[match.end(1) : match.end()].rstrip(_TRAILING)
    if low in SURE or low.startswith("xn--"):
        return end in (low, end.upper()) or low in SPACED
    if low not in WORDS:
        return end.isalpha() and bool(re.search(r"[/?#].*[\d/._=-]", rest))
    if rest:
        return True
    if end != low or min(map(len, names)) < 2:
        return False
    name = "".join(names)
    if len(names) > 1 or (re.search(r"[-\d]", name) and re.search(r"[^\W\d]", name)):
        return True
    if _CUE.search(text, max(0, match.start() - 12), match.start()):
        return True
    return not _GOES_ON.match(text, match.end())


def _numbers(text: str, regions: Sequence[str]) -> Iterator[DetailSpan]:
    if sum(map(str.isdigit, text)) < DIGITS:
        return
    text = _ORDINARY.sub(lambda match: "x" * len(match[0]), text)
    if not _DIGITS.search(text):
        return
    for match in _DIGITS.finditer(text):
        yield match.start(), match.end(), "number"
    yield from _telephones(text, regions)


def _telephones(text: str, regions: Sequence[str]) -> Iterator[DetailSpan]:
    from phonenumbers import Leniency, PhoneNumberMatcher  # a large book: opened when needed

    for region in regions or (None,):
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            if sum(map(str.isdigit, match.raw_string)) >= DIGITS:
                yield match.start, match.end, "phone"


def _joined(spans: Iterable[DetailSpan]) -> Iterator[DetailSpan]:
    """Return spans, in order, with those that overlap made one; the first kind by rank stays."""
    kinds = ("mail", "link", "phone", "handle", "number")
    last: DetailSpan | None = None
    for start, end, kind in spans:
        if last is None or start >= last[1]:
            if last is not None:
                yield last
            last = (start, end, kind)
        else:
            last = (last[0], max(end, last[1]), min(last[2], kind, key=kinds.index))
    if last is not None:
        yield last
