from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from story import story

from stance.reading.context import context_of
from stance.report.deciding import DecidingWord
from stance.report.marks import Mark
from stance.report.places import AROUND, MARKS, Place, passage, placed
from stance.schema import Article, Condition, Span, Spans, cut

CONTENTS = story()


def marked(place: Place, name: str) -> Spans:
    return next((mark.spans for mark in place.marks if mark.name == name), ())


def test_every_role_stands_at_its_characters() -> None:
    for item in CONTENTS.statements:
        place = placed(item, CONTENTS.articles[item.statement.document])
        assert tuple(mark.name for mark in place.marks) == MARKS
        for name, text in (
            ("source", item.statement.actor_mention),
            ("cue", item.statement.cue),
            ("content", item.statement.quote),
            ("condition", item.score.condition.text if item.score.condition else ""),
        ):
            assert cut(place.text, marked(place, name)) == text
            for span in marked(place, name):
                assert place.passage.contains(span)


def test_words_stand_in_the_text_and_not_only_in_their_role() -> None:
    interrupted = CONTENTS.statements[0]
    context = context_of(CONTENTS.articles["ferry-1"].text, interrupted.statement.content_spans)
    item = replace(interrupted, statement=replace(interrupted.statement, context=context))
    quote = item.statement.quote
    second = quote.index("winter")
    words = (
        DecidingWord("quote", second, second + 6, "winter", 1.0),
        DecidingWord("cue", 0, 4, "said", -0.5),
        DecidingWord("actor", 6, 10, "Runa", 0.5),
        DecidingWord("context", context.index("Mayor"), context.index("Mayor") + 5, "Mayor", 0.25),
        DecidingWord("proposal", 0, 3, "run", 0.9),
        DecidingWord("quote", 1, 3, "We", 0.01),
    )
    place = placed(item, CONTENTS.articles["ferry-1"], words)
    assert cut(place.text, tuple(sorted(marked(place, "for")))) == "Mayor Runa winter"
    assert cut(place.text, marked(place, "against")) == "said"


def test_a_quote_alone_is_its_own_text() -> None:
    item = CONTENTS.statements[1]
    word = DecidingWord("quote", 0, 5, "would", 1.0)
    place = placed(item, None, (word, DecidingWord("cue", 0, 5, "would", 9.0)))
    assert not place.is_article
    assert place.text == item.statement.quote
    assert cut(place.text, marked(place, "content")) == item.statement.quote
    assert cut(place.text, marked(place, "condition")) == "only if two more pilots are hired"
    assert marked(place, "for") == (Span(0, 5),)


def test_a_condition_of_a_bare_quote_counts_in_the_quote() -> None:
    item = CONTENTS.statements[1]
    bare = replace(
        item,
        statement=replace(item.statement, content_spans=(), source_spans=(), cue_spans=()),
        score=replace(item.score, condition=Condition("only", 12, 16)),
    )
    assert marked(placed(bare, None), "condition") == (Span(12, 16),)
    beyond = replace(bare, score=replace(bare.score, condition=Condition("far", 900, 903)))
    assert marked(placed(beyond, None), "condition") == ()


def test_a_mention_that_is_not_the_sources_words_is_not_marked() -> None:
    item = CONTENTS.statements[0]
    other = replace(item, statement=replace(item.statement, actor_mention="the mayor"))
    place = placed(other, CONTENTS.articles["ferry-1"], (DecidingWord("actor", 0, 3, "the", 1.0),))
    assert marked(place, "for") == ()


TEXTS = st.text(alphabet="ab \n\u2028𝕭", min_size=1, max_size=300)


@given(TEXTS, st.data())
def test_a_passage_holds_its_core_and_no_other_line(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    around = data.draw(st.integers(1, 40))
    found = passage(text, Span(start, end), around)
    assert found.start <= start
    assert end <= found.end
    assert start - found.start <= around
    assert found.end - end <= around
    assert not set("\n\u2028") & set(text[found.start : start] + text[end : found.end])


def test_a_paragraph_that_fits_is_shown_whole() -> None:
    text = "One.\n" + "x" * AROUND + " said " + "y" * AROUND + "\nTwo."
    at = text.index(" said ")
    assert text[slice(*_bounds(passage(text, Span(at, at + 6))))] == text.split("\n")[1]


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end


def test_marks_of_no_words_are_empty() -> None:
    item = CONTENTS.statements[0]
    article = Article("ferry-1", CONTENTS.articles["ferry-1"].text)
    assert placed(item, article).marks[-2:] == (Mark("for", ()), Mark("against", ()))
