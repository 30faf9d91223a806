from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from story import story

from stance.report.html import script_json
from stance.report.marks import Mark
from stance.report.page import Contents, Utf16, actor_facts, coded, details, headline, index
from stance.report.places import MARKS, Place
from stance.schema import LABELS, Article, Span, cut
from stance.summary.counted import commonest
from stance.summary.matrix import summarise
from stance.summary.options import RowGroup

CONTENTS = story()


def decode(text: str, code: str) -> list[tuple[str, tuple[str, ...]]]:
    """The marks as the page's script reads them: it counts UTF-16 units."""
    units = text.encode("utf-16-le")
    found: list[tuple[str, tuple[str, ...]]] = []
    at = 0
    for length, letter in re.findall(r"(\d+)(\D)", code):
        end = at + 2 * int(length)
        mask = ord(letter) - ord("@")
        names = tuple(name for bit, name in enumerate(MARKS) if mask & 1 << bit)
        found.append((units[at:end].decode("utf-16-le"), names))
        at = end
    return found


texts = st.text(alphabet="ab\n é𝕭🛥", min_size=1, max_size=40)


@given(texts, st.data())
def test_the_code_of_marks_gives_the_marked_text(text: str, data: st.DataObject) -> None:
    def some_spans() -> tuple[Span, ...]:
        starts = data.draw(st.lists(st.integers(0, len(text) - 1), max_size=3))
        return tuple(Span(at, data.draw(st.integers(at + 1, len(text)))) for at in starts)

    marks = tuple(Mark(name, some_spans()) for name in MARKS)
    place = Place(text, Span(0, len(text)), marks, is_article=True)
    found = decode(text, coded(place, Utf16(text)))
    told = "".join(part for part, _ in found)
    assert text.startswith(told)
    for mark in marks:
        covered = {at for span in mark.spans for at in range(span.start, span.end)}
        expected = "".join(text[at] for at in sorted(covered))
        assert "".join(part for part, names in found if mark.name in names) == expected


def test_the_code_holds_nothing_that_html_reads() -> None:
    every = {chr(ord("@") + mask) for mask in range(1 << len(MARKS))}
    assert not every & set("<>&\"'0123456789\n")


def test_a_row_of_the_index_is_its_statement() -> None:
    left_out = summarise(CONTENTS.statements).left_out
    found = index(CONTENTS, left_out)
    names = [name for name, _, _ in found["actors"]]
    for number, (row, item) in enumerate(zip(found["rows"], CONTENTS.statements, strict=True)):
        actor, proposal, document, month, stance, reason, *probabilities = row
        assert (names[actor] if actor >= 0 else "") == item.statement.actor
        assert found["proposals"][proposal] == item.statement.proposal
        assert found["documents"][document][0] == item.statement.document
        told = found["months"][month] if month >= 0 else ""
        assert told == item.statement.date[:7]
        assert LABELS[stance] is item.score.stance
        assert [number in left_out.get(name, ()) for name in found["reasons"]] == [
            at == reason for at in range(len(found["reasons"]))
        ]
        assert [value / 1e6 for value in probabilities] == list(item.score.probabilities.values())
    assert found["months"] == ["2031-03", "2031-04"]
    assert ["Runa Eskil", "person", "Vestmark"] in found["actors"]
    assert found["documents"][0] == [
        "ferry-1",
        "2031-03-04",
        "Council wants the night ferry to run all year",
    ]
    json.dumps(found)


def test_details_hold_each_text_once_and_mark_it() -> None:
    found = details(CONTENTS)
    assert len(found["texts"]) == 3
    for row, item in zip(found["rows"], CONTENTS.statements, strict=True):
        id_, text, start, end, code, condition, decided, said = row
        assert id_ == item.statement.id
        whole = found["texts"][text]
        assert whole == CONTENTS.articles[item.statement.document].text
        assert condition == (item.score.condition.text if item.score.condition else None)
        assert said == ""
        marked = decode(whole, code)
        content = "".join(part for part, names in marked if "content" in names)
        assert content == cut(whole, item.statement.content_spans, "")
        shown = whole.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
        assert item.statement.quote.split()[0] in shown
        assert decided[0] == LABELS.index(item.score.stance)
        parts = (*decided[2:5], *decided[7::3])
        assert abs(sum(parts) - decided[1]) <= 0.5 * (len(parts) + 1)  # each is rounded


def test_without_its_article_a_statement_holds_its_own_text() -> None:
    bare = Contents(CONTENTS.statements[:1])
    row = details(bare)["rows"][0]
    assert row[1] == CONTENTS.statements[0].statement.quote
    assert row[6] is None
    assert row[7] == "Mayor Runa Eskil said"
    assert index(bare, {})["documents"][0][2] == ""


def test_an_actors_facts_are_what_is_said_most_often() -> None:
    facts = actor_facts(CONTENTS.statements)
    assert facts["Vestmark"] == ("state", "Vestmark")
    assert facts["Bridge League"] == ("organisation", "")
    assert facts[""] == ("", "")


def test_of_facts_told_equally_often_the_first_by_name_holds_as_in_a_summary() -> None:
    item = CONTENTS.statements[0]
    both = [
        replace(item, statement=replace(item.statement, country=name)) for name in ("Vest", "Nor")
    ]
    countries = commonest(both, RowGroup.ACTOR, RowGroup.COUNTRY)
    assert actor_facts(both) == {"Runa Eskil": ("person", "Nor")}
    assert countries == {"Runa Eskil": "Nor"}


def test_a_headline_is_one_line() -> None:
    assert headline(Article("a", "Two\nlines\n\nText", headline=Span(0, 9))) == "Two lines"
    assert headline(Article("a", "Text")) == headline(None) == ""


values: Any = st.recursive(
    st.none() | st.integers() | st.text() | st.sampled_from(["</script>", "<!--", "\u2028"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(values)
def test_json_in_a_script_is_the_same_value_and_no_markup(value: Any) -> None:
    text = str(script_json(value))
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)
