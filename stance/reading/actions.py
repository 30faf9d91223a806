"""Words that name courses of action, and whole verb phrases made of them.

Verbs, the nouns made of them, things with the verb that goes with them; and what an object must
be like, so that verb and object are a course of action somebody could take.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from stance.reading.lemmas import base_form, content_words

ACTION_VERBS: Final = frozenset(
    """abandon abolish accept add admit adopt amend annex appoint approve arm arrest attack
    attach authorise authorize ban bar block boycott break build burn buy call cancel cap
    carry cede change channel charge close commute compensate complete confirm confiscate
    conscript convene cooperate create curb cut decriminalise defer defund deliver
    demilitarise deploy deport disarm disband disclose dismantle dismiss dissolve distribute
    double draft drop ease elect eliminate end endorse enforce enlarge equip escort
    establish evacuate exchange exclude exempt expand expel export extend extradite finance
    fine fire force forgive freeze fund give grant guarantee halt halve hand hire hold host
    impeach impose include increase indict introduce invade invest invite join keep launch
    lease leave legalise legalize let levy license lift limit lower mediate merge
    nationalise nominate oblige offer open order oust outlaw pardon pay permit phase place
    postpone privatise privatize process prohibit prolong prosecute protect publish pull
    punish quit raise ratify reappoint rebuild recall recognise recognize reconnect recruit
    reduce refer reform regulate reinstate release relocate remove renew rename reopen
    repeal replace require resettle restore restrict restructure resume retaliate return
    revive revoke rotate sack scrap screen sell send separate set share shorten shut sign
    slash spend split sponsor station stop store strengthen strip submit subsidise supply
    surrender suspend swap tax tie tighten toughen train transfer triple unite unseat use
    vaccinate veto waive widen withdraw withhold bomb house seize negotiate move put make
    """.split()
)
"""Verbs by which courses of action are named: those of our labelled proposals, and kin."""

WEAK_VERBS: Final = frozenset(
    "make move put let give use leave call keep hold order hand break carry place drop set".split()
)
"""Action verbs with many other uses: they count only where the words before ask for one."""

NOUNS: Final = {
    noun: verb
    for pair in """
    creation:create establishment:establish abolition:abolish withdrawal:withdraw deployment:deploy
    ban:ban increase:increase expansion:expand extension:extend suspension:suspend closure:close
    removal:remove introduction:introduce recognition:recognise ratification:ratify adoption:adopt
    cut:cut cuts:cut rise:raise release:release sale:sell construction:build reduction:reduce
    freeze:freeze boycott:boycott postponement:postpone delay:delay reform:reform repeal:repeal
    purchase:buy expulsion:expel extradition:extradite dissolution:dissolve dismissal:dismiss
    appointment:appoint admission:admit transfer:transfer restoration:restore renewal:renew
    amendment:amend end:end halt:halt return:return cap:cap limit:limit limits:limit levy:levy
    moratorium:suspend embargo:ban prohibition:ban enlargement:enlarge merger:merge tax:tax
    publication:publish disclosure:disclose privatisation:privatise nationalisation:nationalise
    legalisation:legalise resumption:resume disarmament:disarm demolition:demolish
    exemption:exempt evacuation:evacuate replacement:replace exclusion:exclude inclusion:include
    annexation:annex ceiling:cap reopening:reopen opening:open lifting:lift takeover:buy
    """.split()
    for noun, verb in [pair.split(":")]
}
THINGS: Final = (
    ("set up", "zone zones corridor corridors fund tribunal court commission register enclave"),
    ("impose", "tax levy tariff tariffs sanctions duties duty fee toll curfew embargo surcharge"),
    ("hold", "referendum election talks vote summit inquiry exercise exercises debate debates"),
    ("sign", "treaty pact accord agreement convention protocol"),
    ("build", "wall fence plant dam pipeline reactor bridge port railway tunnel barrier refinery"),
    ("send", "troops soldiers peacekeepers observers monitors"),
    ("agree to", "ceasefire cease-fire truce"),
    ("grant", "amnesty waiver visas autonomy pardon"),
)
VERB_OF_THING: Final = {thing: verb for verb, things in THINGS for thing in things.split()}

STANCE_VERBS: Final = frozenset(
    """accept adopt approve back endorse support reject oppose pass face join agree discuss
    favour favor demand welcome""".split()
)
"""Verbs that take sides: what they take sides on is the action, "accept a ban on …"."""

WITH_PREPOSITION: Final = frozenset(
    "withdraw cooperate negotiate return invest retaliate exempt retreat".split()
)
"""Action verbs that name one with a preposition and no object; with "pay for" little is said."""

GENERIC_OBJECTS: Final = frozenset(
    """nothing anything something everything anyone everyone someone nobody others people things
    way ways time times room door doors eye eyes hand hands head heads place step steps line
    lines end ends part parts kind sort question questions answer answers promise promises word
    words name names thing point points case cases moment day days week weeks month months year
    years minds mind facts notice sense order sight force money plan plans proposal proposals
    system systems idea ideas seat seats work example hold control power lot bit number numbers
    draft document documents text texts report reports suggestion objections talks meeting
    statement statements position member members side sides evidence fire
    """.split()
)
"""Nouns that do not say what an action is about."""

TITLES: Final = frozenset(
    "minister ministry secretary committee department office officer chief director".split()
)
"""Nouns before which a verb's look-alike is a part of a title."""

TIMES: Final = frozenset(
    """january february march april june july august september october november december spring
    summer autumn winter morning evening night tonight noon midnight day week month year years
    days weeks months time hour hours minutes""".split()
)
"""Words of time, which an object does not end with."""

_ADJECTIVE: Final = re.compile(
    r".{2,}(?:[^aeo]al|ive|ous|ful|less|[^lb]ic|able|ible|[^l]ary|ish|ly|ier|ised|ized|ing|"
    r"(?<!n)(?:ted|ded|led|red|ned|sed|ged|ved|ced|wed|ked|ped))$"
)
_NOUNS_LIKE_ADJECTIVES: Final = frozenset(
    """capital proposal trial hospital rival withdrawal approval arrival removal appeal signal
    canal tribunal festival renewal disposal refusal survival general official criminal animal
    material mineral journal individual manual terminal arsenal referral traffic public republic
    music topic mechanic critic fabric attic initiative executive representative incentive
    directive alternative native motive archive drive detective objective perspective census
    military boundary secretary library january february territory estuary sanctuary dictionary
    ministry supply assembly family monopoly ally bully reply italy july barrier frontier soldier
    premier pier carrier courier supplier hearing mining fishing funding housing building trading
    logging drilling spending testing shipping meeting crossing training landing ceiling
    gambling smoking farming whaling hunting voting sharing screening policing bombing shelling
    advertising parking lending financing broadcasting processing cloning dumping filming
    table vegetable cable variable fish parish british english finish vehicle article bus virus
    hundred shed bed seed speed need feed breed creed weed deed
    """.split()
)
_NO_LAST_WORD: Final = frozenset(
    """old new big small large full free high low whole further more less long short open early
    late last next next first second third main poor rich foreign few many several own both
    republican democrat european american german french poorer least most again too
    up out off back away together apart here there now soon then ever once anyway alone firm
    beforehand instead abroad home elsewhere immediately two three four five six seven eight
    nine ten twenty thirty hundred thousand million billion ago enough ready such so any some
    """.split()
)

_PARTICLES: Final = frozenset("up out off down back away over".split())
DETERMINERS: Final = frozenset(
    "a an the any its his her their our my your such this that these those some all more".split()
)
PREPOSITIONS: Final = frozenset(
    "of on in to for from with at by into over between against about through within near "
    "across along behind under until among around outside inside beyond".split()
)
_PRONOUNS: Final = frozenset("it them him her us me this that these those one itself".split())
_TRAILING: Final = frozenset(
    "a an the of on in to for from with at by and or into over under its his her their our not "
    "also then between against about through more this within near off 's ’s".split()
)
_DROPPED: Final = (DETERMINERS | {"own", "every", "whole"}) - {"a", "an", "all"}


def may_end(word: str) -> bool:
    """Whether an object can end with this word, as it can with a noun but not an adjective."""
    low = word.lower()
    if low in _NO_LAST_WORD:
        return False
    return low in _NOUNS_LIKE_ADJECTIVES or word[0].isupper() or not _ADJECTIVE.match(low)


def verb_phrase(verb: str, found: Sequence[str]) -> str:
    """A whole verb phrase in base form, or "" where the object does not make one."""
    kept = list(found)
    particle = [kept.pop(0)] if kept and kept[0].lower() in _PARTICLES else []
    while kept and kept[0].lower() in _DROPPED:
        kept.pop(0)
    if verb in STANCE_VERBS:
        return _taken_side_on(kept)
    while kept and (
        kept[-1].lower() in _TRAILING | TIMES or not kept[-1][0].isalpha() or not may_end(kept[-1])
    ):
        kept.pop()
    if not kept or kept[0].lower() in _PRONOUNS or not _says_what(kept) or _is_clause(kept):
        return ""
    if kept[0].lower() in PREPOSITIONS and (particle or verb not in WITH_PREPOSITION):
        return ""
    return " ".join([verb, *particle, *kept]).replace(" ’", "’").replace(" '", "'")


def _taken_side_on(found: Sequence[str]) -> str:
    """The action whose noun heads an object: "a ban on plastic" makes "ban plastic"."""
    for place, word in enumerate(found[:-2]):
        low = word.lower()
        if low in PREPOSITIONS:
            return ""
        if low in NOUNS and found[place + 1].lower() in {"of", "on", "to", "in", "for", "from"}:
            return verb_phrase(NOUNS[low], found[place + 2 :])
    return ""


def _is_clause(found: Sequence[str]) -> bool:
    """Whether what should be an object has a verb of its own: "nickel ore came", "let ore"."""
    first = found[0].lower()
    return (first in WEAK_VERBS and len(found) > 1) or any(
        base_form(word) != word and not word.endswith(("s", "ed", "ing", "en"))
        for word in map(str.lower, found)
        if word.isalpha()
    )


def _says_what(found: Sequence[str]) -> bool:
    """Whether an object has a word that is neither generic nor only a number."""
    return any(
        content_words(word) and word.lower() not in GENERIC_OBJECTS and word[0].isalpha()
        for word in _headverb_phrase(found)
    )


def _headverb_phrase(found: Sequence[str]) -> Sequence[str]:
    """The words before the first preposition that follows some noun; "of" goes on."""
    for place, word in enumerate(found):
        if place and word.lower() in PREPOSITIONS - {"of"}:
            return found[:place]
    return found
