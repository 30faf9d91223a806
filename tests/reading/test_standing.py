"""Which standing proposals an article puts on the table."""

from __future__ import annotations

from stance.reading.standing import (
    TABLE_FEATURES,
    TABLE_WEIGHTS,
    merge_proposals,
    named_proposals,
    on_the_table,
)
from stance.schema import Proposal, Span


class TestNamed:
    LIST = (
        Proposal("impose a no-fly zone", "no-fly", ("no-fly zone",)),
        Proposal("adopt single-payer health care", "single", ("single-payer",)),
        Proposal("lower the voting age to 16", "age", ("voting age",)),
    )

    def ids(self, text: str) -> list[str]:
        return [proposal.id for proposal in named_proposals(text, self.LIST)]

    def test_an_alias_must_be_whole(self) -> None:
        assert self.ids("A no-fly zone over Karsk is not planned.") == ["no-fly"]
        assert self.ids("Flies bothered the single buyer in the zone.") == []

    def test_hyphens_and_plurals_do_not_matter(self) -> None:
        assert self.ids("Single payer systems and no fly zones were discussed.") == [
            "no-fly",
            "single",
        ]

    def test_most_of_the_phrase_will_do(self) -> None:
        assert self.ids("They would lower the age for voting to 16.") == ["age"]


def test_merging_keeps_the_first_wording() -> None:
    first = (Proposal("build a dam on the Vell", "dam"),)
    more = (Proposal("construct the Vell dam"), Proposal("impose a toll on lorries"))
    assert merge_proposals(first, more) == (*first, more[1])


class TestOnTheTable:
    TEXT = (
        "Vell wants to close its harbour to liners\n\nThe mayor of Vell plans to close the old"
        " harbour to cruise liners. The council votes in May. Security guards watch the quay."
    )

    def asked(self, phrase: str, *aliases: str) -> bool:
        proposal = Proposal(phrase, aliases=aliases)
        return bool(on_the_table(self.TEXT, [proposal], Span(0, 41)))

    def test_what_the_article_debates(self) -> None:
        assert self.asked("close the harbour of Vell to cruise liners")
        assert self.asked("shut the old harbour to liners")

    def test_a_verb_or_a_common_noun_is_not_enough(self) -> None:
        assert not self.asked("close the Tarsin Bay prison")
        assert not self.asked("reform the Continental Security Council")

    def test_a_place_alone_is_not_enough(self) -> None:
        assert not self.asked("recognise the republic of Vell")

    def test_an_alias_will_do(self) -> None:
        assert not self.asked("limit tourism by sea")
        assert self.asked("limit tourism by sea", "cruise liners")

    def test_no_text_no_proposal(self) -> None:
        assert on_the_table("", [Proposal("build a dam")]) == ()

    def test_every_measure_has_a_weight(self) -> None:
        assert tuple(TABLE_WEIGHTS) == TABLE_FEATURES
