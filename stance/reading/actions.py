"""Words that name courses of action: verbs, the nouns made of them, and things with their verb."""

from __future__ import annotations

from typing import Final

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
