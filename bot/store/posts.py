"""Public posts: stored once, their counts brought up to date, and found again by their author."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from bot.assist.records import IncomingMessage, IncomingPost, PostCounts, PostView, TakenPost, User
from bot.desk.message import Channel
from bot.store.engine import Database
from bot.store.events import add_event
from bot.store.intake import check_incoming, take_message
from bot.store.joining import reopen
from bot.store.lookup import find, find_seen, locked_rows, may_see
from bot.store.models.channels import PostEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.models.trade import PolicyEntry
from bot.store.scope import ShopSession
from bot.store.types import checked_text, new_id

POST_SOURCE = "post"
"""Source of the conversations that begin with a public post."""

THRESHOLD = "crisis_threshold_comments"


def take_post(database: Database, shop_id: str, post: IncomingPost, *, now: datetime) -> TakenPost:
    """Store a post and have it read; a post known by its network and id only gets the new counts."""
    incoming = _as_message(post)
    check_incoming(incoming)
    for where in ("network", "key", "url", "author"):
        checked_text(getattr(post, where), where=where)
    try:
        return _take(database, shop_id, post, incoming, now)
    except IntegrityError:  # the same post came in at the same moment; now it is there
        return _take(database, shop_id, post, incoming, now)


def _as_message(post: IncomingPost) -> IncomingMessage:
    name = f"{post.network}:{post.key}"
    return IncomingMessage(
        source=POST_SOURCE,
        conversation_key=name,
        dedupe_key=name,
        text=post.text,
        channel=Channel.SOCIAL_PUBLIC,
        customer_key=post.customer_key,
        sent_at=post.posted_at,
    )


def _take(database: Database, shop_id: str, post: IncomingPost, incoming: IncomingMessage, now: datetime) -> TakenPost:
    with database.writing(shop_id) as session:
        query = select(PostEntry).where(PostEntry.network == post.network, PostEntry.key == post.key)
        known = session.scalars(query).first()
        if known is not None:
            return _recount(session, known, post, now)
        posted = take_message(session, incoming, now=now)
        session.add(
            PostEntry(
                id=new_id(),
                network=post.network,
                key=post.key,
                url=post.url,
                author=post.author,
                conversation_id=posted.conversation_id,
                posted_at=post.posted_at or now,
                views=post.counts.views,
                comments=post.counts.comments,
                shares=post.counts.shares,
                counted_at=post.counted_at or now,
            )
        )
        return TakenPost(posted.conversation_id, posted.message_id, new=True)


def _recount(session: ShopSession, known: PostEntry, post: IncomingPost, now: datetime) -> TakenPost:
    """Take newer counts; when the comments reach the shop's line, the post is read again."""
    conversation = find(session, ConversationEntry, known.conversation_id, locked=True)
    session.refresh(known)
    query = select(MessageEntry.id).where(MessageEntry.conversation_id == conversation.id, MessageEntry.seq == 1)
    taken = TakenPost(conversation.id, session.scalar(query) or "", new=False)
    counted_at = post.counted_at or now
    if counted_at < known.counted_at:
        return taken
    before = (known.views, known.comments, known.shares)
    for name in ("views", "comments", "shares"):
        count = getattr(post.counts, name)
        if count is not None:
            setattr(known, name, count)
    known.counted_at = counted_at
    if (known.views, known.comments, known.shares) == before:  # for one, the same delivery once more
        return taken
    if _crosses(session, before[1], known.comments):
        _read_again(session, conversation.id, now)
    add_event(session, "post", conversation.id, {}, now=now)
    return taken


def _crosses(session: ShopSession, before: int | None, after: int | None) -> bool:
    threshold = session.scalar(select(PolicyEntry.value).where(PolicyEntry.key == THRESHOLD))
    return isinstance(threshold, int) and (before or 0) < threshold <= (after or 0)


def _read_again(session: ShopSession, conversation_id: str, now: datetime) -> None:
    """The newest turn is read again, answered or not: what is due has changed."""
    query = select(TurnEntry).where(TurnEntry.conversation_id == conversation_id).order_by(TurnEntry.number.desc()).limit(1)
    turn = session.scalars(locked_rows(query)).first()
    if turn is not None:
        reopen(turn, due_at=now)


def post_of(session: ShopSession, conversation: ConversationEntry) -> PostEntry | None:
    """The post that a conversation is about: its own, or the newest of the author who now writes in private."""
    newest = select(PostEntry).order_by(PostEntry.posted_at.desc()).limit(1)
    if conversation.channel == Channel.SOCIAL_PUBLIC.value:
        return session.scalars(newest.where(PostEntry.conversation_id == conversation.id)).first()
    if conversation.channel != Channel.SOCIAL_PRIVATE.value or not conversation.customer_key:
        return None
    named = select(ConversationEntry.id).where(
        ConversationEntry.source == POST_SOURCE, ConversationEntry.customer_key == conversation.customer_key
    )
    by_author = or_(PostEntry.author == conversation.customer_key, PostEntry.conversation_id.in_(named))
    return session.scalars(newest.where(by_author)).first()


def post_view(session: ShopSession, conversation_id: str, *, viewer: User | None) -> PostView | None:
    """The post of a conversation as pages show it; None when there is none."""
    post = post_of(session, find_seen(session, conversation_id, viewer))
    if post is None:
        return None
    own = post.conversation_id == conversation_id
    seen = select(ConversationEntry.id).where(ConversationEntry.id == post.conversation_id, may_see(viewer))
    text = select(MessageEntry.text).where(MessageEntry.conversation_id == post.conversation_id, MessageEntry.seq == 1)
    return PostView(
        network=post.network,
        key=post.key,
        url=post.url,
        author=post.author,
        text=session.scalar(text) or "",
        posted_at=post.posted_at,
        counts=PostCounts(post.views, post.comments, post.shares),
        counted_at=post.counted_at,
        conversation_id="" if own or session.scalar(seen) is None else post.conversation_id,
        own=own,
    )
