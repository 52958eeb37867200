from bot.desk.errors import InputError
from bot.files.json_lines import process_lines


def work(value):
    if value["n"] == 0:
        raise InputError("n is zero", where="n", remedy="Give another.")
    return {"id": value["id"], "n": value["n"] * 2}


def test_bad_lines_are_reported_with_their_place_and_the_others_are_done():
    lines = ['{"id": 1, "n": 2}', "{oops", "", '{"id": 3, "n": 0}', '{"id": 4}', "[1]", '{"id": 5, "n": 1}', "[" * 100_000]

    results = list(process_lines(lines, "in.jsonl", work))

    assert [result.value.get("n") for result in results] == [4, None, None, None, None, 2, None]
    assert [result.fault.split(":")[1] for result in results if result.fault] == ["2", "4", "5", "6", "8"]
    assert results[2].value["id"] == 3
    assert "'n' is missing" in results[3].fault
