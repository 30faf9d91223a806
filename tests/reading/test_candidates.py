"""What a pronoun may go back to: names, surnames, subjects without a name, pairs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from stance.reading.actor_list import ActorList
from stance.reading.antecedents import Candidate
from stance.reading.candidates import candidates, passing_pronouns
from stance.reading.cast import Cast
from stance.reading.introductions import read_cast
from stance.reading.naming import surname_in
from stance.reading.places import Cover
from stance.reading.subjects import described_subjects, joined, pair
from stance.schema import Attribution, Span, cut

KNOWN = ActorList.from_toml(
    tomllib.loads((Path(__file__).parents[2] / "data/actors.toml").read_text("utf-8"))
)


def said(text: str, source: str, content: str = "") -> Attribution:
    pieces = [
        (Span(text.index(words), text.index(words) + len(words)),) if words else ()
        for words in (source, content)
    ]
    return Attribution(pieces[0], (), pieces[1])


def cast_of(text: str, *attributions: Attribution) -> Cast:
    return read_cast(text, KNOWN, [item.source for item in attributions])


def test_only_the_head_of_a_source_speaks() -> None:
    text = "Jane Corvin, a baker who knows Paul Hartsell, spoke."
    item = said(text, "Jane Corvin, a baker who knows Paul Hartsell")
    found = {one.name: one.speaker for one in candidates(cast_of(text, item), [item])}
    assert found["Jane Corvin"]
    assert not found["Paul Hartsell"]


def test_a_surname_of_two_goes_by_title_and_then_to_the_first() -> None:
    text = "Jane Corvin met Paul Corvin. Mr. Corvin left. Mrs. Corvin stayed. Corvin slept."
    found = {
        one.span.start: one.name
        for one in candidates(cast_of(text), [])
        if cut(text, (one.span,)) == "Corvin"
    }
    places = [text.index(words) for words in (". Corvin left", ". Corvin stayed", " Corvin slept")]
    names = [found[place + len(". ") if text[place] == "." else place + 1] for place in places]
    assert names == ["Paul Corvin", "Jane Corvin", "Jane Corvin"]


def test_pronouns_in_sources_and_contents_do_not_pass_by() -> None:
    text = "He came. She said he lied. Then he left."
    item = said(text, "She", "he lied")
    places = passing_pronouns(cast_of(text, item), [item])
    assert [place.span.start for place in places] == [0, text.index("he left")]
    assert [place.sentence for place in places] == [0, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The island council voted on Monday.", [("The island council", True)]),
        ("It rained while growers complained.", [("growers", False)]),
        ("It rained, and some growers complained.", [("some growers", False)]),
        ("It rained while the grower slept.", []),  # one person inside a clause
        ("It rained as he flies.", []),
        ("It pleased the growers.", []),
    ],
)
def test_subjects_without_a_name(text: str, expected: list[tuple[str, bool]]) -> None:
    found = described_subjects(cast_of(text), Cover([]))
    assert [(one.name, one.subject) for one in found] == expected
    assert all(one.described and cut(text, (one.span,)) == one.name for one in found)


def one(text: str, name: str, kind: str = "person", owner: bool = False) -> Candidate:
    start = text.index(name)
    return Candidate(name, kind, Span(start, start + len(name)), sentence=0, owner=owner)


@pytest.mark.parametrize(
    ("between", "kind", "owner", "together"),
    [
        (" and ", "person", False, True),
        (", a baker, and the grower ", "person", False, True),
        (" and ", "state", False, False),
        (" met ", "person", False, False),
        (". It rained, and ", "person", False, False),
        (" and ", "person", True, False),
    ],
)
def test_two_of_a_kind_are_joined_by_and(
    between: str, kind: str, owner: bool, together: bool
) -> None:
    text = f"Jane Corvin{between}Paul Hartsell left."
    first, second = one(text, "Jane Corvin"), one(text, "Paul Hartsell", kind, owner)
    found = joined(text, [second, first])
    assert [item.name for item in found] == ["Jane Corvin and Paul Hartsell"] * together


def test_a_pair_is_plural_and_spans_both() -> None:
    text = "Jane Corvin and Paul Hartsell left."
    both = pair(one(text, "Jane Corvin"), one(text, "Paul Hartsell"))
    assert cut(text, (both.span,)) == "Jane Corvin and Paul Hartsell"
    assert both.plural
    assert both.kind == "group"


@pytest.mark.parametrize(
    ("words", "surname"),
    [("Baker", "Baker"), ("baker", ""), ("The Baker", ""), ("Grower", "")],
)
def test_a_trade_is_a_surname_where_somebody_bears_it(words: str, surname: str) -> None:
    assert surname_in(cast_of("Jane Baker came to the port."), words) == surname


def test_the_tokens_of_a_sentence_before_a_place() -> None:
    text = "It rained. The old quay broke."
    cast = cast_of(text)
    before = cast.tokens_before(text.index("quay"))
    assert [token.text for token in before] == ["The", "old"]
    assert not list(cast.tokens_before(text.index("The")))
    assert not list(cast_of("").tokens_before(0))
