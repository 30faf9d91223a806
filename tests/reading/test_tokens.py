"""Tokens, sentences, paragraphs and quotations: known answers, and what holds for any text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.reading.tokens import paragraphs, quotations, sentences, tokenise

ANY = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from([*" \n\t.,'\"“”‘’«»-—A1bs\r\x00\u200f"])),
    max_size=80,
)


def words(text: str) -> list[str]:
    return [token.text for token in tokenise(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("\x00", ["\x00"]),
        ("U.S. envoys left.", ["U.S.", "envoys", "left", "."]),
        ("At 9 a.m. Gen. Orrin spoke.", ["At", "9", "a.m.", "Gen.", "Orrin", "spoke", "."]),
        ("Marek T. Vole", ["Marek", "T.", "Vole"]),
        ("Vole's plan, the Voles’ plan", ["Vole", "'s", "plan", ",", "the", "Voles", "’", "plan"]),
        ("They’re here; don't go", ["They", "’re", "here", ";", "don't", "go"]),
        ("O'Dell's co-chair", ["O'Dell", "'s", "co-chair"]),
        ("1,200.5 on 9/11 at 10:30", ["1,200.5", "on", "9/11", "at", "10:30"]),
        ("40% of the 21st", ["40", "%", "of", "the", "21st"]),
        ("peace—at last -- now...", ["peace", "—", "at", "last", "--", "now", "..."]),
        ("“No,” she said.", ["“", "No", ",", "”", "she", "said", "."]),
        ("cafe\u0301 שלום नमस्ते", ["cafe\u0301", "שלום", "नमस्ते"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(ANY)
def test_tokens_hold_every_character_but_white_space(text: str) -> None:
    tokens = tokenise(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(one.end <= two.start for one, two in itertools.pairwise(tokens))
    covered = {place for token in tokens for place in range(token.start, token.end)}
    assert all(letter.isspace() for place, letter in enumerate(text) if place not in covered)
    assert not any(text[place].isspace() for place in covered)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Mr. Vole met Sen. Orrin. He left.", ["Mr. Vole met Sen. Orrin.", "He left."]),
        ("In the U.S. Senate it failed.", ["In the U.S. Senate it failed."]),
        ("He flew to the U.S. The talks failed.", ["He flew to the U.S.", "The talks failed."]),
        ("Acme Inc. It grew.", ["Acme Inc.", "It grew."]),
        ('"No." She left.', ['"No."', "She left."]),
        ("“Will it hold?” he asked.", ["“Will it hold?” he asked."]),
        ("“It will.” “Good.”", ["“It will.”", "“Good.”"]),
        ("A title\nThe first line", ["A title", "The first line"]),
        ("It rose 3.5 points. Then it fell.", ["It rose 3.5 points.", "Then it fell."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    found = sentences(text)
    assert [text[span.start : span.end] for span in found] == expected


@given(ANY)
def test_every_token_is_in_one_sentence_and_paragraph(text: str) -> None:
    tokens = tokenise(text)
    parts = sentences(text)
    for spans in (parts, paragraphs(text)):
        assert all(one.end <= two.start for one, two in itertools.pairwise(spans))
        for token in tokens:
            assert sum(span.start <= token.start and token.end <= span.end for span in spans) == 1
    outer = paragraphs(text)
    assert all(any(span.contains(part) for span in outer) for part in parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo\n\nthree", ["one", "two", "three"]),
        ("one\r\n\r\ntwo", ["one", "two"]),
        (
            "The plan was long and hard and nobody had\nread it before the vote, which the"
            " speaker\nheld late.\n\nThen it fell.",
            2,
        ),
        ("  \n one \n ", ["one"]),
    ],
)
def test_paragraphs(text: str, expected: list[str] | int) -> None:
    found = [text[span.start : span.end] for span in paragraphs(text)]
    assert (len(found) if isinstance(expected, int) else found) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "yes".', [('"no"', 0, True, False), ('"yes"', 0, True, False)]),
        ("“No,” he said, “never.”", [("“No,”", 0, True, False), ("“never.”", 0, True, False)]),
        (
            "“We stay.\n\n“We pay.”",
            [("“We stay.", 0, False, False), ("“We pay.”", 0, True, True)],
        ),
        ('"We stay.\n"We pay."', [('"We stay.', 0, False, False), ('"We pay."', 0, True, True)]),
        ("“We stay.\n\nThey left.", [("“We stay.", 0, False, False)]),
        (
            "“He called it ‘a farce’ twice.”",
            [("“He called it ‘a farce’ twice.”", 0, True, False), ("‘a farce’", 1, True, False)],
        ),
        ("Vole: 'guns can rest'", [("'guns can rest'", 0, True, False)]),
        ("the Voles' house and the Orrins' barn", []),
        ("a man of 6'2\" spoke", []),
        ("«Non», dit-il", [("«Non»", 0, True, False)]),
        ("don't and can’t", []),
    ],
)
def test_quotations(text: str, expected: list[tuple[str, int, bool, bool]]) -> None:
    found = [
        (text[item.span.start : item.span.end], item.depth, item.closed, item.continues)
        for item in quotations(text)
    ]
    assert found == expected


@given(ANY)
def test_quotations_stand_inside_paragraphs_and_outer_ones_apart(text: str) -> None:
    found = quotations(text)
    assert [item.span.start for item in found] == sorted(item.span.start for item in found)
    outer = [item.span for item in found if item.depth == 0 and text[item.span.start] not in "'‘"]
    assert all(one.end <= two.start for one, two in itertools.pairwise(outer))
    for item in found:
        assert any(span.contains(item.span) for span in paragraphs(text))
        if item.depth:
            assert any(span.contains(item.span) for span in outer)


@pytest.mark.parametrize("unit", ["a", "A.", "' \"", "a-", " ", ". ", "x\n", ") ", "“", "‘", "\n"])
def test_long_lines_are_no_trouble(unit: str) -> None:
    # A quadratic step would make these run for many minutes.
    text = unit * 100_000
    sentences(text)
    quotations(text)
