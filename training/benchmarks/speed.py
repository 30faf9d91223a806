"""Speed beside the peers, as ratios: ``python -m training.benchmarks.speed``.

Everything is measured side by side in one run, in turns, one thread each; what is reported is
the median over the rounds of ours against the peer's, with the lowest and highest. The peers:
the same fitted model as a scikit-learn pipeline, fastText with word pairs (``--fasttext PYTHON``),
``import numpy``, and, for reading, an older checkout of this project (``--before FOLDER``).
Texts are the contents of a PolNeAR checkout, or our own statements where there is none. Table
and JSON go to `training/results/`.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import typer

import stance
from stance.corpus import read_labelled
from stance.pipeline.exporting import export
from stance.schema import Statement
from training.benchmarks.speed_peers import Worker, fast_text, pipeline, reader, training_ways
from training.build import DATA, POLNEAR, ROOT

RESULTS: Final = ROOT / "training/results"
BLOCK: Final = 10_000  # spans scored a round, another block each
ROWS: Final = 200_000  # of the table that one and two processes score
ARTICLES: Final = 40  # articles read a round
COMMAND: Final = "from stance.cli import main; main()"
LOAD_AND_PREDICT: Final = (
    "import joblib, sys\n"
    "from stance import Statement\n"
    "found = joblib.load(sys.argv[1]).predict_proba([Statement(sys.argv[2], sys.argv[3])])\n"
    "print(found.tolist())"
)
QUOTE: Final = "We will support the crossing only if the toll goes"
PROPOSAL: Final = "build the crossing"


@dataclass
class Race:
    """One comparison: seconds of each side by round, for the same work."""

    name: str
    wanted: str
    ours: Callable[[int], float]
    peer: Callable[[int], float]
    work: str = ""
    times: list[tuple[float, float]] = field(default_factory=list)
    faster: bool = True
    """Whether the ratio is of speeds (ours over the peer's) and not of times."""

    def run(self, number: int) -> None:
        """One round, the sides in turns."""
        sides = [self.ours, self.peer]
        if number % 2:
            peer, ours = sides[1](number), sides[0](number)
        else:
            ours, peer = sides[0](number), sides[1](number)
        self.times.append((ours, peer))

    def result(self) -> dict[str, Any]:
        ratios = [peer / ours if self.faster else ours / peer for ours, peer in self.times]
        return {
            "name": self.name,
            "wanted": self.wanted,
            "ratio": statistics.median(ratios),
            "lowest": min(ratios),
            "highest": max(ratios),
            "rounds": len(ratios),
            "ours": statistics.median(ours for ours, _ in self.times),
            "peer": statistics.median(peer for _, peer in self.times),
            "work": self.work,
        }


def timed(command: Sequence[str]) -> float:
    """Seconds of a whole process."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def contents(texts: Path) -> tuple[str, list[Statement]]:
    """Where the spans come from, and the spans: PolNeAR's contents, or our own statements."""
    if texts.is_dir():
        from training.benchmarks.speed_peers import polnear_contents

        return "PolNeAR's contents", polnear_contents(texts)
    own = read_labelled([DATA[0]]).statements
    return "our own statements", list(own)


def block(spans: Sequence[Statement], number: int) -> list[Statement]:
    """The spans of one round, beginning again at the end."""
    begin = number * BLOCK % len(spans)
    return [spans[(begin + at) % len(spans)] for at in range(BLOCK)]


def races(
    folder: Path, texts: Path, fasttext: Path | None, before: Path | None, stack: ExitStack
) -> Iterator[Race]:
    """All comparisons; what each needs is made in `folder`."""
    scorer = stance.load()
    dumped, row = folder / "model.joblib", folder / "one.csv"
    export(scorer.model, dumped)
    row.write_text(f"quote,proposal\n{QUOTE},{PROPOSAL}\n", encoding="utf-8")
    predict = [sys.executable, "-c", COMMAND, "predict", str(row), "--format", "jsonl"]
    load = [sys.executable, "-c", LOAD_AND_PREDICT, str(dumped), QUOTE, PROPOSAL]
    numpy = [sys.executable, "-c", "import numpy"]
    yield Race(
        "whole process, one quote, against loading the pipeline and predicting",
        "at most 0.15",
        lambda _: timed(predict),
        lambda _: timed(load),
        faster=False,
    )
    yield Race(
        "whole process, one quote, against `import numpy`",
        "at most 2.0",
        lambda _: timed(predict),
        lambda _: timed(numpy),
        faster=False,
    )
    where, spans = contents(texts)
    ours = stack.enter_context(Worker.ours())
    theirs = stack.enter_context(pipeline(dumped))
    yield Race(
        "batch scoring, spans a second, against the scikit-learn pipeline",
        "at least 6",
        lambda number: ours.score(block(spans, number)),
        lambda number: theirs.score(block(spans, number)),
        f"{BLOCK:,} of {len(spans):,} spans ({where})",
    )
    if fasttext:
        fast = stack.enter_context(fast_text(fasttext, folder))
        yield Race(
            "batch scoring, spans a second, against fastText",
            "at least 2",
            lambda number: ours.score(block(spans, number)),
            lambda number: fast.score(block(spans, number)),
            f"{BLOCK:,} of {len(spans):,} spans ({where})",
        )
    yield Race(
        "loading the model, against joblib.load of the pipeline",
        "at most 0.5",
        lambda _: ours.load(),
        lambda _: theirs.load(),
        faster=False,
    )
    rows = folder / "rows.jsonl"
    with rows.open("w", encoding="utf-8") as lines:
        for number in range(ROWS):
            span = spans[number % len(spans)]
            asked = span.proposal or PROPOSAL
            line = {"id": number, "quote": span.quote, "proposal": asked}
            lines.write(json.dumps(line) + "\n")
    many = [sys.executable, "-c", COMMAND, "predict", str(rows), "--format", "jsonl", "--jobs"]
    yield Race(
        "rows a second, two processes against one",
        "at least 1.7",
        lambda _: timed([*many, "2"]),
        lambda _: timed([*many, "1"]),
        f"{ROWS:,} rows, JSON Lines to JSON Lines",
    )
    if before and texts.is_dir():
        new, old = (stack.enter_context(reader(place)) for place in (ROOT, before))
        articles = sorted((texts / "data/dev/text").glob("*.txt"))[:ARTICLES]
        yield Race(
            "reading articles, against an older checkout",
            "at least 2",
            lambda _: new.read(articles),
            lambda _: old.read(articles),
            f"{len(articles)} articles of PolNeAR's development part",
        )


def benchmark(
    texts: Annotated[Path, typer.Option(help="PolNeAR checkout.")] = POLNEAR,
    fasttext: Annotated[Path | None, typer.Option(help="A Python that has fastText.")] = None,
    before: Annotated[Path | None, typer.Option(help="An older checkout.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of each comparison.")] = 7,
    fits: Annotated[int, typer.Option(min=0, help="Rounds of training, which is slow.")] = 3,
) -> None:
    """Measure and write the table."""
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        found = []
        for race in races(Path(made), texts, fasttext, before, stack):
            race.run(0)  # warms files and imports on both sides
            race.times.clear()
            for number in range(rounds):
                race.run(number)
            found.append(race.result())
            print(json.dumps(found[-1]), flush=True)
    if fits:
        ours, plain = training_ways()
        race = Race("training, against the plain scikit-learn way", "at most 0.7", ours, plain)
        race.work = "our own news, five folds and the final fit, one core"
        race.faster = False
        for number in range(fits):
            race.run(number)
        found.append(race.result())
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "speed.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = render(found)
    (RESULTS / "speed.md").write_text(text, encoding="utf-8")
    print(text)


def render(found: Sequence[Mapping[str, Any]]) -> str:
    """The table."""
    from stance.report.card import table

    rows = [
        (
            item["name"],
            item["wanted"],
            f"**{item['ratio']:.2f}** ({item['lowest']:.2f} to {item['highest']:.2f},"
            f" {item['rounds']} rounds)",
            f"{item['ours']:.3g} s",
            f"{item['peer']:.3g} s",
            item["work"],
        )
        for item in found
    ]
    return "\n".join(
        [
            "# Speed beside the peers",
            "",
            "Median over the rounds of the ratio within each, lowest and highest in brackets; both"
            " sides in turns in one run, one thread each. Speeds are ours over the peer's, times"
            " (at most) ours over the peer's too.",
            "",
            *table(("comparison", "wanted", "ratio", "ours", "peer", "work a round"), rows),
            "",
        ]
    )


if __name__ == "__main__":
    typer.run(benchmark)
