"""A questionnaire of another system, read but not judged: what each reader of a format gives.

It knows nothing of any one format, nor of what may be asked here (`making` does).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

#: Words by language code (“” where a file does not say which); plain text, without markup.
Texts = Mapping[str, str]


class AskedFor(Enum):
    """What an item of another system asks for, or does."""

    SINGLE = auto()
    MULTIPLE = auto()
    RANKING = auto()
    #: Ordered points: agreement, satisfaction, stars, a slider with few steps.
    SCALE = auto()
    TEXT = auto()
    NUMBER = auto()
    DATE = auto()
    NOTE = auto()
    #: A page of its own that people only confirm (“I have read this”).
    ACKNOWLEDGE = auto()
    #: What nobody is asked, reckoned or hidden.
    CALCULATED = auto()
    HIDDEN = auto()
    #: Metadata of the device or the moment: start, end, deviceid, username, IP address.
    METADATA = auto()
    #: The number that another system keeps each record under.
    RECORD = auto()
    PLACE = auto()  # a point, line or area on a map
    IMAGE = auto()
    AUDIO = auto()
    VIDEO = auto()
    FILE = auto()
    SIGNATURE = auto()
    BARCODE = auto()
    #: What none of these describes; `as_written` of its item says what it is called there.
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Chosen:
    """True when the answer to `question` is, or includes, the option with code `value`."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class CodeLimit:
    """True when the code of the answer, as a number, stands so to `value`.

    `operator` is one of “<”, “<=”, “>”, “>=”.
    """

    question: str
    operator: str
    value: float


@dataclass(frozen=True, slots=True)
class Filled:
    """True when `question` has an answer."""

    question: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every condition is."""

    parts: tuple[OnlyIf, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one condition is."""

    parts: tuple[OnlyIf, ...]


@dataclass(frozen=True, slots=True)
class NotSo:
    """True when the condition is not."""

    part: OnlyIf


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A condition, or a part of one, that has no counterpart here: kept as it was written."""

    expression: str


OnlyIf = Chosen | CodeLimit | Filled | AllOf | AnyOf | NotSo | NotUnderstood


@dataclass(frozen=True, slots=True)
class ForeignOption:
    """One thing to choose. `code` is what the file calls it, never empty.

    `is_other`: choosing it asks for words of one's own. `exclusive`: never chosen with others.
    `only_if`: when it is offered at all (cascading lists, filters).
    """

    code: str
    words: Texts
    is_other: bool = False
    exclusive: bool = False
    only_if: OnlyIf | None = None


@dataclass(frozen=True, slots=True)
class ForeignItem:
    """A question, note or hidden row of another system.

    `where` says where it stands in the file (“sheet survey, row 12”, “pages[1].elements[3]”);
    `name` is what conditions call it; `as_written` its type as the file says it. `only_if`: when it
    is shown, `only_if_written` the expression as the file has it. A matrix is given as one item for
    each row, all with the same `matrix` name and the words of the whole in `stem`. `changes` are
    full sentences about what the reader itself could not keep (“The picture beside the words was
    left out.”). `left_out`: why the reader cannot hand it over at all; everything else may be empty
    then.
    """

    where: str
    name: str
    kind: AskedFor
    words: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    options: tuple[ForeignOption, ...] = ()
    as_written: str = ""
    required: bool = False
    only_if: OnlyIf | None = None
    only_if_written: str = ""
    at_most: int | None = None
    matrix: str = ""
    stem: Texts = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class ForeignSection:
    """A page or group, in order; groups inside groups are given one after the other.

    The condition of a group that holds other groups is joined into each of them.
    `repeats` marks a group that the other system asks several times. `content_note`: what people
    are told before they read it, in files that were written here.
    """

    where: str
    name: str
    items: tuple[ForeignItem, ...]
    title: Texts = field(default_factory=dict)
    only_if: OnlyIf | None = None
    only_if_written: str = ""
    repeats: bool = False
    content_note: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForeignForm:
    """A whole questionnaire. `format` is what people call its kind (“XLSForm”, “LimeSurvey”).

    `languages`: codes as BCP 47 has them, the default language first, () where a file does not say.
    `unnamed_languages` are names of languages that no code was found for: their words are not in
    the form. `remarks` are full sentences about the file as a whole (quotas, scoring, e-mail
    templates, an external file that is not there …). `consent`, its longer part `details`, and
    `own`, a questionnaire as we store it, are only in files that were written here.
    """

    format: str
    sections: tuple[ForeignSection, ...]
    title: Texts = field(default_factory=dict)
    introduction: Texts = field(default_factory=dict)
    consent: Texts = field(default_factory=dict)
    details: Texts = field(default_factory=dict)
    closing: Texts = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    unnamed_languages: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    own: str = ""
