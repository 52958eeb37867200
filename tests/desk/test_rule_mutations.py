"""With a rule taken out of the check, its own named test fails, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.desk.rules import RULES

ROOT = Path(__file__).parents[2]


@pytest.mark.long
@pytest.mark.parametrize("name", RULES)
def test_its_test_fails_without_the_rule(name: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/desk/test_compliance.py", "-k", "test_rule"]
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "TACTFUL_TEST_WITHOUT_RULE": name}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    failed = {line.split()[1] for line in ran.stdout.splitlines() if line.startswith("FAILED")}
    assert failed == {f"tests/desk/test_compliance.py::test_rule[{name}]"}
