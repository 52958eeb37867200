from __future__ import annotations

from bot.processes.log_lines import LogFollower, Terminal, last_lines


def test_only_whole_lines_added_since_the_start_are_shown(tmp_path):
    log = tmp_path / "rasa.log"
    log.write_text("old\n", "utf-8")
    follower = LogFollower(log)

    with log.open("ab") as file:
        file.write("you 好\nhalf".encode())
    first = list(follower.lines())
    with log.open("ab") as file:
        file.write(b" done\n")

    assert first == ["you 好"]
    assert list(follower.lines()) == ["half done"]


def test_a_log_that_does_not_exist_yet_is_shown_from_its_first_line(tmp_path):
    follower = LogFollower(tmp_path / "rasa.log")
    assert list(follower.lines()) == []

    (tmp_path / "rasa.log").write_text("first\n", "utf-8")

    assert list(follower.lines()) == ["first"]


def test_no_line_is_lost_or_shown_twice_when_the_log_is_rotated(tmp_path):
    log = tmp_path / "rasa.log"
    log.write_text("", "utf-8")
    follower = LogFollower(log)
    log.write_text("one\n", "utf-8")
    log.rename(tmp_path / "rasa.log.1")
    log.write_text("two\n", "utf-8")

    assert list(follower.lines()) + list(follower.lines()) == ["one", "two"]


def test_lines_carry_the_name_of_their_part(tmp_path):
    terminal = Terminal(tmp_path, ["rasa", "actions"])
    (tmp_path / "rasa.log").write_text("up\n", "utf-8")
    (tmp_path / "actions.log").write_text("up too\n", "utf-8")

    assert list(terminal.lines()) == ["rasa    | up", "actions | up too"]


def test_warnings_of_libraries_about_themselves_are_kept_off_the_terminal(tmp_path):
    terminal = Terminal(tmp_path, ["rasa"])
    warning = "/a b/lib/site-packages/sanic_cors/extension.py:39: DeprecationWarning: distutils …\n  V = LooseVersion()\n"
    (tmp_path / "rasa.log").write_text(f"one\n{warning}two\n  bot/desk/faq.py:1: UserWarning: ours\n", "utf-8")

    assert list(terminal.lines()) == ["rasa | one", "rasa | two", "rasa |   bot/desk/faq.py:1: UserWarning: ours"]


def test_the_last_lines_of_a_log_are_given_in_order(tmp_path):
    log = tmp_path / "rasa.log"
    log.write_text("".join(f"line {number}\n" for number in range(50_000)), "utf-8")

    assert last_lines(log, 2) == ("line 49998", "line 49999")
    assert last_lines(tmp_path / "none.log", 2) == ()
