from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
THIS_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "requirements" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def install(monkeypatch, tmp_path):
    module = script("install")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def executable(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def environment(install, tmp_path):
    lock = tmp_path / "product.txt"
    lock.write_text("rich==1 --hash=sha256:0", "utf-8")
    executable(tmp_path / ".venv" / "bin" / "python", "#!/bin/sh\n")
    made = install.Environment(tmp_path / ".venv", "3.12", lock)
    (made.folder / install.STAMP).write_text(install.wanted_stamp(made), "utf-8")
    return made


def test_an_environment_with_its_stamp_is_left_alone(install, environment):
    assert install.is_fresh(environment)


def test_a_changed_lock_file_makes_the_environment_stale(install, environment):
    environment.lock.write_text("rich==2 --hash=sha256:1", "utf-8")

    assert not install.is_fresh(environment)


def test_an_environment_that_was_moved_is_stale(install, environment, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    environment.folder.rename(tmp_path / "elsewhere" / ".venv")

    assert not install.is_fresh(environment._replace(folder=tmp_path / "elsewhere" / ".venv"))


def test_a_shim_that_does_not_work_is_passed_over_for_a_python_that_pyenv_keeps(install, monkeypatch, tmp_path):
    executable(tmp_path / "shims" / f"python{THIS_PYTHON}", "#!/bin/sh\nexit 127\n")
    kept = tmp_path / "pyenv" / "versions" / f"{THIS_PYTHON}.9" / "bin" / "python"
    executable(kept, f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))

    assert install.find_python(THIS_PYTHON, "no-uv") == str(kept)


def test_a_missing_python_is_explained_with_both_ways_to_get_it(install, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)

    with pytest.raises(install.SetupError, match=r"(?s)`python3\.10` is on PATH.*`uv python install 3\.10`"):
        install.find_python("3.10", "no-uv")


def test_a_failed_installation_leaves_no_stamp(install, environment, monkeypatch):
    environment.lock.write_text("changed", "utf-8")
    executable(environment.folder / "bin" / "python", f"#!/bin/sh\necho {environment.python}\n")

    with pytest.raises(install.SetupError, match="status 1"):
        install.make(environment, "/bin/false")

    assert not (environment.folder / install.STAMP).exists()


def test_programs_that_set_up_starts_write_bytecode(install, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    assert "PYTHONDONTWRITEBYTECODE" not in install.child_environment()


def test_the_command_works_in_a_folder_with_a_bot_of_its_own(tmp_path):
    executable(tmp_path / "bot" / "__main__.py", "raise SystemExit('the wrong one')")

    result = subprocess.run([ROOT / ".venv/bin/tactful", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr
    assert "playbooks" in result.stdout


def test_set_up_of_a_fresh_tree_ends_at_once():
    command = [sys.executable, "requirements/install.py"]

    result = subprocess.run(command, cwd=ROOT, timeout=5, capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_user_who_may_not_install_is_told_what_is_missing_for_the_browser_tests(monkeypatch, capsys):
    browser = script("browser")
    monkeypatch.setattr(browser, "missing_packages", lambda: ["chromium", "fonts-noto-cjk"])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    status = browser.main()

    assert status == 1
    assert "apt-get install chromium fonts-noto-cjk" in capsys.readouterr().err


def test_missing_packages_are_installed_by_root(monkeypatch, tmp_path):
    browser = script("browser")
    executable(tmp_path / "apt-get", f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\n')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    monkeypatch.setattr(browser, "missing_packages", lambda: ["fonts-noto-cjk"])
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert browser.main() == 0
    assert (tmp_path / "calls").read_text("utf-8").splitlines()[1].endswith("fonts-noto-cjk")
