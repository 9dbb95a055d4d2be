"""Where a server process finds the desk: its instance is named in the environment."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from survey.settings import settings_of_process
from survey.web.desk.desk_app import MOST_BYTES, desk_of
from survey.web.whole_bodies import Limits, WholeBodies


def desk_app() -> Flask:
    """Return the desk of the instance in SURVEY_INSTANCE, set by the files in SURVEY_CONFIG."""
    return desk_of(Path(os.environ["SURVEY_INSTANCE"]), settings_of_process(os.environ))


def desk_with_whole_bodies() -> WholeBodies:
    """Return the same app for a server that speaks ASGI: no thread of it waits for a body."""
    settings = settings_of_process(os.environ)
    return WholeBodies(desk_app(), settings.threads, Limits(settings.body_seconds, MOST_BYTES))
