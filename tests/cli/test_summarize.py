from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from stance.cli import app
from stance.corpus.dna.events import read_events
from stance.corpus.predictions import CSV_COLUMNS
from stance.report.rows import csv_lines, csv_row, json_line, statement_row
from stance.schema import ScoredStatement, Stance

Said = Callable[..., ScoredStatement]
Write = Callable[[str, str], Path]

LONG = "a bridge is what these islands have needed for a hundred years"


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(
        app, ["summarize", *map(str, arguments)], input=stdin, catch_exceptions=False
    )


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def cells(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture
def items(said: Said) -> list[ScoredStatement]:
    yes, no = (0.8, 0.1, 0.1, 0.0, 0.0), (0.1, 0.8, 0.1, 0.0, 0.0)
    person = {"actor_kind": "person", "country": "Norland"}
    return [
        said("Brenn", "x", yes, id="s1", date="2031-03-01", document="a", **person),
        said("Brenn", "x", no, id="s2", date="2031-05-20", document="b", **person),
        said("Vask", "x", no, id="s3", date="2031-05-20", document="b", quote=LONG),
        said("Vask", "x", no, id="s4", date="2031-05-21", document="c", quote=LONG),
        said("Vask", "y", Stance.CONDITIONAL, id="s5", date="soon", document="d"),
        said("Odile", "y", Stance.UNRELATED, id="s6", document="d"),
        said("Odile", "y", (0.3, 0.3, 0.2, 0.1, 0.1), id="s7", document="d", abstained=True),
    ]


def jsonl(items: Sequence[ScoredStatement]) -> str:
    return "".join(json_line(statement_row(item)) for item in items)


@pytest.fixture
def path(items: list[ScoredStatement], write: Write) -> Path:
    return write("answers.jsonl", jsonl(items))


def test_the_matrix_with_its_intervals(path: Path) -> None:
    result = run(path)
    assert result.exit_code == 0
    assert "support +0.00" in result.stdout
    assert "×2/2 (contradicts itself)" in result.stdout
    assert "oppose -0.70 [" in result.stdout
    assert "3 of 7 answers left out: 1 uncertain, 1 unrelated, 1 copied" in result.stderr


def test_an_actor_without_a_country_is_not_unattributed(path: Path) -> None:
    stderr = run(path, "--group", "country", "--wire-copies").stderr
    assert "5 of 7 answers left out: 1 uncertain, 1 unrelated, 3 without a country\n" in stderr
    stderr = run(path, "--group", "kind", "--network", "two-mode").stderr
    assert "5 of 7 answers left out: 1 uncertain, 1 unrelated, 3 without a kind of actor" in stderr


def test_json_lines_and_csv_say_the_same(path: Path) -> None:
    rows = lines(run(path, "--format", "jsonl"))
    table = cells(run(path, "--format", "csv"))
    assert [row["actor"] for row in rows] == ["Brenn", "Vask", "Vask"]
    for row, cell in zip(rows, table, strict=True):
        assert float(cell["position"]) == row["position"]
        assert json.loads(cell["statements"]) == row["statements"]
        assert (cell["actor_kind"], cell["country"]) == (row["actor_kind"], row["country"])
        for label, share in row["probabilities"].items():
            assert float(cell[f"p_{label}"]) == share
    assert rows[0]["supporting"] == ["s1"]


def test_several_files_of_both_formats_and_standard_input(
    items: list[ScoredStatement], write: Write
) -> None:
    first = write("one.jsonl", jsonl(items[:1]))
    second = write(
        "two.csv",
        csv_lines([CSV_COLUMNS, *(csv_row(statement_row(item)) for item in items[1:2])]),
    )
    result = run(first, "-", second, "--format", "jsonl", stdin=jsonl(items[2:3]))
    assert [(row["actor"], row["statements"]) for row in lines(result)] == [
        *(("Brenn", ["s1", "s2"]), ("Vask", ["s3"]))
    ]


def test_what_predict_writes_is_read(model_folder: Path, write: Write, tmp_path: Path) -> None:
    quotes = write(
        "quotes.csv",
        "quote,proposal,actor,date\nwe reject it,sign the deal,Ada Brenn,2031-05-20\n"
        "we welcome it,sign the deal,Tor Vask,2031-05-21\n",
    )
    for ending in ("jsonl", "csv"):
        answers = tmp_path / f"answers.{ending}"
        arguments = ["predict", quotes, "--model", model_folder, "--output", answers]
        done = CliRunner().invoke(app, [*map(str, arguments), "--format", ending])
        assert done.exit_code == 0
        rows = lines(run(answers, "--by", "month", "--format", "jsonl"))
        assert {(row["period"], row["actor"]) for row in rows} <= {
            *(("2031-05", "Ada Brenn"), ("2031-05", "Tor Vask"))
        }
        assert rows


def test_only_the_proposals_that_are_asked_for(path: Path) -> None:
    rows = lines(run(path, "--proposal", "y", "--format", "jsonl"))
    assert [(row["actor"], row["proposal"]) for row in rows] == [("Vask", "y")]
    result = run(path, "--proposal", "z")
    assert result.exit_code == 1
    assert "--proposal 'z' is in no answer; there are 'x', 'y'" in result.stderr


def test_periods_and_what_has_none(path: Path) -> None:
    result = run(path, "--by", "month", "--format", "jsonl")
    rows = lines(result)
    assert [(row["period"], row["actor"], row["statements"]) for row in rows] == [
        ("2031-03", "Brenn", ["s1"]),
        ("2031-05", "Brenn", ["s2"]),
        ("2031-05", "Vask", ["s3"]),
        ("undated", "Vask", ["s5"]),
    ]
    assert "1 undated (no ISO date that tells the period): s5" in result.stderr


def test_changes_alone_and_below_the_table(path: Path) -> None:
    (row,) = lines(run(path, "--by", "month", "--changes", "--format", "jsonl"))
    assert (row["actor"], row["statements_before"], row["statements_after"]) == (
        *("Brenn", ["s1"], ["s2"]),
    )
    (cell,) = cells(run(path, "--by", "month", "--changes", "--format", "csv"))
    assert float(cell["difference"]) == row["difference"]
    table = run(path, "--by", "month").stdout
    assert table.index("position [95 % interval]") < table.index("changes of stance")
    assert "position" not in run(path, "--by", "month", "--changes").stdout


def test_counting_rules(path: Path) -> None:
    def counts(*options: str) -> list[int]:
        return [row["n"] for row in lines(run(path, "--format", "jsonl", *options))]

    assert counts() == [2, 1, 1]
    assert counts("--wire-copies") == [2, 2, 1]
    assert counts("--wire-copies", "--duplicates", "year") == [2, 1, 1]
    (row,) = lines(run(path, "--group", "country", "--format", "jsonl"))
    assert (row["country"], row["n"]) == ("Norland", 2)
    (row,) = lines(run(path, "--group", "kind", "--format", "jsonl"))
    assert row["actor_kind"] == "person"
    hard = lines(run(path, "--count", "argmax", "--format", "jsonl"))
    assert [row["position"] for row in hard] == [0, -1, 0]


# Networks


def test_a_two_mode_network_in_dnas_csv(path: Path) -> None:
    result = run(path, "--network", "two-mode", "--count", "argmax", "--format", "matrix")
    assert result.stdout == '"";"x";"y"\n"Brenn";0;0\n"Vask";-1;0'
    combined = run(path, "--network", "two-mode", "--qualifier", "combine", "--format", "matrix")
    assert combined.stdout == '"";"x";"y"\n"Brenn";3;0\n"Vask";2;4'
    support = run(
        *(path, "--network", "two-mode", "--conditional", "support", "--count", "argmax"),
        *("--normalization", "activity", "--format", "matrix"),
    )
    assert support.stdout.endswith('"Vask";-0.500000;0.500000')


def test_a_one_mode_network_as_rows(path: Path) -> None:
    result = run(
        *(path, "--network", "one-mode-actors", "--qualifier", "conflict", "--format", "jsonl"),
    )
    *nodes, edge = lines(result)
    assert [node["node"] for node in nodes] == ["Brenn", "Vask"]
    assert (edge["source"], edge["target"], edge["sign"]) == ("Brenn", "Vask", "negative")
    assert edge["value"] == pytest.approx(0.8 * 0.8 + 0.1 * 0.1 + 0.1 * 0.8 + 0.8 * 0.1)
    assert edge["argmax"] == 1
    assert edge["low"] <= edge["value"] <= edge["high"]
    (cell,) = cells(
        run(path, "--network", "one-mode-actors", "--qualifier", "conflict", "--format", "csv")
    )
    assert float(cell["value"]) == edge["value"]
    assert json.loads(cell["statements"]) == edge["statements"] == ["s1", "s2", "s3"]


def test_a_network_as_a_table(path: Path) -> None:
    shown = run(path, "--network", "one-mode-proposals", "--qualifier", "ignore").stdout
    assert "+1.00 [" in shown or "+0.90 [" in shown


def test_graphml_and_isolates(path: Path) -> None:
    def names(*options: str) -> list[str | None]:
        result = run(path, "--network", "two-mode", "--format", "graphml", *options)
        root = ElementTree.fromstring(result.stdout)
        return [data.text for data in root.iter() if data.get("key") == "name"]

    assert names() == ["Brenn", "Vask", "x", "y"]
    assert names("--isolates") == ["Brenn", "Odile", "Vask", "x", "y"]


def test_networks_over_time_go_to_a_file_each(path: Path, tmp_path: Path) -> None:
    output = tmp_path / "net.graphml"
    arguments = (path, "--network", "two-mode", "--format", "graphml")
    result = run(*arguments, "--by", "month", "--output", output)
    assert result.exit_code == 0
    assert {item.name for item in tmp_path.glob("net*")} == {
        *("net 1 2031-03.graphml", "net 2 2031-05.graphml")
    }
    windows = run(
        *(path, "--network", "two-mode", "--window", "months", "--window-size", 2),
        *("--format", "matrix", "--output", tmp_path / "w.csv"),
    )
    assert windows.exit_code == 0
    assert "1 undated (no ISO date that tells the period): s5\n" in windows.stderr
    assert "2 after the last whole window: s2, s3\n" in windows.stderr
    assert {item.name for item in tmp_path.glob("w*")} == {
        "w 1 2031-03-01 2031-04-30.csv",
    }
    refused = run(*arguments, "--by", "month")
    assert refused.exit_code == 1
    assert "2 networks in graphml need a file each; give --output NAME" in refused.stderr


def test_networks_over_time_in_one_file_of_rows(path: Path) -> None:
    result = run(
        *(path, "--network", "two-mode", "--window", "events", "--window-size", "2"),
        *("--format", "csv"),
    )
    assert [(row["period"], row["source"], row["statements"]) for row in cells(result)] == [
        ("2031-03-01/2031-05-20", "Brenn", '["s1", "s2"]'),
        ("2031-03-01/2031-05-20", "Vask", '["s3"]'),
        ("2031-05-20/2031-05-20", "Brenn", '["s2"]'),
        ("2031-05-20/2031-05-20", "Vask", '["s3"]'),
    ]
    assert "s5" in result.stderr


def test_the_statements_that_count_as_dnas_event_list(path: Path, tmp_path: Path) -> None:
    output = tmp_path / "events.csv"
    result = run(path, "--network", "two-mode", "--format", "events", "--output", output)
    assert result.exit_code == 0, result.stderr
    found = read_events(output)
    assert [
        (item.statement.actor, item.statement.proposal, item.statement.stance, item.statement.date)
        for item in found.coded
    ] == [
        ("Vask", "y", Stance.CONDITIONAL, ""),
        ("Brenn", "x", Stance.SUPPORT, "2031-03-01"),
        ("Brenn", "x", Stance.OPPOSE, "2031-05-20"),
        ("Vask", "x", Stance.OPPOSE, "2031-05-20"),
    ]
    assert [item.statement.quote for item in found.coded][3] == LONG
    assert "3 of 7 answers left out: 1 uncertain, 1 unrelated, 1 copied" in result.stderr
    assert "dropped: statements: a model's answers are written without" in result.stderr
    assert "changed: document 'd': the date 'soon': written as 1970-01-01" in result.stderr
    assert "things did not come over unchanged:" in result.stderr


def test_event_lists_over_time_and_on_standard_output(path: Path, tmp_path: Path) -> None:
    arguments = (path, "--network", "two-mode", "--format", "events")
    result = run(*arguments, "--by", "month", "--output", tmp_path / "e.csv")
    assert result.exit_code == 0, result.stderr
    counts = {item.name: len(read_events(item).coded) for item in tmp_path.glob("e *")}
    assert counts == {"e 1 2031-03.csv": 1, "e 2 2031-05.csv": 2}
    shown = run(*arguments, "--wire-copies").stdout
    assert shown.startswith('"statement_id";"time";"person"')
    assert shown.count("\n") == 5
    before = path.read_text(encoding="utf-8")
    refused = run(*arguments, "--output", path)
    assert refused.exit_code == 1
    assert "is an input too" in refused.stderr
    assert path.read_text(encoding="utf-8") == before


def test_an_event_list_of_nothing_is_refused(items: list[ScoredStatement], write: Write) -> None:
    path = write("answers.jsonl", jsonl(items[5:]))
    result = run(path, "--network", "two-mode", "--format", "events")
    assert result.exit_code == 1
    assert "2 of 2 answers left out" in result.stderr
    assert "nothing to write: no statement" in result.stderr


# Mistakes


@pytest.mark.parametrize(
    ("options", "message"),
    {
        ("--qualifier", "ignore"): "--qualifier is for networks; add --network two-mode",
        ("--conditional", "own"): "--conditional is for networks",
        ("--normalization", "no"): "--normalization is for networks",
        ("--window", "days"): "--window is for networks",
        ("--isolates",): "--isolates is for networks",
        ("--format", "graphml"): "--format graphml is for networks",
        ("--format", "matrix"): "--format matrix is for networks",
        ("--format", "events"): "--format events is for networks",
        ("--network", "one-mode-actors", "--format", "events"): "events is for --network two-mode",
        ("--network", "two-mode", "--group", "kind", "--format", "events"): "and --group actor",
        ("--changes",): "--changes needs --by",
        ("--network", "two-mode", "--by", "day", "--changes"): "--changes needs --by and is not",
        ("--network", "two-mode", "--window-size", "3"): "--window-size needs --window",
        ("--network", "two-mode", "--window", "days", "--by", "day"): "give one of them",
        ("--network", "two-mode", "--window", "events"): "a window of 1 events; allowed is 2",
        ("--network", "two-mode", "--window", "days", "--window-size", "0"): "a window of 0 days",
        ("--network", "two-mode", "--qualifier", "conflict"): "allowed are ignore, combine, subtr",
        ("--network", "one-mode-actors", "--qualifier", "combine"): "allowed are ignore, congru",
        ("--network", "one-mode-actors", "--normalization", "activity"): "average, jaccard, cos",
        (
            *("--network", "two-mode", "--qualifier", "combine", "--normalization", "activity"),
        ): "combine gives codes",
    }.items(),
    ids=" ".join,
)
def test_what_does_not_go_together_is_refused(
    options: tuple[str, ...], message: str, path: Path
) -> None:
    result = run(path, *options)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert message in result.stderr
    assert result.stdout == ""


def test_an_unknown_choice_lists_the_known(path: Path) -> None:
    result = run(path, "--by", "decade")
    assert result.exit_code == 2
    assert "'day', 'week', 'month', 'year'" in result.stderr.replace("\n", " ")


def test_a_bad_row_stops_with_its_place_and_writes_nothing(path: Path, tmp_path: Path) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write('{"quote": "so"}\n')
    output = tmp_path / "out.csv"
    result = run(path, "--format", "csv", "--output", output)
    assert result.exit_code == 1
    assert f"{path}:8: probabilities: expected all of support" in result.stderr
    assert not output.exists()


def test_a_bad_row_may_be_passed_over_and_is_listed(path: Path) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write("nonsense\n")
    result = run(path, "missing.jsonl", "--on-error", "skip", "--format", "jsonl")
    assert len(lines(result)) == 3
    assert f"skipped: {path}:8: column 1" in result.stderr
    assert "skipped: missing.jsonl: no such file" in result.stderr
    assert "2 inputs skipped" in result.stderr


def test_files_that_are_no_answers(write: Write) -> None:
    for name, text, message in [
        ("empty.jsonl", "", "is empty"),
        ("quotes.csv", "quote,proposal\nso,x\n", "the header lacks a column"),
        ("article.txt", "Once upon a time", "is no table"),
        ("quotes.jsonl", '{"quote": "so", "proposal": "x"}\n', "stance predict"),
    ]:
        result = run(write(name, text))
        assert result.exit_code == 1, name
        assert message in result.stderr
    result = run("-", stdin="")
    assert result.exit_code == 1
    assert "-: is empty" in result.stderr


def test_nothing_that_counts_is_no_failure(items: list[ScoredStatement], write: Write) -> None:
    path = write("answers.jsonl", jsonl(items[5:]))
    for options in (
        (),
        ("--by", "day"),
        ("--network", "two-mode"),
        ("--network", "one-mode-actors", "--format", "graphml"),
        ("--network", "two-mode", "--format", "matrix"),
        ("--format", "csv"),
    ):
        result = run(path, *options)
        assert result.exit_code == 0, options
        assert "2 of 2 answers left out: 1 uncertain, 1 unrelated" in result.stderr


def test_networks_over_time_of_nothing_dated_are_none(
    items: list[ScoredStatement], write: Write, tmp_path: Path
) -> None:
    path = write("answers.jsonl", jsonl(items[4:5]))
    for options in (("--by", "day"), ("--window", "days")):
        for format in ("graphml", "csv", "table"):
            result = run(path, "--network", "two-mode", *options, "--format", format)
            assert result.exit_code == 0
            assert "1 undated" in result.stderr


def test_all_skipped_is_a_failure(write: Write) -> None:
    result = run(write("bad.jsonl", "nonsense\n"), "--on-error", "skip")
    assert result.exit_code == 1


def test_an_output_that_is_an_input_is_refused(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    result = run(path, "--format", "jsonl", "--output", path)
    assert result.exit_code == 1
    assert path.read_text(encoding="utf-8") == before
