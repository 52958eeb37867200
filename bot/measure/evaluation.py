"""All figures of a labelled set together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from bot.desk.reading import Temperament
from bot.measure.calibration_error import Calibration, Shift, calibration, fitted_shift
from bot.measure.figures import LABELS, Answers, Scores, answers_of, score
from bot.measure.gold import LEAST_OF_A_SCRIPT, groups_of
from bot.measure.intensity import Agreement, agreement, constant_agreement
from bot.measure.intervals import Interval, Spread, spread
from bot.measure.parity import Conversion, Difference, conversion, difference
from bot.measure.spans import overlap_f1, span_share
from bot.measure.taking import Taken, labels_of

NONE = "none"
SIDES = (*LABELS, NONE)
"""Rows and columns of the table of what was read for what."""

_DIGITS = 4


@dataclass(frozen=True)
class Group:
    """The figures of some messages with their intervals."""

    scores: Scores
    spread: Spread


@dataclass(frozen=True)
class LabelCalibration:
    """How honest a label's probabilities are.

    Attributes:
        label: one of LABELS, or "escalate".
        messages: how many are scored.
        as_read: of the probabilities as they are.
        shift: what moves them to the label's share of the set; None when it always or never holds there.
        shifted: of the moved ones.
    """

    label: str
    messages: int
    as_read: Calibration
    shift: Shift | None
    shifted: Calibration | None


@dataclass(frozen=True)
class Intensities:
    """Strengths of the labels that hold and were read, and of all that hold.

    Attributes:
        read: of what was read.
        constant: of always saying "clear", over the same labels.
        read_of_all: of what the reader takes each label that holds for, read or missed; None where it does not say.
        constant_of_all: of always saying "clear", over every label that holds.
    """

    read: Agreement | None
    constant: Agreement | None
    read_of_all: Agreement | None
    constant_of_all: Agreement | None


@dataclass(frozen=True)
class Undetermined:
    """Messages on which the reading would not commit itself.

    Attributes:
        messages: how many.
        share: of all.
        without: figures of the others; None when there are none, or when nothing is undetermined.
    """

    messages: int
    share: float
    without: Group | None


@dataclass(frozen=True)
class EvidenceFigures:
    """Words shown for the labels.

    Attributes:
        marked: labels for which somebody marked words.
        marked_read: those among them that were read.
        overlap_read: mean token F1 over `marked_read`; None without any.
        overlap: the same over `marked`, where a label that was not read counts 0.
        labels_read: labels read in all messages.
        median_share: median share of a text that the evidence of a label read covers; None without any.
        halved: share of `labels_read` whose probability falls to half or less without the evidence; None without any.
        whole: share of `labels_read` whose evidence is the whole text, where this says little.
    """

    marked: int
    marked_read: int
    overlap_read: float | None
    overlap: float | None
    labels_read: int
    median_share: float | None
    halved: float | None
    whole: float | None


@dataclass(frozen=True)
class Confusion:
    """What was read for what.

    Attributes:
        together: messages without a disputed label, by a label that holds (row) and one that was read (column), each of
            SIDES; a message with several labels stands in several cells.
        rows: messages of each row.
        tables: for each of LABELS right no, read too much, missed and right yes, over the messages where it is scored.
    """

    together: tuple[tuple[int, ...], ...]
    rows: tuple[int, ...]
    tables: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Mistake:
    """A label read wrong.

    Attributes:
        place: number of the message in the set, from 0.
        label: one of LABELS.
        missed: True when it holds and was not read; False when it was read and does not hold.
        probability: what the reading gave it, 0..1.
    """

    place: int
    label: str
    missed: bool
    probability: float


@dataclass(frozen=True)
class Evaluation:
    """Everything that is measured on a set.

    Attributes:
        groups: figures of all messages and of each group, see `bot.measure.gold.groups_of`.
        calibrations: of each label that is scored anywhere, and of escalate.
        intensities: strengths.
        undetermined: messages on which the reading would not commit itself.
        parity: Simplified against Traditional; empty below `LEAST_OF_A_SCRIPT` messages of either.
        conversion: None unless the messages were also read converted.
        evidence: words shown.
        confusion: what was read for what.
        mistakes: every label read wrong, in the order of the set.
    """

    groups: Mapping[str, Group]
    calibrations: tuple[LabelCalibration, ...]
    intensities: Intensities
    undetermined: Undetermined
    parity: tuple[Difference, ...]
    conversion: Conversion | None
    evidence: EvidenceFigures
    confusion: Confusion
    mistakes: tuple[Mistake, ...]


def evaluate(taken: Sequence[Taken], *, halves: bool = False) -> Evaluation:
    """Measure readings against labels; at least one message is required."""
    messages = [item.message for item in taken]
    answers = answers_of(messages, [labels_of(item.reading) for item in taken], [item.reading.escalate for item in taken])
    groups = {name: answers.of(places) for name, places in groups_of(messages, halves=halves).items()}
    scripts = [item.scripts for item in taken if item.scripts is not None]
    return Evaluation(
        groups={name: Group(score(part), spread(part)) for name, part in groups.items()},
        calibrations=tuple(_calibrations(taken, answers)),
        intensities=_intensities(taken),
        undetermined=_undetermined(taken, answers),
        parity=_parity(taken, answers),
        conversion=conversion(scripts),
        evidence=_evidence(taken),
        confusion=_confusion(answers),
        mistakes=_mistakes(taken, answers),
    )


def _calibrations(taken: Sequence[Taken], answers: Answers) -> list[LabelCalibration]:
    found = []
    for label, column in (*((name, place) for place, name in enumerate(LABELS)), ("escalate", -1)):
        inside = answers.counted[:, column]
        if inside.any():
            shares = np.array([_probability(item, label) for item in taken])[inside]
            found.append(_label_calibration(label, answers.wanted[inside, column], shares))
    return found


def _probability(item: Taken, label: str) -> float:
    return item.reading.escalate_probability if label == "escalate" else item.reading.probabilities[Temperament(label)]


def _label_calibration(label: str, truth: NDArray[np.bool_], shares: NDArray[np.float64]) -> LabelCalibration:
    shift = fitted_shift(truth, shares)
    shifted = calibration(truth, shift.apply(shares)) if shift else None
    return LabelCalibration(label, len(truth), calibration(truth, shares), shift, shifted)


def _intensities(taken: Sequence[Taken]) -> Intensities:
    held = [
        (level, item.reading.labels.get(name), item.reading.strengths.get(name))
        for item in taken
        for name, level in item.message.labels.items()
        if item.message.counts(name)
    ]
    both = [(level, read) for level, read, _ in held if read is not None]
    wanted = [level for level, _ in both]
    said = [(level, strength) for level, _, strength in held if strength is not None]
    return Intensities(
        agreement(wanted, [read for _, read in both]),
        constant_agreement(wanted),
        agreement([level for level, _ in said], [strength for _, strength in said]),
        constant_agreement([level for level, _, _ in held]),
    )


def _undetermined(taken: Sequence[Taken], answers: Answers) -> Undetermined:
    unsure = np.array([item.reading.undetermined for item in taken])
    others = answers.of(~unsure)
    without = Group(score(others), spread(others)) if 0 < len(others) < len(answers) else None
    return Undetermined(int(unsure.sum()), float(unsure.mean()), without)


def _parity(taken: Sequence[Taken], answers: Answers) -> tuple[Difference, ...]:
    scripts = np.array([item.message.language.value for item in taken])
    simplified, traditional = (answers.of(scripts == script) for script in ("zh-Hans", "zh-Hant"))
    return difference(simplified, traditional) if min(len(simplified), len(traditional)) >= LEAST_OF_A_SCRIPT else ()


def _evidence(taken: Sequence[Taken]) -> EvidenceFigures:
    marked = [
        (item, name)
        for item in taken
        for name in dict.fromkeys(span.temperament for span in item.message.spans)
        if item.message.counts(name)
    ]
    overlaps = [_overlap(item, name) for item, name in marked if name in item.reading.labels]
    read = [(item, name) for item in taken for name in item.reading.labels]
    shares = [span_share(item.message.text, item.spans(name)) for item, name in read]
    return EvidenceFigures(
        marked=len(marked),
        marked_read=len(overlaps),
        overlap_read=sum(overlaps) / len(overlaps) if overlaps else None,
        overlap=sum(overlaps) / len(marked) if marked else None,
        labels_read=len(read),
        median_share=median(shares) if shares else None,
        halved=_share([item.erased[name] <= item.reading.probabilities[name] / 2 for item, name in read]),
        whole=_share([share == 1 for share in shares]),
    )


def _overlap(item: Taken, name: Temperament) -> float:
    wanted = [(span.start, span.end) for span in item.message.spans if span.temperament is name]
    return overlap_f1(item.message.text, wanted, item.spans(name))


def _share(claims: Sequence[bool]) -> float | None:
    return sum(claims) / len(claims) if claims else None


def _confusion(answers: Answers) -> Confusion:
    clean = answers.of(answers.counted[:, : len(LABELS)].all(axis=1))
    wanted, given = (_with_none(table) for table in (clean.wanted, clean.given))
    tables: dict[str, tuple[int, ...]] = {}
    for column, label in enumerate(LABELS):
        inside = answers.counted[:, column]
        table = confusion_matrix(answers.wanted[inside, column], answers.given[inside, column], labels=[False, True])
        tables[label] = tuple(int(count) for count in table.ravel())
    together = tuple(tuple(int(count) for count in row) for row in wanted.T @ given)
    return Confusion(together, tuple(int(count) for count in wanted.sum(axis=0)), tables)


def _with_none(table: NDArray[np.bool_]) -> NDArray[np.int64]:
    labels = table[:, : len(LABELS)]
    return np.column_stack([labels, ~labels.any(axis=1)]).astype(np.int64)


def _mistakes(taken: Sequence[Taken], answers: Answers) -> tuple[Mistake, ...]:
    wrong = (answers.wanted != answers.given) & answers.counted
    return tuple(
        Mistake(int(place), LABELS[column], bool(answers.wanted[place, column]), _probability(taken[place], LABELS[column]))
        for place, column in np.argwhere(wrong[:, : len(LABELS)])
    )


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The figures as `tactful evaluate --json` writes them; no words of any message, and no mistakes one by one."""
    undetermined = evaluation.undetermined
    return {
        "figures": {name: _group(group) for name, group in evaluation.groups.items()},
        "calibration": {item.label: _calibration(item) for item in evaluation.calibrations},
        "intensity": _rounded(asdict(evaluation.intensities)),
        "undetermined": {
            "messages": undetermined.messages,
            "share": round(undetermined.share, _DIGITS),
            "without": _group(undetermined.without) if undetermined.without else None,
        },
        "parity": [_rounded(asdict(item)) for item in evaluation.parity],
        "conversion": _rounded(asdict(evaluation.conversion)) if evaluation.conversion else None,
        "evidence": _rounded(asdict(evaluation.evidence)),
        "confusion": {"sides": list(SIDES), **asdict(evaluation.confusion)},
    }


def _group(group: Group) -> dict[str, Any]:
    table = _scores(group.scores)
    for row, intervals in group.spread.rows.items():
        table[row]["interval"] = dict(intervals)
    means: dict[str, Interval] = {"macro_f1": group.spread.macro_f1, "mean_of_four": group.spread.mean_of_four}
    return {**table, **{f"{name}_interval": held for name, held in means.items()}}


def _scores(scores: Scores) -> dict[str, Any]:
    rows = {row: asdict(figure) for row, figure in scores.rows.items()}
    return {**rows, "macro_f1": scores.macro_f1, "mean_of_four": scores.mean_of_four, "messages": scores.messages}


def _calibration(item: LabelCalibration) -> dict[str, Any]:
    shift = item.shift
    return {
        "messages": item.messages,
        "share": round(shift.held, _DIGITS) if shift else None,
        "assumed_share": round(shift.assumed, _DIGITS) if shift else None,
        "as_read": _rounded(asdict(item.as_read)),
        "shifted": _rounded(asdict(item.shifted)) if item.shifted else None,
    }


def _rounded(value: Any) -> Any:
    """The same value with every number of it kept to four places."""
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value
