"""A tracker store that remembers nothing: our own store is the record, and every turn is its own sender."""

from __future__ import annotations

from typing import Any, Dict, Iterable, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class BlankTrackerStore(TrackerStore):
    """Saves nothing and finds nothing."""

    def __init__(self, domain: Optional[Domain], event_broker: Optional[EventBroker] = None, **kwargs: Dict[Text, Any]) -> None:
        """Take what endpoints.yml gives; the address is not used."""
        kwargs.pop("host", None)
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Forget the tracker."""

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Find nothing, so that Rasa begins afresh."""
        return None

    async def keys(self) -> Iterable[Text]:
        """There are none."""
        return []
