"""The check of an action's answer, compiled once.

Rasa 3.6 checks the schema itself anew at every call of a custom action, about 20 ms. The compiled check does the same to
the answer; it is put in place only where the code it stands in for is exactly the one it was written for.
"""

from __future__ import annotations

import hashlib
import inspect
import logging
from collections.abc import Callable
from typing import Any

import rasa
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.constants import DOCS_BASE_URL

logger = logging.getLogger(__name__)

KNOWN_VERSION = "3.6.21"
KNOWN_SOURCE = "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42"
"""SHA-256 of the source of `RemoteAction._validate_action_result` in that version."""


def compiled_check() -> Callable[[Any, Any], bool]:
    """A method that does what `RemoteAction._validate_action_result` does, with the schema checked beforehand."""
    schema = RemoteAction.action_response_format_spec()
    validator_class = validator_for(schema)
    validator_class.check_schema(schema)
    validator = validator_class(schema)

    def check(self: Any, result: Any) -> bool:
        error = next(iter(validator.iter_errors(result)), None)
        if error is None:
            return True
        error.message += (
            f". Failed to validate Action server response from API, "
            f"make sure your response from the Action endpoint is valid. "
            f"For more information about the format visit "
            f"{DOCS_BASE_URL}/custom-actions"
        )
        raise error

    return check


def install_compiled_check() -> bool:
    """Put the compiled check in place; False, and Rasa left as it is, where its code is not the known one."""
    present = RemoteAction._validate_action_result
    if getattr(present, "compiled", False):
        return True
    if rasa.__version__ != KNOWN_VERSION or source_hash(present) != KNOWN_SOURCE:
        logger.warning("the compiled check of action answers is left out: Rasa is not the known %s", KNOWN_VERSION)
        return False
    check = compiled_check()
    check.compiled = True  # type: ignore[attr-defined]
    RemoteAction._validate_action_result = check
    return True


def source_hash(method: Any) -> str:
    """SHA-256 of a method's source text."""
    return hashlib.sha256(inspect.getsource(method).encode("utf-8")).hexdigest()


__all__ = ["ValidationError", "compiled_check", "install_compiled_check", "source_hash"]
