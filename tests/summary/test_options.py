from __future__ import annotations

import pytest

from stance.errors import RecipeError
from stance.summary.options import (
    NORMALIZATIONS,
    QUALIFIERS,
    Mode,
    NetworkOptions,
    Normalization,
    Qualifier,
    Window,
    WindowUnit,
)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("qualifier", Qualifier)
def test_a_qualifier_of_the_other_mode_is_refused(mode: Mode, qualifier: Qualifier) -> None:
    if qualifier in QUALIFIERS[mode is Mode.TWO_MODE]:
        assert NetworkOptions(mode, qualifier).qualifier is qualifier
        return
    with pytest.raises(RecipeError, match=f"qualifier {qualifier} is not for a {mode}.*ignore"):
        NetworkOptions(mode, qualifier)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("normalization", Normalization)
def test_a_normalisation_of_the_other_mode_is_refused(
    mode: Mode, normalization: Normalization
) -> None:
    if normalization in NORMALIZATIONS[mode is Mode.TWO_MODE]:
        assert NetworkOptions(mode, normalization=normalization).normalization is normalization
        return
    with pytest.raises(RecipeError, match=f"normalization {normalization} is not for"):
        NetworkOptions(mode, normalization=normalization)


def test_codes_cannot_be_normalised() -> None:
    with pytest.raises(RecipeError, match="combine gives codes"):
        NetworkOptions(qualifier=Qualifier.COMBINE, normalization=Normalization.ACTIVITY)


def test_at_least_one_draw() -> None:
    with pytest.raises(RecipeError, match="draws is 0"):
        NetworkOptions(draws=0)


@pytest.mark.parametrize(
    ("unit", "size"), [(WindowUnit.EVENTS, 1), (WindowUnit.WEEKS, 0), (WindowUnit.YEARS, 10**18)]
)
def test_a_window_too_small_or_too_large_is_refused(unit: WindowUnit, size: int) -> None:
    with pytest.raises(RecipeError, match=f"a window of {size} {unit}"):
        Window(unit, size)
