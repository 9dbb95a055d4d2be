"""A council file is read whole or refused with every problem; the guide agrees."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml

from survey.delphi.files.council_file import CouncilFile, json_schema, read_council
from survey.delphi.files.file_reading import texts_in
from survey.delphi.files.plans import Planned, RoundPlan
from survey.delphi.files.round_as_written import RoundAsWritten
from survey.delphi.form.form_labels import LABELS, WORDS
from survey.delphi.form.round_form import form_of
from survey.delphi.rule import CouncilPolicy
from survey.errors import QuestionnaireProblems
from tests.delphi.council_life import GUIDE, ROOT, SMALL, guide_examples, shipped_council

SCHEMA = ROOT / "docs" / "council-file.schema.json"
#: Part and number -> a stricter value.
STRICTER: dict[str, float] = {
    "rule.too_few_under": 9, "rule.median_from": 8, "rule.agree_from": 80, "rule.oppose_under": 10,
    "rule.rounds_most": 2, "rule.stable_change_under": 10, "rule.stable_kappa_from": 0.81,
    "rule.stable_cv_change_under": 0.05, "rule.pairs_from": 10, "rule.many_missing_under": 80,
    "feedback.median_from": 6, "feedback.verdict_from": 9, "feedback.percentages_from": 20,
    "dissent.minority_percent": 10, "dissent.minority_people": 4, "dissent.medians_apart": 1,
    "groups.people": 6,
}  # fmt: skip


def problems_of(text: str | bytes, policy: CouncilPolicy | None = None) -> list[str]:
    """Give the problems of a council file, as printed; none when it is read."""
    try:
        read_council(text, "c.yaml", policy)
    except QuestionnaireProblems as refused:
        return [str(problem) for problem in refused.problems]
    return []


def strict_policy(*names: str) -> CouncilPolicy:
    """Give a policy in which these numbers are stricter than the shipped ones; all for none."""
    numbers = CouncilPolicy().model_dump()
    for name in names or STRICTER:
        part, key = name.split(".")
        numbers[part][key] = STRICTER[name]
    return CouncilPolicy.model_validate(numbers)


def policy_yaml(numbers: dict[str, Any]) -> str:
    """Give a policy as a council file holds it."""
    return SMALL + yaml.safe_dump({"policy": numbers})


def test_the_shipped_council_is_whole_and_kept_exactly() -> None:
    council = shipped_council()
    assert council.languages == ("en", "fr", "es", "ar")
    assert council.groups[0].id == "survivor"
    assert council.policy == CouncilPolicy()
    assert CouncilFile.model_validate_json(council.model_dump_json()) == council
    for path, text, _ in texts_in(council):
        if text:
            assert text.languages() == ("", "fr", "es", "ar"), path
            assert re.search("[\u0600-\u06ff]", text.in_language("ar")), path


def test_a_small_council_needs_little_and_is_kept_exactly() -> None:
    council = read_council(SMALL, "c.yaml")
    assert (council.languages, council.groups, council.about) == (("en",), (), {})
    assert not council.details
    assert CouncilFile.model_validate_json(council.model_dump_json()) == council


def test_numbers_of_the_policy_can_be_stricter() -> None:
    text = policy_yaml(strict_policy().model_dump())
    assert read_council(text, "c.yaml").policy == strict_policy()
    assert read_council(text, "c.yaml", strict_policy()).policy == strict_policy()
    one = read_council(SMALL + "policy:\n  rule:\n    agree_from: 80\n", "c.yaml", strict_policy())
    assert one.policy == strict_policy()


@pytest.mark.parametrize("name", STRICTER)
def test_no_number_can_be_weaker_than_what_is_set(name: str) -> None:
    part, key = name.split(".")
    shipped = CouncilPolicy().model_dump()[part][key]
    assert problems_of(policy_yaml({part: {key: shipped}})) == []
    also = ("feedback.verdict_from",) if key == "too_few_under" else ()
    (found,) = problems_of(policy_yaml({part: {key: shipped}}), strict_policy(name, *also))
    assert f"policy.{name}: " in found
    assert "is weaker than what is set here" in found


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("title: A council\n", "", "c.yaml:1: title: “title” is missing. Add “title:” here"),
        ("closing:", "detais: D\nclosing:", "c.yaml:4: detais: “detais” is not known here. "
         "Did you mean “details”?"),
        ("Thank you.", "''", "c.yaml:4: closing: there are no words here. "
         "Write what people will read"),
        ("Thank you.", "Most people agree.", "c.yaml:4: closing: these words press people: "
         "“Most people”. Say it without telling people what others think or what they should do"),
        ("Thank you.", "{en: A, de: B}", "c.yaml:4: closing.de: “de” is not in the council's "
         "list of languages. Add it there, or take it out here"),
        ("closing: T", "languages: [en, fr]\nclosing: {fr: T}\n#", "c.yaml:5: closing: there are "
         "no words in “en”, the first language of the council. Add them as “en: …”"),
        ("closing:", "languages: [en, en]\nclosing:", "c.yaml:4: languages: “en” stands here "
         "twice. Keep it once"),
        ("closing:", "groups: [{id: a, text: A}]\nclosing:", "c.yaml:4: groups: there is one group "
         "only. Write two or more, or none"),
        ("closing:", "groups: [{id: a, text: A}, {id: a, text: B}]\nclosing:", "c.yaml:4: "
         "groups[1].id: the id “a” stands here twice. Give each its own id"),
        ("closing:", "groups: [{id: a, text: A, txt: A}, {id: b, text: B}]\nclosing:", "c.yaml:4: "
         "groups[0].txt: “txt” is not known here. Did you mean “text”?"),
        ("closing:", "left_out: {aim: X}\nabout: {aim: P}\nclosing:", "c.yaml:4: left_out.aim: "
         "“aim” stands under “about” as well. Keep one of the two"),
        ("closing:", "labels: {why: {fr: Pourquoi}}\nclosing:", "c.yaml:4: labels.why.fr: “fr” is "
         "not in the list of languages. Add it under “languages”, or take it out here"),
        ("closing:", "labels: {agree: {en: Agree 100 %}}\nclosing:", "c.yaml:4: labels.agree.en: "
         "its places for other words are not those of ours. Keep %(own)s in it"),
        ("closing:", "audience: {regions: [XX]}\nclosing:", "c.yaml:4: audience.regions[0]: “XX” "
         "is no country. Write its two letters, such as GB"),
        ("closing:", "policy: strict\nclosing:", "c.yaml:4: policy: “strict” is not a policy. "
         "Write the parts of config/council.toml here"),
        ("closing:", "policy: {rule: {agree_from: most}}\nclosing:", "c.yaml:4: "
         "policy.rule.agree_from: found “most” where a whole number is expected. "
         "Write one such as 10"),
        ("closing:", "policy: {rule: {agre_from: 80}}\nclosing:", "c.yaml:4: "
         "policy.rule.agre_from: “agre_from” is not known here. Did you mean “agree_from”?"),
        ("closing:", "policy: {rule: {stable_kappa_from: high}}\nclosing:", "c.yaml:4: "
         "policy.rule.stable_kappa_from: found “high” where a number is expected. "
         "Write one such as 0.1"),
        ("closing:", "policy: {rule: {stable_cv_change_under: 0}}\nclosing:", "c.yaml:4: "
         "policy.rule.stable_cv_change_under: “0” is out of range. Write more than 0"),
        ("closing:", "policy: {feedback: {median_from: 9}}\nclosing:", "c.yaml:4: policy.feedback: "
         "median_from, verdict_from and percentages_from have to rise. Change one of them"),
        ("closing:", "policy: {rule: {too_few_under: 9}}\nclosing:", "c.yaml:4: policy: "
         "feedback.verdict_from cannot be smaller than rule.too_few_under. Change one of them"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_place_and_what_to_write(
    old: str, new: str, problem: str
) -> None:
    assert problems_of(SMALL.replace(old, new)) == [problem]


def test_an_unknown_topic_is_told_with_all_that_are_known() -> None:
    (found,) = problems_of(SMALL + "about: {aims: Page}")
    assert found.startswith("c.yaml:5: about.aims: “aims” is no topic of the checklist. Write one")
    assert ", aim, " in found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- a", "this is not a council file. Begin with “title:”"),
        ("title: 'x", "a quote is opened here and not closed"),
        (b"title: \xff", "this file is saved in another encoding. In Word: Save as,"),
        ("title: x\n---\ntitle: y", "a second council file begins here"),
        ("", "this file is empty. Begin with “title:”"),
    ],
)
def test_what_is_no_council_file_is_said(content: str | bytes, said: str) -> None:
    (found,) = problems_of(content)
    assert said in found


def test_all_mistakes_are_told_at_once_by_lines() -> None:
    text = SMALL.replace("consent:", "consnt:") + "policy: {rule: {agree_from: 60}}\n"
    lines = [int(found.split(":")[1]) for found in problems_of(text)]
    assert lines == [1, 3, 5]


def test_what_young_people_agree_to_is_in_short_words() -> None:
    young = (
        "audience: {young: {age_from: 16, ethics_approval: A, support_partner: B, "
        "jurisdiction: GB, signed_off_by: C}}\n"
    )
    assert problems_of(SMALL + young) == []
    hard = SMALL.replace("You can skip", "Participation necessitates acknowledgement of")
    (found,) = problems_of(hard + young)
    assert found.startswith("c.yaml:3: consent: young people read this, and it is of reading grade")


def test_a_council_in_another_language_brings_its_own_words() -> None:
    text = "languages: [pt, en]\n" + SMALL
    (found,) = problems_of(text)
    assert f"the fixed words of forms are not known in “pt”: {', '.join(LABELS)}." in found
    labels = {name: {"pt": "pt " + words["en"]} for name, words in WORDS.items()}
    council = read_council(text + yaml.safe_dump({"labels": labels}), "c.yaml")
    assert CouncilFile.model_validate_json(council.model_dump_json()) == council
    form = form_of(council, plan_of_one(), 1)
    why = form.question("s-why").text
    assert why.as_mapping() == {
        "": "pt Would you like to say why?",
        "en": "Would you like to say why?",
    }


def plan_of_one() -> RoundPlan:
    """Give a round with one statement."""
    plan = {"kind": "rate", "title": "T", "introduction": "I",
            "statements": [{"id": "s", "text": "A statement."}]}  # fmt: skip
    made = RoundPlan.model_validate(plan)
    assert isinstance(made.statements[0], Planned)
    return made


def test_the_published_schema_is_current() -> None:
    written = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text("utf-8") == written, "write json_schema() to docs/ again"


def test_the_schema_takes_what_is_read_and_refuses_what_is_not() -> None:
    check = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    check.check_schema(check.schema)
    shipped = (ROOT / "config" / "councils" / "council.yaml").read_text("utf-8")
    for text in (SMALL, shipped, guide_examples()[0], policy_yaml(strict_policy().model_dump())):
        check.validate(yaml.safe_load(text))
        assert problems_of(text) == []
    for text in (SMALL + "x: 1", "title: T", policy_yaml({"rule": {"agree_from": 40}})):
        with pytest.raises(jsonschema.ValidationError):
            check.validate(yaml.safe_load(text))
        assert problems_of(text)


def test_the_guide_shows_a_council_that_can_be_read_and_names_every_key() -> None:
    examples = guide_examples()
    council = read_council(examples[0] + examples[-1], "guide")
    assert council.labels == {"why": {"fr": "Aimeriez-vous dire pourquoi ?"}}
    guide = GUIDE.read_text("utf-8")
    for name in (*CouncilFile.model_fields, *RoundAsWritten.model_fields, *LABELS):
        assert f"`{name}" in guide, name
