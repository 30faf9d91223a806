"""Coded passages joined into statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.refi.codes import Role
from stance.corpus.refi.passages import Coding, join
from stance.schema import Span, Stance

QUOTE = Span(10, 30)
WIDER = Span(5, 40)
FAR = Span(50, 60)


def on(span: Span, role: str, value: str = "", coder: str = "Kim") -> Coding:
    return Coding(span, Role(role), value, coder, f"{span.start}")


def told(*codings: Coding) -> list[tuple[str, str, str, Stance | None]]:
    return [(it.coder, it.actor, it.proposal, it.stance) for it in join(codings).joined]


FULL = (on(QUOTE, "stance", "oppose"), on(QUOTE, "proposal", "build"), on(QUOTE, "actor", "Ada"))


def test_codes_on_one_passage_are_one_statement() -> None:
    found = join(FULL)
    (item,) = found.joined
    assert told(*FULL) == [("Kim", "Ada", "build", Stance.OPPOSE)]
    assert (item.span, item.id, item.problem, found.unused) == (QUOTE, "10", "", ())


def test_what_the_passage_lacks_is_taken_from_the_one_that_overlaps_most() -> None:
    codings = (
        on(QUOTE, "stance", "support"),
        on(Span(28, 90), "proposal", "sell"),
        on(WIDER, "proposal", "build"),
        on(Span(0, 11), "actor", "Lou"),
        on(Span(0, 15), "actor", "Ada"),
    )
    assert told(*codings) == [("Kim", "Ada", "build", Stance.SUPPORT), ("Kim", "", "sell", None)]
    assert join(codings).unused == (codings[3],)


def test_of_equal_overlaps_the_shorter_passage_is_taken() -> None:
    codings = (
        on(QUOTE, "stance", "support"),
        on(Span(0, 100), "proposal", "far"),
        on(WIDER, "proposal", "near"),
    )
    assert told(*codings)[0] == ("Kim", "", "near", Stance.SUPPORT)


def test_several_proposals_and_actors_are_a_statement_each() -> None:
    more = (*FULL, on(QUOTE, "proposal", "sell"), on(QUOTE, "actor", "Lou"))
    assert told(*more) == [
        ("Kim", actor, proposal, Stance.OPPOSE)
        for proposal in ("build", "sell")
        for actor in ("Ada", "Lou")
    ]
    assert len({item.id for item in join(more).joined}) == 4


def test_a_proposal_alone_is_not_coded_yet() -> None:
    assert told(on(QUOTE, "proposal", "build")) == [("Kim", "", "build", None)]


def test_two_stances_at_once_are_none() -> None:
    (item,) = join((*FULL, on(QUOTE, "stance", "support"))).joined
    assert item.stance is None
    assert "oppose and support at once" in item.problem


def test_a_stance_without_a_proposal_is_kept_and_told() -> None:
    (item,) = join([on(QUOTE, "stance", "oppose"), on(FAR, "proposal", "build")][:1]).joined
    assert (item.stance, item.proposal) == (Stance.OPPOSE, "")
    assert "no proposal" in item.problem


def test_coders_stay_apart() -> None:
    theirs = (on(QUOTE, "stance", "support", "Lou"), on(WIDER, "proposal", "build", "Lou"))
    assert told(*FULL, *theirs) == [
        ("Kim", "Ada", "build", Stance.OPPOSE),
        ("Lou", "", "build", Stance.SUPPORT),
    ]


def test_conditions_are_those_that_overlap_joined_where_they_do() -> None:
    codings = (
        *FULL,
        on(Span(20, 26), "condition"),
        on(Span(12, 15), "condition"),
        on(Span(24, 29), "condition"),
        on(FAR, "condition"),
    )
    found = join(codings)
    assert found.joined[0].condition == (Span(12, 15), Span(20, 29))
    assert found.unused == (codings[-1],)


SPANS = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 30), st.integers(1, 12)
)
CODINGS = st.lists(
    st.builds(
        Coding,
        SPANS,
        st.sampled_from(Role),
        st.sampled_from(["support", "oppose"]),
        st.sampled_from(["Kim", "Lou"]),
        st.just("x"),
    ),
    max_size=14,
)


def slow_nearest(codings: list[Coding], of: Coding, role: Role) -> set[str]:
    """The obvious way: every passage of the coder, by its overlap."""
    own = [it for it in codings if it.coder == of.coder and it.role is role]
    if any(it.span == of.span for it in own):
        return {it.value for it in own if it.span == of.span}

    def overlap(span: Span) -> int:
        return min(span.end, of.span.end) - max(span.start, of.span.start)

    most = max((overlap(it.span) for it in own), default=0)
    best = {it.span for it in own if overlap(it.span) == most} if most > 0 else set[Span]()
    shortest = min((span.end - span.start for span in best), default=0)
    return {it.value for it in own if it.span in best and it.span.end - it.span.start == shortest}


@given(CODINGS)
def test_every_coding_is_used_or_told_and_the_nearest_are_found(codings: list[Coding]) -> None:
    found = join(codings)
    stances = {(it.coder, it.span) for it in codings if it.role is Role.STANCE}
    assert stances <= {(it.coder, it.span) for it in found.joined}
    assert not any(it.role in (Role.STANCE, Role.PROPOSAL) for it in found.unused)
    for item in found.joined:
        anchor = Coding(item.span, Role.STANCE, "", item.coder, "x")
        for role, value in ((Role.PROPOSAL, item.proposal), (Role.ACTOR, item.actor)):
            near = slow_nearest(codings, anchor, role)
            assert value in near if near else value == ""


@pytest.mark.parametrize("count", [2_000])
def test_many_overlapping_passages_are_joined(count: int) -> None:
    codings = [
        coding
        for number in range(count)
        for coding in (
            on(Span(10 * number, 10 * number + 9), "stance", "support"),
            on(Span(10 * number + 2, 10 * number + 5), "proposal", f"p{number}"),
        )
    ]
    found = join(codings).joined
    assert [item.proposal for item in found] == [f"p{number}" for number in range(count)]
