"""Every format: what is written comes back, what it cannot hold is named, bad files are refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from invented import alike, collections
from read_cases import CASES, expected, shown

import stance.corpus
from stance.corpus.exchange import Coded, Collection, Fate, Format, Loss, reasons
from stance.corpus.formats import (
    FORMATS,
    convert,
    detect,
    named,
    read_collection,
    write_collection,
)
from stance.corpus.holding import fit
from stance.corpus.jsonl import spanned_statement
from stance.errors import InputError, StanceError
from stance.schema import Article, Condition, Score, Span, Stance, Statement

Write = Callable[[str, str], Path]

BOTH = [each for each in FORMATS.values() if each.read and each.write and each.holds]
READ_ONLY = ("answers", "layer")
NAMES = {
    "label-studio": "out.json",
    "brat": "project",
    "csv": "out.csv",
    "tsv": "out.tsv",
}


def path_for(format: Format, folder: Path) -> Path:
    return folder / NAMES.get(format.name, "out.jsonl")


def titled(format: Format) -> str:
    return format.name


def back(format: Format, collection: Collection, folder: Path) -> tuple[Collection, list[Loss]]:
    """The collection after it was written and read again, and what writing lost."""
    path = path_for(format, folder)
    losses = write_collection(collection, path, format.name)
    return read_collection(path, format.name), list(losses)


@pytest.mark.parametrize("format", BOTH, ids=titled)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(collection=collections())
def test_what_is_written_comes_back_but_for_the_losses_it_names(
    format: Format, collection: Collection, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert format.holds
    fitted = fit(collection, format.holds, format.title)
    if not fitted.collection.articles and not fitted.collection.coded:
        return
    found, losses = back(format, collection, tmp_path_factory.mktemp("back"))
    headlines = [loss for loss in losses if loss not in fitted.losses]
    if headlines:  # only the items' own loss comes from writing
        assert format.name == "items"
        return
    assert alike(found, fitted.collection)
    assert found.losses == ()


@pytest.mark.parametrize("format", BOTH, ids=titled)
@settings(deadline=None)
@given(collection=collections())
def test_a_fitted_collection_loses_nothing_more(format: Format, collection: Collection) -> None:
    assert format.holds
    fitted = fit(collection, format.holds, format.title)
    again = fit(fitted.collection, format.holds, format.title)
    assert again.losses == ()
    assert again.collection == fitted.collection


@pytest.mark.parametrize(
    "format", [each for each in BOTH if each.holds and each.holds.texts], ids=titled
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("ab 🚢é\r\n\t", min_size=1, max_size=9).filter(str.strip), data=st.data())
def test_spans_of_any_text_come_back_or_are_listed(
    format: Format, text: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Also those that the words they cover could not tell from others: never silently wrong."""
    places = st.integers(0, len(text) - 1)
    start = data.draw(places)
    end = data.draw(st.integers(start + 1, len(text)))
    item = Coded(
        spanned_statement(
            text,
            id_="s1",
            document="d",
            source=(),
            cue=(),
            content=(Span(start, end),),
            condition=(),
            proposal="p",
            stance=Stance.OPPOSE,
        )
    )
    given = Collection({"d": Article("d", text)}, (item,))
    found, _ = back(format, given, tmp_path_factory.mktemp("any"))
    if found.coded:
        quote = found.coded[0].statement.quote
        assert (quote.strip(), found.coded[0].statement.stance) == (
            item.statement.quote.strip(),
            Stance.OPPOSE,
        )
    else:
        assert any(loss.fault for loss in found.losses)


TEXT = 'Tolls\n\nMayor Ada Brik backed the toll, "if\nthe ferry stays", she said.'
ARTICLE = Article("a1", TEXT, "2031-05-04", Span(0, 5), (Span(7, len(TEXT)),))


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def statement(id_: str, stance: Stance | None) -> Statement:
    found = spanned_statement(
        TEXT,
        id_=id_,
        document="a1",
        source=(span("Mayor Ada Brik"),),
        cue=(span("said"),),
        content=(span("backed the toll"), span("if\nthe ferry stays")),
        condition=(span("if\nthe ferry stays"),) if stance is Stance.CONDITIONAL else (),
        proposal="charge a toll",
        stance=stance,
        actor="Ada Brik",
        actor_kind="person",
        date="2031-05-04",
    )
    return replace(found, country="Fennmark")


SHARES = dict(zip(Stance, (0.6, 0.1, 0.1, 0.1, 0.1), strict=True))
QUOTE = Statement(
    "No tolls.", "charge a toll", "q1", "d2", "Tor Velm", "Tor Velm", stance=Stance.OPPOSE
)
WHOLE = Collection(
    {"a1": ARTICLE},
    (
        Coded(statement("s1", Stance.CONDITIONAL), "anna"),
        Coded(statement("s1", None), "bert"),
        Coded(statement("s2", None), "mill-2", Score(SHARES, Condition("if", 41, 43))),
        Coded(QUOTE, "anna"),
    ),
)
TEXTLESS = {
    "dropped: article a1: {} has no place for an article's text, nor for offsets in it"
    " (3 statements come over as quotes)",
    "changed: a1: statement s1, coder anna: {} has no place for the clause of a condition"
    " (if\nthe ferry stays)",
    "changed: a1: statement s1, coder anna: without the text there is no place for how it names"
    " the actor there (Mayor Ada Brik for Ada Brik)",
    "changed: a1: statement s1, coder bert: without the text there is no place for how it names"
    " the actor there (Mayor Ada Brik for Ada Brik)",
    "changed: a1: statement s2, coder mill-2: without the text there is no place for how it names"
    " the actor there (Mayor Ada Brik for Ada Brik)",
}
SCORELESS = (
    "changed: a1: statement s2, coder mill-2: {} has no place for a model's answer; it comes over"
    " uncoded (support 0.60)"
)
LOOSELESS = (
    "dropped: d2: statement q1, coder anna: {} has no place for a statement without its article's"
    " text"
)
CANNOT_HOLD = {
    "items": {LOOSELESS},
    "jsonl": {*TEXTLESS, SCORELESS},
    "csv": {*TEXTLESS, SCORELESS},
    "tsv": {*TEXTLESS, SCORELESS},
    "label-studio": set[str](),
    "doccano": set[str](),
    "prodigy": set[str](),
    "brat": {
        LOOSELESS,
        "changed: article a1: {} has no place for an article's date (2031-05-04)",
        "changed: article a1: {} has no place for an article's headline ([0, 5])",
    },
}


@pytest.mark.parametrize("format", BOTH, ids=titled)
def test_what_each_format_cannot_hold_is_named(format: Format, tmp_path: Path) -> None:
    found, losses = back(format, WHOLE, tmp_path)
    assert {str(loss) for loss in losses} == {
        each.format(format.title) for each in CANNOT_HOLD[format.name]
    }
    assert len(losses) == len(set(losses))
    assert not any(loss.fault for loss in losses)
    kept = {(item.statement.id, item.coder): item for item in found.coded}
    assert kept["s1", "anna"].statement.stance is Stance.CONDITIONAL
    # Not coded yet: neither neutral nor unrelated, and never the model's own answer.
    assert kept["s1", "bert"].statement.stance is None
    assert kept["s2", "mill-2"].statement.stance is None


def test_every_format_that_is_written_has_its_losses_listed() -> None:
    assert set(CANNOT_HOLD) == {format.name for format in BOTH}
    assert all(FORMATS[name].write is None for name in READ_ONLY)


@pytest.mark.parametrize("label", [None, *Stance])
@pytest.mark.parametrize("format", BOTH, ids=titled)
def test_no_label_turns_into_another(format: Format, label: Stance | None, tmp_path: Path) -> None:
    item = Coded(statement("s1", label), "anna")
    found, _ = back(format, Collection({"a1": ARTICLE}, (item,)), tmp_path)
    assert [each.statement.stance for each in found.coded] == [label]


@pytest.mark.parametrize("format", BOTH, ids=titled)
def test_a_chain_of_all_formats_keeps_the_statements(format: Format, tmp_path: Path) -> None:
    """Written by one, read, written by another, and back: once fitted nothing changes."""
    first, _ = back(format, WHOLE, tmp_path)
    for number, other in enumerate(BOTH):
        if other.holds and format.holds and other.holds.texts == format.holds.texts:
            folder = tmp_path / f"{number}"
            folder.mkdir()
            second, _ = back(other, first, folder)
            wanted = fit(first, other.holds, other.title).collection
            assert alike(second, wanted)


HOSTILE: dict[str, bytes | str] = {
    "empty": b"",
    "blank": b" \n\n",
    "truncated": b'{"text": "No tolls.", "statements": [{"id": "s1", "conte',
    "no object": b"[1, 2, 3]\n",
    "a number": b"17\n",
    "a text": b'"No tolls."\n',
    "null": b"null\n",
    "NaN": b'{"text": NaN}\n',
    "UTF-16": '{"text": "No tolls."}\n'.encode("utf-16"),
    "Latin-1": b'{"text": "caf\xe9"}\n',
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "NUL": b'{"text": "a\0b"}\n',
    "half a pair": b'{"text": "No \\ud83d tolls.", "spans": [], "label": [], "statements": []}\n',
    "deep": b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "twice": b'{"text": "a", "text": "b", "quote": "a", "quote": "b"}\n',
    "long number": b'{"text": "a", "id": ' + b"9" * 5000 + b"}\n",
    "no fields": b"{}\n",
    "other columns": b"one,two\n1,2\n",
    "an open quote": b'quote,proposal\n"No tolls,build\n',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", [*sorted({*CANNOT_HOLD} - {"brat"}), *READ_ONLY])
def test_hostile_files_are_refused_or_listed_and_nothing_is_written(
    name: str, content: bytes, tmp_path: Path
) -> None:
    format = FORMATS[name]
    path = tmp_path / f"in{format.endings[0]}"
    path.write_bytes(content)
    given = {"a": Article("a", "No tolls.")} if format.read_with else {}
    target = tmp_path / "out.tsv"
    for skip in (False, True):
        with pytest.raises(StanceError) as caught:
            convert(path, target, source_format=name, articles=given, skip_faults=skip)
        assert str(path) in str(caught.value)
        assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("format", BOTH, ids=titled)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), collection=collections())
def test_a_file_cut_off_or_altered_is_no_traceback(
    format: Format,
    data: st.DataObject,
    collection: Collection,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = path_for(format, tmp_path_factory.mktemp("cut"))
    assert format.holds
    fitted = fit(collection, format.holds, format.title).collection
    assume(fitted.articles or fitted.coded)
    write_collection(collection, path, format.name)
    files = sorted(each for each in path.rglob("*.*") if each.is_file()) or [path]
    file = data.draw(st.sampled_from(files))
    content = file.read_bytes()
    place = data.draw(st.integers(0, len(content)))
    wrong = data.draw(st.sampled_from([b"", b"\0", b"\xff", b'"', b"}", b"\t", b"-9", b"[["]))
    file.write_bytes(content[:place] + wrong + content[place + data.draw(st.integers(0, 9)) :])
    with suppress(StanceError):
        read_collection(path, format.name)


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 3.5, 10**30, "", "x", "conditional", [], [[]], [3, 1], {}, {"a": []}]
)


def altered(value: Any, draw: Callable[..., Any], depth: int = 0) -> Any:
    """The value with one thing within it, however deep, made another."""
    keys: list[Any] = []
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys or draw(st.integers(0, 3 + depth)) == 0:
        return draw(JUNK)
    key = draw(st.sampled_from(keys))
    found = value.copy()
    found[key] = altered(found[key], draw, depth + 1)
    return found


SAMPLES = [
    "labelstudio/export.json",
    "labelstudio/whole.json",
    "doccano/relations.jsonl",
    "doccano/spans.jsonl",
    "doccano/classes.jsonl",
    "prodigy/relations.jsonl",
    "prodigy/choices.jsonl",
    "items/items.jsonl",
    "rows/rows.jsonl",
    "answers/answers.jsonl",
]


@pytest.mark.parametrize("name", SAMPLES)
@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_a_value_of_another_type_is_no_traceback(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = (CASES / name).read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("types") / Path(name).name
    is_lines = path.suffix == ".jsonl"
    value = [json.loads(line) for line in text.splitlines()] if is_lines else json.loads(text)
    changed = altered(value, data.draw)
    if is_lines:
        rows = changed if isinstance(changed, list) else [changed]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    else:
        path.write_text(json.dumps(changed), encoding="utf-8")
    articles = {"toll.txt": Article("toll.txt", (CASES / "answers/toll.txt").read_bytes().decode())}
    with suppress(StanceError):
        read_collection(path, TOLD[name], articles if name.startswith("answers") else {})


def many(format: Format, count: int) -> Collection:
    """That many statements: quotes, or where there is no place for such, in a thousand articles."""
    if format.holds is None or format.holds.loose:
        quotes = (Statement(f"plan {n} is wrong", "it", f"r{n}") for n in range(count))
        return Collection(coded=tuple(map(Coded, quotes)))
    each = count // 1000
    text = "".join(f"Plan {number:03d} is wrong. " for number in range(each))
    size = len(text) // each
    articles = {f"a{number}": Article(f"a{number}", text) for number in range(1000)}
    return Collection(
        articles,
        tuple(
            Coded(
                spanned_statement(
                    text,
                    id_=f"{name}-{number}",
                    document=name,
                    source=(),
                    cue=(),
                    content=(Span(size * number, size * number + size - 2),),
                    condition=(),
                    proposal="it",
                    stance=None,
                )
            )
            for name in articles
            for number in range(each)
        ),
    )


@pytest.mark.parametrize("format", BOTH, ids=titled)
def test_a_hundred_thousand_statements_go_out_and_in(format: Format, tmp_path: Path) -> None:
    given = many(format, 100_000)
    path = path_for(format, tmp_path)
    write_collection(given, path, format.name)
    found = read_collection(path, format.name)
    assert [item.statement.quote for item in found.coded] == [
        item.statement.quote for item in given.coded
    ]


def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    row = '{{"id": "r{0}", "quote": "plan {0} is wrong", "proposal": "it", "stance": "oppose"}}\n'
    path.write_text("".join(row.format(number) for number in range(100_000)))
    report = convert(path, tmp_path / "many.json")
    assert report.read.statements == report.written.statements == 100_000
    assert report.losses == ()
    tasks = json.loads((tmp_path / "many.json").read_text())
    assert len(tasks) == 100_000


OTHERS = [f"{folder}/{name}" for folder in ("dna", "refi", "parquet") for name in expected(folder)]


@pytest.mark.parametrize("case", OTHERS)
def test_sample_files_are_read(case: str) -> None:
    """Of a table of answers the articles are given, unless its case says that it is `alone`."""
    folder, _, name = case.partition("/")
    file, _, alone = name.partition(" ")
    articles: dict[str, Article] = {}
    if folder == "parquet":
        pytest.importorskip("pyarrow")
        if not alone:
            text = (CASES / "answers" / "toll.txt").read_bytes().decode()
            articles = {"toll.txt": Article("toll.txt", text)}
    found = read_collection(CASES / folder / file, articles=articles)
    assert shown(found) == expected(folder)[name]


@pytest.mark.parametrize("name", expected("hostile"))
def test_broken_files_are_refused_or_listed_with_their_place(name: str) -> None:
    case, path = expected("hostile")[name], CASES / "hostile" / name
    if path.suffix == ".parquet":
        pytest.importorskip("pyarrow")
    format, told = case.pop("format"), f"{path.parent}/"
    if "refused" in case:
        with pytest.raises(StanceError) as caught:
            read_collection(path, format)
        assert str(caught.value).replace(told, "").startswith(case["refused"])
    else:
        found = shown(read_collection(path, format))
        found["losses"] = [loss.replace(told, "") for loss in found["losses"]]
        assert found == case
        assert any(loss.startswith("FAULT ") for loss in found["losses"])


TOLD = {
    "labelstudio/export.json": "label-studio",
    "labelstudio/completions.json": "label-studio",
    "labelstudio/minimal.json": "label-studio",
    "labelstudio/whole.json": "label-studio",
    "doccano/relations.jsonl": "doccano",
    "doccano/spans.jsonl": "doccano",
    "doccano/classes.jsonl": "doccano",
    "prodigy/relations.jsonl": "prodigy",
    "prodigy/choices.jsonl": "prodigy",
    "rows/rows.jsonl": "jsonl",
    "rows/rows.csv": "csv",
    "rows/rows.tsv": "tsv",
    "items/items.jsonl": "items",
    "answers/answers.jsonl": "answers",
    "answers/answers.csv": "answers",
    "dna/toll.dna": "dna",
    "dna/events.csv": "dna-events",
    "dna/events-old.csv": "dna-events",
    "refi/toll.qdpx": "refi-qda",
    "parquet/labelled.parquet": "parquet",
    "parquet/parts.parquet": "parquet",
    "brat": "brat",
    "brat/toll.ann": "brat",
    "polnear": "brat",
}


@pytest.mark.parametrize(("name", "format"), TOLD.items())
def test_the_format_of_a_file_is_told(name: str, format: str) -> None:
    assert detect(CASES / name).name == format


@pytest.mark.parametrize("format", BOTH, ids=titled)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(collection=collections())
@example(collection=WHOLE)
@example(collection=Collection({"a1": ARTICLE}))
def test_what_is_written_is_told(
    format: Format, collection: Collection, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert format.holds
    fitted = fit(collection, format.holds, format.title).collection
    if fitted.articles or fitted.coded:
        path = path_for(format, tmp_path_factory.mktemp("told"))
        write_collection(collection, path, format.name)
        assert detect(path) is format


def test_our_layer_is_told() -> None:
    data = Path(__file__).resolve().parents[2] / "data"
    assert detect(data / "polnear_stance.jsonl").name == "layer"
    assert detect(data / "statements.jsonl").name == "items"
    assert detect(data / "contrasts.jsonl").name == "jsonl"


def test_what_cannot_be_told_lists_the_known(write: Write, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="of no known format; name it with --from, one of items"):
        detect(write("labels.xyz", "a"))
    with pytest.raises(InputError, match="begins like no items or jsonl or answers"):
        detect(write("labels.jsonl", '{"a": 1}\n'))
    with pytest.raises(InputError, match="no such file"):
        detect(tmp_path / "none.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="of no known format"):
        detect(tmp_path / "folder")
    with pytest.raises(InputError, match="no format is called 'braat'; known are items"):
        named("braat")


def test_a_file_that_could_be_of_two_formats_is_not_guessed(write: Write) -> None:
    both = '{"text": "a", "label": [[0, 1, "Quote"]], "answer": "accept", "spans": []}\n'
    with pytest.raises(InputError, match="can be read as doccano or prodigy; say which with"):
        detect(write("both.jsonl", both))


def test_formats_that_are_read_or_written_only_say_so(write: Write, tmp_path: Path) -> None:
    path = write("rows.csv", "quote,proposal\nNo tolls.,charge a toll\n")
    with pytest.raises(InputError, match="answers can only be read"):
        convert(path, tmp_path / "out.jsonl", target_format="answers")
    with pytest.raises(InputError, match="csv has its texts itself; articles are for answers"):
        convert(path, tmp_path / "out.tsv", articles={"a": ARTICLE})
    with pytest.raises(InputError, match="its name can be that of several formats; name one"):
        convert(path, tmp_path / "out.jsonl")
    with pytest.raises(InputError, match="its name is of no format; name one with --to: items"):
        convert(path, tmp_path / "out")
    with pytest.raises(InputError, match="is read from; name another file"):
        convert(path, path, target_format="csv")
    assert path.read_text().startswith("quote")


def test_a_stream_gets_the_bytes(write: Write) -> None:
    path = write("rows.csv", "quote,proposal,stance\nNo tolls.,charge a toll,oppose\n")
    stream = io.BytesIO()
    report = convert(path, stream, target_format="jsonl")
    assert report.written.statements == 1
    row = json.loads(stream.getvalue())
    assert row["quote"] == "No tolls."
    with pytest.raises(InputError, match="a stream tells no format"):
        convert(path, stream)
    items = CASES / "items" / "items.jsonl"
    with pytest.raises(InputError, match="brat is several files; name a folder instead of -"):
        convert(items, stream, target_format="brat")


def test_a_wrong_row_stops_before_anything_is_written(write: Write, tmp_path: Path) -> None:
    rows = "quote,proposal,stance\nNo tolls.,charge a toll,oppose\nYes.,charge a toll,favour\n"
    path, target = write("rows.csv", rows), tmp_path / "out.json"
    with pytest.raises(InputError) as caught:
        convert(path, target)
    said = str(caught.value)
    assert said.startswith(f"{path}:3: stance: unknown label 'favour'; allowed are")
    assert "--on-error skip" in said
    assert not target.exists()
    report = convert(path, target, skip_faults=True)
    assert (report.read.statements, report.written.statements) == (1, 1)
    assert [loss.fault for loss in report.losses] == [True]
    assert list(reasons(report.losses).values()) == [1]


ITEM = {"document": "d", "text": "No tolls.", "statements": [{}]}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "quote,stance\nYes.,oppose\nNo.\n", ":3: 1 cells, fewer than the header's 2"),
        ("a.jsonl", '{"quote": "Yes."}\n{\n', ":2: column 1: not valid JSON"),
        ("a.jsonl", json.dumps(ITEM), ":1: statements[0]: content: empty"),
        ("a.json", '[{"id": 7, "data": {}, "annotations": []}]', ": task 7: data: which field"),
        ("7.jsonl", json.dumps(ITEM), ":1: statements[0]: content: empty"),
    ],
)
def test_a_wrong_row_has_its_place_once(write: Write, name: str, text: str, said: str) -> None:
    path = write(name, text)
    with pytest.raises(InputError) as caught:
        convert(path, io.BytesIO(), target_format="jsonl")
    assert str(caught.value).startswith(f"{path}{said}")
    assert str(caught.value).count(path.name) == 1


def test_a_wrong_file_of_a_folder_is_named_beside_it(write: Write) -> None:
    folder = write("project/a.ann", "T1\tQuote 0 99\tNo.\n").parent
    write("project/a.txt", "No tolls.")
    with pytest.raises(InputError) as caught:
        convert(folder, io.BytesIO(), target_format="jsonl")
    assert str(caught.value).startswith(f"{folder}: a.ann:1: ")


def test_nothing_is_not_written(write: Write, tmp_path: Path) -> None:
    path = write("rows.csv", "quote,proposal,stance\nYes.,charge a toll,favour\n")
    with pytest.raises(InputError, match=r"; nothing in it can come over$") as caught:
        convert(path, tmp_path / "out.json", skip_faults=True)
    assert str(caught.value).startswith(f"{path}:2: dropped: stance: unknown label 'favour'")
    assert not (tmp_path / "out.json").exists()


def test_a_database_that_exists_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "debate.dna"
    write_collection(WHOLE, path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="may hold codings that stand nowhere else"):
        write_collection(WHOLE, path)
    assert path.read_bytes() == before


def test_a_format_that_holds_none_of_it_is_not_written(write: Write, tmp_path: Path) -> None:
    path = write("rows.csv", "quote,proposal,stance\nYes.,charge a toll,support\n")
    stream = io.BytesIO()
    for target in (tmp_path / "out.jsonl", stream):
        with pytest.raises(InputError) as caught:
            convert(path, target, target_format="items")
        assert "items holds none of it; first: dropped: no document: statement" in str(caught.value)
        assert "or name another format with --to (jsonl, csv, tsv, " in str(caught.value)
    assert not (tmp_path / "out.jsonl").exists()
    assert stream.getvalue() == b""


def test_the_report_counts(tmp_path: Path) -> None:
    write_collection(WHOLE, tmp_path / "in.json")
    report = convert(tmp_path / "in.json", tmp_path / "project", target_format="brat")
    read, written = report.read, report.written
    assert (read.articles, read.statements, read.coders, read.uncoded, read.scored) == (
        1,
        4,
        2,
        1,
        1,
    )
    assert (written.articles, written.statements, written.scored) == (1, 3, 1)
    assert [loss.fate for loss in report.losses].count(Fate.DROPPED) == 1
    assert sum(reasons(report.losses).values()) == len(report.losses) == 3


def test_the_formats_are_found_at_the_package() -> None:
    assert stance.corpus.FORMATS is FORMATS
    with pytest.raises(AttributeError, match="no attribute 'NONE'"):
        _ = stance.corpus.NONE
    for name, format in FORMATS.items():
        assert name == format.name
        assert format.read or format.write
