"""`survey node …`: bringing the keys that all web nodes hold to a further one.

It knows how that looks at a terminal.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from survey.cli.console import Context, now
from survey.cli.path_types import PLACE, SECRET_THERE
from survey.cli.wording_actions import to_type
from survey.errors import BadInput
from survey.sealing.age_files import new_identity
from survey.services.steps.places_to_write import require_folder, require_new
from survey.services.upkeep.carry_node_keys import (
    MADE_FOR_ONE,
    mark_of_node,
    seal_node_keys,
    take_node_keys,
)
from survey.storage.files import write_new


@click.group()
def node() -> None:
    """Add a web node, and see whether all nodes hold the same keys."""


@node.command("key")
@click.argument("file", type=PLACE)
def make_node_key(file: Path) -> None:
    """On the new node: make the key that its keys are sealed to, into FILE."""
    require_folder(file, "No key was made.")
    require_new(file, "no key was made")
    secret, recipient = new_identity()
    write_new(file, f"{MADE_FOR_ONE}\n{secret}\n")
    click.echo("On the first node, write the keys for this one into a file:")
    click.echo(to_type("node keys --out node-keys.age --recipient {}", recipient))


@node.command("keys")
@click.option("--out", type=PLACE, help="On the first node: the new file.")
@click.option("--recipient", help="What the new node printed: a word that begins with age1.")
@click.option("--in", "sealed", type=SECRET_THERE, help="On the new node: that file.")
@click.option("--identity", type=SECRET_THERE, help="On the new node: the key that was made there.")
@click.option(
    "--ephemeral",
    type=PLACE,
    help="On the new node: a folder for the secrets that end, on a disk that no backup takes.",
)
@click.pass_obj
def node_keys(
    context: Context,
    out: Path | None,
    recipient: str | None,
    sealed: Path | None,
    identity: Path | None,
    ephemeral: Path | None,
) -> None:
    """Seal the site key and the day key to a new node, or take them in there."""
    if out and recipient and not (sealed or identity or ephemeral):
        require_folder(out, "Nothing was written.")
        require_new(out, "nothing was written")
        with closing(context.instance()) as instance:
            seal_node_keys(instance, out, recipient, now().date())
        click.echo(f"{out} opens with the key of the new node alone. Bring it there today.")
        click.echo("Put it into no backup: it holds the key of pages that are open now.")
    elif sealed and identity and not (out or recipient):
        settings = context.settings()
        today = now().date()
        mark = take_node_keys(context.folder, settings, sealed, identity, today, ephemeral)
        click.echo(f"The keys are in their place, and {sealed} is destroyed.")
        click.echo(f"mark of today {mark}")
    else:
        raise BadInput(
            "It is not said which way the keys go.",
            kept="Nothing was done.",
            do="Give --out with --recipient on the first node, or --in with --identity on the new.",
        )


@node.command()
@click.pass_obj
def show(context: Context) -> None:
    """Show whether this node mixes, and the mark of its keys, the same on every node."""
    with closing(context.instance()) as instance:
        mixes = instance.settings.mixes_here
        click.echo("This node mixes." if mixes else "This node does not mix.")
        click.echo(f"mark of today {mark_of_node(instance, now().date())}")
