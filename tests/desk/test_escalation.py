from datetime import timedelta

from bot.desk.conversation import ConversationState, OwnerKind
from bot.desk.escalation import escalation_steps, team_for
from bot.desk.playbook import Condition
from tests.builders import NOW, a_case, a_playbook, a_reading, a_step, some_playbooks


def test_due_steps_come_soonest_first_each_once_with_the_protocols_own_reason():
    own = a_step("apology", minutes=9)
    book = a_playbook(steps=(own, a_step("holding_reply", minutes=1)))
    books = some_playbooks(book, steps=(a_step("apology"),))

    steps = escalation_steps(books, book, a_case(), now=NOW)

    assert [step.step for step in steps] == ["holding_reply", "apology"]
    assert steps[1].due_at == NOW + timedelta(minutes=9)
    assert steps[1].to == "agent"


def test_a_protocols_own_step_does_not_keep_a_threat_from_the_supervisor():
    book = a_playbook(steps=(a_step("respectful_listening"),))
    threat = a_step("respectful_listening", "supervisor", Condition(reasons=("threat_of_regulator",)))
    case = a_case(a_reading(escalate_reasons=("threat_of_regulator",)))

    steps = escalation_steps(some_playbooks(book, steps=(threat,)), book, case, now=NOW)

    assert [(step.step, step.to) for step in steps] == [("respectful_listening", "supervisor")]
    assert team_for(steps, case) == (True, "supervisor")


def test_a_step_is_due_only_when_its_condition_holds():
    book = a_playbook(steps=(a_step("apology", when=Condition(holds=("fault_established",))),))
    books = some_playbooks(book)

    assert escalation_steps(books, book, a_case(), now=NOW) == ()
    assert escalation_steps(books, book, a_case(facts={"fault_established": True}), now=NOW)


def test_the_highest_team_takes_the_conversation():
    book = a_playbook(steps=(a_step("fix_order", "senior"), a_step("polite_limit", "supervisor")))
    case = a_case()

    assert team_for(escalation_steps(some_playbooks(book), book, case, now=NOW), case) == (True, "supervisor")


def test_an_escalating_reading_without_a_step_goes_to_experienced_agents():
    assert team_for((), a_case(a_reading(escalate=True))) == (True, "senior")


def test_a_request_for_a_person_reaches_the_agent_only_while_the_bot_answers():
    book = a_playbook(steps=(a_step("human_handover"),))
    for owner, expected in ((OwnerKind.BOT, (True, "agent")), (OwnerKind.TEAM, (False, "none"))):
        case = a_case(state=ConversationState(situation="complain_delay", owner=owner))

        assert team_for(escalation_steps(some_playbooks(book), book, case, now=NOW), case) == expected
