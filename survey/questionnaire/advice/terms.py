"""Words for sexual exploitation that blame or belittle people, and what to say instead.

It must never be used on a respondent's own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class AvoidedWord:
    """One word to avoid: its `pattern`, what to `prefer`, and why.

    With `stops` a study cannot be asked of people while the word stands in it, unless it is quoted
    and the questionnaire says why (`allowed`).
    """

    id: str
    stops: bool
    pattern: re.Pattern[str]
    prefer: str
    reason: str


#: Names and titles that hold such a word and cannot be said otherwise.
_NAMES = re.compile(
    r"Revenge Porn Helpline|Meldpunt Kinderporno|Stop Childporno|"
    r"Optional Protocol on [^.]{0,60}Child Prostitution and Child Pornography|"
    r"indecent (?:photographs?|images?) of children \(?(?:Protection of Children|"
    r"Criminal Justice) Act",
    re.IGNORECASE,
)


def _term(id_: str, stops: bool, pattern: str, prefer: str, reason: str) -> AvoidedWord:
    return AvoidedWord(id_, stops, re.compile(pattern, re.IGNORECASE), prefer, reason)


TERMS: tuple[AvoidedWord, ...] = (
    _term(
        "T01",
        True,
        r"\bchild(ren)?('s)? porn(ography)?\b",
        "child sexual abuse material (CSAM)",
        "“Pornography” is made with consenting adults; this is a record of abuse and a "
        "child cannot consent",
    ),
    _term(
        "T02",
        True,
        r"\b(kiddie|kiddy|kid|under-?age|teen(age)?|CP)[ -]porn\b",
        "child sexual abuse material (CSAM)",
        "Slang used by offenders; makes a crime sound trivial",
    ),
    _term(
        "T03",
        False,
        r"\bself[- ]?(generated|produced|made)\b|\bSGII(FY)?\b|\bSG-?CSAM\b",
        "say what happened: 'sexual images a child was pressured or tricked into "
        "making', 'images shared without consent', 'images made by a young person and "
        "shared between peers'",
        "Suggests the child chose it and is to blame; hides grooming, threats and coercion",
    ),
    _term(
        "T04",
        False,
        r"\bindecent (image|imagery|photo|picture|content|material)s?\b",
        "child sexual abuse images; or 'sexual image of a child'",
        "“Indecent” judges the child pictured, not the person who did harm",
    ),
    _term(
        "T05",
        True,
        r"\brevenge[- ]?porn(ography)?\b",
        "intimate image abuse; sharing intimate images without consent (NCII)",
        "“Revenge” implies the person did something to deserve it; “porn” implies consent",
    ),
    _term(
        "T07",
        True,
        r"\b(child|teen(age)?|under-?age|juvenile|minor) prostitut(e|es)\b",
        "child exploited in prostitution; child victim of sexual exploitation",
        "Labels the child with the crime done to them; implies choice",
    ),
    _term(
        "T08",
        True,
        r"\bchild prostitution\b",
        "sexual exploitation of children; exploitation of children in prostitution",
        "Prostitution is lawful for adults in places; exploiting a child is always a crime",
    ),
    _term(
        "T09",
        True,
        r"\b(child|under-?age|teen(age)?|minor) sex[- ]work(er|ers|ing)?\b",
        "child victim of sexual exploitation",
        "A child cannot choose this as work",
    ),
    _term(
        "T10",
        True,
        r"\bchild sex[- ]tourism\b",
        "sexual exploitation of children in travel and tourism",
        "Sounds like a kind of holiday; blames a whole industry; hides the crime",
    ),
    _term(
        "T11",
        False,
        r"\b(child )?sex[- ]tourists?\b",
        "travelling child sex offender; person who travels to abuse children",
        "Same as above, for the person",
    ),
    _term(
        "T12",
        True,
        r"\b(webcam child sex tourism|webcam sex with (a )?(child|minor)s?)\b",
        "live-streamed child sexual abuse",
        "It is abuse carried out live; neither travel nor “sex”",
    ),
    _term(
        "T13",
        True,
        r"\bchild sex\b(?![- ](offen|abus|traffick|tour))",
        "child sexual abuse",
        "There is no such thing as sex with a child; it is abuse",
    ),
    _term(
        "T14",
        True,
        r"\bsex with (a |an )?(child|children|minor|minors|under-?age)\b|\bunder-?age "
        r"sex\b",
        "sexual abuse of a child; rape of a child",
        "Implies mutual consent",
    ),
    _term(
        "T15",
        True,
        r"\b(sexual relationship|sexual intercourse|affair|romance|love affair) with (a "
        r"|the |her |his )?(child|girl|boy|minor|pupil|student|teen\w*)\b",
        "sexual abuse of a child",
        "Implies consent and equality",
    ),
    _term(
        "T16",
        False,
        r"\bp(a)?edophil(e|es|ia|ic)\b",
        "person who sexually abused a child; child sexual offender; perpetrator",
        "A clinical term about attraction; most who abuse do not fit it and not all "
        "who fit it abuse",
    ),
    _term(
        "T17",
        False,
        r"\bp(a)?edophile (ring|network|gang)s?\b",
        "group of people who sexually abused children; organised abuse",
        "As above; also sensational",
    ),
    _term(
        "T19",
        False,
        r"\bcyber-?sex\b",
        "online child sexual abuse",
        "“Sex” implies consent",
    ),
    _term(
        "T21",
        False,
        r"\bleak(ed|s|ing)?\b(?=.{0,30}\b(nude|nudes|image|images|photo|photos|video|vid"
        r"eos)\b)|\b(nude|nudes|image|images|photo|photos|video|videos)\b.{0,30}\bleak(e"
        r"d|s)?\b",
        "images shared without consent (say who shared them if known)",
        "“Leak” has no actor; someone did this",
    ),
    _term(
        "T22",
        False,
        r"\b(juvenile|young|child|teen(age)?) sex(ual)? offenders?\b",
        "child who has displayed harmful sexual behaviour",
        "Person-first; children are not small adults",
    ),
    _term(
        "T23",
        False,
        r"\bchild[- ]on[- ]child (sexual )?abuse\b",
        "harmful sexual behaviour between children",
        "Labels both children; hides context",
    ),
    _term(
        "T24",
        False,
        r"\bhistoric(al)?( child)?( sexual)? abuse\b",
        "non-recent abuse",
        "Implies it is over and belongs to the past",
    ),
    _term(
        "T26",
        False,
        r"\b(put|puts|putting) (themsel(f|ves)|herself|himself) at risk\b|\brisky "
        r"behaviou?rs?\b",
        "was placed at risk by someone; was targeted",
        "Moves blame to the child",
    ),
    _term(
        "T27",
        False,
        r"\b(engag(ed|es|ing)|particip(ated|ating|ates)|took part) in (sexual|sex)\b",
        "was sexually abused; was made to",
        "Implies choice",
    ),
    _term(
        "T28",
        True,
        r"\bpromiscuous\b|\bsexually active\b(?=.{0,40}\b(child|under|aged)\b)",
        "remove; describe the harm done",
        "Judges the child",
    ),
    _term(
        "T29",
        False,
        r"\b(involved in|involvement in) (child )?(sexual )?exploitation\b|\binvolved "
        r"in CSE\b",
        "was exploited",
        "Implies the child was a partner in the crime",
    ),
    _term(
        "T30",
        False,
        r"\b(has|have|had) been contact(ing|ed) (adults?|older)\b",
        "adults have been contacting the child",
        "Puts the adult as the actor",
    ),
    _term(
        "T31",
        False,
        r"\b(sent|sends|sending|shared|posted) (explicit|sexual|nude|naked|intimate)( "
        r"\w+)? (of (her|him|them)sel(f|ves))\b",
        "was asked, pressured or tricked into sending; (if neutral) 'a picture of them was sent'",
        "Makes the child the only actor",
    ),
    _term(
        "T32",
        False,
        r"\b(boyfriend|girlfriend|lover|partner)\b(?=.{0,60}\b(abus|groom|exploit)\w*)",
        "the person who groomed / abused them",
        "Suggests a normal relationship",
    ),
    _term(
        "T33",
        True,
        r"\b(the )?(child|girl|boy|minor|teen\w*) (consented|agreed|was "
        r"willing|willingly|voluntar(y|ily))\b",
        "was groomed, pressured or unable to consent",
        "A child cannot consent to their own abuse",
    ),
    _term(
        "T34",
        True,
        r"\b(seductive|provocative|flirtatious|precocious|lolita)\b",
        "remove",
        "Sexualises and blames the child",
    ),
    _term(
        "T35",
        False,
        r"\b(fail(ed|s|ing)?|refus(ed|es|ing)) to (disclose|report|come forward|tell)\b",
        "had not told anyone; had no safe way to tell",
        "Not telling is common and is not a failure",
    ),
    _term(
        "T36",
        False,
        r"\b(admit(ted|s)?|confess(ed|es)?)\b(?=.{0,40}\b(survivor|victim|respondent|par"
        r"ticipant|child)\b)|\b(survivor|victim|respondent|participant|child)(s|ren)? "
        r"(admit|confess)\w*\b",
        "said; told us; shared",
        "Words for guilt belong to offenders",
    ),
    _term(
        "T37",
        False,
        r"\b(respondent|participant|survivor|victim)s? (claim|alleg)(s|ed|e)?\b",
        "said; reported",
        "Casts doubt on people's own account",
    ),
    _term(
        "T38",
        False,
        r"\b(monster|predator|pervert|creep|evil|sicko)s?\b",
        "perpetrator; person who abused",
        "Dehumanising words hide that most offenders are known and ordinary",
    ),
    _term(
        "T39",
        False,
        r"\b(ruined|destroyed|broken|damaged|scarred for life|tainted)\b",
        "describe the effect the person named",
        "Takes away hope; Chayn principle of hope",
    ),
    _term(
        "T41",
        True,
        r"\bcommit(s|ted|ting)? suicide\b",
        "died by suicide; ended their life",
        "'Commit' is a word for crimes",
    ),
    _term(
        "T42",
        False,
        r"\b(just|only|merely) (an? "
        r")?(image|picture|photo|online|virtual|text)s?\b|\bnon-?contact "
        r"abuse\b|\bhands-?off offen[cs]e\b",
        "online sexual abuse; image-based abuse",
        "Ranks harm; people say image abuse is lasting",
    ),
    _term(
        "T43",
        False,
        r"\bvirtual child porn\w*\b|\b(AI|fake|synthetic)[- ](child )?porn\b",
        "AI-generated (or digitally made) child sexual abuse material",
        "Still abuse material; may use a real child's face",
    ),
    _term(
        "T44",
        False,
        r"\bdeep-?fake porn(ography)?\b",
        "sexual deepfake abuse; altered sexual images made without consent",
        "No consent, so not pornography",
    ),
    _term(
        "T45",
        False,
        r"\b(client|customer|john|punter|consumer|user|collector)s?\b(?=.{0,40}\b(CSAM|c"
        r"hild|abus|exploit)\w*)",
        "offender; person who paid to abuse; person who views abuse material",
        "Market words make abuse sound like trade",
    ),
    _term(
        "T46",
        False,
        r"\bpimps?\b",
        "trafficker; exploiter",
        "Slang that softens the crime",
    ),
    _term(
        "T53",
        False,
        r"\bfell for\b|\btaken in by\b|\bna(i|ï)ve\b",
        "was manipulated; was deceived",
        "Blames the person for another's deceit",
    ),
    _term(
        "T55",
        False,
        r"\bgroomer'?s? (line|model)\b|\bgroomed (herself|himself|themselves)\b",
        "grooming takes many forms; someone groomed them",
        "Grooming is not a fixed line and is itself abuse",
    ),
)


@lru_cache(maxsize=4096)
def terms_in(words: str) -> tuple[tuple[AvoidedWord, tuple[int, int]], ...]:
    """Return each term of the list that a text of an author holds, with where; proper names
    aside."""
    plain = _NAMES.sub(lambda name: " " * len(name.group()), words)
    return tuple((term, found.span()) for term in TERMS for found in term.pattern.finditer(plain))
