"""`tactful train --gate`: new heads take the place of the present ones only if nothing is read worse.

Figures must come from messages that neither heads learned from. The examples that the encoder never sees are parted into
two halves by the hash of their text, for good. For the present and for the new examples two twins are trained, each
without one half, and read that half; so every example is read by heads that did not learn from it, and every example
that is new takes part in some twin. What is put in place learned from all examples. On files of labelled messages the
present and the new heads themselves are compared.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.assist.model_card import ALL, FigureSet
from bot.commands.gold import read_gold
from bot.commands.lines import opened
from bot.desk.errors import InputError
from bot.files.card_figures import figure_set
from bot.files.model_card import make_card, save_card
from bot.files.nlu_file import write_examples
from bot.measure.gold import GoldMessage
from bot.reader import artefact, versions
from bot.reader.examples import Example, load_examples
from bot.reader.gate_parts import PARTS, gate_part
from bot.reader.language import read_language
from bot.reader.normalise import fold, model_form
from bot.reader.reader import TextReader, load_reader
from bot.reader.training import train
from bot.wiring import Settings, utc_now

GATE = "gate"
REFUSED = "refused"
ROLLED_BACK = "rolled_back"
_FRESH = ".fresh-"
_ROUNDING = 1e-9

Say = Callable[[str], None]


@dataclass(frozen=True)
class Fall:
    """A figure that fell: of which set, which label or the intents, in which language ("all": over all)."""

    set_name: str
    label: str
    language: str
    before: float
    after: float

    def __str__(self) -> str:
        where = "" if self.language == ALL else f" in {self.language}"
        return f"{self.set_name}: {self.label}{where} {self.before:.4f} -> {self.after:.4f}"


@dataclass(frozen=True)
class GoldFile:
    """Labelled messages of a file, without those that stand among the examples."""

    name: str
    messages: tuple[GoldMessage, ...]


@dataclass
class Gate:
    """One retraining under the gate.

    Attributes:
        settings: where things lie.
        gold: files of labelled messages.
        tolerance: by how much a figure may fall, 0..1.
        say: told what goes on.
    """

    settings: Settings
    gold: Sequence[Path]
    tolerance: float
    say: Say
    falls: list[Fall] = field(default_factory=list)

    @property
    def where(self) -> tuple[Path, Path, Path, Path]:
        """Heads, examples, patterns, encoder."""
        return self.settings.models, self.settings.data / "nlu", self.settings.data / "entities", self.settings.encoder

    def run(self, *, force: bool) -> bool:
        """Retrain and measure.

        Returns:
            Whether the heads in place are those of the examples: put there now, or already before.

        Raises:
            InputError: there are no heads to compare with, a file cannot be used, or nothing can be measured fairly.
        """
        models, nlu, entities, encoder = self.where
        if not 0 <= self.tolerance < 1:
            raise InputError("The tolerance is not a share.", where="--tolerance", remedy="Give 0 to less than 1, such as 0.005.")
        present = _present(models, entities, encoder)
        if not force and not artefact.is_stale(*self.where, heed_stay=False):
            self.say("gate       nothing has changed since the heads were trained")
            return True
        _forget_unfinished(models)
        with tempfile.TemporaryDirectory(dir=models, prefix=_FRESH) as name:
            return self._compare(present, Path(name), load_examples(nlu))

    def _compare(self, present: TextReader, work: Path, examples: Sequence[Example]) -> bool:
        before = self._learned_before(work / "before")
        gold = self._gold((*examples, *(load_examples(before) if before else ())))
        sets: list[FigureSet] = []
        if before is not None:
            sets.append(self._compare_twins(before, examples, work))
        elif not gold:
            raise InputError(
                "What the present heads learned from was not kept, so no examples can judge both fairly.",
                where=str(self.settings.models),
                remedy="Give labelled messages with --gold, or train afresh once: tactful train --force.",
            )
        if self.falls and not gold:
            return self._refuse()
        return self._compare_heads(present, gold, sets, work)

    def _compare_twins(self, before: Path, examples: Sequence[Example], work: Path) -> FigureSet:
        """The figures of the new examples' twins, beside those of the present ones'."""
        earlier = load_examples(before)
        agreed = _agreed(earlier, examples)
        parts = [[example for example in agreed if gate_part(example.text) == part] for part in range(PARTS)]
        old = self._twins(earlier, work / "old", "present", known=self._kept_twins())
        new = self._twins(examples, work / "new", "new")
        figures = []
        for twins in (old, new):
            readers = [load_reader(folder, self.where[2], self.where[3]) for folder in twins]
            figures.append(self._figures_of_examples(readers, parts))
        self._note_falls(*figures)
        return figures[1]

    def _twins(self, examples: Sequence[Example], work: Path, whose: str, *, known: Sequence[Path] = ()) -> list[Path]:
        """Heads of each half left out."""
        if known:
            return list(known)
        folders = []
        for part in range(PARTS):
            self.say(f"gate       training the twin of the {whose} heads without half {part + 1} of the gate")
            kept = [example for example in examples if gate_part(example.text) != part]
            for file in {example.file for example in kept}:
                write_examples(work / f"nlu{part}" / f"{file}.yml", [example for example in kept if example.file == file])
            folder = work / str(part)
            train(work / f"nlu{part}", folder, entities_dir=self.where[2], encoder_dir=self.where[3])
            folders.append(folder)
        return folders

    def _kept_twins(self) -> list[Path]:
        """The twins of the present heads, when they were trained before and can still be used."""
        models, _, entities, encoder = self.where
        folder = versions.version_folder(models, artefact.read_manifest(models)) / versions.TWINS
        found = [folder / str(part) for part in range(PARTS)]
        try:
            for path in found:
                load_reader(path, entities, encoder)
        except (InputError, KeyError, ValueError):
            return []
        return found

    def _learned_before(self, folder: Path) -> Path | None:
        """The examples that the present heads learned from; None when nobody knows them."""
        models, nlu, _, _ = self.where
        folder.mkdir()
        if versions.learned(models, folder):
            return folder
        for path in folder.iterdir():
            path.unlink()
        for path in nlu.glob("*.yml"):
            if path.name != versions.CORRECTIONS_FILE:
                shutil.copy(path, folder)
        same = artefact.data_hash(folder) == artefact.read_manifest(models)["data_hash"]
        return folder if same else None

    def _figures_of_examples(self, readers: Sequence[TextReader], parts: Sequence[Sequence[Example]]) -> FigureSet:
        self.say(f"gate       reading {sum(map(len, parts))} examples with twins that did not learn from them")
        examples = [example for part in parts for example in part]
        messages = [_as_gold(example) for example in examples]
        readings = [
            reader.read(example.text, context=example.context)
            for reader, part in zip(readers, parts, strict=True)
            for example in part
        ]
        return figure_set(GATE, messages, readings, at=utc_now(), intents=[example.intent for example in examples])

    def _compare_heads(self, present: TextReader, gold: Sequence[GoldFile], sets: list[FigureSet], work: Path) -> bool:
        """Train the heads themselves, compare them on labelled messages, and put them in place or not."""
        _, nlu, entities, encoder = self.where
        fresh = work / "heads"
        self.say("gate       training the new heads on all examples")
        train(nlu, fresh, entities_dir=entities, encoder_dir=encoder)
        heads = load_reader(fresh, entities, encoder)
        for file in gold:
            self.say(f"gate       reading {len(file.messages)} messages of {file.name} with the present and the new heads")
            before, after = (_figures_of_gold(file, reader) for reader in (present, heads))
            self._note_falls(before, after)
            sets.append(after)
        if self.falls:
            return self._refuse()
        self._install(fresh, sets, work)
        return True

    def _install(self, fresh: Path, sets: Sequence[FigureSet], work: Path) -> None:
        models, nlu, _, _ = self.where
        card = make_card(fresh, nlu, at=utc_now())
        for figures in sets:
            card = card.with_set(figures)
        save_card(fresh, card)
        versions.keep_learned(fresh, nlu)
        twins = versions.version_folder(fresh, artefact.read_manifest(fresh)) / versions.TWINS
        for part in range(PARTS):
            if (work / "new" / str(part)).is_dir():
                shutil.copytree(work / "new" / str(part), twins / str(part))
        versions.install(models, fresh)
        self.say(f"gate       no figure fell: version {card.version} is in place; tactful train --roll-back leads back")

    def _refuse(self) -> bool:
        artefact.stay(*self.where, why=REFUSED)
        allowed = f" by more than {self.tolerance:g}" if self.tolerance else ""
        self.say(f"gate       refused: the present heads stay. {len(self.falls)} figure(s) fell{allowed}:")
        for fall in self.falls:
            self.say(f"gate         {fall}")
        return False

    def _gold(self, examples: Iterable[Example]) -> list[GoldFile]:
        """The labelled messages; those that stand among the examples would be known and are left out."""
        known = {_model(example.text) for example in examples}
        files = []
        for path in self.gold:
            with opened(str(path)) as lines:
                messages, faults = read_gold(lines, str(path))
            if faults:
                raise InputError("\n".join(faults), remedy="Nothing was trained.")
            fresh = tuple(message for message in messages if _model(message.text) not in known)
            if len(fresh) < len(messages):
                self.say(f"gate       {path.name}: {len(messages) - len(fresh)} messages stand among the examples; left out")
            if not fresh:
                raise InputError("Every message stands among the examples.", where=str(path), remedy="Give others.")
            files.append(GoldFile(path.name, fresh))
        return files

    def _note_falls(self, before: FigureSet, after: FigureSet) -> None:
        self._tell(before, after)
        for label, figures in before.labels.items():
            for language, figure in figures.items():
                self._note(before.name, label, language, figure.f1, after.labels[label][language].f1)
        for language, (share, _) in before.intents.items():
            self._note(before.name, "intents", language, share, after.intents[language][0])

    def _note(self, name: str, label: str, language: str, before: float, after: float) -> None:
        if after < before - self.tolerance - _ROUNDING:
            self.falls.append(Fall(name, label, language, before, after))

    def _tell(self, before: FigureSet, after: FigureSet) -> None:
        pairs = [(label, figures[ALL].f1, after.labels[label][ALL].f1) for label, figures in before.labels.items()]
        pairs += [("intents", before.intents[ALL][0], after.intents[ALL][0])] if before.intents else []
        told = ", ".join(f"{label} {old:.3f} -> {new:.3f}" for label, old, new in pairs)
        self.say(f"gate       {before.name}, {before.messages} messages: {told}")


def roll_back(settings: Settings, say: Say) -> None:
    """Go back to the heads before the present ones, which then stay although the examples are others.

    Raises:
        InputError: none were kept, or they cannot be used any more; the present ones stay.
    """
    nlu, entities = settings.data / "nlu", settings.data / "entities"
    version = versions.roll_back(settings.models, lambda: load_reader(settings.models, entities, settings.encoder))
    if artefact.is_stale(settings.models, nlu, entities, settings.encoder):
        artefact.stay(settings.models, nlu, entities, settings.encoder, why=ROLLED_BACK)
    say(f"train      went back to version {version}")


def _present(models: Path, entities: Path, encoder: Path) -> TextReader:
    """The heads in place.

    Raises:
        InputError: there are none that this program and its encoder can use.
    """
    try:
        return load_reader(models, entities, encoder)
    except (KeyError, ValueError) as error:
        raise InputError(
            "The present heads do not fit this program.", where=str(models), remedy="Run `tactful train --force` once."
        ) from error


def _figures_of_gold(file: GoldFile, reader: TextReader) -> FigureSet:
    readings = [
        reader.read(message.text, context=message.context, language=message.language.value) for message in file.messages
    ]
    return figure_set(file.name, file.messages, readings, at=utc_now())


def _as_gold(example: Example) -> GoldMessage:
    identity = hashlib.sha256(example.text.encode("utf-8")).hexdigest()[:16]
    language = read_language(example.text, context=example.context)
    return GoldMessage(
        identity, language, example.context, example.text, example.temperaments, escalate=example.escalate
    )


def _agreed(before: Sequence[Example], now: Sequence[Example]) -> list[Example]:
    """Examples of which both sides say the same, or only the new one says anything: nobody knows who is right of others."""
    said = {_model(example.text): _labels(example) for example in before}
    return [example for example in now if said.get(_model(example.text), _labels(example)) == _labels(example)]


def _labels(example: Example) -> tuple[object, ...]:
    return example.intent, frozenset(example.temperaments), example.escalate


def _model(text: str) -> str:
    return model_form(fold(text)).text


def _forget_unfinished(models: Path) -> None:
    """What a retraining left behind that was cut off."""
    for path in models.glob(f"{_FRESH}*"):
        shutil.rmtree(path, ignore_errors=True)
