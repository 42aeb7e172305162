"""The screen: settings, index and assistant wired together. `python app.py`, or `ics-assistant serve`."""

from assistant.cli import run
from assistant.settings import load_settings


def main(**overrides: object) -> None:
    settings = load_settings(**overrides)
    from assistant.engine import Assistant
    from assistant.ui.screen import serve

    serve(Assistant(settings))


if __name__ == "__main__":
    run(main)
