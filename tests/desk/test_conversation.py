from dataclasses import replace
from datetime import timedelta

from bot.desk.conversation import ConversationState, OwnerKind, Trend, next_state, state_from_json, state_to_json
from bot.desk.reading import Temperament
from tests.builders import NOW, a_reading

ANGRY = Temperament.ANGRY


def fold(before, reading, **more):
    settings = {
        "now": NOW,
        "waiting_since": NOW - timedelta(seconds=90),
        "answered_since_last_turn": True,
        "owner": OwnerKind.TEAM,
    }
    return next_state(before, reading, **{**settings, **more})


def test_a_mood_fades_over_calm_turns():
    state = fold(None, a_reading(labels={ANGRY: 3}))
    strengths = [state.temperaments[ANGRY]]
    for _ in range(3):
        state = fold(state, a_reading())
        strengths.append(state.temperaments[ANGRY])

    assert strengths == sorted(strengths, reverse=True)
    assert strengths[-1] < 0.3
    assert state.trend is Trend.COOLING or strengths[-2] - strengths[-1] < 0.15


def test_growing_anger_is_a_rising_trend():
    state = fold(fold(None, a_reading(labels={ANGRY: 1})), a_reading(labels={ANGRY: 3}))

    assert state.trend is Trend.RISING
    assert state.angry_turns == 2


def test_chases_count_turns_since_anyone_answered():
    state = fold(None, a_reading())
    state = fold(state, a_reading(), answered_since_last_turn=False)
    state = fold(state, a_reading(), answered_since_last_turn=False)

    assert state.unanswered_chases == 2
    assert fold(state, a_reading()).unanswered_chases == 0


def test_waiting_is_counted_in_seconds_and_never_negative():
    assert fold(None, a_reading()).waiting_seconds == 90
    assert fold(None, a_reading(), waiting_since=NOW + timedelta(seconds=5)).waiting_seconds == 0
    assert fold(None, a_reading(), waiting_since=None).waiting_seconds == 0


def test_thanks_leave_the_situation_open_and_a_new_matter_changes_it():
    state = fold(None, a_reading("complain_delay"))

    assert fold(state, a_reading("small_talk")).situation == "complain_delay"
    assert fold(state, a_reading("ask_invoice")).situation == "ask_invoice"
    assert fold(None, a_reading("out_of_scope"), history_situation="track_parcel").situation == "track_parcel"


def test_a_guess_opens_no_situation():
    guess = replace(a_reading("ask_invoice"), intent_confidence=0.2)

    assert fold(None, guess).situation == ""
    assert fold(fold(None, a_reading("track_parcel")), guess).situation == "track_parcel"


def test_a_state_survives_json():
    state = fold(ConversationState(), a_reading(labels={ANGRY: 2}))

    assert state_from_json(state_to_json(state)) == ConversationState(
        **{**state.__dict__, "temperaments": {name: round(share, 4) for name, share in state.temperaments.items()}}
    )
