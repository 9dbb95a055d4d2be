"""Where every table is written down: schema.py, and what it takes in from rooms, add to it."""

from __future__ import annotations

from sqlalchemy import MetaData

metadata = MetaData()
