"""The labelling interface of Label Studio for this task: names of its controls, and its XML.

Labels `label`            Quote, Actor, Cue, Condition, Proposal
Choices `stance`          of a Quote: one of the five, or none yet
TextArea `proposal`       of a Quote or Proposal: the phrase, where the text does not say it
TextArea `actor`          of a Quote or Actor: the name, where the text has another
Choices `actor_kind`, TextArea `country`  of a Quote or Actor
Relations                 says, about, if, continues (see `stance.corpus.regions`)
"""

from __future__ import annotations

from html import escape  # which is all of XML's escaping too, and light
from typing import Final

from stance.corpus.regions import RELATIONS, Part
from stance.schema import ACTOR_KINDS, LABELS

TEXT: Final = "text"
LABEL: Final = "label"
STANCE: Final = "stance"
ACTOR_KIND: Final = "actor_kind"
AREAS: Final = ("proposal", "actor", "country")
"""Controls in which a coder writes."""

_COLOURS: Final = {
    Part.QUOTE: "#ffd966",
    Part.ACTOR: "#6fa8dc",
    Part.CUE: "#93c47d",
    Part.CONDITION: "#c27ba0",
    Part.PROPOSAL: "#f6b26b",
}
_HINTS: Final = {
    "proposal": "proposal: a short phrase with a base-form verb",
    "actor": "name of the actor, if the text has another",
    "country": "country of the actor",
}
_OF: Final = {
    "proposal": (Part.QUOTE, Part.PROPOSAL),
    "actor": (Part.QUOTE, Part.ACTOR),
    "country": (Part.QUOTE, Part.ACTOR),
    ACTOR_KIND: (Part.QUOTE, Part.ACTOR),
    STANCE: (Part.QUOTE,),
}


def labelling_config() -> str:
    """The XML to paste into a project's Labelling Interface.

    `white-space: pre-wrap` keeps the browser from collapsing the white space that offsets count.
    """
    lines = ["<View>", "  <Style>.htx-text { white-space: pre-wrap; }</Style>", "  <Relations>"]
    lines += [f"    <Relation value={_quoted(name)}/>" for name in RELATIONS]
    lines += ["  </Relations>", f'  <Labels name="{LABEL}" toName="{TEXT}">']
    lines += [
        f'    <Label value="{part}" background="{colour}"/>' for part, colour in _COLOURS.items()
    ]
    lines += [
        "  </Labels>",
        f'  <Text name="{TEXT}" value="${TEXT}" granularity="symbol" saveTextResult="yes"/>',
    ]
    lines += _choices(STANCE, LABELS)
    lines += [
        f'  <TextArea name="{name}" {_shown(name)} maxSubmissions="1" editable="true"'
        f" placeholder={_quoted(_HINTS[name])}/>"
        for name in AREAS
    ]
    lines += _choices(ACTOR_KIND, ACTOR_KINDS)
    return "\n".join([*lines, "</View>", ""])


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'


def _choices(name: str, values: tuple[str, ...]) -> list[str]:
    return [
        f'  <Choices name="{name}" {_shown(name)} choice="single" showInline="true">',
        *(f'    <Choice value="{value}"/>' for value in values),
        "  </Choices>",
    ]


def _shown(name: str) -> str:
    labels = ",".join(_OF[name])
    return (
        f'toName="{TEXT}" perRegion="true" visibleWhen="region-selected"'
        f' whenTagName="{LABEL}" whenLabelValue="{labels}"'
    )
