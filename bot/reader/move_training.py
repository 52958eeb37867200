"""Training of the move reader: what each sentence of a reply does, from the sentences of data/moves.

As with the messages, the n-grams learn from every sentence; how they blend with the encoder, what the scores are worth as
a probability and from where a move counts as made is set on sentences held back, with models that did not see them.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from bot.desk.errors import InputError
from bot.desk.moves import FORBIDDEN_MOVES, HARMFUL_MOVES, READ_MOVES
from bot.reader import artefact
from bot.reader.calibration import f1
from bot.reader.features import Analysed, analyse_words
from bot.reader.fitting import FARTHEST, calibrated_together, fit_label
from bot.reader.folds import is_held
from bot.reader.move_data import NEAR_WEIGHT, MoveExample, load_move_examples
from bot.reader.ngrams import OWN_BLOCKS, Vocabulary
from bot.reader.sentences import split_sentences
from bot.reader.transformer import MOVES_FOLDER, Transformer, encoder_form

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Progress = Callable[[str], None]

RECIPE = 4
"""Raised when the same sentences are learned from in another way: what was trained before is then stale."""

APPROVED_SHARE = 3
"""Of the approved sentences one in so many is learned from: most say the same in three languages."""

PARTS = 5
"""For honest figures the decisions on one part of the held-back sentences are set on the other four."""

NEVER = -FARTHEST
"""Score of a move that no sentence shows."""

HELD_AGAINST = frozenset((*FORBIDDEN_MOVES, *HARMFUL_MOVES))
"""Moves that are held against the writer: they must be read with precision."""

MADE, MADE_AGAINST, MADE_ADMISSION = 0.28, 0.2, 0.4
"""Probability from which a move counts as made: near the best F1 on the sentences held back; of the moves held against the
writer, where on whole replies more violations are found than fine ones are held (docs/check.md); of what admits or promises,
which is plain where it is meant."""

PLAIN = frozenset({"admit_fault", "offer_compensation"})
THRESHOLDS = tuple(
    MADE_AGAINST if name in HELD_AGAINST else MADE_ADMISSION if name in PLAIN else MADE for name in READ_MOVES
)
WHERE = "data/moves"


@dataclass(frozen=True)
class HeldSentence:
    """A sentence that was held back and what is read in it by models and thresholds that did not see it."""

    example: MoveExample
    made: frozenset[str]


@dataclass(frozen=True)
class MoveReport:
    """What came of a training.

    Attributes:
        examples: how many sentences.
        seconds: how long it took.
        move_f1: F1 of each move that occurs among the sentences held back, there.
        held_back: these sentences as they were read.
    """

    examples: int
    seconds: float
    move_f1: Mapping[str, float]
    held_back: tuple[HeldSentence, ...]

    @property
    def mean_f1(self) -> float:
        """Mean over the moves; 0 when none occurs."""
        return float(np.mean(list(self.move_f1.values()))) if self.move_f1 else 0.0


@dataclass(frozen=True)
class _Prepared:
    examples: tuple[MoveExample, ...]
    analysed: tuple[Analysed, ...]
    vocabulary: Vocabulary
    features: csr_matrix
    truth: BoolArray
    weights: FloatArray
    learned: NDArray[np.int64]
    held: NDArray[np.int64]
    approved: NDArray[np.int64]


def moves_are_stale(
    models_dir: Path, moves_dir: Path, encoder_dir: Path = MOVES_FOLDER, *, approved: Sequence[str] = ()
) -> bool:
    """Whether the artefact is missing, or made from other sentences, approved words, encoder, moves or by another recipe."""
    if artefact.is_stale(models_dir / artefact.MOVES, moves_dir, moves_dir, encoder_dir):
        return True
    manifest = artefact.read_manifest(models_dir / artefact.MOVES)
    wanted = {"recipe": RECIPE, "moves": list(READ_MOVES), "approved": _fingerprint(approved)}
    return any(manifest.get(key) != value for key, value in wanted.items())


def train_moves(
    moves_dir: Path,
    models_dir: Path,
    progress: Progress | None = None,
    *,
    encoder_dir: Path = MOVES_FOLDER,
    approved: Sequence[str] = (),
) -> MoveReport:
    """Train the heads of the moves and write their artefact into a folder of their own beside the reader's.

    Args:
        moves_dir: folder of sentences.
        models_dir: where the reader's artefact lies; this one goes into its folder `artefact.MOVES`.
        progress: told one sentence before each stage.
        encoder_dir: the fine-tuned encoder; where there is none, the n-grams work alone.
        approved: what the protocols say; people have read it, so none of it makes a move that is held against the writer.

    Raises:
        FileFaults: the sentences have faults.
        InputError: the encoder is damaged or was taught other moves, or there are too few sentences.
    """
    began = time.monotonic()
    tell = progress or (lambda _: None)
    hashes = artefact.hashes(moves_dir, moves_dir, encoder_dir)
    encoder = Transformer.open(encoder_dir)
    with threadpool_limits(1):
        prepared = _prepare(load_move_examples(moves_dir), approved, tell)
        tell("Learning the moves from the n-grams.")
        arrays, grams = _fit_grams(prepared)
        meaning = _meaning(prepared, encoder, tell)
        tell("Setting probabilities and thresholds on the sentences held back.")
        scores = np.stack([grams, meaning], axis=2)
        truth = prepared.truth[prepared.held]
        calibrations = dict(zip(READ_MOVES, calibrated_together(scores, truth, THRESHOLDS), strict=True))
        made = _made_apart(scores, truth)
    figures = {
        name: round(f1(truth[:, place], made[:, place]), 4) for place, name in enumerate(READ_MOVES) if truth[:, place].any()
    }
    artefact.save(
        models_dir / artefact.MOVES,
        arrays,
        {
            **hashes,
            "recipe": RECIPE,
            "moves": list(READ_MOVES),
            "approved": _fingerprint(approved),
            "calibrations": {name: vars(calibration) for name, calibration in calibrations.items()},
            "figures_held_back": {"move_f1": figures, "examples": len(prepared.examples)},
        },
    )
    held_back = tuple(
        HeldSentence(prepared.examples[place], frozenset(READ_MOVES[number] for number in np.flatnonzero(row)))
        for place, row in zip(prepared.held, made, strict=True)
    )
    return MoveReport(len(prepared.examples), round(time.monotonic() - began, 1), figures, held_back)


def approved_sentences(texts: Sequence[str]) -> tuple[str, ...]:
    """Approved words cut into sentences as a reply is, each once."""
    return tuple(dict.fromkeys(piece.text for text in texts for piece in split_sentences(text)))


def _fingerprint(approved: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(approved).encode("utf-8")).hexdigest()[:16]


def _prepare(examples: tuple[MoveExample, ...], approved: Sequence[str], tell: Progress) -> _Prepared:
    tell(f"Normalising {len(examples)} sentences.")
    read = tuple(analyse_words(example.text) for example in examples)
    back = np.array([is_held(sentence.model.text) for sentence in read])
    fine = tuple(analyse_words(text) for text in approved_sentences(approved)[::APPROVED_SHARE])
    analysed = (*read, *fine)
    held, learned = np.flatnonzero(back), np.flatnonzero(~back)
    if not len(held) or not len(learned):
        raise InputError("There are too few sentences to hold any back.", where=WHERE, remedy="Write at least some dozens.")
    vocabulary, features = Vocabulary.learn(analysed, OWN_BLOCKS)
    matrix = csr_matrix((features.values, features.columns, features.ends), shape=(len(analysed), vocabulary.size))
    truth = np.zeros((len(analysed), len(READ_MOVES)), dtype=bool)
    truth[: len(read)] = [[name in example.moves for name in READ_MOVES] for example in examples]
    near = np.zeros(truth.shape, dtype=bool)
    near[: len(read)] = [[name in example.near for name in READ_MOVES] for example in examples]
    weights = np.where(near, NEAR_WEIGHT, 1.0)
    return _Prepared(
        examples, analysed, vocabulary, matrix, truth, weights, learned, held, np.arange(len(read), len(analysed))
    )


def _fit_grams(prepared: _Prepared) -> tuple[dict[str, NDArray[Any]], FloatArray]:
    """Models of all sentences, and the scores of those held back by models that did not see them, shape (held, moves)."""
    weights = np.zeros((prepared.vocabulary.size, len(READ_MOVES)), dtype=np.float32)
    offsets = np.full(len(READ_MOVES), NEVER)
    scores = np.full((len(prepared.held), len(READ_MOVES)), NEVER)
    for place in range(len(READ_MOVES)):
        fine = prepared.approved if READ_MOVES[place] in HELD_AGAINST else prepared.approved[:0]
        rows = (np.concatenate([own, fine]) for own in (np.arange(len(prepared.examples)), prepared.learned))
        whole, apart = (_fit_gram(prepared, place, some) for some in rows)
        if whole is not None:
            weights[:, place], offsets[place] = whole.coef_[0], whole.intercept_[0]
        if apart is not None:
            scores[:, place] = apart.decision_function(prepared.features[prepared.held])
    names = artefact.names_to_array(prepared.vocabulary.names)
    return {"names": names, "rarities": prepared.vocabulary.rarities, "weights": weights, "offsets": offsets}, scores


def _fit_gram(prepared: _Prepared, place: int, rows: NDArray[np.int64]) -> LogisticRegression | None:
    """The n-grams' model of one move on some sentences; None where none of them makes it."""
    truth = prepared.truth[rows, place]
    if truth.all() or not truth.any():
        return None
    return fit_label(prepared.features[rows], truth, where=WHERE, weights=prepared.weights[rows, place])


def _meaning(prepared: _Prepared, encoder: Transformer | None, tell: Progress) -> FloatArray:
    """The encoder's scores of the sentences held back, shape (held, moves); zero without an encoder."""
    if encoder is None:
        return np.zeros((len(prepared.held), len(READ_MOVES)))
    if encoder.labels != READ_MOVES:
        remedy = "Make it anew: `tactful train --move-encoder`."
        raise InputError("The encoder of replies was taught other moves.", where=str(encoder.folder), remedy=remedy)
    tell(f"The encoder reads the {len(prepared.held)} sentences held back.")
    return np.stack([encoder.read(encoder_form(prepared.analysed[place])).labels for place in prepared.held])


def _made_apart(scores: FloatArray, truth: BoolArray) -> BoolArray:
    """What is read in each sentence with probabilities and thresholds set on the other parts, shape (sentences, moves)."""
    parts = np.arange(len(truth)) % PARTS
    made = np.zeros(truth.shape, dtype=bool)
    for part in range(PARTS):
        others, own = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        for place, calibration in enumerate(calibrated_together(scores[others], truth[others], THRESHOLDS)):
            made[own, place] = [calibration.probability(*row) >= calibration.threshold for row in scores[own, place].tolist()]
    return made
