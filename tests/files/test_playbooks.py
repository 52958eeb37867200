from pathlib import Path

import pytest

from bot.desk.errors import FileFaults
from bot.desk.message import Channel, Language
from bot.desk.reading import ESCALATE_REASONS
from bot.files import playbooks
from bot.files.topics import load_topics

TITLE = "{zh-Hans: 甲, zh-Hant: 甲, en: A}"
GOOD = f"""title: {TITLE}
situation: complain_delay
temperament: angry
rows: [S0.38]
drafts:
  brief: [acknowledge]
  warm: [acknowledge, inform_fact | ask_information]
must_not: [argue]
wording:
  acknowledge:
    - zh-Hans: [我明白。]
      zh-Hant: [我明白。]
      en: ["I see."]
steps:
  - step: apology
    to: agent
    when: {{holds: [fault_established]}}
    within_minutes: 5
    why: {TITLE}
examples:
  - customer: 骗子
    expect: {{temperament: angry}}
"""
OTHER = f"""title: {TITLE}
situation: out_of_scope
temperament: none
drafts:
  brief: [greet]
  warm: [greet]
"""
TOPICS = frozenset({"address", "invoice"})


def load_playbooks(folder):
    return playbooks.load_playbooks(folder, topics=TOPICS)


def folder(tmp_path, *, other=OTHER, **files):
    """A folder of these files, with the protocol that every folder must have."""
    for name, text in ({"out_of_scope__none": other, **files} if other else files).items():
        path = tmp_path / "playbooks" / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "playbooks"


def faults_of(tmp_path, text, name="complain_delay__angry"):
    with pytest.raises(FileFaults) as caught:
        load_playbooks(folder(tmp_path, **{name: text}))
    return caught.value.faults


def test_a_good_protocol_is_read_whole(tmp_path):
    found = load_playbooks(folder(tmp_path, complain_delay__angry=GOOD))

    playbook, other = found.playbooks.playbooks
    assert (playbook.name, other.name) == ("complain_delay/angry", "out_of_scope/none")
    assert playbook.drafts["warm"][1] == ("inform_fact", "ask_information")
    assert playbook.wording[0].variants[Language.EN] == ("I see.",)
    assert playbook.steps[0].when.holds == ("fault_established",)
    assert found.examples[0].customer == "骗子"


def test_all_faults_of_a_file_come_at_once_with_line_and_remedy(tmp_path):
    text = (
        GOOD.replace("acknowledge, inform_fact", "acknowlege, inform_fact")
        .replace("[argue]", "[argu]")
        .replace("I see.", "I {secret}.")
    )

    faults = faults_of(tmp_path, text)

    assert [fault.line for fault in faults] == [7, 8, 13]
    assert all(fault.path == "playbooks/complain_delay/angry.yml" for fault in faults)
    assert "acknowledge" in faults[0].remedy
    assert faults[1].what == "'argu' is not a thing to forbid."
    assert "playbooks/README.md" in faults[2].remedy


def test_faults_of_several_files_come_together(tmp_path):
    place = folder(tmp_path, complain_delay__angry=GOOD.replace("angry", "angri"), complain_delay__none="title: x")

    with pytest.raises(FileFaults) as caught:
        load_playbooks(place)

    assert {fault.path for fault in caught.value.faults} == {
        "playbooks/complain_delay/angry.yml",
        "playbooks/complain_delay/none.yml",
    }


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("I see.", "I {{7*7}} see", "outside a slot"),
        ("I see.", "${HOME}", "outside a slot"),
        ("I see.", "{% raw %}", "outside a slot"),
        ("I see.", "{order_status.__class__}", "outside a slot"),
        ("I see.", "<script>", "outside a slot"),
        ("[S0.38]", "[S9.1]", "requirement row"),
        ("step: apology", "step: apologize", "is not a step"),
        ("to: agent", "to: boss", "is not a team"),
        ("brief: [acknowledge]", "brief: [sarcasm]", "no reply may make"),
        ("  brief: [acknowledge]\n", "", "fewer than two drafts"),
        ('      en: ["I see."]\n', "", "lacks en"),
        ("temperament: angry", "temperament: hurried", "in angry.yml"),
        ("situation: complain_delay", "situation: delay", "in the folder complain_delay"),
        ("must_not:", "mustnot:", "is not a key"),
        ("within_minutes: 5", "within_minutes: five", "whole number"),
        ("holds: [fault_established]", "holds: [fault]", None),
        ("holds: [fault_established]", "holds: [faulty]", "is not a fact"),
        ("holds: [fault_established]", "topics: [address, invoice]", None),
        ("holds: [fault_established]", "topics: [adress]", "'adress' is not a topic."),
        ("holds: [fault_established]", "reasons: [threat_of_court]", None),
        ("holds: [fault_established]", "temperaments: [angry, none]", None),
        ("holds: [fault_established]", "temperaments: [cross]", "'cross' is not a temperament."),
        ("holds: [fault_established]", "at_least: {comments: crisis_threshold_comments}", None),
        ("holds: [fault_established]", "at_least: {days_late: 3}", None),
        ("holds: [fault_established]", "at_least: {item: 3}", "'item' is not a fact that is a number."),
        ("holds: [fault_established]", "at_least: {comments: many}", "'many' is not a whole number or a fact"),
        ("must_not:", "drafts_phone: {brief: [acknowledge]}\nmust_not:", None),
        ("must_not:", "drafts_email: {holding: [confirm_receipt]}\nmust_not:", None),
        ("must_not:", "drafts_letter: {brief: [acknowledge]}\nmust_not:", "is not a key"),
        ("must_not:", "drafts_private: {short: [acknowledge]}\nmust_not:", "is not a key of drafts"),
        ("must_not:", "drafts_public: {brief: [set_boundary]}\nmust_not:", "no move for a public place"),
        ("brief: [acknowledge]", "holding: [acknowledge]\n  brief: [acknowledge]", "is not a key of drafts"),
        ("brief: [acknowledge]", "brief: [subject]", "is not a move"),
        ("holds: [fault_established]", "reasons: [court]", "'court' is not a reason to escalate."),
    ],
)
def test_each_kind_of_fault_is_found(tmp_path, old, new, word):
    assert old in GOOD
    text = GOOD.replace(old, new, 1)

    if word is None:
        assert load_playbooks(folder(tmp_path, complain_delay__angry=text))
    else:
        assert any(word in fault.what for fault in faults_of(tmp_path, text))


def test_a_sentence_may_stand_in_three_situations_and_not_in_four(tmp_path):
    situations = ("complain_delay", "track_parcel", "ask_invoice", "request_return")
    files = {f"{name}__angry": GOOD.replace("complain_delay", name) for name in situations}

    assert load_playbooks(folder(tmp_path / "three", **dict(list(files.items())[:3])))
    with pytest.raises(FileFaults) as caught:
        load_playbooks(folder(tmp_path / "four", **files))
    assert "4 situations" in caught.value.faults[0].what


def test_common_words_are_for_shared_moves_only(tmp_path):
    common = "wording:\n  give_reason:\n    - {zh-Hans: [因为], zh-Hant: [因為], en: [because]}\n"

    with pytest.raises(FileFaults) as caught:
        load_playbooks(folder(tmp_path, complain_delay__angry=GOOD, common=common))

    assert "common words for the move give_reason" in caught.value.faults[0].what


@pytest.mark.parametrize("place", ["temperament: angry\n", "    - zh-Hans: [我明白。]\n"])
def test_an_undeclared_topic_is_told_with_its_line_and_near_names_wherever_a_condition_stands(tmp_path, place):
    condition = "when: {topics: [adress]}\n"
    indent = "      " if place.startswith(" ") else ""
    text = GOOD.replace(place, f"{place}{indent}{condition}")

    (fault,) = faults_of(tmp_path, text)

    assert str(fault).startswith(
        f"playbooks/complain_delay/angry.yml:{text[: text.index('adress')].count(chr(10)) + 1}: 'adress'"
    )
    assert fault.remedy == "Near it: address (all in data/entities/topics_*.json). Correct the name, or add it there."


def test_an_undeclared_topic_in_the_common_words_is_a_fault(tmp_path):
    common = "wording:\n  greet:\n    - {zh-Hans: [好], zh-Hant: [好], en: [Hi], when: {topics: [invoyce]}}\n"

    with pytest.raises(FileFaults) as caught:
        load_playbooks(folder(tmp_path, common=common))

    assert [(fault.path, fault.line) for fault in caught.value.faults] == [("playbooks/common.yml", 3)]


def test_the_common_orders_fill_what_a_protocol_does_not_order_for_a_channel(tmp_path):
    common = (
        "drafts_public: {brief: [acknowledge, invite_private]}\n"
        "drafts_email: {holding: [confirm_receipt], brief: [thank]}\n"
    )
    own = "drafts_email: {brief: [close]}\ndrafts_public: {warm: [thank]}\n"

    books = load_playbooks(folder(tmp_path, complain_delay__angry=GOOD + own, common=common)).playbooks

    angry, other = (book.channel_drafts for book in books.playbooks)
    assert angry[Channel.EMAIL] == {"holding": (("confirm_receipt",),), "brief": (("close",),)}
    assert angry[Channel.SOCIAL_PUBLIC] == {"warm": (("thank",),)}
    assert other[Channel.SOCIAL_PUBLIC] == {"brief": (("acknowledge",), ("invite_private",))}


def test_stage_notes_are_read_with_their_place_and_their_faults(tmp_path):
    note = "stage_notes:\n  - {when: {temperaments: [hurried]}, before: close, zh-Hans: 听, zh-Hant: 聽, en: Listen}\n"

    (read,) = load_playbooks(folder(tmp_path / "good", common=note)).playbooks.stage_notes
    with pytest.raises(FileFaults) as caught:
        load_playbooks(folder(tmp_path / "bad", common=note.replace("close", "hang_up").replace(", en: Listen", "")))

    assert (read.before, read.note[Language.EN]) == ("close", "Listen")
    assert [(fault.path, fault.line) for fault in caught.value.faults] == [("playbooks/common.yml", 2)] * 2


def test_an_undeclared_reason_is_told_with_near_names(tmp_path):
    (fault,) = faults_of(tmp_path, GOOD.replace("holds: [fault_established]", "reasons: [threat_of_regulators]"))

    assert fault.line == GOOD[: GOOD.index("fault_established")].count("\n") + 1
    assert fault.remedy.startswith("Near it: threat_of_regulator")


def test_the_reasons_are_those_that_the_reader_gives():
    from bot.reader.escalation import REASONS

    assert set(ESCALATE_REASONS) == set(REASONS)


def test_a_folder_without_a_protocol_for_messages_without_a_situation_is_refused(tmp_path):
    with pytest.raises(FileFaults) as caught:
        load_playbooks(folder(tmp_path, other="", complain_delay__angry=GOOD))

    assert str(caught.value).startswith("playbooks/out_of_scope/none.yml:0: the protocol out_of_scope/none is missing")


def test_that_protocol_may_have_no_condition(tmp_path):
    with pytest.raises(FileFaults) as caught:
        load_playbooks(folder(tmp_path, other=OTHER + "when: {chases: 1}\n"))

    assert [fault.what for fault in caught.value.faults] == ["the protocol out_of_scope/none has a condition"]


def test_that_protocol_with_a_fault_of_its_own_is_not_called_missing(tmp_path):
    with pytest.raises(FileFaults) as caught:
        load_playbooks(folder(tmp_path, other="title: [\n"))

    assert not [fault for fault in caught.value.faults if "missing" in fault.what]


def test_the_shipped_protocols_have_no_faults():
    found = playbooks.load_playbooks(Path("playbooks"), topics=load_topics(Path("data/entities")))

    names = {playbook.name for playbook in found.playbooks.playbooks}
    for situation in (
        "complain_delay",
        "report_damage",
        "report_wrong_item",
        "ask_refund_progress",
        "ask_product_question",
        "ask_price_or_discount",
    ):
        for temperament in ("none", "hurried", "dramatic", "over_familiar", "angry", "know_it_all"):
            assert f"{situation}/{temperament}" in names
