import pytest

from bot.desk.errors import FileFaults
from bot.files.topics import load_topics


def test_topics_of_all_files_are_named_and_other_kinds_are_not(tmp_path):
    (tmp_path / "topics_a.json").write_text(
        '{"kinds": [{"kind": "topic", "values": {"size": {}, "stock": {}}}, {"kind": "court", "values": {"": {}}}]}'
    )
    (tmp_path / "topics_b.json").write_text('{"kinds": [{"kind": "topic", "values": {"invoice": {}}}]}')
    (tmp_path / "words.json").write_text('{"kinds": [{"kind": "topic", "values": {"elsewhere": {}}}]}')

    assert load_topics(tmp_path) == {"size", "stock", "invoice"}


def test_faults_of_several_files_come_together(tmp_path):
    (tmp_path / "topics_a.json").write_text('{"kinds": [\n,]}')
    (tmp_path / "topics_b.json").write_text('["size"]')

    with pytest.raises(FileFaults) as caught:
        load_topics(tmp_path)

    assert [(fault.path, fault.line) for fault in caught.value.faults] == [
        ("data/entities/topics_a.json", 2),
        ("data/entities/topics_b.json", 0),
    ]
