"""PolNeAR's brat standoff: roles, discontinuous spans, and errors with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.corpus.brat import read_annotations
from stance.errors import RecordError
from stance.schema import Span

TEXT = "No tolls, said Ada Brik,\nnot in May. Critics disagree."
MARKS = (
    "T1\tContent 0 8;25 35\tNo tolls not in May\n"
    "T2\tCue 10 14\tsaid\n"
    "T3\tSource 15 23\tAda Brik\n"
    "T4\tAttribution 10 14\tsaid\n"
)
EVENT = "E1\tAttribution:T4 Content:T1 Cue:T2 source:T3\n"

SHARED = Path(__file__).parents[2].parent / "shared" / "corpus" / "polnear" / "data"


def test_an_attribution_has_its_roles_as_spans() -> None:
    (found,) = read_annotations(TEXT, MARKS + EVENT, "a.ann")
    assert found.content == (Span(0, 8), Span(25, 35))
    assert found.cue == (Span(10, 14),)
    assert found.source == (Span(15, 23),)
    assert found.depth == 0


def test_a_surface_copies_line_breaks_as_spaces_or_goes_on_in_the_next_line() -> None:
    for surface in ("Brik, not in", "Brik,\nnot in"):
        ann = f"T1\tCue 19 31\t{surface}\nE1\tAttribution-no-source:T1 Cue:T1\n"
        (found,) = read_annotations(TEXT, ann, "a.ann")
        assert found.cue == (Span(19, 31),)
        assert found.source == ()


def test_pieces_marked_in_another_order_come_ascending() -> None:
    ann = "T1\tContent 25 35;0 8\tnot in May No tolls\nE1\tAttribution:T1 Content:T1\n"
    (found,) = read_annotations(TEXT, ann, "a.ann")
    assert found.content == (Span(0, 8), Span(25, 35))


def test_a_repeated_role_is_one_with_overlaps_merged() -> None:
    ann = (
        "T1\tContent 0 8\tNo tolls\nT2\tContent 3 14\ttolls, said\n"
        "E1\tAttribution:T1 Content:T1 Content2:T2\n"
    )
    (found,) = read_annotations(TEXT, ann, "a.ann")
    assert found.content == (Span(0, 14),)


def test_depth_counts_the_attributions_around() -> None:
    ann = (
        "T1\tContent 0 35\tNo tolls, said Ada Brik, not in May\nT2\tCue 37 44\tCritics\n"
        "T3\tContent 0 8\tNo tolls\nT4\tCue 10 14\tsaid\n"
        "E1\tAttribution:T2 Content:T1 Cue:T2\nE2\tAttribution:T4 Content:T3 Cue:T4\n"
    )
    assert [each.depth for each in read_annotations(TEXT, ann, "a.ann")] == [0, 1]


def test_notes_attributes_and_empty_events_are_passed_over() -> None:
    ann = MARKS + "#1\tAnnotatorNotes T1\thm\nA1\tNested T1\nE2\tAttribution:T4\n" + EVENT
    assert len(read_annotations(TEXT, ann, "a.ann")) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("T9\tContent 0 8\tNo trolls", "surface 'No trolls' is not the text at 0 8"),
        ("T9\tContent 40 99\tx", "ends at 99, beyond the text, which has 54 characters"),
        ("T9\tContent 8 0\tx", "span \\[8, 0\\]"),
        ("T9\tContent 0 8 9\tx", "expected start end"),
        ("T9 Content 0 8 No tolls", "not a brat"),
        ("E9\tAttribution:T4 Victim:T1", "unknown role 'Victim'; known are"),
        ("E9\tAttribution:T4 Cue:T77", "points to 'T77'"),
    ],
)
def test_errors_name_the_line(line: str, said: str) -> None:
    if line.startswith("T9 "):  # without its tab it goes on the record before
        said = "is not the text"
        line = line + "\nT10\tCue 0 2\tNo"
        expected = 4
    else:
        expected = 5
    with pytest.raises(RecordError, match=said) as caught:
        read_annotations(TEXT, MARKS + line + "\n", "a.ann")
    assert (caught.value.path, caught.value.line) == ("a.ann", expected)


@pytest.mark.skipif(not SHARED.is_dir(), reason="PolNeAR's texts are not beside the repository")
def test_every_annotation_of_the_development_part_reads() -> None:
    count = 0
    for path in sorted((SHARED / "dev" / "attributions").glob("*.ann")):
        text_path = SHARED / "dev" / "text" / f"{path.stem.rsplit('_', 1)[0]}.txt"
        text = text_path.read_bytes().decode()
        count += len(read_annotations(text, path.read_bytes().decode(), path))
    assert count > 1500
