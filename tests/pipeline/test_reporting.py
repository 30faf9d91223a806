from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stance.corpus.exchange import Coded
from stance.corpus.parquet import write_answers, write_labelled
from stance.corpus.predictions import CSV_COLUMNS
from stance.errors import InputError, RecordError, StanceError
from stance.pipeline.given_answers import answers_on, holds_answers
from stance.pipeline.reporting import Sources, gather, report
from stance.pipeline.scorer import Scorer
from stance.report.page import Contents
from stance.report.rows import csv_lines, csv_row, json_line, statement_row
from stance.schema import Article, ScoredStatement, cut

Write = Callable[[str, str], Path]

STORY = """\
Council split over tram line

Mayor Ada Brenn told reporters she would back the tram line only if the state paid half.

Opposition leader Tor Vask rejected the tram line as a waste of public money 🚋.

"We want it," the traders' guild said, "and we want it soon."
"""
TRAM = "build the tram line"


@pytest.fixture
def story(write: Write) -> Path:
    return write("story.txt", STORY)


@pytest.fixture
def answers(small: Scorer) -> tuple[ScoredStatement, ...]:
    found = small.read(Article("story.txt", STORY), [TRAM]).statements
    assert len(found) >= 2
    return found


def as_jsonl(answers: tuple[ScoredStatement, ...]) -> str:
    return "".join(json_line(statement_row(item)) for item in answers)


def as_csv(answers: tuple[ScoredStatement, ...]) -> str:
    return csv_lines([CSV_COLUMNS, *(csv_row(statement_row(item)) for item in answers)])


def told(contents: Contents) -> list[tuple[object, ...]]:
    return [
        (
            item.statement.quote,
            item.statement.actor,
            item.statement.source_spans,
            item.statement.cue_spans,
            item.statement.content_spans,
            item.score.condition,
            item.score.abstained,
            *(round(value, 9) for value in item.score.probabilities.values()),
        )
        for item in contents.statements
    ]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_answers_with_their_articles_are_as_if_read_here(
    form: str, story: Path, answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    text = as_jsonl(answers) if form == "jsonl" else as_csv(answers)
    table = write(f"answers.{form}", text)
    back = gather(Sources([str(table)], articles=[str(story)]), small)
    here = gather(Sources([str(story)], proposals=[TRAM]), small)
    assert told(back) == told(here)
    assert back.deciding == here.deciding
    assert set(back.deciding) == set(range(len(answers)))
    assert back.articles["story.txt"].text == STORY
    for item in back.statements:
        assert cut(STORY, item.statement.content_spans) == item.statement.quote


def test_answers_in_parquet_are_told_and_joined(
    story: Path, answers: tuple[ScoredStatement, ...], small: Scorer, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    one, parts = tmp_path / "one.parquet", tmp_path / "answers"
    parts.mkdir()
    write_answers(answers, one)
    write_answers(answers[:1], parts / "part-0.parquet")
    write_answers(answers[1:], parts / "part-1.parquet")
    here = gather(Sources([str(story)], proposals=[TRAM]), small)
    for table in (one, parts):
        assert holds_answers(table)
        back = gather(Sources([str(table)], articles=[str(story)]), small)
        assert told(back) == told(here)
        assert back.deciding == here.deciding
    write_labelled([Coded(item.statement) for item in answers], one)
    assert not holds_answers(one)
    one.write_bytes(b"PAR1")
    assert not holds_answers(one)


def test_answers_alone_are_explained_only_where_this_model_answers_alike(
    answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    """Their cue and context are not in the table, so the model reads less than it did."""
    (quote,) = small.score_statements(
        [replace(answers[0].statement, cue="", context="", cue_spans=(), content_spans=())]
    )
    table = write("answers.jsonl", as_jsonl((*answers, quote)))
    found = gather(Sources([str(table)]), small)
    assert found.articles == {}
    assert set(found.deciding) == {len(answers)}


def test_another_models_answers_are_not_explained(
    story: Path, answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    other = tuple(
        replace(
            item,
            score=replace(
                item.score,
                probabilities=dict(
                    zip(
                        item.score.probabilities,
                        [*item.score.probabilities.values()][::-1],
                        strict=True,
                    )
                ),
            ),
        )
        for item in answers
    )
    table = write("answers.jsonl", as_jsonl(other))
    found = gather(Sources([str(table)], articles=[str(story)]), small)
    assert found.deciding == {}
    assert "deciding words are not known" in report(Sources([str(table)]), small).page


def test_an_altered_article_is_told_by_path_and_statement(
    answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    table = write("answers.jsonl", as_jsonl(answers))
    altered = write("story.txt", STORY.replace("Mayor Ada", "Mayoress Ada"))
    sources = Sources([str(table)], articles=[str(altered)])
    with pytest.raises(RecordError, match=r"answers\.jsonl: story\.txt:0: document 'story\.txt'"):
        gather(sources, small)
    short = write("short/story.txt", STORY[:60])
    with pytest.raises(RecordError, match=r"offsets beyond its text, which has 60 characters"):
        gather(Sources([str(table)], articles=[str(short)]), small)
    errors: list[StanceError] = []
    found = gather(replace(sources, on_error=errors.append), small)
    assert len(found.statements) == len(answers)
    assert len(errors) == len(found.skipped) == len(answers)
    assert found.statements[0].statement.content_spans == ()
    assert "give --articles the files that the answers were read from" in found.skipped[0]


def test_only_answers_toward_the_asked_proposals_are_kept(
    answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    other = replace(answers[0], statement=replace(answers[0].statement, proposal="close it"))
    table = write("answers.jsonl", as_jsonl((*answers, other)))
    found = gather(Sources([str(table)], proposals=["close it"]), small)
    assert [item.statement.proposal for item in found.statements] == ["close it"]
    assert found.unasked == len(answers)


def test_below_the_least_confidence_answers_are_abstentions(
    answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    table = write("answers.jsonl", as_jsonl(answers))
    found = gather(Sources([str(table)]), replace(small, min_confidence=1.0))
    assert all(item.score.abstained for item in found.statements)
    page = report(Sources([str(table)]), replace(small, min_confidence=1.0)).page
    assert f"{len(answers)} abstentions" in page


def test_articles_quotes_and_answers_together(
    story: Path, answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    table = write("answers.jsonl", as_jsonl(answers))
    quotes = write(
        "quotes.csv", f"quote,proposal,actor,cue\nno,{TRAM},Lin,said\nyes,close it,Lin,said\n"
    )
    found = gather(Sources([str(quotes), str(table), str(story)], articles=[str(story)]), small)
    documents = [item.statement.document for item in found.statements]
    assert documents[: len(answers)] == ["story.txt"] * len(answers)
    assert set(found.deciding) == set(range(len(found.statements)))
    lin = [item.statement for item in found.statements if item.statement.actor == "Lin"]
    assert [item.proposal for item in lin] == [TRAM, "close it"]


def test_quotes_without_a_proposal_are_put_to_each_that_is_asked(
    small: Scorer, write: Write
) -> None:
    quotes = write("quotes.csv", "quote,actor\nnever,Lin\n")
    found = gather(Sources([str(quotes)], proposals=[TRAM, "close it"]), small)
    assert [item.statement.proposal for item in found.statements] == [TRAM, "close it"]


def test_two_articles_of_one_name(small: Scorer, write: Write) -> None:
    rows = [{"document": "d", "text": "Ada agreed."}, {"document": "d", "text": "Ada refused."}]
    table = write("articles.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(RecordError, match=r"articles\.jsonl:2: a second article is called 'd'"):
        gather(Sources([str(table)], proposals=[TRAM]), small)
    errors: list[StanceError] = []
    found = gather(Sources([str(table)], proposals=[TRAM], on_error=errors.append), small)
    assert found.articles["d"].text == "Ada agreed."
    assert len(errors) == len(found.skipped) == 1


def test_articles_for_no_answers(story: Path, small: Scorer) -> None:
    with pytest.raises(InputError, match="--articles has nothing to join"):
        gather(Sources([str(story)], articles=[str(story)]), small)


def test_quotes_are_no_articles_behind_answers(
    answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    table = write("answers.jsonl", as_jsonl(answers))
    quotes = write("quotes.jsonl", '{"quote": "no"}\n')
    with pytest.raises(RecordError, match=r"quotes\.jsonl:1: .* is no article"):
        gather(Sources([str(table)], articles=[str(quotes)]), small)


def test_a_folder_lists_what_is_no_article(story: Path, small: Scorer, write: Write) -> None:
    write("notes.pdf", "%PDF-")
    told_of: list[Path] = []
    sources = Sources([str(story.parent)], proposals=[TRAM], on_skip=told_of.append)
    found = gather(sources, small)
    assert [Path(name).name for name in found.foreign] == ["notes.pdf"]
    assert [path.name for path in told_of] == ["notes.pdf"]


def stdin(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def test_standard_input_may_be_answers_or_an_article(
    answers: tuple[ScoredStatement, ...], small: Scorer
) -> None:
    piped = gather(Sources(["-"], stdin=stdin("\n" + as_jsonl(answers))), small)
    assert len(piped.statements) == len(answers)
    read = gather(Sources(["-"], stdin=stdin(STORY), proposals=[TRAM]), small)
    assert [item.statement.document for item in read.statements] == ["-"] * len(answers)
    with pytest.raises(InputError, match="answers in CSV are read from a file only"):
        gather(Sources(["-"], stdin=stdin(as_csv(answers))), small)
    with pytest.raises(RecordError, match=r"-:2: .*probabilities"):
        gather(Sources(["-"], stdin=stdin(as_jsonl(answers[:1]) + '{"quote": "x"}\n')), small)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.jsonl", '{"probabilities": {}}\n', True),
        ("a.jsonl", '\ufeff\n {"id": 1, "probabilities": 3}\n', True),
        ("a.jsonl", '{"quote": "q"}\n{"probabilities": {}}\n', False),
        ("a.jsonl", "[1]\n", False),
        ("a.jsonl", "{broken\n", False),
        ("a.jsonl", "[" * 100_000, False),
        ("a.jsonl", "", False),
        ("a.csv", "id,p_support,quote\n", True),
        ("a.csv", "\ufeffp_support\n", True),
        ("a.csv", "id,quote,proposal\n", False),
        ("a.csv", '"unclosed\n', False),
        ("a.txt", '{"probabilities": {}}\n', False),
    ],
)
def test_answers_are_told_by_their_first_row(
    write: Write, name: str, text: str, expected: bool
) -> None:
    assert holds_answers(write(name, text)) is expected
    assert holds_answers(Path("absent.jsonl")) is False
    if name == "a.jsonl":
        stream = stdin(text)
        assert answers_on(stream) is expected
        assert stream.tell() == 0


def test_a_row_that_is_no_answer_is_an_error_or_listed(
    answers: tuple[ScoredStatement, ...], small: Scorer, write: Write
) -> None:
    table = write("answers.jsonl", as_jsonl(answers) + '{"quote": "q", "proposal": "p"}\n')
    with pytest.raises(RecordError, match=rf"answers\.jsonl:{len(answers) + 1}: "):
        gather(Sources([str(table)]), small)
    errors: list[StanceError] = []
    found = gather(Sources([str(table)], on_error=errors.append), small)
    assert len(found.statements) == len(answers)
    assert found.skipped == (str(errors[0]),)
