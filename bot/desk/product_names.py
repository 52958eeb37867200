"""Names of products in a message: how they are written down to be found, and which of those found are meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LOOKED_AT = 1_000
"""Code points of a message in which products are looked for; who names one does so early."""

_WORDS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")


def plain(text: str) -> str:
    """A text as names are compared: lower case, no marks, words of Latin letters between spaces, Han without any.

    "A3護眼檯燈!" becomes " a3 護眼檯燈"; a space stands before and after Latin words, so that a name is found as a
    whole word there and anywhere among Han characters.
    """
    runs: list[str] = _WORDS.findall(unicodedata.normalize("NFKC", text).lower())
    joined = ""
    for run in runs:
        latin = run[0].isascii()
        ends_latin = joined.endswith(" ")
        joined += f"{'' if ends_latin else ' '}{run} " if latin else run
    return joined


def heads_in(text: str) -> frozenset[str]:
    """What the names in a plain text can begin with: each Latin word, each pair of Han characters that stand together."""
    heads: set[str] = set()
    for run in _WORDS.findall(text):
        heads.update((run,) if run[0].isascii() else (run[place : place + 2] for place in range(len(run) - 1)))
    return frozenset(heads)


def head_of(name: str) -> str:
    """What a plain name begins with; "" when it is too short to be looked for."""
    found = _WORDS.match(name.lstrip())
    if found is None:
        return ""
    return found[0] if found[0][0].isascii() else found[0][:2] if len(found[0]) > 1 else ""


def written_names(names: Iterable[str]) -> tuple[str, ...]:
    """Plain forms of a product's names: each as it is, without a model's code before it ("A3 desk lamp"), and of many."""
    forms: dict[str, None] = {}
    for name in names:
        form = plain(name)
        short = re.sub(r"^ [a-z]+\d+[a-z]* (?=.)", " ", form)
        for one in (form, short if short.strip().isascii() else short.lstrip()):
            many = f"{one.rstrip()}s " if re.search(r"[a-rt-z] $", one) else one
            forms.update((known, None) for known in (one, many) if head_of(known))
    return tuple(forms)


@dataclass(frozen=True)
class NamedPlace:
    """A place in a message where products are named.

    Attributes:
        start, end: in the plain text.
        products: keys of the products that go by the name there; several when it does not tell them apart.
    """

    start: int
    end: int
    products: frozenset[str]


def named_places(text: str, found: Iterable[tuple[str, str]]) -> tuple[NamedPlace, ...]:
    """The places of names that stand in no longer name, in order; names side by side tell together what is meant.

    Args:
        text: plain.
        found: (plain name, key of a product that has it).
    """
    owners: dict[str, set[str]] = {}
    for name, product in found:
        owners.setdefault(name, set()).add(product)
    spans = [
        NamedPlace(match.start(), match.end(), frozenset(products))
        for name, products in owners.items()
        for match in re.finditer(re.escape(name), text)
    ]
    kept = [span for span in spans if not any(_inside(span, other) for other in spans)]
    places: list[NamedPlace] = []
    for span in sorted(kept, key=lambda span: (span.start, span.end)):
        before = places[-1] if places else None
        if before and span.start <= before.end and (both := before.products & span.products):
            places[-1] = NamedPlace(before.start, span.end, both)
        else:
            places.append(span)
    return tuple(places)


def _inside(span: NamedPlace, other: NamedPlace) -> bool:
    longer = other.end - other.start > span.end - span.start
    return longer and other.start <= span.start and span.end <= other.end
