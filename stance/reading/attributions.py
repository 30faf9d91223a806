"""Who said what: the attributions of a text, each with its source, cue and content.

Each paragraph is read by two taggers (`reader`): cues first, then for each cue its source and
content. So the pieces of one attribution belong together even where the content is
interrupted. A reported clause is then read again as a sentence of its own, which finds
statements inside statements.

The scheme (one cue, a source that may be missing, a content that may be in pieces) is
PolNeAR's: E. Newell, D. Margolin, D. Ruths, "An attribution relations corpus for political
news", LREC 2018.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from stance.reading.acceptance import Roles
from stance.reading.attribution_features import PAUSES
from stance.reading.clefts import with_clefts
from stance.reading.first_pass import runs
from stance.reading.passages import Passage, split_passages
from stance.reading.reader import Reader, read_passages
from stance.reading.tokens import TERMINALS, Quotation, quotations, tokenise
from stance.schema import Attribution, Span, Spans

__all__ = ["Reader", "read_attributions"]

DEEPEST: Final = 2
"""How often a reported clause is read again: news seldom reports deeper."""

SHORTEST: Final = 4
"""Words a reported clause needs to hold a statement of its own: who, how and two of what."""


APPENDED: Final = frozenset(
    "not-only not-just not-merely especially particularly including such along "
    "if unless provided because whatever whether subject rather by".split()
)
"""What goes on behind a comma with what was said before it: in PolNeAR's training articles and
ours, 487 of 520 such phrases beside a content belong to it."""

CONJUNCTIONS: Final = frozenset({"and", "but", "yet"})

LEAD: Final = 5
"""Words within which the "that" of a reported clause stands, if it has one."""


def read_attributions(text: str, reader: Reader) -> tuple[Attribution, ...]:
    """The attributions of a text in the order of their cues; outer before inner."""
    tokens = tokenise(text)
    marked = quotations(text)
    passages = split_passages(text, tokens, marked)
    found: list[Attribution] = []
    while passages:
        deeper: list[Passage] = []
        here: list[Attribution] = []
        for passage, read in zip(passages, read_passages(passages, reader), strict=True):
            for found_roles in read:
                roles = whole_sentence(passage, whole_quotations(passage, found_roles))
                roles = with_appended(passage, roles)
                here.append(to_attribution(passage, roles))
                if passage.depth < DEEPEST:
                    deeper += reported_clauses(passage, roles)
        if passages[0].depth == 0:
            here = with_clefts(text, passages, here)
        found = _joined(found, _with_depths(here))
        passages = deeper
    found = continue_quotations(found, marked)
    return tuple(sorted(found, key=lambda item: (item.cue, item.depth)))


def _with_depths(found: Sequence[Attribution]) -> list[Attribution]:
    """One more depth for each attribution of the same reading around the cue."""
    return [
        replace(item, depth=item.depth + sum(_inside(item.cue, other) for other in found))
        for item in found
    ]


def _inside(cue: Spans, around: Attribution) -> bool:
    if not around.content or not around.content[0].start <= cue[0].start < around.content[-1].end:
        return False  # mostly so, and quickly seen
    return all(any(piece.contains(span) for piece in around.content) for span in cue)


def _joined(outer: Sequence[Attribution], inner: Sequence[Attribution]) -> list[Attribution]:
    """Both readings; of two that share a cue the one that stays inside what is around it."""
    kept = list(outer)
    for item in inner:
        same = next((n for n, other in enumerate(kept) if _share(item.cue, other.cue)), None)
        if same is None:
            kept.append(item)
        elif kept[same].depth and _crosses(kept[same], outer):
            kept[same] = item
    return kept


def _share(one: Spans, two: Spans) -> bool:
    return any(a.overlaps(b) for a in one for b in two)


def _crosses(item: Attribution, others: Sequence[Attribution]) -> bool:
    """Whether a role leaves the content of an attribution around the cue."""
    return any(
        not _inside((*item.source, *item.content), other)
        for other in others
        if other is not item and _inside(item.cue, other)
    )


def whole_sentence(passage: Passage, roles: Roles) -> Roles:
    """The attribution with all that a reporting clause at the end of a sentence reports.

    In "A, but B, she said" the clause behind the last comma governs everything between the
    beginning of the content and that comma, where none of it is quoted. A content that begins
    in the middle of a clause goes back to the beginning of the sentence.
    """
    saying = sorted(roles.source + roles.cue)
    first, last = saying[0], saying[-1]
    begin = _clause_start(passage, roles.content[0])
    comma = first - 1
    alone = len(saying) == last - first + 1 and max(roles.content) < comma
    if not alone or passage.tokens[comma].text != ",":
        return roles
    sentence = passage.sentence[first]
    closes = last + 1 == len(passage.tokens) or passage.tokens[last + 1].text == "."
    inside = passage.sentence[begin] == sentence and not any(passage.quoted[begin:comma])
    if not (closes and inside):
        return roles
    return replace(roles, content=tuple(range(begin, comma)))


def _clause_start(passage: Passage, word: int) -> int:
    """The word itself behind a pause, else what opens its sentence, or follows a ";" or ":"."""
    texts = [token.text for token in passage.tokens[:word]]
    sentence = passage.sentence.index(passage.sentence[word])
    if word == sentence or texts[-1] in PAUSES or texts[-1].lower() in CONJUNCTIONS:
        return word
    return max([sentence, *(n + 1 for n in range(sentence, word) if texts[n] in {";", ":", "—"})])


def whole_quotations(passage: Passage, roles: Roles) -> Roles:
    """The attribution with the whole of each quotation of which its content has a part.

    A quotation in which a word of another role stands is left as it is.
    """
    content, others = set(roles.content), {*roles.source, *roles.cue}
    for quotation in quoted_runs(passage.quoted):
        if not content.isdisjoint(quotation) and others.isdisjoint(quotation):
            content.update(quotation)
    return replace(roles, content=tuple(sorted(content)))


def quoted_runs(quoted: Sequence[int]) -> Iterator[range]:
    """The words of each quotation with its marks, from the states of `Passage.quoted`."""
    first = 0
    while first < len(quoted):
        end = first + 1
        if quoted[first]:
            while end < len(quoted) and quoted[end] == 1:
                end += 1
            if end < len(quoted) and quoted[end] == 2:
                end += 1
            yield range(first, end)
        first = end


def with_appended(passage: Passage, roles: Roles) -> Roles:
    """The attribution with what is appended to its content: ", not only ...", ", unless ...".

    It is taken up to the next pause, if neither a mark nor a word of another role stands in it.
    """
    words = [token.text.lower() for token in passage.tokens]
    content = set(roles.content)
    taken = content.union(roles.source, roles.cue)
    for last in roles.content:
        comma = last + 1
        while comma not in taken and _appends(words, comma):
            end = comma + 1
            while end < len(words) and words[end] not in PAUSES | TERMINALS:
                end += 1
            added = range(comma, end)
            outside = any(passage.quoted[comma:end]) or not taken.isdisjoint(added)
            if outside or passage.sentence[end - 1] != passage.sentence[last]:
                break
            content.update(added)
            comma = end
    return replace(roles, content=tuple(sorted(content)))


def _appends(words: Sequence[str], comma: int) -> bool:
    """Whether a comma stands there, and behind it a word that appends."""
    following = words[comma + 1 : comma + 3]
    if words[comma : comma + 1] != [","] or not following:
        return False
    return following[0] in APPENDED or "-".join(following) in APPENDED


def to_attribution(passage: Passage, roles: Roles) -> Attribution:
    """Word numbers as spans of the text."""
    return Attribution(
        source=_spans(passage, roles.source),
        cue=_spans(passage, roles.cue),
        content=_spans(passage, roles.content),
        depth=passage.depth,
    )


def _spans(passage: Passage, numbers: Sequence[int]) -> Spans:
    spans: list[Span] = []
    previous = -2
    for number in numbers:
        token = passage.tokens[number]
        if number == previous + 1:
            spans[-1] = Span(spans[-1].start, token.end)
        else:
            spans.append(Span(token.start, token.end))
        previous = number
    return tuple(spans)


def reported_clauses(passage: Passage, roles: Roles) -> list[Passage]:
    """The pieces of an indirect content as passages of their own, one deeper."""
    clauses: list[Passage] = []
    inside = set(roles.content)
    flags = [
        number in inside and not passage.quoted[number] for number in range(len(passage.tokens))
    ]
    words = [token.text.lower() for token in passage.tokens]
    for begin, end in runs(flags, [False] * len(flags)):
        first = begin
        if "that" in words[begin : min(begin + LEAD, end)]:  # "last month that ..."
            first = words.index("that", begin) + 1
        while first < end and words[first] in {",", "and", "but"}:
            first += 1
        if end - first >= SHORTEST:
            clauses.append(passage.part(first, end))
    return clauses


def continue_quotations(
    found: Sequence[Attribution], marked: Sequence[Quotation]
) -> list[Attribution]:
    """Attributions whose quotation was never closed take the re-opened ones behind it too."""
    result = list(found)
    running: int | None = None
    for quotation in marked:
        if quotation.depth:
            continue
        span = quotation.span
        owner = next(
            (
                number
                for number, item in enumerate(result)
                if item.depth == 0 and any(piece.overlaps(span) for piece in item.content)
            ),
            None,
        )
        if owner is None and quotation.continues and running is not None:
            item = result[running]
            content = tuple(sorted((*item.content, span)))
            result[running] = Attribution(item.source, item.cue, content, item.depth)
            owner = running
        running = owner if not quotation.closed else None
    return result
