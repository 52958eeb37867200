"""Findings of what was sent, disputes of findings, and the shop's severities."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from bot.assist.findings import (
    DisputeCase,
    DisputeState,
    DisputeWish,
    NewDispute,
    RuleCount,
    hash_of_reply,
    sentences_around,
)
from bot.assist.records import ReplyRequest, User
from bot.desk.errors import ConflictError, InputError, NotFoundError
from bot.desk.finding import Finding
from bot.desk.rules import RULES, Severity
from bot.store.events import add_audit
from bot.store.lookup import find, find_seen, locked_rows
from bot.store.models.findings import FindingDispute, ReplyFinding, RuleSeverity
from bot.store.models.people import CustomerEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.scope import ShopSession
from bot.store.types import checked_text


def add_findings(session: ShopSession, message: MessageEntry, user: User | None, reply: ReplyRequest, *, now: datetime) -> None:
    """Keep what was found in a reply that is sent, and in the audit that it had been held."""
    checked_text(reply.override, where="override")
    overridden = [finding.rule for finding in reply.findings if _overridden(finding, reply)]
    for finding in reply.findings:
        session.add(
            ReplyFinding(
                message_id=message.id,
                rule=finding.rule,
                rows=list(finding.rows),
                severity=finding.severity.value,
                start=finding.start,
                end=finding.end,
                overridden=_overridden(finding, reply),
                reason=reply.override if _overridden(finding, reply) else "",
                created_at=now,
            )
        )
    if reply.override:
        about = f"message {message.id}: {', '.join(dict.fromkeys(overridden))}"
        add_audit(session, user.id if user else "service", "send held reply", about, now=now, reason=reply.override)


def _overridden(finding: Finding, reply: ReplyRequest) -> bool:
    """Whether a finding had held the reply that is sent all the same; without a blocking one, its heat had."""
    blocking = any(found.severity is Severity.BLOCK for found in reply.findings)
    return bool(reply.override) and (finding.severity is Severity.BLOCK or not blocking)


def severities(session: ShopSession) -> dict[str, Severity]:
    """Rule -> severity, where the shop has another than the rule's own."""
    found = session.scalars(select(RuleSeverity))
    return {entry.rule: Severity(entry.severity) for entry in found if entry.rule in RULES}


def set_severity(session: ShopSession, user: User, rule: str, severity: Severity, *, now: datetime) -> None:
    """Give a rule a severity for the whole shop; its own is kept by leaving no row."""
    if rule not in RULES:
        raise NotFoundError(f"There is no rule {rule!r}.")
    entry = session.scalars(locked_rows(select(RuleSeverity).where(RuleSeverity.rule == rule))).first()
    before = Severity(entry.severity) if entry else RULES[rule].severity
    if before is severity:
        return
    if entry is not None:
        session.delete(entry)
    if severity is not RULES[rule].severity:
        session.flush()
        session.add(RuleSeverity(rule=rule, severity=severity.value))
    add_audit(session, user.id, "change severity", f"rule {rule}", now=now, reason=f"{before.value} -> {severity.value}")


def dispute_finding(
    session: ShopSession, conversation_id: str, user: User, new: NewDispute, *, wrong: bool, now: datetime
) -> None:
    """Say that a finding is wrong, or take it back while nobody has decided; saying it twice changes nothing."""
    if new.rule not in RULES:
        raise NotFoundError(f"There is no rule {new.rule!r}.")
    if not 0 <= new.start <= new.end <= len(new.reply):
        raise InputError("The words lie outside of the reply.", where="start", remedy="Check the reply again.")
    find_seen(session, conversation_id, user, locked=True)
    entry = _dispute_of(session, user, new)
    if not wrong:
        _take_back(session, entry)
    elif entry is None:
        session.add(_new_entry(session, conversation_id, user, new, now))


def _dispute_of(session: ShopSession, user: User, new: NewDispute) -> FindingDispute | None:
    query = select(FindingDispute).where(
        FindingDispute.reply_hash == hash_of_reply(new.reply),
        FindingDispute.rule == new.rule,
        FindingDispute.start == new.start,
        FindingDispute.end == new.end,
        FindingDispute.user_id == user.id,
    )
    return session.scalars(locked_rows(query)).first()


def _take_back(session: ShopSession, entry: FindingDispute | None) -> None:
    if entry is None:
        return
    if entry.state != DisputeState.OPEN.value:
        raise ConflictError("A trainer has decided on this.")
    session.delete(entry)


def _new_entry(session: ShopSession, conversation_id: str, user: User, new: NewDispute, now: datetime) -> FindingDispute:
    if new.turn_id and find(session, TurnEntry, new.turn_id).conversation_id != conversation_id:
        raise NotFoundError(f"There is no turn {new.turn_id!r} in this conversation.")
    return FindingDispute(
        conversation_id=conversation_id,
        turn_id=new.turn_id or None,
        user_id=user.id,
        rule=new.rule,
        start=new.start,
        end=new.end,
        reply_hash=hash_of_reply(new.reply),
        sentence=sentences_around(new.reply, new.start, new.end),
        words=new.reply[new.start : new.end],
        language=new.language,
        created_at=now,
        state=DisputeState.OPEN.value,
    )


def disputed(session: ShopSession, user: User, reply: str) -> frozenset[tuple[str, int, int]]:
    """Rule, start and end of what this person disputes in this very reply."""
    query = select(FindingDispute).where(FindingDispute.reply_hash == hash_of_reply(reply), FindingDispute.user_id == user.id)
    return frozenset((entry.rule, entry.start, entry.end) for entry in session.scalars(query))


def list_disputes(session: ShopSession, wish: DisputeWish, *, after: str, limit: int) -> tuple[DisputeCase, ...]:
    """Disputes that fit, the oldest first, beginning after one."""
    query = _cases().where(FindingDispute.id > after)
    if wish.state:
        query = query.where(FindingDispute.state == wish.state)
    if wish.rule:
        query = query.where(FindingDispute.rule == wish.rule)
    return tuple(_case(*row) for row in session.execute(query.order_by(FindingDispute.id).limit(limit)))


def decide_dispute(session: ShopSession, dispute_id: str, user: User, state: DisputeState, *, now: datetime) -> None:
    """Agree that a finding was wrong, keep it, or open the question again.

    Raises:
        ConflictError: somebody else has decided, or nobody has.
    """
    entry = find(session, FindingDispute, dispute_id, locked=True)
    decided = state is not DisputeState.OPEN
    if decided is (entry.state != DisputeState.OPEN.value):
        raise ConflictError("Somebody else has decided on this.")
    entry.state = state.value
    entry.reviewer_id = user.id if decided else None
    entry.reviewed_at = now if decided else None


def rule_counts(session: ShopSession) -> dict[str, RuleCount]:
    """Rule -> how it fares, for every rule; of the shop, never of a person."""
    sent = select(ReplyFinding.rule, ReplyFinding.overridden, func.count(ReplyFinding.id))
    found: dict[tuple[str, Any], int] = {}
    for rule, overridden, number in session.execute(sent.group_by(ReplyFinding.rule, ReplyFinding.overridden)):
        found[rule, bool(overridden)] = number
    said = select(FindingDispute.rule, FindingDispute.state, func.count(FindingDispute.id))
    for rule, state, number in session.execute(said.group_by(FindingDispute.rule, FindingDispute.state)):
        found[rule, state] = number
    return {
        rule: RuleCount(
            found.get((rule, True), 0) + found.get((rule, False), 0),
            found.get((rule, True), 0),
            *(found.get((rule, state.value), 0) for state in DisputeState),
        )
        for rule in RULES
    }


def _cases() -> Any:
    talk = ConversationEntry
    return (
        select(FindingDispute, CustomerEntry.name, talk.channel)
        .join(talk, and_(talk.shop_id == FindingDispute.shop_id, talk.id == FindingDispute.conversation_id))
        .outerjoin(CustomerEntry, and_(CustomerEntry.shop_id == talk.shop_id, CustomerEntry.id == talk.customer_id))
    )


def _case(entry: FindingDispute, customer_name: str | None, channel: str) -> DisputeCase:
    return DisputeCase(
        id=entry.id,
        rule=entry.rule,
        state=DisputeState(entry.state),
        created_at=entry.created_at,
        sentence=entry.sentence,
        words=entry.words,
        customer_name=customer_name or "",
        language=entry.language,
        channel=channel,
    )
