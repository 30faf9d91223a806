"""`stance predict --scheduler`. Not among the command's tests: those watch their own processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from stance.cli import app

if TYPE_CHECKING:
    from distributed import Client


def test_a_cluster_gives_the_commands_answers(
    tmp_path: Path, cluster: Client, model_folder: Path
) -> None:
    rows, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    quotes = [
        {"id": f"r{n}", "quote": f"we reject plan {n}", "proposal": "sign"} for n in range(30)
    ]
    rows.write_text("".join(json.dumps(row) + "\n" for row in quotes), encoding="utf-8")
    common = ["predict", str(rows), "--model", str(model_folder)]
    here = CliRunner().invoke(app, [*common, "--format", "jsonl"])
    address = str(cluster.scheduler_info()["address"])
    there = CliRunner().invoke(app, [*common, "--output", str(out), "--scheduler", address])
    assert (here.exit_code, there.exit_code) == (0, 0), there.output
    assert out.read_text(encoding="utf-8") == here.stdout
    for form in ("jsonl", "csv"):
        arguments = [*common, "--format", form]
        shown = CliRunner().invoke(app, [*arguments, "--scheduler", address])
        assert shown.stdout == CliRunner().invoke(app, arguments).stdout
