"""The one door: `tactful …` or `python -m bot …`."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot import wiring
from bot.desk.errors import FileFaults, InputError, TactfulError

Work = Callable[[dict[str, Any]], dict[str, Any]]


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
        description="Tactful (得体): reads a customer's temperament and intent, and helps an agent answer by the shop's protocol.",
        epilog="Commands that take FILE read JSON lines ('-' is standard input) and write one JSON line per input line, in order.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_file_commands(commands)
    serve = commands.add_parser("serve", help="start everything: Rasa, actions, worker, console; train and migrate what is stale")
    serve.set_defaults(run=_serve)
    train = commands.add_parser("train", help="train the reader and Rasa's archive from data/ where the data changed")
    train.add_argument("--force", action="store_true", help="train even when nothing changed")
    train.set_defaults(run=_train)
    books = commands.add_parser("playbooks", help="check the playbooks: all faults of all files at once, with line and remedy")
    books.add_argument("action", choices=["check"])
    books.add_argument("--examples", action="store_true", help="also try every example with the trained reader")
    books.add_argument("--folder", type=Path, default=None, help="folder of playbooks (default: playbooks)")
    books.set_defaults(run=_playbooks)
    user = commands.add_parser("user", help="make a one-time login link or set a password")
    user.add_argument("login", help="login name")
    user.add_argument("--shop", default="mingdeng", help="the shop's short name (default: mingdeng, the demo shop)")
    user.add_argument("--password", action="store_true", help="ask for a new password instead of making a link")
    user.set_defaults(run=_user)
    key = commands.add_parser("key", help="make an API key of a shop; it is shown once")
    key.add_argument("name", help="what the key is for")
    key.add_argument("--shop", default="mingdeng", help="the shop's short name (default: mingdeng, the demo shop)")
    key.set_defaults(run=_key)
    for name, text, run in (
        ("worker", "one worker process (started by serve)", _worker),
        ("console", "the console process (started by serve)", _console),
    ):
        commands.add_parser(name, help=text).set_defaults(run=run)
    return parser


def _add_file_commands(commands: Any) -> None:
    read = commands.add_parser(
        "read",
        help="read messages: intent, temperaments with evidence, entities, escalation",
        description='Each line: {"id", "text", "context": [{"role", "text"}], "language"?}',
    )
    advise = commands.add_parser(
        "advise",
        help="advise on conversations: drafts, steps, team",
        description='Each line: {"id", "channel", "facts": {…}, "messages": [{"role", "text", "at"}]}; facts are listed in playbooks/README.md',
    )
    imports = commands.add_parser(
        "import",
        help="import conversations of the past into the record, without advice",
        description='Each line: {"id", "channel"?, "customer"?, "order"?, "messages": [{"role", "text", "at"}]}; the same id and place again changes nothing',
    )
    imports.add_argument("--shop", default="mingdeng", help="the shop's short name (default: mingdeng, the demo shop)")
    for command, run in ((read, _read), (advise, _advise), (imports, _import)):
        command.add_argument("file", metavar="FILE", help="JSON lines; - for standard input")
        command.set_defaults(run=run)
    advise.add_argument(
        "--language", choices=["zh-Hans", "zh-Hant", "en"], default="en", help="language of reasons (default: en)"
    )


@contextmanager
def _lines(name: str) -> Any:
    if name == "-":
        yield sys.stdin
        return
    path = Path(name)
    if not path.is_file():
        raise InputError(
            "there is no such file.", where=name, remedy="Give the path of a file of JSON lines, or - for standard input."
        )
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        yield file


def _for_each_line(name: str, work: Work) -> int:
    from bot.files.json_lines import process_lines

    faults = 0
    with _lines(name) as lines:
        for result in process_lines(_progress(lines, name), name, work):
            print(json.dumps(result.value, ensure_ascii=False), flush=False)
            if result.fault:
                faults += 1
                print(result.fault, file=sys.stderr)
    return 1 if faults else 0


def _progress(lines: Iterable[str], name: str) -> Iterable[str]:
    """The lines themselves, with a count on a terminal while standard output goes elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        return lines
    from rich.console import Console
    from rich.progress import track

    return track(lines, description=name, console=Console(stderr=True), total=None)


def _read(options: argparse.Namespace) -> int:
    from bot.desk.reading import reading_to_json

    reader = wiring.build_reader(wiring.Settings())

    def work(value: dict[str, Any]) -> dict[str, Any]:
        context = [(str(item["role"]), str(item["text"])) for item in value.get("context") or ()]
        return {
            "id": value["id"],
            **reading_to_json(reader.read(_text(value, "text"), context=context, language=value.get("language"))),
        }

    return _for_each_line(options.file, work)


def _advise(options: argparse.Namespace) -> int:
    from bot.assist.advise_conversation import advise_conversation
    from bot.desk.advice import advice_to_json
    from bot.desk.message import Channel, Message, Role

    settings = wiring.Settings()
    reader, playbooks = wiring.build_reader(settings), wiring.build_playbooks(settings)

    def work(value: dict[str, Any]) -> dict[str, Any]:
        messages = [
            Message(str(place), Role(item["role"]), _text(item, "text"), _moment(item.get("at")))
            for place, item in enumerate(value["messages"])
        ]
        facts = dict(value.get("facts") or {})
        now = _moment(facts.get("now") or (value["messages"][-1].get("at") if value["messages"] else None))
        advice = advise_conversation(messages, facts, Channel(value.get("channel", "chat")), playbooks, reader=reader, now=now)
        found = advice_to_json(advice)
        for step in found["steps"]:
            step["why"] = step["why"][options.language]
        wanted = ("reading", "state", "playbook", "drafts", "escalate", "to", "steps", "must_not")
        return {"id": value["id"], **{key: found[key] for key in wanted}}

    return _for_each_line(options.file, work)


def _import(options: argparse.Namespace) -> int:
    from bot.assist.records import HistoryMessage, IncomingMessage
    from bot.desk.message import Channel, Role

    store = wiring.build_store(wiring.Settings())
    shop = store.accounts().shop_secret(options.shop)
    if not shop:
        raise InputError("there is no such shop.", where=options.shop, remedy="Give its short name with --shop.")
    records = store.records(shop[0])

    def work(value: dict[str, Any]) -> dict[str, Any]:
        key = str(value["id"])
        incoming = IncomingMessage(
            "import",
            key,
            f"import/{key}",
            "",
            Channel(value.get("channel", "chat")),
            customer_key=str(value.get("customer", "")),
            order_number=str(value.get("order", "")),
        )
        history = [
            HistoryMessage(Role(item["role"]), _text(item, "text"), _moment(item.get("at")), f"{key}/{place}")
            for place, item in enumerate(value["messages"])
        ]
        return {"id": key, "conversation_id": records.import_history(incoming, history), "messages": len(history)}

    return _for_each_line(options.file, work)


def _text(value: dict[str, Any], name: str) -> str:
    text = value[name]
    if not isinstance(text, str):
        raise InputError(f"'{name}' is not a text", remedy="Put it in quotes.")
    if "\x00" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise InputError(f"'{name}' holds NUL or half a surrogate pair", remedy="Remove the broken character.")
    return text


def _moment(value: Any) -> datetime:
    """An aware moment; now when absent; a time without a zone counts as UTC."""
    if not value:
        return wiring.utc_now()
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"'{value}' is not a time", remedy="Write ISO 8601, for example 2026-11-03T14:20:00+08:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _playbooks(options: argparse.Namespace) -> int:
    from bot.files.playbooks import load_playbooks

    folder = load_playbooks(options.folder or wiring.Settings().playbooks)
    print(f"{len(folder.playbooks.playbooks)} protocols, {len(folder.examples)} examples: no faults")
    return _try_examples(folder) if options.examples else 0


def _try_examples(folder: Any) -> int:
    from bot.assist.try_examples import try_example

    reader = wiring.build_reader(wiring.Settings())
    by_name = {playbook.name: playbook for playbook in folder.playbooks.playbooks}
    unmet = led = 0
    for example in folder.examples:
        playbook = by_name[example.playbook]
        trial = try_example(
            example.customer, example.facts, example.expect, playbook, folder.playbooks, reader=reader, now=wiring.utc_now()
        )
        led += trial.read_as == trial.expected
        if trial.missing:
            unmet += 1
            print(f"{example.path}:{example.line}: not met: {', '.join(trial.missing)}", file=sys.stderr)
    print(
        f"{len(folder.examples) - unmet} of {len(folder.examples)} examples met; the reader alone leads to the right protocol in {led}"
    )
    return 1 if unmet else 0


def _train(options: argparse.Namespace) -> int:
    from bot.processes.prepare import train_stale

    train_stale(wiring.Settings(), force=options.force, say=_say)
    return 0


def _serve(options: argparse.Namespace) -> int:
    from bot.processes import prepare
    from bot.processes.serve import serve

    settings = wiring.Settings()
    prepare.train_stale(settings, say=_say)
    prepare.prepare_database(settings, say=_say)

    def on_ready() -> None:
        _say("")
        _say(f"Tactful is ready: http://{settings.console_host}:{settings.console_port}/")
        _say(f"  agent, once:  {prepare.login_link(settings, prepare.DEMO_SHOP, prepare.DEMO_LOGIN)}")
        _say(f"  shopper:      {prepare.shopper_link(settings, prepare.DEMO_SHOP, prepare.DEMO_CUSTOMER)}")
        _say("Ctrl-C ends it.")

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


def _key(options: argparse.Namespace) -> int:
    from bot.processes import prepare

    print(prepare.new_api_key(wiring.Settings(), options.shop, options.name))
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


def _worker(options: argparse.Namespace) -> int:
    import signal
    import threading

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    wiring.build_worker(wiring.Settings())(stop)
    return 0


def _console(options: argparse.Namespace) -> int:
    import uvicorn

    settings = wiring.Settings()
    uvicorn.run(
        wiring.build_console(settings),
        host=settings.console_host,
        port=settings.console_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
