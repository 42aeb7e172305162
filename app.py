"""The screen: settings, index and services wired together. `python app.py` opens
the screen, and with arguments does as `ics-assistant`, which joins the commands here."""

import sys

from assistant.cli.common import run, services_of


def main() -> None:
    """Opens the screen."""
    from assistant.web.serve import serve

    serve(services_of())


def cli() -> None:
    """Runs the command that was typed."""
    from assistant.cli.audit import audit
    from assistant.cli.backup import backup
    from assistant.cli.compare import compare
    from assistant.cli.corrections import corrections
    from assistant.cli.differing import differing
    from assistant.cli.keys import keys
    from assistant.cli.ledger import ledger
    from assistant.cli.main import app as commands
    from assistant.cli.paper import check_paper, draft
    from assistant.cli.standing import digest, standing
    from assistant.cli.tidying import people, tidy
    from evals.cli import evaluate, feedback

    commands.command()(draft)
    commands.command("check-paper")(check_paper)
    commands.command()(tidy)
    commands.command()(compare)
    commands.command()(differing)
    commands.command()(digest)
    commands.command()(evaluate)
    commands.add_typer(ledger, name="ledger")
    commands.add_typer(feedback, name="feedback")
    commands.add_typer(keys, name="keys")
    commands.add_typer(audit, name="audit")
    commands.add_typer(backup, name="backup")
    commands.add_typer(people, name="people")
    commands.add_typer(standing, name="standing")
    commands.add_typer(corrections, name="corrections")
    run(commands)


if __name__ == "__main__":
    if sys.argv[1:]:
        cli()
    else:
        run(main)
