"""Words as proposals are compared by: stems, concepts (near-synonyms) and base forms of verbs.

A newspaper says "creation of a safe zone" where the proposal reads "set up safe zones". The
stem joins inflections and the commonest derivations; a concept joins the verbs and nouns that
political English uses for one and the same course of action (tax, levy, duty). Both are small
tables and suffix rules, not a dictionary: they lose some words and confuse few.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from stance.reading.tokens import tokenise

FUNCTION_WORDS: Final = frozenset(
    """a an the this that these those such any some all each every both either neither no not
    nor and or but if unless than then so as at by for from in into of off on onto out over to
    under up upon via with within without about above across after against along among around
    before behind below between beyond during except inside near outside since through
    throughout toward towards until while he she it its they them their theirs his her hers him
    himself herself itself themselves we us our ours i me my mine you your yours who whom whose
    which what when where why how there here is are was were be been being am do does did done
    doing have has had having will would shall should can could may might must ought let lets
    also too very just only even still yet again more most less least much many few other
    another same own once ever never now one ones first last s t d ll re ve m don doesn didn
    isn wasn won couldn wouldn shouldn because though although whether per next down back away
    """.split()
)
"""Words that never tell one proposal from another."""

COMMON_WORDS: Final = frozenset(
    """say said says tell told year month week day time new people country state states
    government national federal minister president party leader member public plan proposal
    measure policy issue question official political programme program group world part number
    make made take give get come go put want need use work way thing man woman long high big
    good large old early late full general special joint two three four five six seven eight
    nine ten percent per cent million billion hundred thousand monday tuesday wednesday thursday
    friday saturday sunday law bill deal agreement united
    """.split()
)
"""Words that articles on any subject contain: they count little (`COMMON_WEIGHT`)."""

LIGHT_VERBS: Final = frozenset(
    """set put make take give get let have hold bring keep do go come carry create establish
    introduce adopt allow agree establishing provide require hold send run begin start allow use
    """.split()
)
"""Verbs that open a proposal without saying what it is about."""

_CONCEPT_GROUPS: Final = """
    accept admit receive welcome, abolish scrap repeal eliminate axe revoke rescind, lift remove
    ease relax, raise increase hike rise higher up, cut reduce lower slash reduction trim
    decrease shrink, ban prohibit outlaw bar forbid prohibition embargo, cap limit ceiling
    restrict curb threshold maximum, tax levy duty charge surcharge tariff toll fee, tribunal
    court, trial prosecute indict prosecution indictment, amnesty pardon clemency commute,
    ceasefire truce armistice cease-fire pause, withdraw pullout withdrawal pullback retreat,
    deploy station deployment dispatch, troops soldiers forces army peacekeepers contingent
    battalion brigade, referendum plebiscite ballot vote voting poll, election elections polls,
    delay postpone defer postponement moratorium deferral, suspend freeze halt stop pause
    suspension, extend prolong renew extension renewal, join accession membership accede enter
    entry, leave quit exit withdrawal, merge merger unite amalgamate fusion, sell sale sell-off
    privatise privatize divest, buy purchase acquire acquisition procurement, takeover buyout
    bid, nationalise nationalize nationalisation, fund finance funding money grants, subsidy
    subsidise subsidies subsidize, sanctions penalties embargo, talks negotiations dialogue
    negotiate negotiation, mediate mediation mediator broker, monitor monitors observers
    observer observe monitoring inspectors inspection, border frontier, migrant migrants
    immigrants immigrant immigration, refugee refugees asylum, prisoner prisoners captives
    detainees inmates hostages, swap exchange, weapon weapons arms, missile missiles rockets
    rocket, drill exercise manoeuvres manoeuvre maneuvers exercises drills, aircraft jet jets
    planes plane fighter, nuclear atomic, reactor plant, pipeline pipe, dam reservoir, wall
    fence barrier, bridge crossing, school schools classroom pupils, teacher teachers, hospital
    hospitals clinic clinics, pension pensions retirement pensioners, wage wages pay salary
    salaries, phone phones mobile handset handsets smartphone, car cars vehicle vehicles
    motorists, airport runway, train trains rail railway, company firm business, bank banks
    lender lenders, debt debts borrowing, fish fishing fishermen fishery herring cod, forest
    logging timber, mine mining mines, coal lignite, oil crude, wind turbines turbine, carbon
    emissions emission co2 climate, visa visas, citizenship passport passports nationality,
    constitution constitutional, parliament assembly legislature, senate upper-house, judge
    judges judiciary judicial, police policing officers, prison jail, drug drugs medicines
    medicine, vaccine vaccines vaccination jab jabs, alcohol beer liquor drink, gambling casino
    betting, tobacco cigarettes smoking, rent rents rental tenants, house housing homes houses,
    speech expression, press media, children minors child under-16s teenagers, marry marriage
    wedding, women woman, dismiss sack oust fire removal remove impeach impeachment unseat,
    appoint nominate appointment nomination name install, endorse endorsement, recognise
    recognize recognition statehood, build construct construction erect, rebuild reconstruction
    reconstruct, close shut closure shutdown, open reopen reopening opening, aid relief
    assistance help, inquiry investigation probe commission investigate, publish disclose
    release disclosure publication register transparency, exempt exemption exempting waiver
    carve-out exception, compensate compensation reparations damages, quota quotas, share
    allocate distribute distribution, host hosting venue, strike strikes airstrikes raids
    bombing bombard, grain wheat, plastic packaging, waste rubbish garbage refuse trash,
    surrender extradite extradition hand, autonomy self-rule devolution, independence secession
    secede, alliance pact bloc, treaty accord pact agreement, buffer zone zones demilitarised
    belt strip corridor corridors enclave, candidate candidacy nominee, primary primaries
    caucus, debate debates, strike walkout, app store, platform platforms
"""
"""Near-synonyms between commas; the first names the concept. A word may be of several."""

_CONCEPT_MARK: Final = "~"  # no stem begins with it

_IRREGULAR: Final = {
    form: base
    for line in """
    be:is,are,was,were,been,being do:does,did,done have:has,had go:goes,went,gone make:made,making
    take:took,taken,taking give:gave,given,giving get:got,gotten come:came,coming keep:kept
    bring:brought buy:bought build:built send:sent spend:spent lend:lent leave:left,leaving
    hold:held sell:sold tell:told pay:paid lay:laid say:said find:found win:won
    withdraw:withdrew,withdrawn draw:drew,drawn grow:grew,grown throw:threw,thrown fly:flew,flown
    know:knew,known see:saw,seen seek:sought think:thought fight:fought teach:taught catch:caught
    choose:chose,chosen,choosing freeze:froze,frozen,freezing break:broke,broken
    speak:spoke,spoken drive:drove,driven,driving write:wrote,written,writing
    rise:rose,risen,rising begin:began,begun run:ran,running shut:shutting cut:cutting put:putting
    set:setting let:letting swap:swapped,swapping ban:banned,banning bar:barred,barring
    cap:capped,capping scrap:scrapped,scrapping drop:dropped,dropping stop:stopped,stopping
    curb:curbed,curbing quit:quitting strip:stripped,stripping lead:led feed:fed meet:met
    split:splitting hit:hitting lose:lost,losing shoot:shot hand:handed expel:expelled,expelling
    compel:compelled control:controlled,controlling permit:permitted,permitting
    admit:admitted,admitting commit:committed,committing submit:submitted,submitting
    refer:referred,referring defer:deferred,deferring transfer:transferred,transferring
    cancel:cancelled,canceled,cancelling label:labelled,labelling enrol:enrolled die:dying
    lie:lying tie:tying free:freed,freeing treat:treated,treating beat:beating,beaten
    defeat:defeated,defeating repeat:repeated,repeating heat:heated,heating hang:hung,hanging
    agree:agreed,agreeing guarantee:guaranteed,guaranteeing exempt:exempted bid:bidding
    """.split()
    for base, forms in [line.split(":")]
    for form in forms.split(",")
}

_SUFFIXES: Final = (
    ("ifications", "ifi"), ("ification", "ifi"), ("ifying", "ifi"), ("ified", "ifi"),
    ("ifies", "ifi"), ("isations", ""), ("izations", ""), ("isation", ""), ("ization", ""),
    ("ising", ""), ("izing", ""), ("ised", ""), ("ized", ""), ("ises", ""), ("izes", ""),
    ("ise", ""), ("ize", ""), ("missions", "mit"), ("mission", "mit"), ("nsions", "nd"),
    ("nsion", "nd"), ("itions", ""), ("ition", ""), ("ishing", ""), ("ished", ""), ("ishes", ""),
    ("ish", ""), ("ations", ""), ("ation", ""), ("ating", ""), ("ated", ""), ("ates", ""),
    ("ators", ""), ("ator", ""), ("ate", ""), ("ments", ""), ("ment", ""), ("ances", ""),
    ("ance", ""), ("ences", ""), ("ence", ""), ("ures", ""), ("ure", ""), ("ants", ""),
    ("ant", ""), ("ings", ""), ("ing", ""), ("ions", ""), ("ion", ""), ("ials", ""),
    ("ial", ""), ("als", ""), ("al", ""), ("ities", ""), ("ity", ""), ("ies", "i"),
    ("ied", "i"), ("ers", ""), ("ors", ""), ("er", ""), ("or", ""), ("ed", ""), ("es", ""),
    ("s", ""), ("y", "i"), ("e", ""),
)  # fmt: skip
_SHORTEST_STEM: Final = 4  # shorter stems ("st-ation", "n-ation") join strangers
_SHORTEST_INFLECTED: Final = 3  # plain inflections of short verbs: "tax-es", "cut-s"
_SHORTEST_BEFORE_ION: Final = 5  # keeps "nation", "station" and "option" whole
_INFLECTIONS: Final = frozenset({"ing", "ings", "ed", "es", "s", "e", "y"})
_POSSESSIVE: Final = re.compile(r"[’']s?$")
_VOWELS: Final = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Word:
    """One content word of a text: offsets, and the keys by which it may match another word."""

    start: int
    end: int
    keys: frozenset[str]
    is_name: bool = False

    @classmethod
    def of(cls, text: str, start: int) -> Word | None:
        """The word that a token is, or None for a mark or a function word."""
        keys = keys_of(text) if text[0].isalnum() else frozenset()
        return cls(start, start + len(text), keys, text[0].isupper()) if keys else None


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Lower-case stem: one suffix off, a doubled last consonant made single.

    >>> [stem(word) for word in ("banning", "ratification", "Ratify", "suspension", "zones")]
    ['ban', 'ratifi', 'ratifi', 'suspend', 'zon']
    """
    low = _POSSESSIVE.sub("", word.lower())
    low = _IRREGULAR.get(low, low)
    for suffix, replacement in _SUFFIXES:
        if not low.endswith(suffix):
            continue
        rest = low[: -len(suffix)] + replacement
        shortest = _SHORTEST_STEM
        if suffix in _INFLECTIONS:
            shortest = _SHORTEST_INFLECTED
        elif suffix in {"ion", "ions"}:
            shortest = _SHORTEST_BEFORE_ION
        if len(rest) >= shortest and _VOWELS & set(rest):
            low = rest
            break
    if len(low) > _SHORTEST_INFLECTED and low[-1] == low[-2] and low[-1] not in "aeiouls":
        low = low[:-1]
    return low


def _concepts() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _CONCEPT_GROUPS.split(","):
        members = line.split()
        for member in members:
            table.setdefault(stem(member), set()).add(_CONCEPT_MARK + members[0])
    return {key: frozenset(names) for key, names in table.items()}


_CONCEPTS: Final = _concepts()


@lru_cache(maxsize=65536)
def keys_of(word: str) -> frozenset[str]:
    """The stem and concepts of a word; empty for a function word.

    A hyphenated word has the keys of its parts and of the joined whole, so that "cease-fire"
    meets "ceasefire".
    """
    low = _POSSESSIVE.sub("", word.lower())
    if low in FUNCTION_WORDS:
        return frozenset()
    found = {stem(low)}
    if "-" in low:
        found = {stem(low.replace("-", ""))}
        found.update(stem(part) for part in low.split("-") if part not in FUNCTION_WORDS)
    return frozenset(found.union(*(_CONCEPTS.get(key, frozenset()) for key in found)))


def stems_of(keys: frozenset[str]) -> frozenset[str]:
    """The stems among some keys, without the concepts."""
    return frozenset(key for key in keys if not key.startswith(_CONCEPT_MARK))


def plain_stems(text: str) -> str:
    """All words of a text as stems between bars, hyphens open, for the search of whole names.

    >>> plain_stems("The two-state solution")
    '|the|two|stat|solut|'
    """
    words = re.findall(r"[^\W_]+", text.lower())
    return "|" + "".join(f"{word if word in FUNCTION_WORDS else stem(word)}|" for word in words)


def content_words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The content words of ``text[start:end]`` with offsets into `text`."""
    pieces = tokenise(text[start:end])
    words = (Word.of(token.text, start + token.start) for token in pieces)
    return tuple(word for word in words if word is not None)


def base_form(verb: str) -> str:
    """The base form of an inflected English verb, lower case.

    >>> [base_form(verb) for verb in ("creating", "banned", "imposes", "carried", "abolished")]
    ['create', 'ban', 'impose', 'carry', 'abolish']
    """
    low = verb.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    for suffix in ("ies", "ied"):
        if low.endswith(suffix) and len(low) > len(suffix) + 1:
            return low[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return low[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    for suffix in ("ing", "ed"):
        rest = low[: -len(suffix)]
        if low.endswith(suffix) and len(rest) >= 2 and _VOWELS & set(rest):
            return _close(rest)
    return low


_SILENT_E: Final = (
    "at", "iz", "is", "uc", "ac", "ic", "nc", "rc", "rg", "dg", "ag", "ng", "iv", "rv", "lv",
    "ov", "av", "ut", "ur", "ir", "or", "os", "us", "as", "ud", "id", "ad", "od", "ib", "ob",
    "ok", "ak", "ik", "in", "un", "im", "um", "om", "bl", "gl", "tl", "pl", "it", "et", "ar",
    "ul", "il", "ol", "rs", "ns", "op", "ap", "ip", "yp", "ot", "ib", "u",
)  # fmt: skip
_NO_E: Final = (
    "eet", "oat", "uit", "eit", "ait", "oin", "ain", "ein", "een", "eam", "oom", "aim",
    "oor", "air", "our", "eor", "oad", "eed", "ead", "aid", "ook", "eak", "eek", "oak", "isit",
    "imit", "udit", "edit", "osit", "ibit", "erit", "hibit", "onsor", "onitor", "avor", "abor",
    "uild", "uil", "ool", "eal", "ail", "oil", "eep", "oop", "elop", "roup", "eap", "igit",
    "ecruit", "ffer", "target", "market", "budget", "rget", "interpret", "elect", "oot", "out",
    "eir", "ear", "eer", "ious", "iscus", "ocus", "ing", "ong", "ung", "eiv_", "profit",
    "exit", "benefit", "orbid", "abandon", "ision", "ation", "orm", "arm", "warn", "earn", "urn",
    "etain", "ign", "icens_", "oard", "rotest", "pil", "vil_", "abel", "reign", "rison",
)  # fmt: skip


def _close(rest: str) -> str:
    """Restore what "-ing" and "-ed" took: a silent e, or one of two doubled consonants."""
    if (
        len(rest) > 2
        and rest[-1] == rest[-2]
        and rest[-1] not in "lsfz"
        and rest[-1] not in _VOWELS
    ):
        return rest[:-1]
    if rest.endswith(_NO_E):
        return rest
    if rest.endswith(("ens", "ang", "eng", "enc")) or rest.endswith(_SILENT_E):
        return rest + "e"
    if rest[-1] in "vcuz" or (rest[-1] == "g" and rest[-2] in "dra"):
        return rest + "e"
    return rest
