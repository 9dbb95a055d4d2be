"""The door for operators: `survey …`. It turns words into calls of services, and errors into words.

Exit codes: 0 done, 1 refused with the reason on standard error, 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from survey.cli.account_commands import account
from survey.cli.ask_commands import ask
from survey.cli.backup_commands import backup_command, make_backup_key, restore_command
from survey.cli.cluster_commands import cluster
from survey.cli.console import Context, say_problem
from survey.cli.council_commands import council
from survey.cli.delphi_commands import delphi
from survey.cli.demonstration import demo, practice
from survey.cli.disclosure_commands import disclosure, prove, verify
from survey.cli.draft_commands import draft
from survey.cli.erase_commands import erase
from survey.cli.forecast_commands import forecast_of_draft, forecast_of_file
from survey.cli.headline_commands import headlines
from survey.cli.invitation_commands import invitations
from survey.cli.job_commands import jobs
from survey.cli.journal_commands import journal
from survey.cli.key_commands import key
from survey.cli.node_commands import node
from survey.cli.path_types import INSTANCE, SECRET_THERE
from survey.cli.questionnaire_commands import questionnaire
from survey.cli.release_commands import release
from survey.cli.report_commands import report
from survey.cli.resource_commands import resources
from survey.cli.response_commands import responses
from survey.cli.review_commands import review
from survey.cli.round_commands import round_
from survey.cli.serve_commands import serve
from survey.cli.setup_commands import setup
from survey.cli.status_commands import status
from survey.cli.study_commands import study
from survey.cli.upgrade_commands import upgrade_command
from survey.cli.upkeep_commands import doctor, mix_command
from survey.cli.wording_actions import called_with
from survey.cli.words_commands import words
from survey.errors import SurveyError
from survey.services.steps.core_dumps import forbid_core_dumps
from survey.storage.faults import FAULTS, explained


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--instance",
    type=INSTANCE,
    default=Path("var"),
    envvar="SURVEY_INSTANCE",
    show_default=True,
    help="The instance folder: database, keys and published reports.",
)
@click.option(
    "--config",
    type=SECRET_THERE,
    multiple=True,
    envvar="SURVEY_CONFIG",
    help="A TOML file with settings; may be given more than once.",
)
@click.version_option(package_name="survivor-survey")
@click.pass_context
def cli(context: click.Context, instance: Path, config: tuple[Path, ...]) -> None:
    """Run anonymous surveys with survivors, open them together, and publish safe reports."""
    typed = {
        name
        for name in ("instance", "config")
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    called_with(instance if "instance" in typed else None, config if "config" in typed else ())
    context.obj = Context(instance, config)


for command in (
    questionnaire,
    draft,
    study,
    review,
    invitations,
    report,
    ask,
    release,
    headlines,
    responses,
    resources,
    disclosure,
    verify,
    prove,
    delphi,
    council,
    round_,
    account,
    journal,
    key,
    node,
    words,
    erase,
    setup,
    serve,
    cluster,
    jobs,
    demo,
    practice,
    mix_command,
    doctor,
    status,
    backup_command,
    restore_command,
    upgrade_command,
):
    cli.add_command(command)
questionnaire.add_command(forecast_of_file)
draft.add_command(forecast_of_draft)
key.add_command(make_backup_key)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line (the process's own words unless given) and end with its exit code."""
    forbid_core_dumps()
    try:
        cli(words, standalone_mode=False)
    except SurveyError as error:
        say_problem(error)
        sys.exit(1)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except FAULTS as error:
        say_problem(explained(error))
        sys.exit(1)
