"""How well sources become actors: ``python -m training.benchmarks.actors``.

Takes the gold sources of our own news (`statements.jsonl`) and the hand-labelled mentions of
PolNeAR's development part (`polnear_actors.jsonl`), resolves them and compares the names with
the gold actors, by type of mention. Writes training/results/actors.json and .md.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from stance.reading.actor_list import ActorList
from stance.reading.actors import resolve_actors
from stance.reading.mentions import read_mention
from stance.schema import Actor, Attribution, cut, parse_spans
from training.reader_corpus import read_polnear

ROOT: Final = Path(__file__).parents[2]
POLNEAR: Final = "PolNeAR dev"
TUNED: Final = frozenset("CDEFGHIJKLMNSTUVWXYZ")
"""Letters of the documents that the rules were tuned on; the rest is held out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One source with what was expected and what was found."""

    part: str
    document: str
    form: str
    mention: str
    gold: str
    gold_kind: str
    found: Actor
    in_article: bool
    """Whether the article holds all words of the gold name (else no reader of it finds them)."""

    @property
    def exact(self) -> bool:
        return plain(self.gold) == plain(self.found.name)

    @property
    def same_words(self) -> bool:
        return content(self.gold) == content(self.found.name)

    @property
    def lenient(self) -> bool:
        gold, found = content(self.gold), content(self.found.name)
        return bool(gold and found) and (gold <= found or found <= gold)


def plain(name: str) -> str:
    """A name without case, articles and typographic differences."""
    low = " ".join(name.replace("’", "'").casefold().split()).strip(" ,.")
    return re.sub(r"^(?:the|a|an)\s+", "", low)


def content(name: str) -> frozenset[str]:
    """The words of a name, without function words and possessives, as singulars."""
    words = re.findall(r"[^\W\d_][\w-]*|\d+", re.sub(r"'s?\b", " ", plain(name)))
    small = {"the", "a", "an", "of", "for", "in", "at", "by", "from", "on"}
    return frozenset(word.rstrip("s") for word in words if word not in small)


def answers(rows: Iterable[Mapping[str, Any]], known: ActorList) -> list[Answer]:
    """Every gold source resolved within its article."""
    found: list[Answer] = []
    for row in rows:
        text = row["text"]
        attributions = [
            Attribution(
                source=parse_spans(item["source"], "source"),
                cue=parse_spans(item["cue"], "cue"),
                content=parse_spans(item["content"], "content"),
            )
            for item in row["statements"]
        ]
        actors = resolve_actors(text, attributions, known)
        held = content(text)
        for item, attribution, actor in zip(row["statements"], attributions, actors, strict=True):
            mention = cut(text, attribution.source)
            form = read_mention(mention, known).form
            within = content(item["actor"]) <= held
            document = row["document"]
            part = "tuned" if document.rstrip("0123456789") in TUNED else "held out"
            found.append(
                Answer(
                    part, document, form, mention, item["actor"], item["actor_kind"], actor, within
                )
            )
    return found


def polnear_answers(gold: Path, folder: Path, known: ActorList) -> list[Answer]:
    """The hand-labelled source mentions of PolNeAR's development part, each resolved.

    A mention whose referent the annotator could not tell has no name: right is then only to
    leave it unresolved.
    """
    rows = defaultdict(list)
    for line in gold.read_text("utf-8").splitlines():
        row = json.loads(line)
        rows[row["document"]].append(row)
    found: list[Answer] = []
    for document in read_polnear(folder / "data/dev"):
        held = content(document.text)
        actors = resolve_actors(document.text, document.attributions, known)
        by_source = {
            item.source: actor for item, actor in zip(document.attributions, actors, strict=True)
        }
        for row in rows[document.id]:
            source = parse_spans(row["mention"], "mention", document.text)
            mention, name = cut(document.text, source), row["actor"] or ""
            listed = known.find(name)
            name = listed.name if listed else name  # the list knows who "Obama" is in full
            actor = by_source[source]
            if not actor.resolved and not name:
                actor = replace(actor, name="")
            within = bool(name) and content(name) <= held
            form, kind = row["mention_kind"], row["kind"] or "unknown"
            found.append(Answer(POLNEAR, document.id, form, mention, name, kind, actor, within))
    return found


def table(found: Iterable[Answer]) -> dict[str, dict[str, dict[str, float]]]:
    """Part → form → counts and rates."""
    groups: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in found:
        for form in _forms(answer):
            groups[answer.part, form].append(answer)
    result: dict[str, dict[str, dict[str, float]]] = {part: {} for part, _ in sorted(groups)}
    for (part, form), group in sorted(groups.items()):
        within = [item for item in group if item.in_article]
        result[part][form] = {
            "n": len(group),
            "exact": _rate(item.exact for item in group),
            "same words": _rate(item.same_words or item.exact for item in group),
            "lenient": _rate(item.lenient or item.exact for item in group),
            "in article": len(within),
            "exact there": _rate(item.exact for item in within),
            "kind": _rate(item.gold_kind == item.found.kind for item in group),
        }
    return result


def _forms(answer: Answer) -> list[str]:
    forms = ["all", answer.form]
    if answer.form == "description":
        forms.append("description: " + ("person" if answer.gold_kind == "person" else "other"))
    if answer.mention.lower() in {"he", "she", "him", "her"}:
        forms.append("pronoun: he, she")
    elif answer.mention.lower() in {"it", "they", "them"}:
        forms.append("pronoun: it, they")
    return forms


def _rate(values: Iterable[bool]) -> float:
    counted = list(values)
    return round(sum(counted) / len(counted), 4) if counted else 0.0


def b_cubed(group: Iterable[Answer]) -> float:
    """B-cubed F1 of who is the same actor as whom within a document (Bagga and Baldwin 1998).

    It does not ask for the name, only that the same rows of a matrix come together.
    """
    documents: dict[str, list[Answer]] = defaultdict(list)
    for answer in group:
        documents[answer.document].append(answer)
    precision = recall = total = 0.0
    for answers_there in documents.values():
        for answer in answers_there:
            gold = {id(item) for item in answers_there if plain(item.gold) == plain(answer.gold)}
            name = plain(answer.found.name)
            same = {id(item) for item in answers_there if plain(item.found.name) == name}
            precision += len(gold & same) / len(same)
            recall += len(gold & same) / len(gold)
            total += 1
    precision, recall = precision / total, recall / total
    return round(2 * precision * recall / (precision + recall), 4)


def main() -> None:
    """Measures, prints and writes the table; ``--errors N`` lists N wrong answers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, default=ROOT / "data/statements.jsonl")
    parser.add_argument("--polnear", type=Path, default=ROOT.parent / "shared/corpus/polnear")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--part", default="tuned", help="whose errors --errors lists")
    options = parser.parse_args()
    known = ActorList.from_toml(tomllib.loads((ROOT / "data/actors.toml").read_text("utf-8")))
    rows = [json.loads(line) for line in options.corpus.read_text("utf-8").splitlines() if line]
    found = answers(rows, known)
    found += polnear_answers(ROOT / "data/polnear_actors.jsonl", options.polnear, known)
    result = table(found)
    together = {part: b_cubed(item for item in found if item.part == part) for part in result}
    columns = list(next(iter(result["tuned"].values())))
    lines = [f"| part | mention | {' | '.join(columns)} |", "|---" * (len(columns) + 2) + "|"]
    for part, forms in result.items():
        for form, rates in forms.items():
            cells = " | ".join(f"{value:g}" for value in rates.values())
            lines.append(f"| {part} | {form} | {cells} |")
    lines += ["", *(f"B-cubed F1, {part}: {value:g}" for part, value in together.items())]
    print("\n".join(lines))
    wrong = [item for item in found if not item.same_words and item.part == options.part]
    for item in wrong[: options.errors]:
        print(item.document, item.form, repr(item.mention), "gold", repr(item.gold), item.gold_kind,
              "found", repr(item.found.name), item.found.kind)  # fmt: skip
    folder = ROOT / "training/results"
    folder.mkdir(exist_ok=True)
    (folder / "actors.json").write_text(
        json.dumps({**result, "B-cubed F1": together}, indent=1) + "\n", "utf-8"
    )
    (folder / "actors.md").write_text(REPORT + "\n".join(lines) + "\n", "utf-8")


REPORT: Final = """\
# Actors of given sources

`python -m training.benchmarks.actors`: the gold sources of our own news, and 892 mentions of
PolNeAR's development part whose actor was labelled by hand, each resolved within its article.
*exact*: the same name but for case and articles; *same words*: also but for order and plural
("office of X", "X's office"); *lenient*: one name holds all words of the other; *in article*:
how many gold names stand in the article with all their words (a surname's given name may not),
and *exact there*; *kind*: person, organisation, state, group or document told right; *B-cubed
F1*: the same actors brought together within a document, whatever their name.
Rules and weights were tuned on batches C-N and S-Z of our news and on a hundred articles of
PolNeAR's training part; all else is held out.

"""


if __name__ == "__main__":
    main()
