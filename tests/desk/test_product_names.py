import pytest

from bot.desk.product_names import head_of, heads_in, named_places, plain, written_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A3護眼檯燈！", " a3 護眼檯燈"),
        ("Ａ３ 护眼 台灯", " a3 护眼台灯"),
        ("the noise-cancelling ones?", " the noise cancelling ones "),
        ("好用吗😀K2", "好用吗 k2 "),
        ("", ""),
    ],
)
def test_a_text_is_written_down_as_names_are_compared(text, expected):
    assert plain(text) == expected


def test_a_name_is_known_with_and_without_its_code_and_of_many():
    assert written_names(["A3 护眼台灯", "A3 desk lamp"]) == (
        " a3 护眼台灯",
        "护眼台灯",
        " a3 desk lamp ",
        " a3 desk lamps ",
        " desk lamp ",
        " desk lamps ",
    )


def test_a_single_character_is_no_name():
    assert written_names(["灯", "!"]) == ()


def test_every_name_begins_with_a_head_of_the_texts_that_hold_it():
    text = plain("请问A3护眼台灯和 desk lamps 哪个好")

    for name in ("护眼台灯", " desk lamps ", " a3 护眼台灯"):
        assert name in text
        assert head_of(name) in heads_in(text)


def test_a_name_inside_a_longer_one_is_not_meant():
    text = plain("空气净化器多少钱 耳机呢")

    places = named_places(text, [("净化器", "other"), ("空气净化器", "purifier"), ("耳机", "headphones")])

    assert [place.products for place in places] == [{"purifier"}, {"headphones"}]


def test_a_name_that_several_products_have_names_them_all():
    (place,) = named_places("台灯坏了", [("台灯", "a"), ("台灯", "b")])

    assert place.products == {"a", "b"}


def test_a_code_beside_a_shared_name_tells_which_is_meant():
    names = [(" a3 ", "a"), ("台灯", "a"), ("台灯", "b"), ("水壶", "k")]

    assert [place.products for place in named_places(plain("A3台灯"), names)] == [{"a"}]
    assert [place.products for place in named_places(plain("A3水壶"), names)] == [{"a"}, {"k"}]


def test_latin_names_are_found_as_whole_words_only():
    assert " fan " not in plain("a fancy one")
    assert " fan " in plain("Fan!")
