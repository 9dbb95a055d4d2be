"""Where a server process finds the public app: its instance is named in the environment."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from survey.settings import settings_of_process
from survey.web.public.app import app_of
from survey.web.whole_bodies import Limits, WholeBodies


def public_app() -> Flask:
    """Return the public app of the instance in SURVEY_INSTANCE, set by the files in
    SURVEY_CONFIG."""
    return app_of(Path(os.environ["SURVEY_INSTANCE"]), settings_of_process(os.environ))


def with_whole_bodies() -> WholeBodies:
    """Return the same app for a server that speaks ASGI: no thread of it waits for a body."""
    settings = settings_of_process(os.environ)
    limits = Limits(settings.body_seconds, settings.max_body_bytes)
    return WholeBodies(public_app(), settings.threads, limits)
