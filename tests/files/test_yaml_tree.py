import pytest

from bot.desk.errors import FileFaults
from bot.files.yaml_tree import Entries, Text, load_tree, parse_tree


def fault_of(text):
    with pytest.raises(FileFaults) as caught:
        parse_tree(text, name="playbooks/x.yml")
    return caught.value.faults[0]


def test_every_scalar_stays_the_text_that_was_typed():
    tree = parse_tree("a: no\nb: 0123\nc: on\nd: 1e400\ne: ${HOME}\nf: ~", name="x")

    assert isinstance(tree, Entries)
    values = {key: node.value for key, node in tree.entries.items() if isinstance(node, Text)}
    assert values == {"a": "no", "b": "0123", "c": "on", "d": "1e400", "e": "${HOME}", "f": "~"}


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: &x 1\nb: *x", 1, "anchor"),
        ("a: !!python/object:os.system x", 1, "tag"),
        ("a: 1\nb: 2\na: 3", 3, "twice"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("a: 1\nb: ]", 2, "not YAML"),
        ("? [1]\n: 2", 1, "key"),
        ("a: \x07", 0, "character"),
    ],
)
def test_what_plain_data_does_not_need_is_refused_with_its_line(text, line, word):
    fault = fault_of(text)

    assert word in fault.what
    assert fault.line == line
    assert fault.remedy


def test_a_bomb_is_refused_before_it_grows():
    bomb = "a: &a [x,x,x]\n" + "\n".join(f"b{n}: &b{n} [*a,*a]" for n in range(9))

    assert "anchor" in fault_of(bomb).what


def test_deep_and_wide_files_are_refused():
    assert "deeper" in fault_of("[" * 30 + "]" * 30).what
    assert "values" in fault_of("[" + ",".join(["1"] * 50_001) + "]").what


def test_size_and_encoding_are_checked(tmp_path):
    large, latin = tmp_path / "large.yml", tmp_path / "latin.yml"
    large.write_bytes(b"#" * 1_000_001)
    latin.write_bytes(b"a: 1\nb: \xff\n")

    for path, line, word in ((large, 0, "bytes"), (latin, 2, "UTF-8")):
        with pytest.raises(FileFaults) as caught:
            load_tree(path, name=path.name)
        assert (caught.value.faults[0].line, word in caught.value.faults[0].what) == (line, True)
