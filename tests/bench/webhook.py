"""A turn at the Rasa webhook: ours with advice against stock Rasa with a trivial action, conversations of 20 turns."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from bot.assist.records import IncomingMessage, ReplyRequest
from bot.desk.reading import INTENTS
from bot.processes import prepare
from bot.processes.programs import product_environment, product_programs
from bot.wiring import Settings, build_answerer, build_store, utc_now
from bot.worker.rasa_client import question
from tests.bench import stock
from tests.bench.load import LoadResult, run_load
from tests.stack.ports import free_port, wait_for_http

ROOT = Path(__file__).resolve().parents[2]
PATH = "/webhooks/rest/webhook"
TURNS = 20
CONVERSATIONS = {1: 10, 4: 16, 16: 32}
"""Conversations sent at each concurrency; each has 20 turns."""

WARM = 16
"""Further conversations sent to each server before each measurement, at the same concurrency, and not counted."""


def measure(folder: Path, *, quick: bool) -> None:
    """Print requests per second and latencies of both, and their ratio, at each concurrency."""
    texts = training_texts()
    model = stock.make_project(folder / "stock", INTENTS)
    plan = {concurrency: max(concurrency, count // 10) if quick else count for concurrency, count in CONVERSATIONS.items()}
    results: dict[tuple[str, int], LoadResult] = {}
    with stock.running(folder / "stock", model) as (stock_port, _), our_rasa(folder / "ours") as ours:
        for round_number, (concurrency, count) in enumerate(plan.items()):
            talk = [[texts[(turn + TURNS * place) % len(texts)] for turn in range(TURNS)] for place in range(count + WARM)]
            theirs = stock_bodies(talk, round_number)
            warm(stock_port, theirs, concurrency)
            results["stock", concurrency] = run_load(stock_port, PATH, theirs[WARM:], concurrency=concurrency, good=_is_answer)
            port, bodies = ours(talk, round_number)
            warm(port, bodies, concurrency)
            results["tactful", concurrency] = run_load(port, PATH, bodies[WARM:], concurrency=concurrency, good=_is_advice)
    _print(results, plan)


def _is_answer(status: int, answer: Any) -> bool:
    return status == 200 and bool(answer)


def _is_advice(status: int, answer: Any) -> bool:
    return _is_answer(status, answer) and "advice" in answer[0].get("custom", {})


def _print(results: dict[tuple[str, int], LoadResult], plan: dict[int, int]) -> None:
    print(
        "A turn at the Rasa webhook, conversations of 20 turns "
        "(reference: stock Rasa 3.6.21, LogisticRegressionClassifier, trivial action)"
    )
    print("concurrency  who       turns  requests/s  p50 ms  p95 ms  failures  ratio of rates")
    for concurrency in plan:
        for who in ("stock", "tactful"):
            result = results[who, concurrency]
            ratio = f"{result.rate / results['stock', concurrency].rate:.2f}" if who == "tactful" else "1"
            print(
                f"{concurrency:11d}  {who:8s} {len(result.latencies):6d}  {result.rate:10.1f}  {result.percentile(0.5):6.1f}  "
                f"{result.percentile(0.95):6.1f}  {result.failures:8d}  {ratio}",
                flush=True,
            )


def training_texts() -> list[str]:
    """Messages of our own training data, every tenth."""
    texts: list[str] = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            texts.extend(example["text"].strip() for example in intent["examples"][::10])
    return texts


def stock_bodies(talk: list[list[str]], round_number: int) -> list[list[Any]]:
    """One sender a conversation, as Rasa is used out of the box."""
    return [[{"sender": f"c{round_number}-{place}", "message": text} for text in turns] for place, turns in enumerate(talk)]


def warm(port: int, bodies: list[list[Any]], concurrency: int) -> None:
    """Turns of other conversations at the same concurrency, so that no first-time cost is measured of either."""
    run_load(port, PATH, bodies[:WARM], concurrency=concurrency, good=lambda *_: True)


@contextmanager
def our_rasa(folder: Path) -> Iterator[Any]:
    """Our Rasa and action server on a database with the demo shop; yields a maker of (port, bodies)."""
    settings = Settings(var=folder, rasa_port=free_port(), actions_port=free_port(), console_port=free_port())
    prepare.train_stale(settings, say=lambda text: None)
    prepare.prepare_database(settings, say=lambda text: None)
    (folder / "tmp").mkdir(exist_ok=True)
    programs = [
        program for program in product_programs(settings, prepare.archive_path(settings)) if program.name in ("actions", "rasa")
    ]
    processes = [
        subprocess.Popen(
            program.command, cwd=ROOT, env=product_environment(settings), stdout=subprocess.DEVNULL, stderr=sys.stderr
        )
        for program in programs
    ]
    try:
        for program in programs:
            wait_for_http(program.ready_url, 120)
        yield lambda talk, round_number: (settings.rasa_port, our_bodies(settings, talk, round_number))
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def our_bodies(settings: Settings, talk: list[list[str]], round_number: int) -> list[list[Any]]:
    """Store each conversation with its turns, advice and answers, and take the bodies that the worker would post."""
    store = build_store(settings)
    answerer = build_answerer(settings, store)
    shop = store.accounts().shop_secret(prepare.DEMO_SHOP)
    assert shop
    records, queue = store.records(shop[0]), store.queue()
    bodies: list[list[Any]] = []
    for place, turns in enumerate(talk):
        key, mine = f"bench-{round_number}-{place}", []
        for number, text in enumerate(turns):
            posted = records.post_message(
                IncomingMessage("api", key, f"{key}/{number}", text, customer_key=prepare.DEMO_CUSTOMER)
            )
            claimed = [item for item in queue.claim(now=utc_now(), lease_seconds=3600, limit=8) if item.turn.id == posted.turn_id]
            mine.append(question(claimed[0].turn))
            queue.write(claimed[0], answerer.answer(claimed[0].turn), now=utc_now())
            records.send_reply(posted.conversation_id, None, ReplyRequest("好的", f"{key}/{number}/reply"))
        bodies.append(mine)
    store.close()
    return bodies
