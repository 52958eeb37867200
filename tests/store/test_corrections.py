"""Corrections of readings: one for each reading, decided once, and nothing else in the record follows from them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.assist.corrections import ALL_CORRECTIONS, CorrectionWish
from bot.assist.records import IncomingMessage, PostedMessage, ReplyRequest, User
from bot.desk.correction import CorrectedExample, CorrectionState, Proposal
from bot.desk.errors import ConflictError, NotFoundError
from bot.desk.reading import Temperament
from bot.store.models.corrections import CorrectionEntry
from bot.store.models.talk import ConversationEntry, TurnEntry
from bot.store.types import utc_now
from tests.store.conftest import TwoShops
from tests.store.effects import effect

HURRIED = Proposal({Temperament.HURRIED: 3}, escalate=False)
EXAMPLE = CorrectedExample("where is it", (), "track_parcel", HURRIED)


@pytest.fixture
def lin(shops: TwoShops) -> User:
    return shops.user("lin", "agent", teams=("front",))


@pytest.fixture
def wu(shops: TwoShops) -> User:
    return shops.user("wu", "trainer")


def read(shops: TwoShops, text: str = "where is it", *, key: str = "k", dedupe: str = "", **more: object) -> PostedMessage:
    """A message that was read as angry."""
    incoming = IncomingMessage("api", key, dedupe or text, text, **more)  # type: ignore[arg-type]
    posted = shops.ours.post_message(incoming)
    read_due(shops)
    return posted


def read_due(shops: TwoShops) -> None:
    queue = shops.store.queue()
    for held in queue.claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=9):
        assert queue.write(held, effect(), now=utc_now())


def marked(shops: TwoShops, user: User | None, text: str = "where is it", **more: object) -> str:
    posted = read(shops, text, **more)  # type: ignore[arg-type]
    mark = shops.ours.mark_reading(posted.conversation_id, posted.turn_id, user, wrong=True)
    assert mark is not None
    return mark.id


def test_marking_is_kept_with_the_reading_as_it_was_and_taken_back_by_the_same_move(shops: TwoShops, lin: User) -> None:
    posted = read(shops)
    where = (posted.conversation_id, posted.turn_id, lin)

    first = shops.ours.mark_reading(*where, wrong=True)
    second = shops.ours.mark_reading(*where, wrong=True)
    (turn,) = shops.ours.turn_readings(posted.conversation_id, [posted.turn_id], viewer=lin)
    (case,) = shops.ours.corrections(ALL_CORRECTIONS)

    assert first == second == turn.mark
    assert (case.text, case.state, case.proposal, case.language) == ("where is it", CorrectionState.OPEN, None, "en")
    assert case.reading["labels"] == {"angry": 2}
    assert shops.ours.mark_reading(*where, wrong=False) is None
    assert shops.ours.corrections(ALL_CORRECTIONS) == ()
    assert shops.ours.mark_reading(*where, wrong=False) is None


def test_the_record_of_a_correction_repeats_none_of_the_customers_words(shops: TwoShops, lin: User) -> None:
    posted = shops.ours.post_message(IncomingMessage("api", "k", "d", "where is it"))
    (held,) = shops.store.queue().claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=1)
    written = effect()
    written.advice["reading"]["evidence"] = [{"temperament": "angry", "start": 0, "end": 5, "text": "where"}]  # type: ignore[index]
    written.advice["reading"]["entities"] = [{"kind": "x", "start": 0, "end": 5, "text": "where", "value": "w"}]  # type: ignore[index]
    written.advice["reading"]["model"] = "abc"  # type: ignore[index]
    assert shops.store.queue().write(held, written, now=utc_now())

    shops.ours.mark_reading(posted.conversation_id, posted.turn_id, lin, wrong=True)

    with shops.store._database.reading(shops.shop_id) as session:
        entry = session.scalars(select(CorrectionEntry)).one()
    assert entry.model == "abc"
    assert not {"evidence", "entities"} & set(entry.reading)
    assert entry.message_ids == [posted.message_id]


def test_saying_what_is_right_marks_the_reading_and_the_last_word_counts(shops: TwoShops, lin: User) -> None:
    posted = read(shops)
    where = (posted.conversation_id, posted.turn_id, lin)

    shops.ours.propose_reading(*where, Proposal({Temperament.ANGRY: 1}, escalate=True))
    mark = shops.ours.propose_reading(*where, HURRIED)
    none_of_these = shops.ours.propose_reading(*where, Proposal({}, escalate=False))
    as_it_was = shops.ours.propose_reading(*where, Proposal({Temperament.ANGRY: 2}, escalate=False))

    assert mark is not None and mark.proposal == HURRIED
    assert none_of_these is not None and none_of_these.proposal == Proposal({}, escalate=False)
    assert as_it_was is not None and as_it_was.proposal is None
    assert len(shops.ours.corrections(ALL_CORRECTIONS)) == 1


def test_a_correction_changes_nothing_else(shops: TwoShops, lin: User) -> None:
    posted = read(shops)

    def everything() -> list[object]:
        with shops.store._database.reading(shops.shop_id) as session:
            talks = [dict(row._mapping) for row in session.execute(select(*_columns(ConversationEntry)))]
            turns = [dict(row._mapping) for row in session.execute(select(*_columns(TurnEntry)))]
        return [talks, turns, shops.ours.advice_of(posted.conversation_id), shops.ours.last_event_id()]

    before = everything()
    shops.ours.propose_reading(posted.conversation_id, posted.turn_id, lin, HURRIED)

    assert everything() == before


def _columns(kind: type[ConversationEntry] | type[TurnEntry]) -> list[object]:
    return [getattr(kind, column.key) for column in kind.__table__.columns]


def test_a_turn_that_grew_keeps_the_mark_of_what_was_read_before(shops: TwoShops, lin: User) -> None:
    posted = read(shops, "where is it")
    shops.ours.mark_reading(posted.conversation_id, posted.turn_id, lin, wrong=True)
    read(shops, "hello??")

    (turn,) = shops.ours.turn_readings(posted.conversation_id, [posted.turn_id], viewer=lin)
    shops.ours.mark_reading(posted.conversation_id, posted.turn_id, lin, wrong=True)
    old, new = shops.ours.corrections(ALL_CORRECTIONS)

    assert turn.mark is None and turn.revision == 2
    assert (old.text, new.text) == ("where is it", "where is it\nhello??")


def test_the_reading_an_agent_saw_can_be_marked_after_it_was_superseded(shops: TwoShops, lin: User) -> None:
    posted = read(shops, "where is it")
    read(shops, "hello??")

    shops.ours.mark_reading(posted.conversation_id, posted.turn_id, lin, wrong=True, revision=1)

    (case,) = shops.ours.corrections(ALL_CORRECTIONS)
    assert case.text == "where is it"
    with pytest.raises(NotFoundError):
        shops.ours.mark_reading(posted.conversation_id, posted.turn_id, lin, wrong=True, revision=9)


def test_a_case_has_up_to_six_messages_before_it(shops: TwoShops, lin: User) -> None:
    for number in range(4):
        posted = read(shops, f"message {number}")
        shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest(f"answer {number}", f"r{number}"))
    last = marked(shops, lin, "and now?")

    case = shops.ours.correction(last)

    assert case.text == "and now?"
    assert [text for _, text in case.context] == ["message 1", "answer 1", "message 2", "answer 2", "message 3", "answer 3"]
    assert case.context[-1][0] == "agent"


def test_lists_are_narrowed_by_state_language_and_any_label_of_it(shops: TwoShops, lin: User, wu: User) -> None:
    first, second = marked(shops, lin, "one", key="a"), marked(shops, lin, "two", key="b")
    posted = read(shops, "three", key="c")
    shops.ours.propose_reading(posted.conversation_id, posted.turn_id, lin, HURRIED)
    shops.ours.decide_correction(second, wu, CorrectionState.REJECTED)

    def texts(**wish: str) -> list[str]:
        return [case.text for case in shops.ours.corrections(CorrectionWish(**wish))]

    assert texts() == ["one", "two", "three"]
    assert texts(state="open") == ["one", "three"]
    assert texts(label="hurried") == ["three"]
    assert texts(label="angry") == ["one", "two", "three"]
    assert texts(label="an") == texts(label="%") == texts(label="_____") == []
    assert texts(language="zh-Hant") == []
    assert [case.text for case in shops.ours.corrections(ALL_CORRECTIONS, after=first, limit=1)] == ["two"]


def test_a_decision_is_made_once_and_can_be_opened_again_until_it_is_exported(shops: TwoShops, lin: User, wu: User) -> None:
    posted = read(shops)
    mark = shops.ours.mark_reading(posted.conversation_id, posted.turn_id, lin, wrong=True)
    assert mark is not None

    shops.ours.decide_correction(mark.id, wu, CorrectionState.ACCEPTED, EXAMPLE)
    with pytest.raises(ConflictError):
        shops.ours.decide_correction(mark.id, wu, CorrectionState.REJECTED)
    with pytest.raises(ConflictError):
        shops.ours.mark_reading(posted.conversation_id, posted.turn_id, lin, wrong=False)
    with pytest.raises(ConflictError):
        shops.ours.propose_reading(posted.conversation_id, posted.turn_id, lin, HURRIED)
    assert shops.ours.correction(mark.id).example == EXAMPLE
    shops.ours.decide_correction(mark.id, wu, CorrectionState.OPEN)
    assert shops.ours.correction(mark.id).example is None
    shops.ours.note_exported([mark.id])
    assert shops.ours.correction(mark.id).state is CorrectionState.OPEN
    shops.ours.decide_correction(mark.id, wu, CorrectionState.ACCEPTED, EXAMPLE)
    shops.ours.note_exported([mark.id])

    assert shops.ours.correction_counts() == {"open": 0, "accepted": 0, "rejected": 0, "exported": 1}
    with pytest.raises(ConflictError):
        shops.ours.decide_correction(mark.id, wu, CorrectionState.OPEN)


def test_what_an_agent_may_not_see_cannot_be_marked(shops: TwoShops, lin: User) -> None:
    posted = read(shops)
    stranger = shops.user("stranger", "agent", teams=("senior",))
    abroad = shops.user("abroad", "agent", teams=("front",), shop_id=shops.other_shop_id)

    for person in (stranger, abroad):
        with pytest.raises(NotFoundError):
            shops.ours.mark_reading(posted.conversation_id, posted.turn_id, person, wrong=True)
    other = read(shops, "other", key="other")
    with pytest.raises(NotFoundError):
        shops.ours.mark_reading(posted.conversation_id, other.turn_id, lin, wrong=True)


def test_another_shop_sees_and_decides_nothing(shops: TwoShops, lin: User) -> None:
    mark_id = marked(shops, lin)
    neighbour = shops.user("neighbour", "trainer", shop_id=shops.other_shop_id)

    assert shops.theirs.corrections(ALL_CORRECTIONS) == ()
    assert shops.theirs.correction_counts()["open"] == 0
    shops.theirs.note_exported([mark_id])
    for act in (
        lambda: shops.theirs.correction(mark_id),
        lambda: shops.theirs.decide_correction(mark_id, neighbour, CorrectionState.REJECTED),
        lambda: shops.ours.decide_correction(mark_id, neighbour, CorrectionState.REJECTED),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert shops.ours.correction(mark_id).state is CorrectionState.OPEN


def test_the_version_in_use_is_that_of_the_newest_reading(shops: TwoShops) -> None:
    assert shops.ours.model_in_use() == ""
    posted = shops.ours.post_message(IncomingMessage("api", "k", "d", "where is it"))
    (held,) = shops.store.queue().claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=1)
    written = effect()
    written.advice["reading"]["model"] = "abc"  # type: ignore[index]
    assert posted and shops.store.queue().write(held, written, now=utc_now())

    assert shops.ours.model_in_use() == "abc"
