"""The stubs say what the module has, and what calls it passes mypy."""

import importlib.util
import os
import subprocess
import sys

import pytest
from conftest import ROOT

CONFIG = ROOT / "python/pyproject.toml"

pytestmark = pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="SKIPPED: mypy is not installed")


def passes(folder, *command, path=""):
    """``folder`` is not ``python/``: mypy would take the sources there for the installed package."""
    env = {**os.environ, "MYPYPATH": str(path)}
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stubs_are_those_of_the_module(tmp_path):
    passes(tmp_path, "mypy.stubtest", "copydesk._copydesk")


@pytest.mark.parametrize("folder", ["examples", "benches"])
def test_programs_pass_mypy(tmp_path, folder):
    programs = sorted(str(path) for path in (ROOT / "python" / folder).glob("*.py"))
    assert programs
    passes(tmp_path, "mypy", "--config-file", str(CONFIG), "--cache-dir", str(tmp_path), *programs, path=ROOT / "python" / folder)


def test_the_extractor_for_datatrove_passes_mypy(tmp_path):
    passes(tmp_path, "mypy", "--config-file", str(CONFIG), "--cache-dir", str(tmp_path), "--package", "copydesk")
