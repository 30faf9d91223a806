"""Renews the command reference in the README: ``python -m training.cli_reference``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from typer.testing import CliRunner

from stance.cli import app
from stance.cli.app import COMMANDS

README: Final = Path(__file__).resolve().parents[1] / "README.md"
BLOCK: Final = re.compile(r"(<!-- commands -->\n).*?(<!-- end of commands -->)", re.S)
WIDTH: Final = {"COLUMNS": "96", "TERMINAL_WIDTH": "96"}


def reference() -> str:
    """The `--help` of every command, as Markdown."""
    parts: list[str] = []
    for name in COMMANDS:
        result = CliRunner(env=WIDTH).invoke(app, [name, "--help"], prog_name="stance")
        lines = [line.rstrip() for line in result.stdout.strip().splitlines()]
        parts += ["```text", *lines, "```", ""]
    return "\n".join(parts)


def with_reference(text: str) -> str:
    """A README with its command block renewed."""
    return BLOCK.sub(lambda found: found.group(1) + reference() + found.group(2), text)


if __name__ == "__main__":
    README.write_text(with_reference(README.read_text(encoding="utf-8")), encoding="utf-8")
