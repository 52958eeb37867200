"""The move reader: one reply in, its sentences with what each does, and its figures out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np

from bot.desk.errors import InputError
from bot.desk.figures import Figure
from bot.desk.message import Language
from bot.desk.moves import READ_MOVES
from bot.desk.reply import ReplyReading, Sentence
from bot.reader import artefact
from bot.reader.features import Analysed, analyse_words
from bot.reader.figures import read_figures
from bot.reader.heads import LabelHeads, calibrations_of
from bot.reader.language import read_language, shown_language
from bot.reader.ngrams import OWN_BLOCKS, Vocabulary
from bot.reader.sentences import Piece, split_sentences
from bot.reader.transformer import MOVES_FOLDER, Transformer, encoder_form

HELD = 2_048
"""Sentences whose moves are remembered: while a reply is typed, all but the last stay the same."""

DIGITS = 6

_Moves = tuple[dict[str, float], frozenset[str]]


class MoveHeads:
    """The trained heads of the moves."""

    def __init__(self, trained: artefact.Artefact) -> None:
        arrays, moves = trained.arrays, tuple(trained.manifest["moves"])
        if moves != READ_MOVES:
            raise InputError("The move reader knows other moves.", where=artefact.MOVES, remedy="Run `tactful train`.")
        self._vocabulary = Vocabulary(artefact.names_from_array(arrays["names"]), arrays["rarities"], OWN_BLOCKS)
        self._labels = LabelHeads(moves, arrays["weights"], arrays["offsets"], calibrations_of(trained, moves))

    def read(self, analysed: Analysed, encoder: Transformer | None) -> _Moves:
        """Probability of each move, and the moves that are made."""
        meaning = encoder.read(encoder_form(analysed)).labels if encoder else np.zeros(len(READ_MOVES))
        _, probabilities = self._labels.score(self._vocabulary.place(analysed), meaning)
        shown = {name: round(share, DIGITS) for name, share in probabilities.items()}
        calibrations = self._labels.calibrations
        return shown, frozenset(name for name, share in probabilities.items() if share >= calibrations[name].threshold)


class MoveReader:
    """Reads replies; implements `bot.assist.ports.MoveReader`. Safe from several threads."""

    def __init__(self, heads: MoveHeads, encoder: Transformer | None, *, version: str = "") -> None:
        self.version = version
        self._heads = heads
        self._encoder = encoder
        self._lock = threading.Lock()
        self._held: OrderedDict[str, _Moves] = OrderedDict()

    def read(self, text: str) -> ReplyReading:
        """Read one reply; spans count code points of `text`, and a sentence read lately is not read again."""
        sentences = tuple(self._sentence(piece) for piece in split_sentences(text))
        return ReplyReading(text, read_language(text), sentences, self.figures(text))

    def figures(self, text: str) -> tuple[Figure, ...]:
        """The figures in any text, unresolved, in order."""
        return read_figures(text)

    def shown_language(self, text: str) -> Language | None:
        """The language and script that a text shows by itself; None where it shows none."""
        return shown_language(text)

    def warm(self) -> None:
        """Load what is loaded at first use."""
        self.read("您好，我马上为您查询。 Hello, I am looking into it.")

    def _sentence(self, piece: Piece) -> Sentence:
        with self._lock:
            found = self._held.get(piece.text)
            if found is None:
                found = self._held[piece.text] = self._heads.read(analyse_words(piece.text), self._encoder)
                if len(self._held) > HELD:
                    self._held.popitem(last=False)
            else:
                self._held.move_to_end(piece.text)
        return Sentence(piece.start, piece.end, piece.text, *found, shown_language(piece.text))


def load_move_reader(models_dir: Path, encoder_dir: Path = MOVES_FOLDER) -> MoveReader:
    """The trained move reader beside the reader of a folder, with the encoder that it was trained beside.

    Raises:
        InputError: the artefact is missing or not the one that was trained, or the encoder is another one or damaged.
    """
    folder = models_dir / artefact.MOVES
    trained = artefact.load(folder)
    encoder = artefact.encoder_beside(trained.manifest, encoder_dir, folder)
    return MoveReader(MoveHeads(trained), encoder, version=artefact.version_of(trained.manifest))
