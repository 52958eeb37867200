"""Calls with notes, and replies that are kept before they are sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.assist.records import IncomingMessage, NewCallNote, PostedMessage, ReplyRequest, User
from bot.desk.conversation import OwnerKind
from bot.desk.errors import InputError, NotFoundError, ReadAgainError
from bot.desk.message import Channel
from bot.store.models.channels import KeptReply
from bot.store.types import utc_now
from tests.store.conftest import TwoShops
from tests.store.effects import effect


@pytest.fixture
def lin(shops: TwoShops) -> User:
    return shops.user("lin", "agent", teams=("front",))


@pytest.fixture
def mei(shops: TwoShops) -> User:
    return shops.user("mei", "agent")


def test_a_call_is_opened_once_and_belongs_to_its_agent(shops: TwoShops, lin: User) -> None:
    opened = shops.ours.open_call(lin, key="call-1", customer_key="c-1")

    summary = shops.ours.conversation(opened, viewer=lin).summary
    assert shops.ours.open_call(lin, key="call-1", customer_key="c-1") == opened
    assert (summary.channel, summary.owner_kind, summary.owner_id) == (Channel.PHONE_SCRIPT, OwnerKind.USER, lin.id)
    assert summary.waiting_since is None


def test_what_the_customer_says_on_the_phone_comes_in_as_a_message(shops: TwoShops, lin: User) -> None:
    opened = shops.ours.open_call(lin, key="call-1")

    said = shops.ours.post_message(IncomingMessage("call", "call-1", "l1", "到底什么时候到", Channel.PHONE_SCRIPT))

    case = shops.ours.turn_case(said.turn_id)
    assert said.conversation_id == opened
    assert (case.channel, case.agent_name) == (Channel.PHONE_SCRIPT, "Lin")


def test_notes_of_a_call_are_kept_once_each_in_order(shops: TwoShops, lin: User, mei: User) -> None:
    opened = shops.ours.open_call(lin, key="call-1")
    callback = NewCallNote("callback", "", "n2", {"number": "13800138000", "from": "15:00", "to": "16:00"})
    for note in (NewCallNote("note", "等了三天", "n1"), callback, callback):
        shops.ours.add_call_note(opened, lin, note)

    notes = shops.ours.call_notes(opened, viewer=lin)

    assert [(note.kind, note.text, note.author) for note in notes] == [("note", "等了三天", "Lin"), ("callback", "", "Lin")]
    assert notes[1].data["number"] == "13800138000"
    with pytest.raises(NotFoundError):
        shops.ours.call_notes(opened, viewer=mei)
    with pytest.raises(NotFoundError):
        shops.ours.add_call_note(opened, mei, NewCallNote("note", "x", "n3"))


def test_an_unknown_kind_of_note_is_refused_with_the_known_ones(shops: TwoShops, lin: User) -> None:
    opened = shops.ours.open_call(lin, key="call-1")

    with pytest.raises(InputError, match="note, outcome, callback"):
        shops.ours.add_call_note(opened, lin, NewCallNote("gossip", "x", "n1"))


def _mail(shops: TwoShops, *steps: str, drafts: dict[str, str] | None = None) -> PostedMessage:
    posted = shops.ours.post_message(IncomingMessage("api", "k", "d1", "气死我了", Channel.EMAIL))
    queue = shops.store.queue()
    (held,) = queue.claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=1)
    plain = effect()
    advice = {**plain.advice, "steps": [{"step": step} for step in steps]}
    if drafts:
        advice["drafts"] = [{"style": style, "language": "zh-Hans", "text": text} for style, text in drafts.items()]
    assert queue.write(held, type(plain)(advice), now=utc_now())
    return posted


def _pause_over(shops: TwoShops) -> None:
    with shops.store._database.writing(shops.shop_id) as session:
        session.execute(update(KeptReply).values(kept_at=utc_now() - timedelta(seconds=61)))


def test_a_reply_to_an_angry_mail_is_not_sent_before_it_was_kept(shops: TwoShops, lin: User) -> None:
    posted = _mail(shops, "draft_first")

    for read_again in (False, True):
        with pytest.raises(ReadAgainError):
            shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("好", "r1", read_again=read_again))

    assert len(shops.ours.conversation(posted.conversation_id, viewer=lin).messages) == 1


def test_a_kept_reply_is_sent_on_the_agents_word_that_it_was_read_again(shops: TwoShops, lin: User) -> None:
    posted = _mail(shops, "draft_first")
    shops.ours.keep_reply(posted.conversation_id, lin, ReplyRequest("好", "r1"))

    with pytest.raises(ReadAgainError):
        shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("好", "r1"))
    sent = shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("好", "r1", read_again=True))

    assert sent.text == "好"
    assert shops.ours.kept_reply(posted.conversation_id, viewer=lin)[1] is None


def test_a_kept_reply_is_sent_without_a_word_after_the_pause(shops: TwoShops, lin: User) -> None:
    posted = _mail(shops, "draft_first")
    shops.ours.keep_reply(posted.conversation_id, lin, ReplyRequest("好", "r1"))
    _pause_over(shops)

    assert shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("好", "r1")).text == "好"


def test_other_words_than_those_kept_begin_the_pause_anew(shops: TwoShops, lin: User) -> None:
    posted = _mail(shops, "draft_first")
    shops.ours.keep_reply(posted.conversation_id, lin, ReplyRequest("好", "r1"))
    _pause_over(shops)

    with pytest.raises(ReadAgainError):
        shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("你们才有问题", "r2", read_again=True))
    shops.ours.keep_reply(posted.conversation_id, lin, ReplyRequest("你们才有问题", "r2"))

    due, kept = shops.ours.kept_reply(posted.conversation_id, viewer=lin)
    assert due and kept is not None and kept.ready_at > utc_now()


def test_the_same_words_kept_again_do_not_begin_the_pause_anew(shops: TwoShops, lin: User) -> None:
    posted = _mail(shops, "draft_first")
    shops.ours.keep_reply(posted.conversation_id, lin, ReplyRequest("好", "r1"))
    _pause_over(shops)

    shops.ours.keep_reply(posted.conversation_id, lin, ReplyRequest("好", "r2"))

    kept = shops.ours.kept_reply(posted.conversation_id, viewer=lin)[1]
    assert kept is not None and kept.ready_at <= utc_now()


def test_a_kept_reply_can_be_thrown_away_and_is_hidden_from_others(shops: TwoShops, lin: User, mei: User) -> None:
    posted = _mail(shops, "draft_first")
    shops.ours.keep_reply(posted.conversation_id, lin, ReplyRequest("好", "r1"))

    with pytest.raises(NotFoundError):
        shops.ours.kept_reply(posted.conversation_id, viewer=mei)
    shops.ours.discard_kept(posted.conversation_id, viewer=lin)

    assert shops.ours.kept_reply(posted.conversation_id, viewer=lin) == (True, None)


def test_other_mails_and_the_shops_own_console_send_at_once(shops: TwoShops, lin: User) -> None:
    calm = _mail(shops, "holding_reply")

    assert shops.ours.send_reply(calm.conversation_id, lin, ReplyRequest("好", "r1")).text == "好"


def test_what_the_shops_own_console_sent_is_recorded_as_it_is(shops: TwoShops) -> None:
    angry = _mail(shops, "draft_first")

    assert shops.ours.send_reply(angry.conversation_id, None, ReplyRequest("好", "r1")).text == "好"


HOLDING = "您好：\n\n来信已收到，由我处理。\n\n祝好！\nOurs"


@pytest.mark.parametrize("text", [HOLDING, HOLDING.replace("\nOurs", "\nLin\nOurs")])
def test_a_holding_reply_leaves_the_question_open_and_the_other_drafts_on_offer(shops: TwoShops, lin: User, text: str) -> None:
    posted = _mail(shops, "holding_reply", "draft_first", drafts={"holding": HOLDING, "brief": "答复。"})
    waiting = shops.ours.conversation(posted.conversation_id, viewer=lin).summary.waiting_since

    shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest(text, "r1", turn_id=posted.turn_id, style="holding"))

    summary = shops.ours.conversation(posted.conversation_id, viewer=lin).summary
    assert (summary.waiting_since, summary.owner_id) == (waiting, lin.id)
    answer = ReplyRequest("答复。", "r2", turn_id=posted.turn_id, style="brief")
    shops.ours.keep_reply(posted.conversation_id, lin, answer)
    _pause_over(shops)
    shops.ours.send_reply(posted.conversation_id, lin, answer)
    assert shops.ours.conversation(posted.conversation_id, viewer=lin).summary.waiting_since is None


def test_a_changed_holding_draft_counts_as_an_answer(shops: TwoShops, lin: User) -> None:
    posted = _mail(shops, "holding_reply", drafts={"holding": HOLDING, "brief": "答复。"})

    shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("今天发货。", "r1", turn_id=posted.turn_id, style="holding"))

    assert shops.ours.conversation(posted.conversation_id, viewer=lin).summary.waiting_since is None
