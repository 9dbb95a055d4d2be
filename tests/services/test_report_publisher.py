"""Who signs a report: settings, and a logo that is small and a picture."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from survey.errors import BadInput
from survey.questionnaire.texts import EMPTY, Text
from survey.services.steps.report_publisher import LARGEST_LOGO, publisher_of
from survey.settings import PROGRAM_VERSION, Settings
from survey.storage.instance import Instance

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
PNG = b"\x89PNG\r\n\x1a\n and more"


def given(instance: Instance, **settings: object) -> Instance:
    return replace(instance, settings=Settings.model_validate(settings))


def test_a_report_says_what_the_operator_set(instance: Instance) -> None:
    house = given(
        instance,
        organisation={"fr": "La Maison", "en": "The House"},
        report_contact="office@house.example",
        report_funder="A fund",
        report_licence="CC BY 4.0",
    )
    said = publisher_of(house, EMPTY)
    assert (said.organisation, said.contact) == ("The House", "office@house.example")
    assert (said.funder, said.licence, said.logo) == ("A fund", "CC BY 4.0", b"")
    of_study = publisher_of(house, Text.from_input("The house of then"))
    assert of_study.organisation == "The house of then"


@pytest.mark.parametrize("picture", [SVG, PNG])
def test_a_logo_is_read_from_the_instance_folder(instance: Instance, picture: bytes) -> None:
    (instance.folder / "logo").write_bytes(picture)
    assert publisher_of(given(instance, report_logo="logo"), EMPTY).logo == picture


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read"),
        (b"GIF89a", "neither SVG nor PNG"),
        (SVG + b" " * LARGEST_LOGO, "larger than 200 kB"),
    ],
)
def test_what_is_no_logo_is_refused_before_anything_is_written(
    instance: Instance, content: bytes | None, why: str
) -> None:
    if content is not None:
        (instance.folder / "logo.svg").write_bytes(content)
    with pytest.raises(BadInput, match=why) as refused:
        publisher_of(given(instance, report_logo="logo.svg"), EMPTY)
    assert "report_logo" in str(refused.value)


def test_the_version_that_reports_name_is_that_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == PROGRAM_VERSION
