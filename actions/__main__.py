"""Starts the action server on loopback: `python -m actions`."""

from __future__ import annotations

import logging
import warnings

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.answers import warm_up
from bot.desk.quiet import keep_words_out_of_logs
from bot.wiring import Settings


def main() -> None:
    """Load everything, then listen."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    keep_words_out_of_logs()
    warnings.filterwarnings("ignore", message=".*versions of rasa and rasa_sdk.*")
    warm_up()
    executor = ActionExecutor()
    executor.register_package("actions.actions")
    app = create_app(executor)
    app.run(host="127.0.0.1", port=Settings().actions_port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
