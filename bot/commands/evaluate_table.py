"""The figures of `tactful evaluate` as tables for a terminal or a file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from bot.commands.evaluate_words import NOTHING, Source, between, number, percent, row_words
from bot.console.texts import Words
from bot.measure.evaluation import Evaluation, Group, Intensities
from bot.measure.figures import ROWS
from bot.measure.intensity import Agreement

_WIDTH = 200
"""Columns that a table may take before its cells would be broken; none of ours comes near."""


def tables(evaluation: Evaluation, words: Words, source: Source) -> str:
    """Everything but the mistakes, in the words of one language; no words of any message."""
    whole = evaluation.groups["all"].scores
    parts = [words("measure.of_set", name=source.set, n=whole.messages)]
    for name, group in evaluation.groups.items():
        parts.append(f"{words(f'measure.group_{name}')} ({group.scores.messages})\n{_figures(group, words)}")
    parts.append(f"{words('measure.calibration_title')}\n{words('measure.calibration_text')}\n{words('measure.shift_text')}")
    parts.append(_calibrations(evaluation, words))
    parts.append("\n".join([words("measure.intensity_title"), words("measure.intensity_text"), _intensities(evaluation, words)]))
    for title, lines in sentences(evaluation, words):
        parts.append("\n".join([title, *lines]))
    if evaluation.undetermined.without:
        parts.append(f"{words('measure.group_determined')}\n{_figures(evaluation.undetermined.without, words)}")
    return "\n\n".join(parts)


def sentences(evaluation: Evaluation, words: Words) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is said in sentences rather than tables: title and sentences of each matter."""
    return (
        (words("measure.undetermined_title"), _undetermined(evaluation, words)),
        (words("measure.parity_title"), _scripts(evaluation, words)),
        (words("measure.evidence_title"), _evidence(evaluation, words)),
    )


def _figures(group: Group, words: Words) -> str:
    heads = [words(f"measure.{name}") for name in ("label", "precision", "recall", "f1")]
    rows = []
    for row in ROWS:
        figure, intervals = group.scores.rows[row], group.spread.rows[row]
        shares = [f"{number(getattr(figure, name))}  {between(words, intervals[name])}" for name in ("precision", "recall", "f1")]
        rows.append([row_words(words, row), *shares, str(figure.support), str(figure.given)])
    scores, spread = group.scores, group.spread
    for name, mean, held in (("macro", scores.macro_f1, spread.macro_f1), ("four", scores.mean_of_four, spread.mean_of_four)):
        rows.append([words(f"measure.{name}"), "", "", f"{number(mean)}  {between(words, held)}", "", ""])
    return _table([*heads, words("measure.holds"), words("measure.read")], rows)


def _calibrations(evaluation: Evaluation, words: Words) -> str:
    names = ("label", "messages", "error", "skill", "share_here", "share_assumed", "error_shifted", "skill_shifted")
    rows = []
    for item in evaluation.calibrations:
        plain, shift, moved = item.as_read, item.shift, item.shifted
        shares = [percent(shift.held), percent(shift.assumed)] if shift else [NOTHING, NOTHING]
        after = [number(moved.error), number(moved.brier_skill)] if moved else [NOTHING, NOTHING]
        before = [str(item.messages), number(plain.error), number(plain.brier_skill)]
        rows.append([row_words(words, item.label), *before, *shares, *after])
    return _table([words(f"measure.{name}") for name in names], rows)


def _intensities(evaluation: Evaluation, words: Words) -> str:
    found = evaluation.intensities
    rows = [
        [words(f"measure.intensity_{name}"), *_agreement(agreement)]
        for name, agreement in _rows_of(found)
    ]
    return _table(["", *(words(f"measure.{name}") for name in ("of_labels", "exact", "two_apart"))], rows)


def _rows_of(found: Intensities) -> tuple[tuple[str, Agreement | None], ...]:
    ofs = (("read", found.read), ("constant", found.constant))
    return (*ofs, ("read_all", found.read_of_all), ("constant_all", found.constant_of_all))


def _agreement(found: Agreement | None) -> list[str]:
    return [str(found.count), percent(found.exact), percent(found.two_apart)] if found else ["0", NOTHING, NOTHING]


def _undetermined(evaluation: Evaluation, words: Words) -> tuple[str, ...]:
    found = evaluation.undetermined
    first = words("measure.undetermined_text", n=found.messages, share=percent(found.share))
    if found.without is None:
        return (first,)
    whole = number(evaluation.groups["all"].scores.macro_f1)
    return first, words("measure.undetermined_without", macro=number(found.without.scores.macro_f1), whole=whole)


def _scripts(evaluation: Evaluation, words: Words) -> tuple[str, ...]:
    lines = []
    for item in evaluation.parity:
        low, high = item.interval
        values = {"value": f"{item.value:+.3f}", "low": f"{low:+.3f}", "high": f"{high:+.3f}"}
        lines.append(words("measure.parity_difference", labels=len(item.labels), **values))
    found = evaluation.conversion
    if found is None:
        said = words("measure.conversion_none")
    else:
        shares = {"both": found.same_both, "simplified": found.same_simplified, "traditional": found.same_traditional}
        said = words("measure.conversion_text", n=found.messages, **{name: percent(share) for name, share in shares.items()})
    return (*(lines or [words("measure.parity_too_few")]), said)


def _evidence(evaluation: Evaluation, words: Words) -> tuple[str, ...]:
    found = evaluation.evidence
    overlap = {"n": found.marked, "reads": found.marked_read, "read": number(found.overlap_read), "all": number(found.overlap)}
    marked = words("measure.evidence_overlap", **overlap) if found.marked else words("measure.evidence_unmarked")
    if not found.labels_read:
        return marked, words("measure.evidence_none")
    shares = {"halved": percent(found.halved), "share": percent(found.median_share), "whole": percent(found.whole)}
    return marked, words("measure.evidence_erased", n=found.labels_read, **shares)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns in line whatever the width of their characters: the first to the left, the others to the right."""
    table = Table(box=None, padding=(0, 1))
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left", min_width=cell_len(head), no_wrap=True)
    for row in rows:
        table.add_row(*row)
    held = io.StringIO()
    Console(file=held, width=_WIDTH, markup=False, highlight=False, emoji=False, color_system=None).print(table)
    return "\n".join(line.rstrip() for line in held.getvalue().rstrip("\n").split("\n"))
