"""Invented councils: answers of a few rounds through the protection, and what surrounds them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from survey.delphi.files.plans import (
    CouncilFile,
    CouncilTerm,
    MemberGroup,
    Planned,
    Prompt,
    RoundPlan,
)
from survey.delphi.form.pseudonymous_answers import RoundAnswers
from survey.delphi.life.council_life import ChangePolicy, Council, OpenRound
from survey.delphi.life.council_life import RoundKind as RoundKind
from survey.delphi.life.statements import (
    Drop,
    Edit,
    Flag,
    Merge,
    Propose,
    Rate,
    Register,
    Result,
    SplitStatement,
    StatementEvent,
)
from survey.delphi.rule import CouncilPolicy, Showing
from survey.disclosure.council.protect_round import RoundFacts, protect_round
from survey.disclosure.council.round_release import RoundHeading, RoundIntegrity, RoundRelease
from survey.questionnaire.audience import Audience
from survey.questionnaire.texts import EMPTY, Text
from survey.reports.council.proceedings import Proceedings

WORDS = {
    "reply": "Each platform should say that a report was received within one day.",
    "why": "Each platform should tell the person what it decided and why, in plain words.",
    "look": "Reporting an image should never need the person to look at it again.",
    "form": "One shared form should work for all platforms.",
    "group": "Trusted support groups should be able to report for a person who asks them to.",
    "charge": "Under-18s who report an image of themselves should never be charged for making it.",
    "faster": "A trusted report should get a faster reply than a normal one.",
}
TERMS = {"self-generated": "self-generated", "survivor": "survivor", "victim": "victim"}
ITEMS = {"speed": "A fast reply", "plain": "Plain words", "care": "Somebody to talk to"}
#: Statement -> ratings that a first round is drawn around.
VIEWS = {
    "reply": (8, 9, 9, 7, 8),
    "why": (7, 8, 9, 6, 9),
    "look": (9, 9, 8, 9, 9),
    "form": (2, 8, 1, 9, 8),
    "group": (4, 5, 6, 7, 5),
    "charge": (9, 9, 9, 8, 9),
    "faster": (2, 1, 3, 2, 4),
}


def text(words: str) -> Text:
    return Text.from_input(words)


def council_file(**other: object) -> CouncilFile:
    fields = {
        "title": text("What reporting should be like"),
        "languages": ("en", "fr"),
        "introduction": text(
            "We want to tell platforms what survivors and people who work with them think "
            "reporting should be like.\n\nThis council was asked because those who had to report "
            "know best where it hurts."
        ),
        "consent": text("You can stop at any point. What you sent stays counted."),
        "closing": text("Thank you."),
        "audience": Audience(who=text("Adults who had images of themselves removed, and staff")),
        "groups": (
            MemberGroup(id="survivor", text=text("Survivors")),
            MemberGroup(id="staff", text=text("People who work in support")),
        ),
        "about": {"funding": "Page 2 of the protocol.", "ethics": "Approval 12/2030."},
        "left_out": {"protocol": "There is none."},
    }
    return CouncilFile.model_validate({**fields, **other})


def plans() -> tuple[RoundPlan, ...]:
    yes, no = "It says to a person that somebody is there.", "All would lie in one place."
    rated = tuple(Planned(id=id_, text=text(words)) for id_, words in WORDS.items())
    again = tuple(
        Planned(
            id=id_,
            text=text(words),
            in_favour=text(yes) if id_ == "form" else EMPTY,
            against=text(no) if id_ == "form" else EMPTY,
        )
        for id_, words in WORDS.items()
        if id_ != "charge"
    )
    return (
        RoundPlan(
            kind="gather",
            title=text("What should change?"),
            introduction=text("Write what you think. Short is fine."),
            prompts=(Prompt(id="change", text=text("What should be different about reporting?")),),
        ),
        RoundPlan(
            kind="rate",
            title=text("How far do you agree?"),
            introduction=text("These statements were made from your ideas."),
            statements=rated,
        ),
        RoundPlan(
            kind="rate again",
            title=text("A second look"),
            introduction=text(
                "You see how the group answered. You do not need to change anything."
            ),
            statements=again,
        ),
        RoundPlan(
            kind="choose words",
            title=text("Which words?"),
            introduction=text("Say of each whether it should be used."),
            terms=tuple(CouncilTerm(id=id_, text=text(words)) for id_, words in TERMS.items()),
        ),
    )


def register() -> Register:
    """Give a register with every deed in it."""
    now = Register()
    for round_, event in _events():
        now = now.apply(event, round_)
    return now


def _events() -> list[tuple[int, StatementEvent]]:
    found: list[tuple[int, StatementEvent]] = [(1, Propose("fast", "Answer fast"))]
    found += [(1, Propose("day", "They should write back the same day"))]
    found += [(1, Propose("two", "Say what was decided, and never make us look again"))]
    found += [(1, Propose("law", "Change the law")), (1, Propose("bot", "No robots"))]
    ready = ("form", "group", "charge", "faster")
    found += [(1, Propose(id_, WORDS[id_])) for id_ in ready if id_ != "form"]
    found += [(1, Propose("form", "One form for all"))]
    found += [
        (1, Merge(("fast", "day"), "reply", WORDS["reply"], "Both ask for an early answer.")),
        (
            1,
            SplitStatement(
                "two", (("why", WORDS["why"]), ("look", WORDS["look"])), "It says two things."
            ),
        ),
        (1, Edit("form", WORDS["form"], "To say which form.")),
        (1, Drop("law", "It is not about reporting.")),
        (1, Drop("bot", "Nobody could say what is meant.")),
    ]
    found += [(2, Rate(id_)) for id_ in WORDS]
    found += [(2, Result(id_, "no consensus yet")) for id_ in WORDS]
    found += [(2, Flag("reply")), (2, Drop("charge", "The law was changed meanwhile."))]
    found += [(3, Rate(id_)) for id_ in WORDS if id_ != "charge"]
    found += [(3, Result(id_, "no consensus yet")) for id_ in WORDS if id_ != "charge"]
    return found


def council(rounds: int = 4) -> Council:
    """Give a council after so many rounds, with one change of its locked rule."""
    now = Council(policy=CouncilPolicy())
    kinds: tuple[RoundKind, ...] = ("gather", "rate", "rate again", "choose words")
    for number, kind in enumerate(kinds[:rounds], 1):
        for event in (OpenRound(kind), "close the round", "tally", "feed back"):
            now = now.apply(event)
        if number == 2:
            later = CouncilPolicy(feedback=Showing(percentages_from=16))
            now = now.apply(ChangePolicy(later, "Two members left, and we want to be careful."))
    return now


def answers(members: int = 20, leaving: int = 2, seed: int = 5) -> tuple[RoundAnswers, ...]:
    """Give invented answers of four rounds; `leaving` members are gone from the third one on."""
    chance = random.Random(seed)
    names = [bytes([at]) * 16 for at in range(members)]
    roles = {name: "survivor" if at % 2 else "staff" for at, name in enumerate(names)}
    first: dict[tuple[str, str], dict[bytes, int | None]] = {
        (id_, ""): {name: min(9, max(1, chance.choice(around))) for name in names}
        for id_, around in VIEWS.items()
    }
    first["group", ""] = {
        name: rating if at % 3 else None
        for at, (name, rating) in enumerate(first["group", ""].items())
    }
    first["faster", ""] = {
        name: rating if at % 5 < 2 else None
        for at, (name, rating) in enumerate(first["faster", ""].items())
    }
    stay = names[leaving:]
    second = {
        key: {
            name: None
            if given[name] is None or chance.random() < 0.02
            else _near(given[name], chance)
            for name in stay
        }
        for key, given in first.items()
        if key[0] != "charge"
    }
    choices = {
        term: {name: chance.choice(said) for name in stay}
        for term, said in zip(
            TERMS,
            (("avoid", "avoid", "care", None), ("use", "use", "care"), ("use", "care", "avoid")),
            strict=True,
        )
    }
    return (
        RoundAnswers(1, "gather", frozenset(names), roles=roles),
        RoundAnswers(2, "rate", frozenset(names), first, roles),
        RoundAnswers(3, "rate again", frozenset(stay), second, roles, lost=frozenset({"reply"})),
        RoundAnswers(4, "choose words", frozenset(stay), {}, roles, choices),
    )


def _near(rating: int | None, chance: random.Random) -> int | None:
    if rating is None:
        return None
    return min(9, max(1, rating + chance.choice((0, 0, 0, 0, 1, -1))))


def releases(
    said: Sequence[RoundAnswers], *, practice: bool = False, invited: int = 24
) -> tuple[RoundRelease, ...]:
    """Put the answers of each round through the protection, one after the other."""
    found: list[RoundRelease] = []
    for at, one in enumerate(said):
        counts = [(len(each.members), len(each.members)) for each in said[: at + 1]]
        month = f"2030-{at + 1:02}"
        heading = RoundHeading(
            council="reporting",
            title={"en": "What reporting should be like"},
            practice=practice,
            number=one.number,
            kind=one.kind,
            opened_on=f"{month}-01",
            closed_on=f"{month}-14",
            released_on=f"{month}-16",
            shares=3,
            threshold=2,
            closed_set=f"{at + 1}" * 64,
        )
        facts = RoundFacts(
            heading=heading,
            words={**WORDS, **TERMS, **ITEMS},
            invited=invited,
            joined=len(said[0].members),
            started=counts,
            integrity=RoundIntegrity(envelopes=len(one.members), counted=len(one.members)),
            items=tuple(ITEMS) if one.kind == "rank" else (),
        )
        found.append(protect_round(said[: at + 1], facts, tuple(found), CouncilPolicy()))
    return tuple(found)


def proceedings(members: int = 20, *, practice: bool = False, **other: object) -> Proceedings:
    """Give a whole invented council of four rounds."""
    given = {
        "releases": releases(answers(members), practice=practice, invited=members + 4),
        "council": council(),
        "register": register(),
        "file": council_file(),
        "plans": plans(),
        "organisation": "A council that was invented",
    }
    return Proceedings(**{**given, **other})  # type: ignore[arg-type]


def ordering(members: int = 20, *, practice: bool = False) -> Proceedings:
    """Give an invented council of one ranking, and one statement rated for two aspects."""
    chance = random.Random(3)
    names = [bytes([at]) * 16 for at in range(members)]
    rankings = {name: tuple(chance.sample(list(ITEMS), 3)) for name in names[:-1]}
    rankings[names[-1]] = ("plain",)
    ratings = {
        ("form", aspect): {name: chance.choice(around) for name in names}
        for aspect, around in (("importance", (7, 8, 9)), ("feasibility", (1, 2, 8, 9)))
    }
    said = (
        RoundAnswers(1, "rank", frozenset(names), rankings=rankings),
        RoundAnswers(2, "rate", frozenset(names), ratings),
    )
    known = Register().apply(Propose("form", WORDS["form"]))
    known = known.apply(Rate("form"), 2).apply(Result("form", "consensus for"), 2)
    now = Council(policy=CouncilPolicy())
    for kind in ("rank", "rate"):
        for event in (OpenRound(kind), "close the round", "tally", "feed back"):
            now = now.apply(event)
    planned = (
        RoundPlan(
            kind="rank",
            title=text("What comes first?"),
            introduction=text("Put these in order."),
            question=text("What matters most when somebody reports?"),
            items=tuple(CouncilTerm(id=id_, text=text(words)) for id_, words in ITEMS.items()),
        ),
        RoundPlan(
            kind="rate",
            title=text("How far do you agree?"),
            introduction=text("Rate it twice."),
            aspects=("importance", "feasibility"),
            statements=(Planned(id="form", text=text(WORDS["form"])),),
        ),
    )
    return Proceedings(
        releases=releases(said, practice=practice),
        council=now,
        register=known,
        file=council_file(),
        plans=planned,
    )
