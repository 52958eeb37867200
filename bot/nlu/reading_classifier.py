"""Rasa's side of the reader: one component that sets intent, entities and the whole reading.

The reader is trained once, outside Rasa; `train` only copies the verified artefact into Rasa's archive.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.desk.errors import InputError
from bot.desk.message import Audience
from bot.desk.reading import Reading, reading_to_json
from bot.nlu.quiet_log import keep_words_out_of_the_log
from bot.nlu.response_check import install_compiled_check
from bot.reader import artefact
from bot.reader.reader import TextReader, load_reader

logger = logging.getLogger(__name__)

PREFIX = "\u2060"
"""Stands before every posted text, so that no customer can write `/intent`."""

READING = "reading"
_ENTITIES_FOLDER = "entities"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ReadingClassifier(GraphComponent, IntentClassifier):
    """Reads a turn with `bot.reader`."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Folders, relative to where Rasa is started."""
        return {"models_dir": "models/trained", "nlu_dir": "data/nlu", "entities_dir": "data/entities"}

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, reader: Optional[TextReader] = None
    ) -> None:
        """Make the component, without a reader while training."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReadingClassifier:
        """Make an untrained component (see the parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Tie Rasa's cache to the artefact, the patterns and all examples, so that it never keeps an old reader.

        Rasa itself is given a few examples only; `train`, which compares the reader with all of them, must run when any of
        them changes.
        """
        settings = {**cls.get_default_config(), **config}
        try:
            manifest = artefact.read_manifest(Path(settings["models_dir"]))
        except InputError:
            return None
        entities, examples = Path(settings["entities_dir"]), Path(settings["nlu_dir"])
        return f"{manifest['sha256']}-{artefact.entities_hash(entities)}-{artefact.data_hash(examples)}"

    def train(self, training_data: TrainingData) -> Resource:
        """Copy the verified artefact and the patterns into the archive.

        Raises:
            InputError: the artefact is missing, damaged, or made from other examples.
        """
        models, nlu, entities = (Path(self._config[key]) for key in ("models_dir", "nlu_dir", "entities_dir"))
        if artefact.is_stale(models, nlu, entities):
            raise InputError(
                "The trained reader was made from other examples or patterns.", where=str(models), remedy="Run `tactful train`."
            )
        with self._model_storage.write_to(self._resource) as folder:
            artefact.copy(models, folder)
            (folder / _ENTITIES_FOLDER).mkdir()
            for path in sorted(entities.glob("*.json")):
                shutil.copyfile(path, folder / _ENTITIES_FOLDER / path.name)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ReadingClassifier:
        """Load the reader out of the archive, verified by its hash, and make Rasa quick and discreet."""
        keep_words_out_of_the_log()
        install_compiled_check()
        with model_storage.read_from(resource) as folder:
            reader = load_reader(folder, folder / _ENTITIES_FOLDER)
        reader.warm()
        return cls(config, model_storage, resource, reader)

    def process(self, messages: List[Message]) -> List[Message]:
        """Read each message and put what was read into Rasa's own fields, and whole under `reading`."""
        for message in messages:
            text = message.get(TEXT) or ""
            metadata = message.get("metadata")
            metadata = metadata if isinstance(metadata, dict) else {}
            shift = len(PREFIX) if text.startswith(PREFIX) else 0
            if self._reader is None:
                raise InputError("The reader is not loaded.", where="ReadingClassifier", remedy="Train again.")
            reading, ranking = self._reader.read_ranked(text[shift:], context=context_of(metadata))
            _set_intent(message, ranking)
            message.set(ENTITIES, rasa_entities(reading, metadata.get("audience"), shift, len(text)), add_to_output=True)
            message.set(READING, reading_to_json(reading), add_to_output=True)
        return messages


def context_of(metadata: Dict[Text, Any]) -> Tuple[Tuple[str, str], ...]:
    """Earlier messages from the metadata of a turn; what is not a (role, text) object is left out."""
    given = metadata.get("context")
    listed: Sequence[Any] = given if isinstance(given, list) else ()
    return tuple(
        (item["role"], item["text"])
        for item in listed
        if isinstance(item, dict) and isinstance(item.get("role"), str) and isinstance(item.get("text"), str)
    )


def rasa_entities(reading: Reading, audience: Any, shift: int, length: int) -> List[Dict[Text, Any]]:
    """Entities in Rasa's form, counting in Rasa's text (which has the prefix), and the audience that rules test."""
    found = [
        {
            "entity": item.kind,
            "start": item.start + shift,
            "end": item.end + shift,
            "value": item.value,
            "extractor": "ReadingClassifier",
        }
        for item in reading.entities
    ]
    if isinstance(audience, str) and audience in {known.value for known in Audience}:
        found.append({"entity": "audience", "start": 0, "end": length, "value": audience, "extractor": "ReadingClassifier"})
    return found


def _set_intent(message: Message, ranking: Tuple[Tuple[str, float], ...]) -> None:
    ranked = [{"name": name, "confidence": share} for name, share in ranking]
    message.set(INTENT, ranked[0], add_to_output=True)
    message.set(INTENT_RANKING_KEY, ranked, add_to_output=True)
