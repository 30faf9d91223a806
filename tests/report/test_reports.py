from __future__ import annotations

import csv
import io
import json

from rich.console import Console, RenderableType

from stance.corpus.predictions import CSV_COLUMNS
from stance.model.explain import Contribution, Explanation
from stance.pipeline.training import Trained
from stance.report.card import interval, render_card, table
from stance.report.rows import (
    attribution_row,
    csv_lines,
    csv_row,
    explanation_row,
    json_line,
    statement_row,
)
from stance.report.terminal import (
    assessment_tables,
    explanation_table,
    matrix_table,
    statements_table,
)
from stance.schema import (
    LABELS,
    Actor,
    Attribution,
    Condition,
    Score,
    ScoredStatement,
    Span,
    Stance,
    Statement,
)
from stance.summary.matrix import summarise

SCORED = ScoredStatement(
    Statement(
        'only "if, and when" it is paid',
        "build the bridge",
        id="a:0",
        document="a",
        actor="Ada Brenn",
        actor_mention="she",
        cue="said",
        source_spans=(Span(0, 3),),
        cue_spans=(Span(4, 8),),
        content_spans=(Span(9, 20), Span(30, 49)),
    ),
    Score(
        dict(zip(LABELS, (0.1, 0.1, 0.6, 0.1, 0.1), strict=True)),
        condition=Condition("if, and\nwhen", 15, 27),
    ),
)
WITHHELD = ScoredStatement(
    Statement("[red]x[/red]" * 40, "build it", actor="[b]Lin"),
    Score(dict.fromkeys(LABELS, 0.2), abstained=True),
)


def shown(part: RenderableType, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    console.print(part)
    stream = console.file
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def test_a_statements_row() -> None:
    row = statement_row(SCORED)
    assert row["content"] == [[9, 20], [30, 49]]
    assert row["condition"] == {"text": "if, and\nwhen", "start": 15, "end": 27}
    assert row["stance"] == "conditional"
    assert json.loads(json_line(row)) == row
    assert json_line(row).count("\n") == 1


def test_an_abstention_is_uncertain_with_its_probabilities() -> None:
    row = statement_row(WITHHELD)
    assert row["stance"] == "uncertain"
    assert row["condition"] is None
    assert sum(row["probabilities"].values()) == 1.0


def test_csv_survives_quotes_commas_and_line_breaks() -> None:
    text = csv_lines([CSV_COLUMNS, csv_row(statement_row(SCORED))])
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["quote"] == SCORED.statement.quote
    assert row["condition_text"] == "if, and\nwhen"
    assert json.loads(row["content"]) == [[9, 20], [30, 49]]
    assert float(row["p_conditional"]) == 0.6
    assert csv_row(statement_row(WITHHELD))[-3:] == ["", "", ""]


def test_an_attributions_row() -> None:
    attribution = Attribution((Span(0, 3),), (Span(4, 8),), (Span(9, 12),))
    row = attribution_row("a", "Ada said yes", attribution, Actor("Ada Brenn"))
    assert row == {
        "document": "a",
        "source": [[0, 3]],
        "cue": [[4, 8]],
        "content": [[9, 12]],
        "actor": "Ada Brenn",
        "actor_mention": "Ada",
    }


EXPLANATION = Explanation(
    Stance.SUPPORT,
    1.0,
    0.5,
    (
        Contribution("x", "quote", "quote", 0, 4, "only", 0.75),
        Contribution("y", "cue", "cue", 0, 4, "said", -0.25),
    ),
)


def test_an_explanations_row_sums() -> None:
    row = explanation_row(SCORED, EXPLANATION)
    assert row["intercept"] + sum(item["weight"] for item in row["contributions"]) == row["logit"]
    assert [item["feature"] for item in row["contributions"]] == ["x", "y"]


def test_tables_show_what_they_are_given_and_read_no_markup() -> None:
    matrix = shown(matrix_table(summarise([SCORED])))
    assert "Ada Brenn" in matrix
    assert "conditional 0.60 ×1" in matrix
    statements = shown(statements_table([SCORED, WITHHELD]), width=160)
    assert "she said: only" in statements
    assert "if: if, and when" in statements
    assert "[b]Lin" in statements
    assert "[red]x[/red]" in statements
    assert "uncertain 0.20" in statements
    assert "…" in statements
    explained = shown(explanation_table(SCORED, EXPLANATION))
    assert "+0.750" in explained
    assert "-0.250" in explained


def test_an_actor_that_contradicts_itself_is_marked() -> None:
    sides = [
        ScoredStatement(
            Statement("q", "p", actor="Lin"),
            Score(dict(zip(LABELS, values, strict=True))),
        )
        for values in ((0.9, 0.1, 0, 0, 0), (0.1, 0.9, 0, 0, 0))
    ]
    assert "contradicts itself" in shown(matrix_table(summarise(sides)))


def test_many_proposals_are_listed_below_each_other() -> None:
    many = [
        ScoredStatement(
            Statement("q", f"build bridge number {number}", actor="Lin"),
            Score(dict(zip(LABELS, (0.9, 0.1, 0, 0, 0), strict=True))),
        )
        for number in range(30)
    ]
    text = shown(matrix_table(summarise(many)), width=60)
    assert all(f"build bridge number {number}" in text for number in range(30))


def test_assessment_tables_have_every_figure(trained: Trained) -> None:
    text = "".join(shown(part, 130) for part in assessment_tables(trained.assessment))
    five = trained.assessment.five
    for name, item in five.items():
        assert name in text
        assert str(item.kappa) in text
    for label in five["stance"].labels:
        assert str(label.f1) in text
    assert "expected calibration error" in text


def test_the_card_tells_data_figures_and_limits(trained: Trained) -> None:
    from stance.model.parts import to_parts

    manifest = {"name": "small", **to_parts(trained.model).manifest, **trained.manifest}
    card = render_card(manifest)
    kappa = trained.manifest["figures"]["five"]["stance"]["kappa"]
    assert interval(kappa) in card
    for words in ("majority", "text only", "--min-confidence", "what not", "Libraries"):
        assert words in card
    assert f"{trained.manifest['data']['statements']:,} statements" in card


def test_markdown_tables() -> None:
    assert table(("a", "b"), [(1234, "x")]) == ["| a | b |", "|---|---|", "| 1,234 | x |"]
