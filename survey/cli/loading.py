"""The program `survey`: it loads all commands, which takes a moment, and runs them.

It must load nothing before it is able to end well.
"""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and end with its exit code; Ctrl and C ends it as well while it is still
    being loaded, with the words of later on."""
    try:
        from survey.cli.main import main
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(1)
    main()
