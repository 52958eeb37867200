from pathlib import Path

import pytest

from bot.desk.errors import FileFaults
from bot.desk.message import Language
from bot.files.playbooks import load_playbooks

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


def folder(tmp_path, **files):
    for name, text in files.items():
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

    (playbook,) = found.playbooks.playbooks
    assert playbook.name == "complain_delay/angry"
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


def test_the_shipped_protocols_have_no_faults():
    found = load_playbooks(Path("playbooks"))

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
