"""Where a server process finds the public app: its instance is named in the environment.

It must not load anything that opens, mixes or publishes.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from survey.settings import read_settings, shipped
from survey.web.public.app import app_of


def public_app() -> Flask:
    """Give the public app of the instance in SURVEY_INSTANCE, set by the files in SURVEY_CONFIG."""
    config = os.environ.get("SURVEY_CONFIG", "")
    files = [Path(name) for name in config.split(os.pathsep) if name]
    settings = read_settings([shipped("config") / "default.toml", *files], os.environ)
    return app_of(Path(os.environ["SURVEY_INSTANCE"]), settings)
