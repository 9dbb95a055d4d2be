"""`survey mix` and `survey doctor`: keeping an instance well."""

from __future__ import annotations

import click

from survey.cli.console import Context, now
from survey.errors import InstanceUnsound
from survey.storage.doctor import examine
from survey.storage.instance import unchecked_instance
from survey.storage.mixing import mix


@click.command("mix")
@click.pass_obj
def mix_command(context: Context) -> None:
    """Mix what waits in the letterbox, where enough of it waits."""
    done = mix(context.instance(), now=now())
    click.echo(done.why)


@click.command()
@click.pass_obj
def doctor(context: Context) -> None:
    """Check the instance: keys, permissions, ephemeral folder, migrations, mixing."""
    findings = examine(unchecked_instance(context.folder, context.settings()), now())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.name}: {finding.what}")
        if not finding.ok:
            click.echo(f"     {finding.do}")
    bad = sum(not finding.ok for finding in findings)
    if bad:
        raise InstanceUnsound(f"{bad} of {len(findings)} checks need an operator.")
    click.echo("all is well")
