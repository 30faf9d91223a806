"""The wording of furniture: words of menus, and set phrases with what each speaks for.

All in English. A phrase stands here because papers, agencies and broadcasters at large use it;
none names a person, a subject or a publisher, apart from the agencies that credits name. Adding
one wants a page in the tests that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final


def words_of(listing: str) -> frozenset[str]:
    """A set of words from a text of them."""
    return frozenset(listing.split())


PAGE_WORDS: Final = words_of(
    """
    home menu search login log logout sign in subscribe subscriber subscription newsletter
    newsletters news breaking latest live video videos audio podcast podcasts photo photos gallery
    galleries image images picture pictures slideshow share tweet facebook twitter whatsapp
    telegram linkedin reddit instagram youtube tiktok pinterest flipboard rss email mail print
    comments comment reply topics topic tags tag related trending popular read more most see also
    next previous prev back top skip content navigation accessibility link links site sitemap
    contact about us advertise advertising advertisement advert sponsored ad ads cookies cookie
    privacy policy terms conditions copyright rights reserved app apps download follow edition
    editions sections section world politics business economy sport sports culture arts lifestyle
    travel tech science health opinion opinions weather editorial editorials columnists blog blogs
    help faq careers jobs settings account profile close open toggle main min mins minute minutes
    ago updated published posted modified staff writer correspondent reporter bookmark save copy
    clipboard loading load show hide view viewed full screen fullscreen play pause listen watch
    listening stories story headlines archive archives browse special coverage recommended
    featured editors picks donate register regional international local obituaries classifieds
    crosswords puzzles games epaper today's paper all this section by on to the of for and a your
    you article page pages language languages list enlarge caption credit embed code browser
    """
)
"""The vocabulary of menus, bars and labels. Only its share of a line's words counts, so that a
word of it in a sentence weighs next to nothing."""

PAGE_FILLERS: Final = words_of("in by on to the of for and a your you all this about more")
"""Those of them that make no menu by themselves."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing seen in a line, and its weight in log-odds of being a sentence of the article.

    `reason` is what a dropped line is reported with. `closing` is what must speak for the lines
    after it, beyond the rest, for the article to resume: credits and copyright end an article,
    an invitation to subscribe may stand within.
    """

    reason: str
    weight: float
    closing: float = 0.0


@dataclass(frozen=True, slots=True)
class _Test:
    """One pattern; `small`: for lines in small letters; `opens`: for the beginning of a line."""

    pattern: re.Pattern[str]
    small: bool
    opens: bool

    def count(self, line: str, most: int) -> int:
        if self.opens:
            return int(self.pattern.match(line) is not None)
        return sum(1 for _ in islice(self.pattern.finditer(line), most))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Patterns and what they speak for; they count at most `most` times in one line."""

    signal: Signal
    tests: tuple[_Test, ...]
    most: int = 1

    def count(self, line: str, small: str) -> int:
        """How often the phrase stands in a line, which is given in small letters too."""
        found = 0
        for test in self.tests:
            if found < self.most:
                found += test.count(small if test.small else line, self.most - found)
        return found


def _phrase(
    reason: str, weight: float, *alternatives: str, closing: float = 0.0, most: int = 1
) -> Phrase:
    """Alternatives are sorted so that few are tried at each place of a line.

    Those without a capital are sought in small letters, those for its beginning only there.
    """
    sorted_out: dict[tuple[bool, bool], list[str]] = {}
    for piece in (piece for each in alternatives for piece in _pieces(each)):
        small = not _CAPITALS.search(_ESCAPE.sub("", piece))
        sorted_out.setdefault((small, piece.startswith("^")), []).append(piece)
    tests = tuple(
        _Test(_any_of(pieces, 0 if small else re.IGNORECASE), small, opens)
        for (small, opens), pieces in sorted_out.items()
    )
    return Phrase(Signal(reason, weight, closing), tests, most)


_ESCAPE: Final = re.compile(r"\\.")
_CAPITALS: Final = re.compile("[A-Z]")


def _pieces(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern: what stands between the bars outside all brackets."""
    depth = start = 0
    for found in re.finditer(r"\\.|\[(?:\\.|[^\]\\])+\]|[()|]", pattern):
        mark = found.group()
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if mark == "|" and depth == 0:
            yield pattern[start : found.start()]
            start = found.end()
    yield pattern[start:]


def _any_of(pieces: Sequence[str], flags: int) -> re.Pattern[str]:
    """One pattern for all; those that begin a word share that test, so that few are tried."""
    opening = [piece.removeprefix(r"\b") for piece in pieces if piece.startswith(r"\b")]
    others = [f"(?:{piece})" for piece in pieces if not piece.startswith(r"\b")]
    if opening:
        others.insert(0, rf"\b(?:{'|'.join(opening)})")
    return re.compile("|".join(others), flags)


MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_CAPITAL: Final = r"(?-i:[A-ZÀ-Þ])"
_AGENCY: Final = r"(?:AP|AFP|Reuters|dpa|EPA|ANSA|EFE|Getty(?: Images)?|Shutterstock|Alamy|iStock)"
_WORK: Final = (
    r"(?:reporting|editing|writing|translation|translated|edited|compiled|production|produced"
    r"|research|graphics?|photograph(?:s|y)?)"
)
_ITEM: Final = r"(?:article|story|report|piece|post|page|item|text|version|column|essay|dispatch)"
_OUTLET: Final = (
    r"(?:news (?:agency|outlet|site|organi[sz]ation|service|website|magazine)|newspaper"
    r"|broadcaster|newsroom|media (?:outlet|organi[sz]ation)|magazine|non-?profit)"
)
_POST: Final = (
    r"(?:reporter|correspondent|columnist|journalist|editor|fellow|contributor|lecturer|writer"
    r"|freelancer|author)"
)
# The loop is possessive (*+): "More" is a word of the list and a capitalised one, and to try both
# for every word would take exponential time.
_TEASER: Final = (
    r"(?:read|see|more|also|watch|listen|related|recommended|don[’']t miss|also read|live"
    r"|in (?:pictures|depth|case you missed it)|up next|next|previous|explainer|opinion|analysis"
    r"|most (?:read|popular|viewed|shared|watched)|you (?:may|might) (?:also )?(?:like|be"
    r" interested)|must[- ]reads?|trending|editor[’']?s[’']? picks?|latest|special report|timeline)"
    r"(?: (?:more|also|next|up|on|about|stories|story|articles?|coverage|news|posts?|now|topics?"
    rf"|videos?|from|in|this|the|our|section|here|content|{_CAPITAL}\w+))*+\s?"
)

PHRASES: Final = (
    _phrase(
        "credit", -5.0,
        rf"^\W*(?:with )?(?:additional |further |some )?{_WORK} (?:contributed )?(?:by|from)\b",
        r"\bcontributed (?:to )?(?:this |the )?(?:report|reporting|story|article)\b",
        r"^\W*based on (?:reporting|reports|material|a report) ",
        r"^\W*(?:(?:written|compiled|edited) by .{2,60} )?with (?:additional )?"
        r"(?:material|files|reporting|information|reports) (?:from|by)\b",
        closing=10.0,  # a notice of three sentences may follow
    ),
    _phrase(
        "credit", -6.0,  # whatever sentence follows in the line is about the picture
        r"^\W*(?:sources?|photos?|pictures?|images?|credits?|video|graphic|illustration|courtesy"
        r"|photographs?|cover image|file photo)(?: (?:by|credit|courtesy|of|from))*\s?[:|/©]",
    ),
    _phrase("credit", -3.0, rf"(?:[/|©(]|photo|image|via)\s?(?:\w+[ /]){{0,3}}{_AGENCY}\)?\W*$"),
    _phrase(
        "caption", -3.5,
        r"\((?:(?:far |second |third |top |bottom |front |back )*"
        r"(?:left|right|l|r|c|centre|center|middle|pictured|seated|standing|above|below|file"
        r"|file photo|archive)(?: from (?:left|right))?(?: photo)?)\)",
        r"\b(?:file|handout|undated|archive) (?:photo|picture|image)\b",
        r"^\W*(?:pictured|shown)\b",
        r"\b(?:is|are) (?:seen|pictured)\b",
        r"\(photo\b",
    ),
    _phrase(
        "byline", -4.0,
        r"^\W*(?:(?:written |reported |words |text |story )?by|from our (?:\w+ )?correspondent"
        rf"|analysis by)\s?:?\s+{_CAPITAL}[^.!?]{{2,80}}$",
    ),
    _phrase(
        "date line", -3.0,
        r"^\W*(?:(?:first |last |originally )?(?:updated|published|posted|modified|created)"
        rf"(?: on| at)?)\b(?=[\s:]+\S{{0,9}}\W?\d|[\s:]+(?:\w+,? )?{MONTH}|:)",
        r"\b\d+ ?(?:min|mins|minutes?)\.? read\b",
        r"\b(?:\d+|an?) (?:hours?|minutes?|days?) ago\W*$",
    ),
    # A teaser with its title stands between paragraphs, too; a heading of its own ends them.
    _phrase("teaser", -5.0, rf"^\W*{_TEASER}[:»>→|]\s*\S"),
    _phrase("teaser", -5.0, rf"^\W*{_TEASER}[:»>→|]?\s*$", closing=3.0),
    _phrase(
        "address to readers", -3.0,
        r"\bto (?:find out|read|learn|know|see) more\b",
        r"\b(?:click|tap|scan) (?:here|on|below|the)\b",
        r"\bfind out (?:more|how)\b|\bfor more information\b|\bget in touch\b",
        r"\b(?:contact|contacting|write to|send) us\b|\blet us know\b|\btell us\b|\bsend your\b",
        r"\bhave your say\b|\bwhat do you think\b|\bin the comments (?:below|section)\b",
        r"\bhear from you\b|\bpeople like you\b|\bget back to you\b|\bwrite for us\b",
        r"\b(?:hello|hi|dear),? readers?\b|\breaders can\b|\bdo you have (?:information|a story)\b",
        r"\breach (?:him|her|them|us|me) at\b|\bhere[’']s how to\b|\bgot a (?:story|tip)\b",
        r"\bstay tuned\b|\bstick with (?:us|(?-i:[A-Z]))|\bdeveloping story\b|\bcheck back\b",
        r"\bsee here\b|\bfull story here\b|\bletters? to the editor\b",
        r"\bwe(?:[’']d| would) (?:like|love) to hear\b",
        closing=1.0, most=2,
    ),
    _phrase(
        "address to readers", -1.5,
        r"\bplease\b",
        r"\bif you(?:[’']re| are| have| would| want| need| see| live| spot| find| enjoyed| value"
        r"| believe| wish| like| no longer)\b",
        r"\byour (?:inbox|email|e-mail|browser|device|support|donation|subscription|account"
        r"|comments?|feedback|consent|preferences|data|name|password|phone|contribution|thoughts"
        r"|views|questions|home screen|free|free article|first|last free)\b",
        r"\byou (?:have read|are receiving|signed up|are reading)\b",
        most=2,
    ),
    # The page speaks to its reader: a sentence that holds both of us.
    _phrase(
        "address to readers", -2.0,
        r"\b(?:we|us|our)\b(?=.{0,80}\b(?:you|your)\b)",
        r"\b(?:you|your)\b(?=.{0,80}\b(?:we|us|our)\b)",
    ),
    _phrase(
        "address to readers", -1.5,
        r"[.!?] (?-i:Support|Sign up|Subscribe|Donate|Click|Send|Join|Follow|Reach|Visit|Become)\b",
    ),
    _phrase("contact", -2.5, r"(?<=[\w.+-])@[\w-]{1,63}\.\w|https?://|\bwww\.|\b\d{3}[- ]\d{4}\b"),
    _phrase(
        "comments", -4.0,
        r"^\W*(?:\d+ )?comments?\b.{0,24}$|^\W*(?:add|post|leave) a (?:comment|reply)\b",
        r"^\W*\d+ (?:thoughts|responses|replies) (?:on|to)\b",
        r"^\W*reply\W*$|\bjoin the (?:conversation|discussion)\b",
        closing=3.0,
    ),
    _phrase("address to readers", -0.7, r"\byou(?:[’']re|[’']ll|[’']ve|r|rs)?\b", most=2),
    _phrase(
        "newsletter", -2.5,
        r"\bnewsletters?\b|\bsubscri(?:be|bing|ption|ber)s?\b|\bsign(?:ing|ed)? up\b|\binbox\b",
        r"\bfree trial\b|\bunsubscribe\b|\bapp store\b|\bgoogle play\b|\bpush notifications?\b",
        r"\bunlimited access\b|\b(?:daily|morning|evening) briefing\b|\bdelivered to\b",
        closing=1.0, most=2,
    ),
    _phrase(
        "legal notice", -4.0,
        r"©|\(c\) ?\d{4}|\bcopyright\b|\ball rights reserved\b",
        r"\bmay not be (?:published|reproduced|redistributed|copied|rewritten|broadcast)",
        r"\breproduc(?:ed|tion) (?:with|without|in whole)",
        r"\b(?:prior|express) (?:written )?consent\b",
        r"\bregistered (?:in|company|charity|office)\b|\bISSN\b|\blicen[cs]ed under\b",
        r"\bcreative commons\b|\bhyperlink\b|\bactive link\b",
        closing=4.0, most=3,
    ),
    _phrase(
        "legal notice", -4.0,
        r"\bterms (?:of (?:use|service)|and conditions|&)|\bprivacy (?:policy|notice|statement)\b",
        r"\buser agreement\b|\bcookies? (?:policy|settings|notice)\b",
        r"\b(?:we|site|website) uses? cookies\b|\bprotected by\b|\breCAPTCHA\b",
        r"\bthird[- ]party (?:content|sites?|cookies|links)\b",
        r"\bviews?(?: and opinions)? expressed\b|\bnot responsible for\b",
        r"\bdo(?:es)? not (?:necessarily )?(?:reflect|represent) (?:the|those)\b",
        r"\b(?:be construed as|constitutes?|imply|as) an endorsement\b",
        r"\bexternal (?:links|sites)\b|\bfor informational purposes\b",
        r"\bcommunity (?:guidelines|standards|experience)\b",
        r"\b(?:(?:cannot|can[’']t) (?:answer|vouch|be (?:held )?responsible)"
        r"|(?:accepts?|takes?) no (?:responsibility|liability)) for\b"
        r"(?=.{0,60}\b(?:web ?sites?|sites?|links?|pages)\b)",
        closing=1.0,
    ),
    _phrase(
        "note of the editors", -4.0,
        r"^\W*(?:correction|clarification|editor[’']?s?[’']? note|note to (?:editors|readers)"
        r"|notes? to editors|disclaimer|disclosure"
        r"|about (?:the|this) (?:author|writer|series|article|project))\b(?=\W*:|\W*$|\s[—–-])",
        rf"\bthis {_ITEM}(?: \w+)?"
        r" (?:was|has been|is|originally|first|will be|appeared|may|contains|includes)"
        r"\b(?=.{0,120}\b(?:updated?|published|amended|corrected|correct|produced|supplied|translated"
        r"|adapted|edited|appeared|part of|series|funded|affiliate|available|automatically"
        r"|breaking)\b)",
        rf"\b(?:version of (?:this|the) {_ITEM}|an earlier version)\b",
        r"\bpublished in (?:the|our) print\b",
        r"\brush transcript\b|\bin (?:its|their) final form\b",
        r"\bappears in print\b|\bprint edition\b|\bbecause of an editing error\b",
        r"\bmore (?:details|follows?|to follow)(?: soon)?\W*$|\brefresh (?:the|this) page\b",
        closing=3.0,
    ),
    _phrase(
        "publisher about itself", -2.0,
        r"\b(?:our|its|their) (?:journalists?|newsroom|reporters?|reporting|readers?|listeners?"
        r"|journalism|coverage|content|website|channels?|mission|correspondents|editors|supporters"
        r"|donors|archive|apps?|terms|social media)\b",
        r"\bjournalists (?:report|in|across|work|cover|bring)\b|\bfacebook page\b",
        r"\bindependent (?:journalism|news|media|reporting|newsroom)\b|\bfree press\b",
        r"\bin (?:\d+|(?:more|over|nearly|almost) \w+|\w+teen|\w+ty|nine|ten|twelve|eleven)"
        r" (?:languages|countries)\b",
        rf"\b(?:is|are) (?:an?|the) (?:\w+[, -]+){{0,4}}{_OUTLET}\b",
        r"\b(?:non-?profit|reader-funded|award-winning|ad-free)\b|\bfounded in \d{4}\b",
        r"\b(?:support|back|help|fund|join) (?:us|our)\b|\bfavou?r to ask\b|\bas little as\b",
        r"\beditorially independent\b|\b(?:funded|published|operated) by\b|\bcommitted to\b",
        r"\b(?:listeners|viewers|readers) (?:in|across|each|every|worldwide|like you)\b",
        r"\bwe (?:provide|believe in|publish|rely|depend|report|bring|cover|are funded|welcome"
        r"|reserve|value|respect|encourage|do not accept|accept no)\b",
        r"\b(?:uncensored|unbiased|trusted|verified|quality) (?:news|journalism|information"
        r"|reporting)\b",
        most=3,
    ),
    _phrase("publisher about itself", -0.7, r"\b(?:we|us|our|ours)\b", most=2),
    # A heading of its own; the line below it begins with the name again.
    _phrase(
        "publisher about itself", -4.0,
        rf"^\W*about (?!the |this ){_CAPITAL}[\w .&’'/-]{{1,40}}$",
        closing=3.0,
    ),
    _phrase(
        "about the author", -3.5,
        rf"\b(?:is|was) (?:an?|the|our) (?:[\w’']+[, -]+){{0,7}}{_POST}\b"
        r"(?=.{0,80}\b(?:at|for|with|based|who|covers|covering|of|in)\b|\W*$)",
        r"\bis (?:an?|the) (?:[\w’']+[, -]+){1,12}and (?:the )?(?:author|editor|writer) of\b",
        r"\b(?:he|she|they) (?:covers?|tweets?|writes? about|reports? (?:on|from))\b",
        r"\bfollow (?:him|her|them) (?:on|at)\b|^\W*@\w+\W*$",
    ),
)  # fmt: skip

IMPERATIVE: Final = re.compile(
    r"\W*(?:Read|Click|Tap|Share|Sign|Subscribe|Follow|Download|Watch|Listen|Get|Join|Support"
    r"|Donate|Send|Register|Log|Skip|Jump|View|See|Find|Learn|Check|Explore|Visit|Try|Enter|Print"
    r"|Email|Save|Copy|Like|Contact|Report (?:an?|this)|Submit|Browse|Discover|Show|Load|Scroll"
    r"|Continue|Become|Sponsor|Help|Don[’']t miss|Stay|Keep|Never miss|Choose|Select|Enable|Allow"
    r"|Accept|Manage|Write to|Tell us|Have your say|Go to|Leave a)\b"
)
"""A line that begins by telling the reader what to do."""
