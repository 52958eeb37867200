"""What is true of a record at every moment, and once all work is done: asked of the database itself."""

from __future__ import annotations

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from bot.store.engine import database_url
from bot.store.walls import name_shop

ALWAYS = {
    "a delivery stored twice": "SELECT source, dedupe_key FROM messages GROUP BY shop_id, source, dedupe_key HAVING count(*) > 1",
    "places of messages with a gap": """
        SELECT c.id FROM conversations c LEFT JOIN messages m ON m.shop_id = c.shop_id AND m.conversation_id = c.id
        GROUP BY c.shop_id, c.id, c.last_seq
        HAVING count(m.id) <> c.last_seq OR coalesce(max(m.seq), 0) <> c.last_seq OR coalesce(min(m.seq), 1) <> 1""",
    "turns with a gap": """
        SELECT conversation_id FROM turns GROUP BY shop_id, conversation_id HAVING count(*) <> max(number) OR min(number) <> 1""",
    "a turn that does not count its messages": """
        SELECT t.id FROM turns t LEFT JOIN messages m
          ON m.shop_id = t.shop_id AND m.turn_id = t.id AND m.role = 'customer'
        GROUP BY t.shop_id, t.id, t.message_count, t.characters
        HAVING count(m.id) <> t.message_count OR coalesce(sum(length(m.text)), 0) <> t.characters""",
    "a turn that does not begin at its first message": """
        SELECT t.id FROM turns t JOIN messages m ON m.shop_id = t.shop_id AND m.turn_id = t.id AND m.role = 'customer'
        GROUP BY t.shop_id, t.id, t.first_seq HAVING min(m.seq) <> t.first_seq""",
    "a message in another conversation's turn": """
        SELECT m.id FROM messages m JOIN turns t ON t.shop_id = m.shop_id AND t.id = m.turn_id
        WHERE t.conversation_id <> m.conversation_id""",
    "a message of the customer without a turn": "SELECT id FROM messages WHERE role = 'customer' AND turn_id IS NULL",
    "no owner or two": """
        SELECT id FROM conversations WHERE NOT (
          (owner_kind = 'bot' AND owner_user_id IS NULL AND owner_team_id IS NULL)
          OR (owner_kind = 'user' AND owner_user_id IS NOT NULL AND owner_team_id IS NULL)
          OR (owner_kind = 'team' AND owner_user_id IS NULL AND owner_team_id IS NOT NULL))""",
    "an owner who may not look": """
        SELECT c.id FROM conversations c WHERE c.owner_user_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM conversation_holders h
          WHERE h.shop_id = c.shop_id AND h.conversation_id = c.id AND h.user_id = c.owner_user_id)""",
    "changes of owner that were not noted once each": """
        SELECT c.id FROM conversations c WHERE
          (SELECT count(*) FROM events e WHERE e.shop_id = c.shop_id AND e.conversation_id = c.id AND e.kind = 'owner')
          <> (SELECT count(*) FROM audit a WHERE a.shop_id = c.shop_id AND a.object = 'conversation ' || c.id
              AND a.what IN ('accept', 'hand_over'))""",
    "messages without one event each": """
        SELECT c.id FROM conversations c WHERE
          (SELECT count(*) FROM messages m WHERE m.shop_id = c.shop_id AND m.conversation_id = c.id)
          <> (SELECT count(*) FROM events e WHERE e.shop_id = c.shop_id AND e.conversation_id = c.id
              AND e.kind IN ('message', 'reply'))""",
    "advice without one event each": """
        SELECT c.id FROM conversations c WHERE
          (SELECT count(*) FROM advice a WHERE a.shop_id = c.shop_id AND a.conversation_id = c.id)
          <> (SELECT count(*) FROM events e WHERE e.shop_id = c.shop_id AND e.conversation_id = c.id AND e.kind = 'advice')""",
    "advice without its reading": """
        SELECT a.id FROM advice a WHERE NOT EXISTS (SELECT 1 FROM readings r
          WHERE r.shop_id = a.shop_id AND r.turn_id = a.turn_id AND r.revision = a.revision)""",
    "a reading without its advice": """
        SELECT r.id FROM readings r WHERE NOT EXISTS (SELECT 1 FROM advice a
          WHERE r.shop_id = a.shop_id AND r.turn_id = a.turn_id AND r.revision = a.revision)""",
    "advice without drafts": """
        SELECT a.id FROM advice a WHERE NOT EXISTS (SELECT 1 FROM drafts d WHERE d.shop_id = a.shop_id AND d.advice_id = a.id
          AND d.position = 1)""",
    "a turn done without advice on what it holds": """
        SELECT t.id FROM turns t WHERE t.state = 'done' AND NOT EXISTS (
          SELECT 1 FROM advice a WHERE a.shop_id = t.shop_id AND a.turn_id = t.id AND a.revision = t.revision)""",
    "advice of the future": """
        SELECT a.id FROM advice a JOIN turns t ON t.shop_id = a.shop_id AND t.id = a.turn_id
        WHERE a.revision > t.revision OR a.attempt > t.attempt""",
    "a used draft without its reply": """
        SELECT advice_id FROM drafts WHERE outcome IN ('accepted', 'edited') AND reply_message_id IS NULL""",
    "two answers of the bot to one revision": """
        SELECT turn_id FROM messages WHERE role = 'bot' GROUP BY shop_id, turn_id HAVING count(*) > 1""",
    "a customer who waits unseen": """
        SELECT c.id FROM conversations c WHERE c.waiting_since IS NULL AND EXISTS (
          SELECT 1 FROM turns t WHERE t.shop_id = c.shop_id AND t.conversation_id = c.id AND t.state <> 'answered')""",
    "a post without its conversation's first message": """
        SELECT p.id FROM posts p WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.shop_id = p.shop_id
          AND m.conversation_id = p.conversation_id AND m.seq = 1 AND m.dedupe_key = p.network || ':' || p.key)""",
}
"""Queries that find what must not be; "a reply kept back" and the like stand with the tests of their rooms."""

AT_REST = {
    "a turn that nobody works on": "SELECT id FROM turns WHERE state IN ('pending', 'claimed')",
    "a turn that was never advised": """
        SELECT t.id FROM turns t WHERE t.message_count > 0 AND NOT EXISTS (
          SELECT 1 FROM advice a WHERE a.shop_id = t.shop_id AND a.turn_id = t.id)""",
}
"""And once the worker has nothing left to do and nobody answered before it was done."""


def broken(url: str, *, at_rest: bool = False) -> list[str]:
    """Each rule that does not hold, with the rows that break it. For records without imported history."""
    engine = create_engine(database_url(url))
    try:
        with engine.connect() as connection:
            name_shop(connection, None)
            return _broken(connection, ALWAYS | (AT_REST if at_rest else {}))
    finally:
        engine.dispose()


def _broken(connection: Connection, rules: dict[str, str]) -> list[str]:
    found = ((rule, connection.execute(text(query)).all()) for rule, query in rules.items())
    return [f"{rule}: {[tuple(row) for row in rows[:3]]}" for rule, rows in found if rows]
