"""The page of requirements: true, fresh, and every untrue claim is told with its place."""

import re
import shutil
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.requirements import load_claims, made_pages
from bot.commands.requirements_page import Standing, standing
from bot.desk.errors import FileFaults
from bot.desk.message import Language
from bot.desk.rules import RULES
from bot.files.requirement_checks import RULE_TEST, Ground, faults_of
from bot.files.requirement_mentions import (
    CONFLICT,
    NOTE,
    QUESTION,
    RULE,
    STEP,
    WORDING,
    Mention,
    mentions_in_files,
    mentions_in_rules,
)
from bot.files.requirements import CHAPTERS, ROW_NAMES
from bot.wiring import ROOT, Settings

FOLDER = ROOT / "data" / "requirements"
COMMANDS = dict.fromkeys(("read", "advise", "check", "evaluate", "playbooks", "export", "import", "key", "serve", "requirements"))
REQUIREMENTS, GROUND = load_claims(Settings(), None, COMMANDS)
BY_NAME = {row.name: row for row in REQUIREMENTS.rows}
ENTRY = r"(?ms)^  {}:\n.*?(?=^  \S|\Z)"


def faults(folder, ground=GROUND):
    """What is told of a folder of rows, one line a fault."""
    try:
        requirements, _ = load_claims(Settings(), folder, COMMANDS)
    except FileFaults as error:
        found = error.faults
    else:
        found = faults_of(requirements, ground)
    return [f"{fault.path}:{fault.line}: {fault.what}" for fault in found]


@pytest.fixture
def changed(tmp_path):
    """A copy of the rows in which one file is changed; gives the folder."""

    def change(file, old, new):
        folder = tmp_path / "requirements"
        shutil.copytree(FOLDER, folder)
        text = (folder / file).read_text(encoding="utf-8")
        found, count = re.subn(old, lambda match: new.replace("@", match[0]), text, count=1)
        assert count == 1, "the change changes nothing"
        (folder / file).write_text(found, encoding="utf-8")
        return folder

    return change


def line_of(file, words):
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_the_committed_pages_are_true_and_fresh(capsys):
    status = main(["requirements", "--check"])

    assert (status, capsys.readouterr().err) == (0, "")
    for name, text in made_pages(REQUIREMENTS, GROUND).items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, "run: tactful requirements"


def test_every_row_stands_on_the_page_once():
    page = (ROOT / "docs/requirements.md").read_text(encoding="utf-8")

    assert re.findall(r"(?m)^\| (S\d\.\d+) \|", page) == list(ROW_NAMES)
    assert len(ROW_NAMES) == sum(CHAPTERS.values()) == 210


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("S0.yml", ENTRY.format(r"S0\.14"), "", "the row S0.14 is missing"),
        ("S4.yml", ENTRY.format(r"S4\.11"), "", "the row S4.11 is missing"),
        ("S2.yml", r"  S2\.31:", "  S2.32:", "'S2.32' is not a row of S2."),
        ("S0.yml", "test_a_type_shows_by_its_rule_alone", "test_nothing", "test_purchase_type.py' has no 'test_nothing'"),
        ("S0.yml", r"tests/store/test_mood_in_queue\.py", "tests/store/test_queue.py", "store/test_queue.py' does not exist"),
        ("S0.yml", r"tests/store/test_mood_in_queue\.py::test_", "bot/store/turns.py::", "is not the name of a test"),
        ("S0.yml", r"bot/store/kept\.py", "bot/store/keeping.py", "S0.39: 'bot/store/keeping.py' does not exist"),
        ("S0.yml", "::PurchaseType", "::KindOfPurchase", "'bot/desk/purchase_type.py' has no 'KindOfPurchase'"),
        ("S0.yml", "command, what: read", "command, what: reed", "S0.12: there is no command 'reed'"),
        ("S0.yml", "step, what: polite_limit", "step, what: polite_limits", "'polite_limits' is not a step"),
        ("S0.yml", r"  S0\.14:.*\n.*\n.*\n    met:\n", "@      - {by: step, what: holding_reply}\n", None),
        ("S0.yml", r"  S0\.18:.*\n.*\n.*\n", "@    met:\n      - {by: step, what: holding_reply}\n", "name the row at the step"),
        ("S1.yml", r"(?s)(?<=model them, and adjust what is sold\.\n)    met:\n.*?analysis\}\n", "", "nothing is said of S1.9"),
        ("S1.yml", r'    tests: \["tests/store/test_cases.py::test_the_customers_orders_.*\n', "", "no test holds it"),
        ("S1.yml", "what: analysis", "what: analyses", "'analyses' is not a work to come."),
        ("S1.yml", "by: not_built, why: .*}", "by: not_built}", "not_built says why"),
        ("S1.yml", "by: later", "by: sometime", "'sometime' is not what can meet a row."),
        ("S1.yml", r"kind: \[process\]", "kind: [procedure]", "'procedure' is not a kind of row."),
        ("S1.yml", "    asks:", "    wants:", "'wants' is not a key of a row."),
        ("S3.yml", "    asks: Some bargain hard .*\n", "", "S3.9 lacks its kind or what it asks"),
        ("checklist.yml", "(?m)^    en: .*\n", "", "the item 'shop_design' lacks en"),
        ("checklist.yml", r"rows: \[S2\.29\]", "rows: [S2.92]", "'S2.92' is not a requirement row."),
        ("checklist.yml", r"    rows: \[S2\.29\]\n", "", "the item 'packaging' names no row"),
    ],
)
def test_an_untrue_claim_is_told(changed, file, old, new, told):
    found = faults(changed(file, old, new))

    if told is None:
        assert found == []
    else:
        assert [fault for fault in found if told in fault and fault.startswith(f"data/requirements/{file}:")], found


def test_a_fault_stands_with_its_line(changed):
    line = line_of("S0.yml", "bot/store/kept.py")

    found = faults(changed("S0.yml", r"bot/store/kept\.py", "bot/store/keeping.py"))

    assert found == [f"data/requirements/S0.yml:{line}: S0.39: 'bot/store/keeping.py' does not exist"]


def test_faults_of_several_files_come_together(changed):
    folder = changed("S0.yml", ENTRY.format(r"S0\.14"), "")
    (folder / "S3.yml").unlink()

    found = faults(folder)

    assert {fault.split(":")[0] for fault in found} == {"data/requirements/S0.yml", "data/requirements/S3.yml"}


def test_a_playbook_that_names_an_unknown_row_is_told(tmp_path):
    (tmp_path / "greet").mkdir()
    (tmp_path / "greet/none.yml").write_text("rows: [S2.24]\nwording:\n  greet:\n    - rows: [S2.24, S2.42]\n", encoding="utf-8")
    ground = Ground(ROOT, mentions_in_files(tmp_path, "playbooks") + GROUND.mentions, tuple(COMMANDS))

    assert faults(FOLDER, ground) == ["playbooks/greet/none.yml:4: 'S2.42' is not a requirement row"]


def test_a_rule_that_names_an_unknown_row_or_lacks_its_test_is_told(tmp_path):
    rule = next(mention for mention in mentions_in_rules() if mention.name == "queue_jump")
    wrong = Mention("S0.48", RULE, rule.name, rule.path, rule.line)

    told = faults(FOLDER, Ground(ROOT, (wrong, *GROUND.mentions), tuple(COMMANDS)))
    elsewhere = faults_of(REQUIREMENTS, Ground(tmp_path, GROUND.mentions, tuple(COMMANDS)))

    assert told == [f"bot/desk/rules.py:{rule.line}: 'S0.48' is not a requirement row"]
    assert any(RULE_TEST.split("::")[0] in fault.what and fault.path == "bot/desk/rules.py" for fault in elsewhere)


def test_a_rule_is_found_on_its_own_line():
    lines = Path("bot/desk/rules.py").read_text(encoding="utf-8").splitlines()

    mentions = mentions_in_rules()

    assert {mention.name for mention in mentions} == set(RULES)
    assert all(f'Rule("{mention.name}"' in lines[mention.line - 1] for mention in mentions)


@pytest.mark.parametrize(
    ("row", "kind", "name", "path"),
    [
        ("S0.14", RULE, "queue_jump", "bot/desk/rules.py"),
        ("S0.22", STEP, "crisis_protocol", "playbooks/common.yml"),
        ("S0.18", WORDING, "confirm_receipt", "playbooks/common.yml"),
        ("S0.19", NOTE, "", "playbooks/common.yml"),
        ("S3.24", QUESTION, "return_window", "data/faq/return_window.yml"),
        ("S0.44", CONFLICT, "hold_or_mend", "playbooks/conflicts.yml"),
    ],
)
def test_what_names_a_row_is_found_where_it_stands(row, kind, name, path):
    found = [(place.kind, place.name, place.path) for place in GROUND.by_row[row]]

    assert (kind, name, path) in found


def test_a_page_that_is_not_fresh_is_told(changed, capsys):
    folder = changed("S0.yml", "Haste alone moves", "Haste by itself moves")

    status = main(["requirements", "--check", "--folder", str(folder)])

    told = capsys.readouterr().err
    assert status == 1
    assert "docs/requirements.md:0: the page is not what" in told
    assert "docs/shop-checklist.md" not in told


def test_a_decision_between_rows_and_a_plan_meet_nothing():
    decided = (Mention("S1.23", CONFLICT, "regional_pricing", "playbooks/conflicts.yml", 1),)

    assert standing(BY_NAME["S1.23"], decided, ticked=False) is Standing.NOT_BUILT
    assert standing(BY_NAME["S1.41"], (), ticked=False) is Standing.LATER
    assert standing(BY_NAME["S1.1"], (), ticked=False) is Standing.CONTEXT
    assert standing(BY_NAME["S2.13"], (), ticked=True) is Standing.CHECKLIST
    assert standing(BY_NAME["S0.22"], (), ticked=True) is Standing.PARTLY
    assert standing(BY_NAME["S0.14"], (), ticked=False) is Standing.MET


def test_the_checklist_is_written_in_each_language():
    simplified = set("们这说为发时对会话请经让还户订单页复转显务员误档货评买购").difference("会")
    for item in REQUIREMENTS.checklist:
        assert len({item.text[language] for language in Language}) == 3, item.name
        assert not simplified & set(item.text[Language.ZH_HANT]), item.name
        assert item.text[Language.EN].isprintable() and item.text[Language.EN].endswith("."), item.name
