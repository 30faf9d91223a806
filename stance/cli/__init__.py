"""The `stance` command: each subcommand parses, calls one public function and prints."""

from __future__ import annotations

from stance.cli.app import app, main

__all__ = ["app", "main"]
