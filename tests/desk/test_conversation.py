import inspect
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.conversation import (
    ASKED_KEPT,
    CALM_TURNS,
    OwnerKind,
    Trend,
    calm_turns_of,
    next_state,
    state_from_json,
    state_to_json,
)
from bot.desk.purchase_type import PurchaseEvidence, PurchaseReading, PurchaseType
from bot.desk.reading import Temperament
from tests.builders import NOW, a_reading

ANGRY = Temperament.ANGRY
LOYAL = PurchaseReading(
    PurchaseType.LOYAL,
    (
        PurchaseEvidence("orders_kept", "orders", ("S0.2",), 3, "2026-01-05"),
        PurchaseEvidence("tier", "customer", ("S0.2",), tier="gold"),
    ),
)


def fold(before, reading, **more):
    usual = {
        "now": NOW,
        "waiting_since": NOW - timedelta(seconds=90),
        "answered_since_last_turn": True,
        "owner": OwnerKind.TEAM,
    }
    return next_state(before, reading, **{**usual, **more})


def test_a_mood_fades_over_calm_turns_and_is_gone_after_two():
    state = fold(None, a_reading(labels={ANGRY: 3}))
    strengths, trends = [state.temperaments[ANGRY]], []
    for _ in range(2):
        state = fold(state, a_reading())
        strengths.append(state.temperaments[ANGRY])
        trends.append(state.trend)

    assert strengths == [1, 0.6, 0]
    assert trends == [Trend.COOLING, Trend.COOLING]


def test_a_mood_shown_again_is_counted_from_the_beginning():
    shown = [{ANGRY: 3}, {}, {ANGRY: 2}, {}]

    state = folded(shown)

    assert state.temperaments[ANGRY] == 0.4
    assert state.calm_turns == {ANGRY: 1}


def test_each_mood_has_its_own_trend():
    state = folded([{ANGRY: 3}, {Temperament.HURRIED: 2}])

    assert state.trends == {ANGRY: Trend.COOLING, Temperament.HURRIED: Trend.RISING}
    assert state.trend is Trend.COOLING


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
    state = fold(fold(None, a_reading(labels={ANGRY: 1})), a_reading("ask_stock", labels={ANGRY: 2}))
    bought = replace(state, purchase=LOYAL)

    assert state_from_json(json.loads(json.dumps(state_to_json(bought)))) == bought


def test_a_state_of_an_earlier_version_still_loads_and_folds_on():
    old = {
        "temperaments": {"angry": 0.66667, "hurried": 0.2},
        "trend": "rising",
        "situation": "complain_delay",
        "waiting_seconds": 4,
        "unanswered_chases": 1,
        "turns": 3,
        "angry_turns": 2,
        "owner": "team",
    }

    state = fold(state_from_json(old), a_reading("track_parcel"))

    assert state.temperaments[ANGRY] == 0.4
    assert fold(state, a_reading()).temperaments[ANGRY] == 0
    assert (state.turns, state.asked) == (4, ("track_parcel",))


@pytest.mark.parametrize("setting", [None, 0, -1, 21, 2.0, "3", True, [2]])
def test_a_setting_that_is_no_number_of_turns_leaves_the_default(setting):
    assert calm_turns_of(setting) == CALM_TURNS


def test_a_setting_of_the_shop_counts():
    assert [calm_turns_of(number) for number in (1, 5, 20)] == [1, 5, 20]


def test_what_was_asked_is_remembered_for_some_turns_and_a_guess_as_nothing():
    guess = replace(a_reading("ask_invoice"), intent_confidence=0.2)
    state = None
    for reading in [guess, *[a_reading("ask_stock")] * ASKED_KEPT]:
        state = fold(state, reading)

    assert fold(None, guess).asked == ("",)
    assert state.asked == ("ask_stock",) * ASKED_KEPT


labels = st.dictionaries(st.sampled_from(Temperament), st.integers(1, 3), max_size=3)
histories = st.lists(labels, min_size=1, max_size=12)
limits = st.integers(1, 20)
properties = settings(deadline=None, derandomize=True)


def folded(history, *, calm_turns=CALM_TURNS, before=None):
    state = before
    for shown in history:
        state = fold(state, a_reading(labels=shown), calm_turns=calm_turns)
    return state


@given(history=histories, limit=limits)
@properties
def test_a_strength_stays_between_nothing_and_one_and_a_label_at_least_at_its_intensity(history, limit):
    state = folded(history, calm_turns=limit)

    assert set(state.temperaments) == set(Temperament)
    assert all(0 <= strength <= 1 for strength in state.temperaments.values())
    assert all(state.temperaments[name] >= round(intensity / 3, 4) for name, intensity in history[-1].items())


@given(history=histories, limit=limits, others=st.data())
@properties
def test_no_label_survives_the_settled_number_of_calm_turns_whatever_else_is_shown(history, limit, others):
    mood = others.draw(st.sampled_from(Temperament))
    calm = others.draw(st.lists(labels.map(lambda shown: {k: v for k, v in shown.items() if k is not mood}), min_size=limit))

    state = folded([*history, *calm], calm_turns=limit)

    assert state.temperaments[mood] == 0
    assert mood not in state.trends


@pytest.mark.parametrize("limit", [2, 3, 8, 20])
def test_a_label_outlives_fewer_calm_turns_by_decay_alone(limit):
    state = folded([{ANGRY: 3}], calm_turns=limit)
    for passed in range(1, limit):
        state = fold(state, a_reading(), calm_turns=limit)
        assert state.temperaments[ANGRY] == pytest.approx(0.6**passed, abs=1e-3)


@given(history=histories, limit=limits)
@properties
def test_the_fold_is_deterministic_and_replaying_a_history_equals_folding_it_turn_by_turn_through_the_store(history, limit):
    replayed, stored = folded(history, calm_turns=limit), None
    for shown in history:
        read_back = state_from_json(json.loads(stored)) if stored else None
        stored = json.dumps(state_to_json(fold(read_back, a_reading(labels=shown), calm_turns=limit)))

    assert folded(history, calm_turns=limit) == replayed
    assert json.loads(stored) == state_to_json(replayed)


@given(history=histories, intensity=st.integers(1, 3), limit=limits)
@properties
def test_an_angry_turn_raises_anger_to_its_intensity_and_never_leaves_less_than_a_calm_one(history, intensity, limit):
    before = folded(history, calm_turns=limit)
    angry = folded([{ANGRY: intensity}], calm_turns=limit, before=before)
    calm = folded([{}], calm_turns=limit, before=before)

    assert angry.temperaments[ANGRY] >= calm.temperaments[ANGRY]
    assert angry.temperaments[ANGRY] >= round(intensity / 3, 4)
    if before.temperaments[ANGRY] < round(intensity / 3, 4) - 0.15:
        assert angry.temperaments[ANGRY] > before.temperaments[ANGRY]
        assert angry.trends[ANGRY] is Trend.RISING


@given(history=histories, calm=st.integers(1, 6), limit=limits)
@properties
def test_calm_turns_never_raise_anything(history, calm, limit):
    state = folded(history, calm_turns=limit)
    for _ in range(calm):
        after = fold(state, a_reading(), calm_turns=limit)
        assert all(after.temperaments[name] <= state.temperaments[name] for name in Temperament)
        assert after.trend is not Trend.RISING
        assert set(after.trends.values()) <= {Trend.COOLING}
        state = after


@given(history=histories, later=labels)
@properties
def test_the_present_turn_counts_anew_each_time_it_is_read(history, later):
    before = folded(history)
    first = fold(before, a_reading(labels={ANGRY: 3}))

    again = fold(before, a_reading(labels=later))

    assert first.temperaments[ANGRY] == 1
    assert again == folded([*history, later])


def test_the_fold_is_told_nothing_of_the_customer():
    assert set(inspect.signature(next_state).parameters) == {
        "before",
        "reading",
        "now",
        "waiting_since",
        "answered_since_last_turn",
        "owner",
        "history_situation",
        "history_turns",
        "public",
        "calm_turns",
    }
