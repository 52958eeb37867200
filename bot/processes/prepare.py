"""What must be there before the processes start: a trained reader, Rasa's archive, a migrated database, the demo shop."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from bot.desk.approved import approved_texts
from bot.desk.errors import NotFoundError, TactfulError
from bot.processes.slim_examples import write_slim_examples
from bot.wiring import ROOT, Settings, build_store, load_playbook_folder, utc_now

Say = Callable[[str], None]
ARCHIVE = "tactful"
DEMO_SHOP = "mingdeng"
DEMO_LOGIN = "lin"
DEMO_CUSTOMER = "c-1001"
LINK_LIFE = timedelta(hours=12)
STAYS = {
    "corrections": "corrections wait; tactful train --gate lets them in if nothing is read worse, --force in any case",
    "refused": "the gate refused these examples; the heads stay. --gate --tolerance allows a fall, --force lets them in",
    "rolled_back": "the heads were rolled back and stay; tactful train --gate or --force trains on the examples again",
}
"""Why heads that were made from other examples stay."""

RASA_INPUTS = (
    "config.yml",
    "domain.yml",
    "data/rules",
    "data/entities",
    "bot/nlu",
    "bot/reader",
    "models/encoder/encoder.onnx",
    "bot/desk/reading.py",
    "requirements/rasa.txt",
)


def train_stale(settings: Settings, *, say: Say, force: bool = False) -> None:
    """Train the readers and Rasa's archive where what they are made from has changed.

    Corrections alone are never learned from without the gate: the heads stay, and it is said how to let them in.
    """
    from bot.files.card_figures import held_back_set
    from bot.files.model_card import make_card, save_card
    from bot.reader import versions
    from bot.reader.artefact import is_stale, stay, stay_reason
    from bot.reader.training import train

    nlu = settings.data / "nlu"
    where = (settings.models, nlu, settings.data / "entities", settings.encoder)
    if not force and is_stale(*where) and versions.only_corrections_differ(settings.models, nlu):
        stay(*where, why="corrections")
    if force or is_stale(*where):
        started = time.monotonic()
        say("train      the reader learns from data/nlu (under a minute) …")
        versions.keep_previous(settings.models)
        report = train(nlu, settings.models, lambda text: say(f"train      {text}"), encoder_dir=settings.encoder)
        labels = ", ".join(f"{name} {value:.2f}" for name, value in report.label_f1.items())
        seconds = time.monotonic() - started
        told = f"held back: intents {report.intent_accuracy:.2f}, {labels}"
        say(f"train      {report.examples} examples in {seconds:.0f} s; {told}")
        versions.keep_learned(settings.models, nlu)
        card = make_card(settings.models, nlu, at=utc_now())
        save_card(settings.models, card.with_set(held_back_set(report.held_back, at=utc_now())))
        say("train      model card written; the page /desk/model shows it")
    elif reason := stay_reason(*where):
        say(f"train      {STAYS[reason]}")
    train_moves_where_stale(settings, say=say, force=force)
    if force or _archive_is_stale(settings):
        _train_archive(settings, say)


def train_moves_where_stale(settings: Settings, *, say: Say, force: bool = False) -> None:
    """Train the reader of replies where its sentences, the encoder or the way of learning changed."""
    from bot.reader.move_training import moves_are_stale, train_moves

    moves = settings.data / "moves"
    written = any(moves.glob("*.yml"))
    approved = approved_texts(load_playbook_folder(settings).playbooks) if written else ()
    if not written or not (force or moves_are_stale(settings.models, moves, settings.moves, approved=approved)):
        return
    say("train      the reader of replies learns from data/moves (under a minute) …")
    report = train_moves(
        moves, settings.models, lambda text: say(f"train      {text}"), encoder_dir=settings.moves, approved=approved
    )
    told = f"held back: mean F1 of {len(report.move_f1)} moves {report.mean_f1:.2f}"
    say(f"train      {report.examples} sentences in {report.seconds:.0f} s; {told}")


def archive_path(settings: Settings) -> Path:
    """The archive that Rasa loads, verified against the hash recorded when it was trained.

    Raises:
        TactfulError: it is missing or not the one we trained.
    """
    path = settings.rasa_models / f"{ARCHIVE}.tar.gz"
    recorded = _record(settings)
    if not path.is_file() or recorded.get("sha256") != _sha256(path):
        raise TactfulError(f"{path.name} is not the archive that was trained here. Run `tactful train --force`.")
    return path


def _archive_is_stale(settings: Settings) -> bool:
    path = settings.rasa_models / f"{ARCHIVE}.tar.gz"
    recorded = _record(settings)
    return not path.is_file() or recorded.get("inputs") != _inputs(settings) or recorded.get("sha256") != _sha256(path)


def _train_archive(settings: Settings, say: Say) -> None:
    started = time.monotonic()
    say("train      Rasa packs its archive (about 15 s) …")
    settings.rasa_models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tactful-rasa-") as folder:
        write_slim_examples(settings.data / "nlu", ROOT / "domain.yml", Path(folder))
        done = _rasa_train(settings, Path(folder))
    path = settings.rasa_models / f"{ARCHIVE}.tar.gz"
    if done.returncode or not path.is_file():
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise TactfulError(f"rasa train failed with status {done.returncode}; its last lines:\n{tail}")
    record = {"inputs": _inputs(settings), "sha256": _sha256(path)}
    (settings.rasa_models / f"{ARCHIVE}.json").write_text(json.dumps(record), encoding="utf-8")
    say(f"train      archive packed in {time.monotonic() - started:.0f} s")


def _rasa_train(settings: Settings, examples: Path) -> subprocess.CompletedProcess[str]:
    """Have Rasa pack the archive with the few examples of a folder; our component compares the reader with all of them."""
    command = [str(settings.rasa_python), "-m", "rasa", "train", "--data", str(examples), "data/rules", "--skip-validation"]
    command += ["--out", str(settings.rasa_models), "--fixed-model-name", ARCHIVE]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "TACTFUL_MODELS": str(settings.models)}
    environment |= {"TACTFUL_ACTIONS_PORT": str(settings.actions_port), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def _record(settings: Settings) -> dict[str, str]:
    path = settings.rasa_models / f"{ARCHIVE}.json"
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _inputs(settings: Settings) -> str:
    """Hash of everything the archive is made from, the reader's artefact among it."""
    digest = hashlib.sha256()
    manifest = settings.models / "reader.json"
    paths = [ROOT / name for name in RASA_INPUTS] + [settings.data / "nlu", manifest]
    for path in _files(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(item for item in path.rglob("*") if item.is_file() and item.suffix in (".py", ".yml", ".json"))
        elif path.is_file():
            yield path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prepare_database(settings: Settings, *, say: Say) -> None:
    """Create or migrate the database, and load the demo shop once."""
    from bot.files.demo import load_demo_files
    from bot.store.migrate import migrate
    from bot.store.seed import load_demo

    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    say("database   migrating")
    migrate(settings.database)
    load_demo(settings.database, {**load_demo_files(settings.data / "demo"), "conversations": ()})
    say(f"database   the demo shop is there: {DEMO_SHOP}")


def warm_rasa(settings: Settings) -> None:
    """Ask Rasa something of no audience, so that no customer's message is the slow first one; whatever it answers."""
    import httpx

    question = {"sender": "warm-up", "message": "\u2060什么时候发货", "metadata": {}}
    address = f"http://127.0.0.1:{settings.rasa_port}/webhooks/rest/webhook"
    with contextlib.suppress(httpx.HTTPError):
        httpx.post(address, json=question, timeout=10, trust_env=False)


def open_demo_conversations(settings: Settings) -> None:
    """Let the demo shop's customers write, once; called when Rasa is there to read what they say."""
    from bot.files.demo import load_demo_files
    from bot.store.seed import load_demo

    load_demo(settings.database, load_demo_files(settings.data / "demo"))


def login_link(settings: Settings, shop: str, login: str) -> str:
    """A one-time address that logs a user in; it lives twelve hours.

    Raises:
        NotFoundError: there is no such user.
    """
    store = build_store(settings)
    accounts = store.accounts()
    found = accounts.user_by_login(login)
    if not found:
        raise NotFoundError(
            f"There is no user '{login}' in {shop}. The demo shop has lin (agent), chen (supervisor) and wu (trainer)."
        )
    token = secrets.token_urlsafe(32)
    accounts.create_login_link(
        found[0].id, token_hash=hashlib.sha256(token.encode()).hexdigest(), expires_at=utc_now() + LINK_LIFE
    )
    store.close()
    return f"http://{settings.console_host}:{settings.console_port}/login/link/{token}"


def set_password(settings: Settings, login: str, password: str) -> None:
    """Replace a user's password."""
    from bot.console.passwords import hash_password

    store = build_store(settings)
    found = store.accounts().user_by_login(login)
    if not found:
        raise NotFoundError(f"There is no user '{login}'.")
    store.accounts().set_password(found[0].id, hash_password(password))
    store.close()


def new_api_key(settings: Settings, shop: str, name: str) -> str:
    """Make an API key of a shop; it is shown once and kept as a hash only."""
    store = build_store(settings)
    found = store.accounts().shop_secret(shop)
    if not found:
        raise NotFoundError(f"There is no shop '{shop}'.")
    key = f"tf_{secrets.token_urlsafe(32)}"
    store.accounts().add_api_key(found[0], name, key_hash=hashlib.sha256(key.encode()).hexdigest())
    store.close()
    return key


def shopper_link(settings: Settings, shop: str, customer_key: str) -> str:
    """The address under which a customer's own browser opens the shop's page; it works once, within the hour."""
    from bot.assist.prove_identity import LONGEST_PROOF_SECONDS, sign_customer

    store = build_store(settings)
    found = store.accounts().shop_secret(shop)
    store.close()
    if not found:
        raise NotFoundError(f"There is no shop '{shop}'.")
    expires = int(time.time()) + LONGEST_PROOF_SECONDS
    query = urlencode({"customer": customer_key, "expires": expires, "hash": sign_customer(found[1], customer_key, expires)})
    return f"http://{settings.console_host}:{settings.console_port}/shop/{shop}?{query}"
