"""`survey demo` and `survey practice`: the whole road with invented people, unattended."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from random import Random

import click

from survey.cli.console import Context, load_questionnaire, now, progress_bar
from survey.cli.page_client import PageClient
from survey.cli.serving import serve_instance
from survey.cli.studies import open_with_sheets, say_release, write_sheets
from survey.errors import Refused
from survey.questionnaire.model import Questionnaire
from survey.services.close_study import close_study
from survey.services.invent_answers import Inventor
from survey.services.make_report import make_report
from survey.services.publish_study import Terms, publish_study
from survey.settings import shipped
from survey.storage.founding import create_instance
from survey.storage.instance import Instance
from survey.web.public.app import create_app

_READY_MADE = "reporting-and-removal.yaml"
_PEOPLE = 300


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--respondents", type=click.IntRange(1, 100_000), default=300, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--questionnaire",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="Another questionnaire than the ready-made one.",
)
@click.pass_obj
def demo(context: Context, out: Path, respondents: int, seed: int, file: Path | None) -> None:
    """Publish, answer, close, open with two of three shares, and report, into the folder OUT."""
    folder = out / "instance"
    if folder.exists():
        raise Refused(
            f"There is a demonstration in {out} already.",
            kept="It was left as it is.",
            do="Choose another folder for --out, or delete that one.",
        )
    instance = create_instance(folder, context.settings(), secrets.token_bytes)
    asked = load_questionnaire(file or shipped("config") / "questionnaires" / _READY_MADE)
    study_id = practice_study(instance, asked, out / "shares")
    click.echo(f"study {study_id}")
    invent(instance, study_id, asked, respondents, seed)
    click.echo(f"answered by {respondents} invented people")
    row = close_study(instance, study_id, now())
    click.echo(f"closed with {row.closed_count} responses")
    sheets = [out / "shares" / f"share-{number}.txt" for number in (1, 3)]
    say_release(open_with_sheets(instance, study_id, sheets))
    for path in make_report(instance, study_id, out):
        click.echo(str(path))


@click.command()
@click.option("--serve/--no-serve", default=False, help="Serve the public door afterwards.")
@click.pass_obj
def practice(context: Context, serve: bool) -> None:
    """Make a practice instance: one study to answer, and one with a report of 300 invented people."""
    instance = context.founded()
    notes = instance.folder / "practice.json"
    if not notes.exists():
        steps = _practise(context, instance)
        notes.write_text(json.dumps({"steps": steps}, indent=1), encoding="utf-8")
    _say_steps(instance, json.loads(notes.read_text(encoding="utf-8"))["steps"])
    if serve:
        serve_instance(context)


def practice_study(instance: Instance, asked: Questionnaire, shares: Path) -> str:
    """Publish a practice study with three share sheets in a folder, any two of which open it."""
    return publish_study(
        instance,
        asked,
        Terms(shares=3, threshold=2, practice=True),
        now().date(),
        lambda sheets: write_sheets(shares, sheets),
    )


def invent(instance: Instance, study_id: str, asked: Questionnaire, people: int, seed: int) -> None:
    """Have invented people answer a study through the real pages; a seed gives the same people."""
    client = PageClient(create_app(instance), study_id, asked)
    inventor = Inventor(asked, Random(seed))  # noqa: S311 (invented people need no secrecy)
    with progress_bar("Answering", people) as bar:
        for done in range(people):
            client.answer(inventor.person())
            bar.update(0, completed=done + 1)


def _practise(context: Context, instance: Instance) -> list[dict[str, object]]:
    asked = load_questionnaire(shipped("config") / "questionnaires" / _READY_MADE)
    folder = instance.folder / "practice-shares"
    click.echo("Making a practice study and 300 invented people …", err=True)
    told = practice_study(instance, asked, folder / "reported")
    invent(instance, told, asked, _PEOPLE, seed=1)
    close_study(instance, told, now())
    open_with_sheets(instance, told, [folder / "reported" / f"share-{i}.txt" for i in (1, 2)])
    make_report(instance, told, None)
    yours = practice_study(instance, asked, folder / "yours")
    invent(instance, yours, asked, _PEOPLE, seed=2)
    return _steps(context, told, yours, folder / "yours")


def _steps(context: Context, told: str, yours: str, shares: Path) -> list[dict[str, object]]:
    command = f".venv/bin/survey --instance {context.folder}"
    share = [f"--share {shares}/share-{number}.txt" for number in (1, 2)]
    return [
        {
            "title": "1. Answer it yourself",
            "words": "Nothing you write is a real answer. Stop, go back or leave whenever you like.",
            "link": f"/f/{yours}",
            "link_text": "Open the practice form",
            "commands": [],
        },
        {
            "title": f"2. See what {_PEOPLE} invented people said",
            "words": "The report was made from sealed answers that two trustees opened together.",
            "link": f"/r/{told}/",
            "link_text": "Read the practice report",
            "commands": [],
        },
        {
            "title": "3. Try to open it alone",
            "words": "Close the form you answered. One share sheet is refused; two together open it.",
            "link": "",
            "link_text": "",
            "commands": [
                f"{command} study close {yours}",
                f"{command} study open {yours} {share[0]}",
                f"{command} study open {yours} {share[0]} {share[1]}",
                f"{command} report {yours} --out my-report",
            ],
        },
        {
            "title": "4. Run your own",
            "words": "Write a questionnaire, check it, and publish it for practice first.",
            "link": "",
            "link_text": "",
            "commands": [
                f"{command} questionnaire check my-questions.yaml",
                f"{command} study publish my-questions.yaml --practice --shares 3 --threshold 2 "
                "--shares-dir my-shares",
            ],
        },
    ]


def _say_steps(instance: Instance, steps: list[dict[str, object]]) -> None:
    site = instance.settings.address_of_site
    click.echo("PRACTICE: do not send to survivors")
    for step in steps:
        click.echo(f"{step['title']}" + (f": {site}{step['link']}" if step["link"] else ":"))
        commands = step["commands"]
        assert isinstance(commands, list)
        for command in commands:
            click.echo(f"     {command}")
