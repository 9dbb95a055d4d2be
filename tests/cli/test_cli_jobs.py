"""`survey jobs …`: slow work of the desk, for whoever runs the machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import Refused
from survey.services.jobs.ask_for_work import ask_for_work
from survey.services.steps.work_under_way import lock_of_worker
from survey.settings import read_settings, shipped
from survey.storage.files import locked_if_free
from survey.storage.instance import open_instance

Survey = Callable[..., str]

FORM = Path(__file__).parents[1] / "forms" / "breakdown.yaml"


def asked(survey: Survey, folder: Path) -> str:
    """Ask for the forecast of a new draft, as the desk does, and give the id of the work."""
    draft = survey("draft", "create", "--file", FORM).split()[0]
    instance = open_instance(folder, read_settings([shipped("config") / "default.toml"], {}))
    numbers = {"expected": 30, "version": 1}
    job = ask_for_work(instance, "forecast", draft, "coordinator", numbers)
    instance.close()
    return job


@pytest.mark.slow  # it starts a process for the work
def test_what_waits_is_listed_and_done(survey: Survey, tmp_path: Path) -> None:
    job = asked(survey, tmp_path / "var")
    assert f"{job}  " in survey("jobs", "list")
    assert "  forecast  waiting  It waits until the program runs" in survey("jobs", "list")
    assert survey("jobs", "run-once") == "1 done\n"
    assert "  forecast  done  The forecast is worked out." in survey("jobs", "list")
    assert survey("jobs", "run-once") == "0 done\n"


def test_two_programs_never_work_on_the_same(survey: Survey, tmp_path: Path) -> None:
    asked(survey, tmp_path / "var")
    with locked_if_free(lock_of_worker(tmp_path / "var")) as mine:
        assert mine
        with pytest.raises(Refused, match="Another program works on these jobs"):
            survey("jobs", "run-once")
        assert "  forecast  waiting\n" in survey("jobs", "list")
