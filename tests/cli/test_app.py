"""The list of commands says what each says of itself, and takes none of them to say it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from stance.cli import app
from stance.cli.app import COMMANDS


def plain(text: str) -> str:
    return " ".join(text.split())


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for name, said in COMMANDS.items():
        assert f"{name} {said}" in plain(result.stdout)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"], prog_name="stance")
    assert result.exit_code == 0
    usage, said = plain(result.stdout).split(" ", 1)
    assert usage == "Usage:"
    assert said.startswith(f"stance {name} [OPTIONS] ")
    assert f" {COMMANDS[name].removesuffix('.')}" in said


@pytest.mark.parametrize("name", ["predikt", "app", "options", "output", ""])
def test_what_is_no_command_is_a_usage_error(name: str) -> None:
    result = CliRunner().invoke(app, [name])
    assert result.exit_code == 2
    assert "No such command" in result.stderr
