"""Offsets of other countings are repaired or refused, and never silently wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from stance.corpus.exchange import Fate
from stance.corpus.offsets import Claim, Diagnosis, Piece, diagnose, merged
from stance.schema import Span, Spans, cut

BOM = "\ufeff"


@dataclass(frozen=True)
class Convention:
    """A foreign counting, written down the slow and obvious way: what it makes of the text
    before an offset, and in what it counts that."""

    name: str
    seen: Callable[[str], str] = str
    encoding: str = "utf-32-le"
    inclusive: bool = False

    def offset(self, before: str) -> int:
        size = {"utf-32-le": 4, "utf-16-le": 2, "utf-8": 1}[self.encoding]
        return len(self.seen(before).encode(self.encoding)) // size

    def piece(self, text: str, span: Span) -> Piece:
        end = self.offset(text[: span.end])
        return Piece(self.offset(text[: span.start]), end - self.inclusive)


SEEN: dict[str, Callable[[str], str]] = {
    "plain": str,
    "CR LF as one": lambda text: text.replace("\r\n", "\n"),
    "LF as two": lambda text: re.sub("(?<!\r)\n", "\r\n", text),
    "collapsed": lambda text: re.sub(r"\s+", " ", text),
    "trimmed": lambda text: re.sub(r"\s+", " ", text.lstrip()),
    "HTML": lambda text: re.sub("[ \t\r\n\f]+", " ", text),
    "HTML trimmed": lambda text: re.sub("[ \t\r\n\f]+", " ", text.lstrip(" \t\r\n\f")),
    "mark counted": lambda text: BOM + text,
    "mark left out": lambda text: text.removeprefix(BOM),
}
CONVENTIONS = [
    Convention(f"{name}, {encoding}", seen, encoding)
    for name, seen in SEEN.items()
    for encoding in ("utf-32-le", "utf-16-le", "utf-8")
] + [
    Convention(f"inclusive, {encoding}", str, encoding, inclusive=True)
    for encoding in ("utf-32-le", "utf-16-le", "utf-8")
]

# Letters that are long in one unit or another, combining marks, all sorts of white space.
ALPHABET = "ab é́😀👩‍💻字ß  \n\r\t\x0b\x85\xa0\u2028“”"
TEXTS = st.one_of(
    st.text(alphabet=ALPHABET, max_size=40),
    st.lists(
        st.sampled_from(["no", " tolls", "😀", "\r\n", "\n", "  ", "é", ", said", " Ada ", "."]),
        max_size=20,
    ).map("".join),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "ignore").decode()),
)


@dataclass(frozen=True)
class Marked:
    text: str
    spans: tuple[Spans, ...]


@st.composite
def marked(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> Marked:
    """A text with spans as annotators mark them: they begin and end in a word."""
    text = draw(texts)
    edges = [place for place, char in enumerate(text) if not char.isspace()]
    assume(edges)
    spans: list[Spans] = []
    for _ in range(draw(st.integers(1, 5))):
        ends = draw(st.lists(st.sampled_from(edges), min_size=2, max_size=4))
        pieces = sorted(ends)
        spans.append(
            merged(
                Span(first, last + 1)
                for first, last in zip(pieces[::2], pieces[1::2], strict=False)
            )
        )
    return Marked(text, tuple(spans))


def claims(of: Marked, convention: Convention) -> list[Claim]:
    return [
        Claim(
            tuple(convention.piece(of.text, span) for span in spans),
            cut(of.text, spans),
            f"span {number}",
        )
        for number, spans in enumerate(of.spans)
    ]


EMOJI = "😀 Mayor Ada Brenn said we back the ban today."


@pytest.mark.parametrize(
    ("pieces", "is_ours", "found", "fates"),
    [
        ([(24, 40), (9, 18)], False, ["we back the ban ", "Ada Brenn"], [Fate.REPAIRED]),
        ([(24, 40), (9, 18)], True, ["e back the ban t", "da Brenn "], []),
        ([(23, 38), (8, 17)], False, ["we back the ban", "Ada Brenn"], []),
        ([(23, 37), (8, 17)], False, ["we back the ba", "Ada Brenn"], []),  # a slip of the hand
        ([(24, 26), (9, 14)], False, ["e ", "da Br"], [Fate.CHANGED]),
    ],
)
def test_without_words_the_edges_of_words_tell(
    pieces: list[tuple[int, int]], is_ours: bool, found: list[str], fates: list[Fate]
) -> None:
    given = [Claim((Piece(*piece),), None, f"span {number}") for number, piece in enumerate(pieces)]
    diagnosis = diagnose(EMOJI, given, "document", is_ours=is_ours)
    assert [cut(EMOJI, spans or ()) for spans in diagnosis.spans] == found
    assert told(diagnosis) == fates


def told(diagnosis: Diagnosis) -> list[Fate]:
    return [loss.fate for loss in diagnosis.losses]


@settings(deadline=None)
@given(marked())
def test_offsets_that_are_right_stay_or_are_refused_where_they_could_mean_others(
    of: Marked,
) -> None:
    diagnosis = diagnose(of.text, claims(of, Convention("ours")), "document")
    assert all(
        found in (None, spans) for found, spans in zip(diagnosis.spans, of.spans, strict=True)
    )
    assert told(diagnosis) == [Fate.DROPPED] * diagnosis.spans.count(None)


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.name)
@settings(deadline=None)
@given(of=marked())
@example(of=Marked("😀 No tolls,\r\nsaid Ada. é", ((Span(2, 10),), (Span(18, 21),))))
@example(of=Marked("😀aa", ((Span(1, 2),),)))
def test_other_countings_are_repaired_or_refused_and_never_silently_wrong(
    convention: Convention, of: Marked
) -> None:
    if convention.name.startswith("mark left out"):
        of = Marked(BOM + of.text, tuple(moved(spans, 1) for spans in of.spans))
    stated = claims(of, convention)
    diagnosis = diagnose(of.text, stated, "document")
    for claim, found, spans in zip(stated, diagnosis.spans, of.spans, strict=True):
        # White space at an edge may be read either way where words are joined by spaces.
        assert found is None or tight(of.text, found) == spans, (claim, diagnosis)
    assert told(diagnosis).count(Fate.DROPPED) == diagnosis.spans.count(None)
    if None not in diagnosis.spans:
        is_moved = [as_stated(claim) for claim in stated] != [list(each) for each in of.spans]
        is_kept = [as_stated(claim) for claim in stated] == [
            list(each or ()) for each in diagnosis.spans
        ]
        assert told(diagnosis) == [Fate.REPAIRED] * (is_moved and not is_kept)


def as_stated(claim: Claim) -> list[Span]:
    pieces = [piece for piece in claim.pieces if piece.start < piece.end]
    return [Span(piece.start, piece.end) for piece in pieces]


def tight(text: str, spans: Spans) -> Spans:
    edges = []
    for span in spans:
        piece = text[span.start : span.end]
        start = span.start + len(piece) - len(piece.lstrip())
        edges.append(Span(start, start + len(piece.strip())))
    return tuple(edges)


def moved(spans: Spans, by: int) -> Spans:
    return tuple(Span(span.start + by, span.end + by) for span in spans)


STORY = "\t The 😀 “ferry”  stays free,\r\n said\n  Ada Brik, of Ost\xa0 Haven.\n No é toll."
WORDS = ("The", "ferry”  stays", "Ada Brik", "No é toll")


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.name)
def test_an_ordinary_document_is_repaired_whatever_was_counted(convention: Convention) -> None:
    text = BOM + STORY if convention.name.startswith("mark left out") else STORY
    spans = tuple((Span(text.index(words), text.index(words) + len(words)),) for words in WORDS)
    diagnosis = diagnose(text, claims(Marked(text, spans), convention), "a.json: task 1")
    assert diagnosis.spans == spans
    if convention.name != "plain, utf-32-le":
        (loss,) = diagnosis.losses
        assert (loss.fate, loss.place, loss.fault) == (Fate.REPAIRED, "a.json: task 1", False)
        assert "of 4 spans were moved" in loss.detail
    else:
        assert diagnosis.losses == ()


def test_the_repair_is_named() -> None:
    text = "So 😀 No tolls, said Ada Brik."
    before = Claim((Piece(0, 2),), "So", "span 0")
    claim = Claim((Piece(6, 14),), "No tolls", "span 1")
    (loss,) = diagnose(text, [before, claim], "here").losses
    assert "UTF-16 units; 1 of 2 spans were moved" in str(loss)
    inclusive = Claim((Piece(5, 12),), "No tolls", "span 1")
    (loss,) = diagnose(text, [inclusive], "here").losses
    assert "code points, ends inclusive; 1 of 1" in str(loss)


def test_what_several_countings_read_differently_is_refused_and_the_rest_kept() -> None:
    text = "say aa😀aaa and go"
    wide = Claim((Piece(8, 9),), "a", "span 1")  # as code points or as UTF-16 units
    diagnosis = diagnose(text, [Claim((Piece(0, 3),), "say", "span 0"), wide], "here")
    assert diagnosis.spans == ((Span(0, 3),), None)
    (loss,) = diagnosis.losses
    assert (loss.fate, loss.fault) == (Fate.DROPPED, True)
    assert "several ways" in loss.reason
    assert "UTF-16 units: [7, 8]" in loss.detail


def test_one_bad_row_does_not_take_the_others_with_it() -> None:
    text = "No tolls, said Ada Brik. Critics disagree."
    good = [
        Claim((Piece(text.index(words), text.index(words) + len(words)),), words, words)
        for words in ("No tolls", "said", "Ada Brik", "Critics")
    ]
    bad = Claim((Piece(3, 8),), "bridges", "span 5")
    beyond = Claim((Piece(30, 99),), "disagree", "span 6")
    unchecked = Claim((Piece(34, 41),), None, "span 7")
    diagnosis = diagnose(text, [*good, bad, beyond, unchecked], "here")
    assert diagnosis.spans[:4] == tuple((Span(p.start, p.end),) for c in good for p in c.pieces)
    assert diagnosis.spans[4:] == (None, None, (Span(34, 41),))
    first, second = diagnosis.losses
    assert "[3, 8] is 'tolls', the file says 'bridges'" in str(first)
    assert "[30, 99] in a text of 42 characters" in str(second)


def test_without_copies_offsets_within_the_text_are_taken_as_they_stand() -> None:
    text = "😀 No tolls."
    diagnosis = diagnose(text, [Claim((Piece(2, 10),), None, "a")], "here")
    assert (diagnosis.spans, diagnosis.losses) == (((Span(2, 10),),), ())


def test_without_copies_nothing_is_moved_and_what_is_in_doubt_is_refused() -> None:
    text = "😀 No tolls."
    inside, beyond = Claim((Piece(3, 5),), None, "a"), Claim((Piece(6, 12),), None, "b")
    diagnosis = diagnose(text, [inside, beyond], "here")
    assert diagnosis.spans == (None, None)
    assert [loss.fault for loss in diagnosis.losses] == [True, True]
    far = Claim((Piece(6, 999),), None, "b")  # which no counting explains: a row of its own
    assert diagnose(text, [inside, far], "here").spans == ((Span(3, 5),), None)


@pytest.mark.parametrize(
    "words", [" No tolls\n said", "No tolls said", "Notollssaid", "No  tolls \t said"]
)
def test_copies_may_differ_in_white_space(words: str) -> None:
    text = "“No tolls\n said Ada."
    diagnosis = diagnose(text, [Claim((Piece(1, 15),), words, "a")], "here")
    assert (diagnosis.spans, diagnosis.losses) == (((Span(1, 15),),), ())


@pytest.mark.parametrize(
    "piece", [Piece(-3, 2), Piece(4, 4), Piece(6, 2), Piece(0, 10**30), Piece(-(10**30), -1)]
)
@pytest.mark.parametrize("words", [None, "toll", ""])
def test_impossible_offsets_are_refused(piece: Piece, words: str | None) -> None:
    diagnosis = diagnose("No toll", [Claim((piece,), words, "a")], "here")
    assert diagnosis.spans == (None,)
    assert diagnosis.losses[0].fault


def test_a_claim_without_pieces_is_refused() -> None:
    assert diagnose("No toll", [Claim((), None, "a")], "here").spans == (None,)
    assert diagnose("No toll", [], "here") == Diagnosis(())


def test_pieces_merge_in_order() -> None:
    assert merged([Span(5, 9), Span(0, 3), Span(8, 12)]) == (Span(0, 3), Span(5, 12))
