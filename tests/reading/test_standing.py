"""Which standing proposals an article puts on the table."""

from __future__ import annotations

from stance.reading.standing import merge_proposals, named_proposals
from stance.schema import Proposal


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
