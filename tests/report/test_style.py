"""The page's colours: text is legible on each of them, and colour-blind readers tell them apart."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from stance.report.html import resource

Floats = npt.NDArray[np.float64]

THEMES = ("light", "dark")
STYLE = resource("page.css")
COLOURS = {
    name: dict(zip(THEMES, pair, strict=True))
    for name, *pair in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", STYLE
    )
}
SHADES = [f"{name}-{level}" for name in ("support", "oppose", "conditional", "neutral")
          for level in (1, 2, 3, 4)]  # fmt: skip

# Machado, Oliveira and Fernandes (2009), severity 1.0, over linear RGB.
VISION = {
    "full": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def rgb(colour: str) -> Floats:
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def linear(values: Floats) -> Floats:
    result: Floats = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return result


def contrast(one: Floats, two: Floats) -> float:
    """The ratio of WCAG 2."""
    light, dark = sorted((float(linear(item) @ TO_XYZ[1]) for item in (one, two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, two: str, vision: str) -> float:
    """Distance in CIE Lab as this vision sees both (about 2 is just noticeable)."""

    def lab(colour: str) -> Floats:
        xyz = TO_XYZ @ np.clip(np.array(VISION[vision]) @ linear(rgb(colour)), 0, 1) / WHITE
        root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
        return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])

    return float(np.linalg.norm(lab(one) - lab(two)))


def hatched(colour: Floats, theme: str) -> Floats:
    """A colour under the lines that mark the conditional."""
    (found,) = re.findall(r"--hatch: light-dark\(rgb\((.*?)\), rgb\((.*?)\)\)", STYLE)
    *line, share = (float(part) for part in re.findall(r"[\d.]+", found[THEMES.index(theme)]))
    result: Floats = share * np.array(line) / 255 + (1 - share) * colour
    return result


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_legible(theme: str) -> None:
    for shade in SHADES:
        ink, ground = rgb(COLOURS["ink"][theme]), rgb(COLOURS[shade][theme])
        assert contrast(ink, ground) >= 4.5, shade
        if shade.startswith("conditional"):
            assert contrast(ink, hatched(ground, theme)) >= 4.5, shade
    for text, ground_name in product(
        ("ink", "muted", "accent"), ("page", "raised", "sunken", "content-mark")
    ):
        found = contrast(rgb(COLOURS[text][theme]), rgb(COLOURS[ground_name][theme]))
        assert found >= 4.5, (text, ground_name)
    for line in ("support", "oppose", "conditional", "neutral"):
        assert contrast(rgb(COLOURS[line][theme]), rgb(COLOURS["page"][theme])) >= 3, line


@pytest.mark.parametrize(("theme", "vision"), [*product(THEMES, VISION)])
def test_support_and_oppose_stay_apart(theme: str, vision: str) -> None:
    for level in (1, 2, 3, 4):
        one, two = (COLOURS[f"{name}-{level}"][theme] for name in ("support", "oppose"))
        assert difference(one, two, vision) > 14
    assert difference(COLOURS["support"][theme], COLOURS["oppose"][theme], vision) > 50


@pytest.mark.parametrize(("theme", "vision"), [*product(THEMES, VISION)])
def test_the_conditional_is_no_shade_of_another(theme: str, vision: str) -> None:
    """Its lines tell it too, which no other stance has."""
    for level, name in product((2, 3, 4), ("support", "oppose", "neutral")):
        one, two = (COLOURS[f"{kind}-{level}"][theme] for kind in ("conditional", name))
        assert difference(one, two, vision) > 7, (level, name)
    hatches = re.findall(r"^(\.\w+) \{ background-image", STYLE, re.M)
    assert hatches == [".conditional"]


@pytest.mark.parametrize("theme", THEMES)
def test_a_higher_probability_is_a_stronger_shade(theme: str) -> None:
    page = rgb(COLOURS["page"][theme])
    for name in ("support", "oppose", "conditional", "neutral"):
        steps = [contrast(page, rgb(COLOURS[f"{name}-{level}"][theme])) for level in (1, 2, 3, 4)]
        assert steps == sorted(steps)
        assert len(set(steps)) == 4
