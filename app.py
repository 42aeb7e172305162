"""The screen: settings, index and assistant wired together. `python app.py`; `ics-assistant` joins the commands here."""

from assistant.cli.main import app as commands
from assistant.cli.main import run


def main() -> None:
    from assistant.settings import load_settings

    settings = load_settings()
    from assistant.engine import Assistant
    from assistant.ui.screen import serve

    serve(Assistant(settings))


def cli() -> None:
    from assistant.cli.ledger import ledger
    from assistant.cli.paper import check_paper, draft
    from evals.cli import evaluate, feedback

    commands.command()(draft)
    commands.command("check-paper")(check_paper)
    commands.command()(evaluate)
    commands.add_typer(ledger, name="ledger")
    commands.add_typer(feedback, name="feedback")
    run(commands)


if __name__ == "__main__":
    run(main)
