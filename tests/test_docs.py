"""Documentation runs: examples in it are executed, what it shows is what comes out."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import stance
from stance.cli import app
from stance.cli.app import COMMANDS
from training import cli_reference, data_card, readme

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = sorted(
    name
    for _, name, _ in pkgutil.walk_packages(stance.__path__, "stance.")
    if not name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["stance", *MODULES])
def test_docstring_examples(name: str) -> None:
    module = importlib.import_module(name)
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    assert doctest.testmod(module, optionflags=flags).failed == 0


def test_the_command_reference_is_that_of_help() -> None:
    assert cli_reference.with_reference(README) == README


def test_every_command_is_documented() -> None:
    for name in COMMANDS:
        assert f"Usage: stance {name}" in README
        found = CliRunner().invoke(app, [name, "--help"])
        assert found.exit_code == 0
        module = importlib.import_module(f"stance.cli.{name}")
        assert callable(getattr(module, name))


def test_the_data_cards_counts_are_those_of_the_data() -> None:
    card = data_card.CARD.read_text(encoding="utf-8")
    assert data_card.with_counts(card) == card


def test_the_readmes_example_and_figures_are_real() -> None:
    assert readme.renewed(README) == README


def test_the_readmes_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "Bruno Kestleman" in done.stdout


def test_the_readme_has_the_two_setup_commands() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / ".ci/readme_commands.py", ROOT / "README.md"],
        capture_output=True,
        text=True,
    )
    assert len(done.stdout.splitlines()) == 2


def test_the_models_cards_are_rendered_from_their_manifests() -> None:
    from stance import artifact
    from stance.report.card import render_card

    folder = artifact.read(ROOT / "models/default", "stance")
    assert render_card(folder.manifest) == folder.texts["README.md"]


def test_relative_links_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("data/*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_the_version_is_one() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{stance.__version__}"' in pyproject
