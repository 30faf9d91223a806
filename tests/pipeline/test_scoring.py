from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.errors import ModelError, RecipeError, RecordError
from stance.pipeline.article import AttributedActor, body_text, by_sentence, one_position
from stance.pipeline.scorer import Scorer, load
from stance.pipeline.shipped import read_toml, shipped
from stance.pipeline.training import Trained
from stance.schema import (
    LABELS,
    Actor,
    Article,
    Attribution,
    Proposal,
    Span,
    Stance,
    Statement,
    cut,
)

ARTICLE = """\
Council split over plan to build tram line

Mayor Ada Brenn told reporters on Monday she would back the tram line only if the state paid
half of its cost.

Opposition leader Tor Vask rejected the tram line as a waste of public money.
""".replace("paid\nhalf", "paid half")
TRAM = "build the tram line"


def test_everything_exported_is_there() -> None:
    for name in stance.__all__:
        assert getattr(stance, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = stance.nonsense


def test_score_gives_five_probabilities_that_sum_to_one(small: Scorer) -> None:
    score = small.score("we would sign if the fee fell", proposal="sign the deal", cue="said")
    assert tuple(score.probabilities) == LABELS
    assert sum(score.probabilities.values()) == pytest.approx(1.0)
    assert score.confidence == max(score.probabilities.values())


def test_score_many_is_score_for_each(small: Scorer) -> None:
    rows = [
        {"quote": "we reject it", "proposal": "sign the deal", "actor": "Lin", "cue": "said"},
        {"quote": "only if the fee falls", "proposal": "sign the deal", "context": "She spoke."},
    ]
    found = small.score_many(rows)
    assert found[0] == small.score(
        "we reject it", proposal="sign the deal", actor="Lin", cue="said"
    )
    assert found[1] == small.score(
        "only if the fee falls", proposal="sign the deal", context="She spoke."
    )
    assert small.score_many([]) == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"proposal": "p"}, "row 1: quote: missing or empty"),
        ({"quote": "q"}, "row 1: proposal: missing or empty"),
        ({"quote": 3, "proposal": "p"}, "row 1: quote: expected text, found int"),
        ("q", "row 1: expected a mapping, found str"),
    ],
)
def test_a_bad_row_is_named(small: Scorer, row: object, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        small.score_many([{"quote": "q", "proposal": "p"}, row])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda s: s.score("", proposal="p"), "quote: missing or empty"),
        (lambda s: s.score("q", proposal=" "), "proposal: only white space"),
        (lambda s: s.score(5, proposal="p"), "quote: expected text, found int"),
        (lambda s: s.read(None), "expected an article's text, found NoneType"),
        (lambda s: s.read("text", proposals="build it"), "give a list of phrases"),
        (lambda s: s.read("text", proposals=[None]), "an empty proposal"),
        (lambda s: s.explain(Statement("q", "p"), "for"), "unknown label 'for'"),
    ],
)
def test_bad_calls_are_our_errors(
    small: Scorer, call: Callable[[Scorer], object], reason: str
) -> None:
    with pytest.raises(stance.StanceError, match=reason):
        call(small)


def test_below_the_threshold_an_answer_is_withheld(model_folder: Path) -> None:
    scorer = load(model_folder, min_confidence=1.0)
    score = scorer.score("we may look at it", proposal="sign the deal")
    assert score.abstained
    assert score.condition is None
    assert not load(model_folder).score("we may look at it", proposal="sign the deal").abstained
    with pytest.raises(RecipeError, match="min_confidence is 2; allowed is 0 to 1"):
        load(model_folder, min_confidence=2)


def test_a_conditional_quote_shows_its_condition(small: Scorer) -> None:
    quote = "the government would accept the treaty only if the border is reopened first"
    score = small.score(quote, proposal="sign the border treaty", cue="said")
    assert score.stance is Stance.CONDITIONAL
    assert score.condition is not None
    assert quote[score.condition.start : score.condition.end] == score.condition.text
    assert "if the border is reopened" in score.condition.text


def test_a_saved_model_answers_as_the_fitted_one(small: Scorer, trained: Trained) -> None:
    statements = trained.labelled.statements[:60]
    found = [scored.score.stance for scored in small.score_statements(statements)]
    fitted = trained.model.probabilities(statements)
    assert found == [LABELS[number] for number in fitted.argmax(axis=1)]
    assert small.model.probabilities(statements).tolist() == fitted.tolist()


def test_explaining_changes_nothing(small: Scorer) -> None:
    statement = Statement("we would sign if it helps", "sign the deal", cue="said")
    before = small.score_statements([statement])
    found = small.explain(statement)
    assert found.label is before[0].score.stance
    assert small.score_statements([statement]) == before


def test_reading_an_article(small: Scorer) -> None:
    reading = small.read(ARTICLE, proposals=[TRAM])
    actors = {scored.statement.actor for scored in reading.statements}
    assert {"Ada Brenn", "Tor Vask"} <= actors
    for scored in reading.statements:
        item = scored.statement
        assert item.proposal == TRAM
        assert cut(ARTICLE, item.content_spans) == item.quote
        assert cut(ARTICLE, item.cue_spans) == item.cue
        assert cut(ARTICLE, item.source_spans) == item.actor_mention
        assert scored.score.stance is not Stance.UNRELATED
    brenn = next(s for s in reading.statements if s.statement.actor == "Ada Brenn")
    assert "the state paid half" in brenn.statement.context
    assert reading.matrix.proposals == (TRAM,)


def test_reading_finds_the_articles_own_proposals(small: Scorer) -> None:
    reading = small.read(ARTICLE)
    assert any("tram line" in scored.statement.proposal for scored in reading.statements)


def test_a_listed_proposal_brings_its_aliases(small: Scorer) -> None:
    listed = next(item for item in small.stations.proposals if item.aliases)
    assert small.proposal(listed.phrase) == listed
    mine = Proposal("build the tram line", aliases=("the light railway",))
    assert small.proposal(mine) is mine
    assert small.proposal(TRAM) == Proposal(TRAM)
    with pytest.raises(RecipeError, match="an empty proposal"):
        small.proposal("  ")


def test_attributions_keep_the_texts_offsets(small: Scorer) -> None:
    article = Article("a", "Subscribe now\n\n" + ARTICLE)
    found = small.attributions(article)
    assert found
    for item in found:
        assert cut(article.text, item.attribution.content)
        assert all(span.start >= 15 for span in item.attribution.content)


@settings(deadline=None, max_examples=25)
@given(text=st.text(max_size=200))
def test_any_text_can_be_read(small: Scorer, text: str) -> None:
    reading = small.read(text, proposals=[TRAM])
    for scored in reading.statements:
        assert cut(text, scored.statement.content_spans) == scored.statement.quote


def attributed(text: str, source: str, cue: str, *content: str, name: str) -> AttributedActor:
    def spans(*pieces: str) -> tuple[Span, ...]:
        return tuple(Span(text.index(p), text.index(p) + len(p)) for p in pieces if p)

    return AttributedActor(Attribution(spans(source), spans(cue), spans(*content)), Actor(name))


def test_what_a_subject_holds_in_one_breath_is_one_statement() -> None:
    text = "Tarn is open to talks on the dam, but believes that any step needs its consent."
    items = (
        attributed(text, "Tarn", "is open to", "talks on the dam", name="Tarn"),
        attributed(text, "", "believes", "that any step needs its consent", name="Tarn"),
    )
    (one,) = one_position(text, items)
    assert cut(text, one.attribution.content) == text[text.index("talks") : -1]
    assert cut(text, one.attribution.cue) == "is open to"
    others = (items[0], replace(items[1], actor=Actor("Lumesk")))
    assert one_position(text, others) == others
    for joint in (" ", ", "):  # no conjunction, no going on
        bare = text.replace(", but ", joint)
        items = (
            attributed(bare, "Tarn", "is open to", "talks on the dam", name="Tarn"),
            attributed(bare, "", "believes", "that any step needs its consent", name="Tarn"),
        )
        assert one_position(bare, items) == items
    apart = text.replace(", but", ". It also")
    items = (
        attributed(apart, "Tarn", "is open to", "talks on the dam", name="Tarn"),
        attributed(apart, "It", "believes", "that any step needs its consent", name="Tarn"),
    )
    assert one_position(apart, items) == items


def test_a_quotation_that_is_a_sentence_of_its_own_is_a_statement_of_its_own() -> None:
    text = '"We wait for the plan," Lin said. "We also want the ferry back."'
    item = attributed(
        text, "Lin", "said", '"We wait for the plan,"', '"We also want the ferry back."', name="Lin"
    )
    parts = by_sentence(text, item)
    assert [cut(text, part.attribution.content) for part in parts] == [
        '"We wait for the plan,"',
        '"We also want the ferry back."',
    ]
    text = '"We would sign," Lin said, "if the fee fell."'
    item = attributed(text, "Lin", "said", '"We would sign,"', '"if the fee fell."', name="Lin")
    assert by_sentence(text, item) == (item,)


@given(st.text(max_size=80), st.data())
def test_blanking_keeps_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    spans = (Span(start, len(text)),) if text else ()
    found = body_text(text, spans)
    assert len(found) == len(text)
    assert found[start:] == text[start:]
    assert not found[:start].strip()


def test_a_model_whose_parts_do_not_fit_names_its_folder(
    model_folder: Path, tmp_path: Path
) -> None:
    from stance import artifact

    stored = artifact.read(model_folder, "stance")
    copy = tmp_path / "copy"
    shutil.copytree(model_folder, copy)
    artifact.write(
        copy,
        kind="stance",
        manifest={k: v for k, v in stored.manifest.items() if k not in {"files", "format", "kind"}},
        arrays={name: a for name, a in stored.arrays.items() if name != "intercept"},
        texts=stored.texts,
    )
    with pytest.raises(ModelError, match=r"copy: weights hold no array 'intercept'"):
        load(copy)


def test_shipped_files_are_found() -> None:
    for name in ("models/default", "models/reader", "models/conditions"):
        assert shipped(name).is_dir()
    assert read_toml(shipped("actors.toml"))
    assert read_toml(shipped("proposals.toml"))


def test_toml_errors_name_the_file(tmp_path: Path) -> None:
    for name, data, reason in (
        ("none.toml", None, "none.toml: no such file"),
        ("bad.toml", b"a = [", "bad.toml: is not valid TOML"),
        ("latin.toml", b"a = '\xe9'", "latin.toml: is not UTF-8 at byte 5"),
    ):
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(stance.StanceError, match=reason):
            read_toml(path)
    with pytest.raises(stance.StanceError, match="cannot be read"):
        read_toml(tmp_path)
