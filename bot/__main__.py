"""The one door: `tactful …` or `python -m bot …`."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from bot import wiring
from bot.commands import advise, check, evaluate, export, import_history, playbooks, read, requirements
from bot.commands.options import add_shop
from bot.desk.errors import FileFaults, InputError, TactfulError
from bot.desk.quiet import keep_words_out_of_logs


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 when all went well, 1 for bad input, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    try:
        return int(options.run(options) or 0)
    except FileFaults as error:
        print(error, file=sys.stderr)
        print(f"{len(error.faults)} fault(s); nothing was changed.", file=sys.stderr)
    except TactfulError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tactful",
        description="Tactful (得体): reads a customer's temperament and intent, "
        "and helps an agent answer by the shop's protocol.",
        epilog="Commands that take FILE read JSON lines ('-' is standard input) "
        "and write one JSON line per input line, in order.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (read, advise, check, import_history):
        command.add_parser(commands)
    serve = commands.add_parser("serve", help="start everything: Rasa, actions, worker, console; train and migrate what is stale")
    serve.set_defaults(run=_serve)
    train = commands.add_parser("train", help="train the reader and Rasa's archive from data/ where the data changed")
    train.add_argument("--force", action="store_true", help="train even when nothing changed")
    encoder = "first fine-tune the encoder anew (Python 3.11, PyTorch, about half an hour)"
    train.add_argument("--encoder", action="store_true", help=encoder)
    train.add_argument("--move-encoder", action="store_true", help="the same of the encoder that reads sentences of replies")
    train.add_argument("--gate", action="store_true", help="let the new heads in only if no figure falls")
    train.add_argument(
        "--gold", type=Path, action="append", default=[], metavar="FILE", help="with --gate: labelled messages to compare on, too"
    )
    train.add_argument(
        "--tolerance", type=float, default=0.0, metavar="SHARE", help="with --gate: by how much a figure may fall (default: 0)"
    )
    train.add_argument("--roll-back", action="store_true", help="go back to the heads before the present ones")
    train.set_defaults(run=_train)
    evaluate.add_parser(commands)
    playbooks.add_parser(commands)
    requirements.add_parser(commands)
    export.add_parser(commands)
    user = commands.add_parser("user", help="make a one-time login link or set a password")
    user.add_argument("login", help="login name")
    add_shop(user)
    user.add_argument("--password", action="store_true", help="ask for a new password instead of making a link")
    user.set_defaults(run=_user)
    shopper = commands.add_parser("shopper", help="an address that opens the shopper's page as a customer, once, for an hour")
    shopper.add_argument("customer", help="the shop's own name of the customer, for example c-1001")
    add_shop(shopper)
    shopper.set_defaults(run=_shopper)
    key = commands.add_parser("key", help="make an API key of a shop; it is shown once")
    key.add_argument("name", help="what the key is for")
    add_shop(key)
    key.set_defaults(run=_key)
    for name, text, run in (
        ("worker", "one worker process (started by serve)", _worker),
        ("console", "the console process (started by serve)", _console),
    ):
        commands.add_parser(name, help=text).set_defaults(run=run)
    return parser


def _train(options: argparse.Namespace) -> int:
    from bot.processes.prepare import train_stale

    settings = wiring.Settings()
    _refuse_contradictions(options)
    if options.encoder or options.move_encoder:
        from bot.processes.encoder import train_encoder, train_move_encoder

        (train_encoder if options.encoder else train_move_encoder)(settings, say=_say)
    if options.roll_back:
        from bot.commands.retrain import roll_back

        roll_back(settings, _say)
    elif options.gate:
        from bot.commands.retrain import Gate

        if not Gate(settings, options.gold, options.tolerance, _say).run(force=options.force):
            return 1
    train_stale(settings, force=options.force and not (options.gate or options.roll_back), say=_say)
    if options.encoder or options.move_encoder:
        from bot.processes.encoder import record_figures
        from bot.reader.artefact import MOVES

        pair = (settings.encoder, settings.models) if options.encoder else (settings.moves, settings.models / MOVES)
        record_figures(*pair)
    if options.gate or options.roll_back:
        _say("train      what runs reads with the heads it has; restart it (tactful serve) to take these")
    return 0


def _refuse_contradictions(options: argparse.Namespace) -> None:
    """Of `train`: what would be passed over in silence, or undone by half an hour of work."""
    if (options.gold or options.tolerance) and not options.gate:
        raise InputError("They belong to the gate.", where="--gold, --tolerance", remedy="Add --gate.")
    if sum((options.gate, options.roll_back, options.encoder, options.move_encoder)) > 1:
        remedy = "Call them one after the other; after --encoder, train without the gate."
        where = "--gate, --roll-back, --encoder, --move-encoder"
        raise InputError("Only one of them at a time.", where=where, remedy=remedy)


def _serve(options: argparse.Namespace) -> int:
    from bot.processes import prepare
    from bot.processes.serve import serve

    settings = wiring.Settings()
    prepare.train_stale(settings, say=_say)
    prepare.prepare_database(settings, say=_say)

    def on_ready() -> None:
        prepare.warm_rasa(settings)
        prepare.open_demo_conversations(settings)
        _say("")
        _say(f"Tactful is ready: http://{settings.console_host}:{settings.console_port}/")
        _say(f"  agent, once:  {prepare.login_link(settings, prepare.DEMO_SHOP, prepare.DEMO_LOGIN)}")
        _say(f"  shopper:      {prepare.shopper_link(settings, prepare.DEMO_SHOP, prepare.DEMO_CUSTOMER)}")
        _say(f"Fresh addresses: tactful user {prepare.DEMO_LOGIN}, tactful shopper {prepare.DEMO_CUSTOMER}. Ctrl-C ends it.")

    return serve(settings, archive=prepare.archive_path(settings), on_ready=on_ready, say=_say)


def _user(options: argparse.Namespace) -> int:
    from bot.processes import prepare

    settings = wiring.Settings()
    if options.password:
        from getpass import getpass

        prepare.set_password(settings, options.login, getpass("New password: "))
        print("The password is set.")
    else:
        print(prepare.login_link(settings, options.shop, options.login))
    return 0


def _shopper(options: argparse.Namespace) -> int:
    from bot.processes import prepare

    print(prepare.shopper_link(wiring.Settings(), options.shop, options.customer))
    return 0


def _key(options: argparse.Namespace) -> int:
    from bot.processes import prepare

    print(prepare.new_api_key(wiring.Settings(), options.shop, options.name))
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


def _worker(options: argparse.Namespace) -> int:
    keep_words_out_of_logs()
    import signal
    import threading

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    wiring.build_worker(wiring.Settings())(stop)
    return 0


def _console(options: argparse.Namespace) -> int:
    keep_words_out_of_logs()
    import uvicorn

    settings = wiring.Settings()
    uvicorn.run(
        wiring.build_console(settings),
        host=settings.console_host,
        port=settings.console_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
