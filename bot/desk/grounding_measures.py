"""Amounts, percentages and numbers with a unit: whether a known one is the one that is said."""

from __future__ import annotations

from decimal import Decimal

from bot.desk.figures import Figure
from bot.desk.grounding_values import Known

CURRENCIES = {
    "$": frozenset({"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "$"}),
    "yuan": frozenset({"CNY", "TWD", "HKD", "JPY", "yuan"}),
    "pound": frozenset({"GBP"}),
}
_MEASURES = {
    "mm": ("length", Decimal(1)),
    "cm": ("length", Decimal(10)),
    "m": ("length", Decimal(1000)),
    "km": ("length", Decimal(1_000_000)),
    "g": ("weight", Decimal(1)),
    "kg": ("weight", Decimal(1000)),
    "jin": ("weight", Decimal(500)),
    "mg": ("weight", Decimal("0.001")),
    "ml": ("volume", Decimal(1)),
    "l": ("volume", Decimal(1000)),
    "W": ("power", Decimal(1)),
    "kW": ("power", Decimal(1000)),
    "GB": ("memory", Decimal(1)),
    "TB": ("memory", Decimal(1024)),
    "MHz": ("frequency", Decimal(1)),
    "GHz": ("frequency", Decimal(1000)),
}


def matches(figure: Figure, known: Known) -> bool:
    """Whether an amount, a percentage or a number is the known one; "about" allows a tenth either way."""
    if not _same_unit(figure, known):
        return False
    low, high = _base(Decimal(figure.low), figure.unit), _base(Decimal(figure.high), figure.unit)
    first, last = _base(known.low, known.unit), _base(known.high, known.unit)
    if figure.kind == "percent" and {figure.unit, known.unit} == {"of", "off"}:
        low, high = 100 - high, 100 - low
    if (low, high) == (first, last) or (known.derived and low == high and _rounded(first, figure.low) == low):
        return True
    if figure.approximate:
        return low - abs(low) / 10 <= first and last <= high + abs(high) / 10
    return first != last and low == high and low in (first, last)


def _rounded(value: Decimal, said: str) -> Decimal:
    """A value that arithmetic gives, to as many places as are said; whole numbers only where it is one but for cents."""
    places = len(said.partition(".")[2])
    return value.quantize(Decimal(1).scaleb(-places)) if places else value.quantize(Decimal("0.01"))


def _base(value: Decimal, unit: str) -> Decimal:
    return value * _MEASURES[unit][1] if unit in _MEASURES else value


def _same_unit(figure: Figure, known: Known) -> bool:
    one, other = figure.unit, known.unit
    if figure.kind == "percent" or not one or not other or one == other:
        return True
    if figure.kind == "amount":
        return other in CURRENCIES.get(one, ()) or one in CURRENCIES.get(other, ())
    return one in _MEASURES and other in _MEASURES and _MEASURES[one][0] == _MEASURES[other][0]
