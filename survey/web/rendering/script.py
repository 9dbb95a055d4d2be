"""The one small script of the public pages: its text, and the hash that the content policy allows.

It must not know a page, a language or a person.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from markupsafe import escape

from survey.errors import InstanceUnsound
from survey.settings import shipped


@cache
def script_text() -> str:
    """Return the script as it stands between <script> and </script>, without comments and indents.

    Raises InstanceUnsound for a script that HTML escaping would change: it goes through it.
    """
    file = shipped("templates") / "public" / "leaving.js"
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("//"))
    if str(escape(text)) != text:
        raise InstanceUnsound("The script of the pages holds characters that HTML escapes.")
    return text


@cache
def script_source() -> str:
    """Return the source for `script-src` that allows just this script (CSP Level 3, 2.3.1)."""
    digest = hashlib.sha256(script_text().encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
