from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib.figure import Figure
from story import HOSTILE, MANIFEST

from stance.report.plots import network_plot, reliability_plot, timeline_plot
from stance.report.svg import INKS, draw, printable
from stance.report.ties import Tie
from stance.report.timeline import Timeline
from stance.schema import Stance

BINS = MANIFEST["figures"]["calibration"]["bins"]
LINE = Timeline(
    "build it",
    ("2031-03", "2031-04"),
    {Stance.SUPPORT: (2, 1), Stance.OPPOSE: (0, 1), Stance.CONDITIONAL: (1, 0)},
)


def plots() -> dict[str, str]:
    return {
        "time": timeline_plot(LINE, 0, 2),
        "again": timeline_plot(LINE, 1, 2),
        "network": network_plot(("A", "B", "C"), (Tie("A", "B", ("p",), ("q",)),)),
        "reliability": reliability_plot(BINS),
    }


def test_a_figure_is_one_element_without_style_or_ids_of_others() -> None:
    seen: set[str] = set()
    for name, text in plots().items():
        root = ElementTree.fromstring(text)
        assert root.tag == "svg"
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"]
        ids = {item.attrib["id"] for item in root.iter() if "id" in item.attrib}
        assert not ids & seen
        seen |= ids
        assert not any("style" in item.attrib for item in root.iter()), name
        assert {item.tag for item in root.iter()} <= {
            *("svg", "g", "path", "text", "defs", "clipPath", "rect", "use", "pattern", "tspan"),
        }
        for reference in re.findall(r'(?:url\(|href=")#([^)"]+)', text):
            assert reference in ids


def test_text_stays_text_and_colours_are_the_pages() -> None:
    text = plots()["time"]
    assert "conditional" in "".join(ElementTree.fromstring(text).itertext())
    assert "var(--conditional)" in text
    for colour in INKS.values():
        assert colour not in text
    assert set(re.findall(r"#[0-9a-f]{6}\b", text)) <= {"#000000", "#ffffff"}


def test_the_same_figure_is_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests/report'); from test_svg import plots;"
        " sys.stdout.buffer.write(''.join(plots().values()).encode())"
    )
    root = Path(__file__).resolve().parents[2]
    found = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1] == "".join(plots().values()).encode()


@pytest.mark.parametrize("payload", [*HOSTILE, "漢字 مرحبا 🛥", "\x00\x08\x1f\ud800", "x" * 500])
def test_names_are_text_whatever_they_hold(payload: str) -> None:
    found = network_plot(
        (payload, f"B {payload}", "C"),
        (Tie(payload, f"B {payload}", (payload,), ()), Tie("C", payload, (), ("q",))),
    )
    root = ElementTree.fromstring(found)
    assert not any(item.tag in {"script", "img", "style", "a"} for item in root.iter())
    texts = [item.text or "" for item in root.iter("text")]
    assert printable(f"B {payload}", 26) in texts
    ElementTree.fromstring(
        timeline_plot(Timeline(payload, ("2031-03",), {Stance.OPPOSE: (1,)}), 0, 1)
    )


def test_a_long_name_is_cut_with_a_sign() -> None:
    assert printable("a  b\n\tc", 10) == "a b c"
    assert printable("abcdefgh", 6) == "abcde…"
    assert len(printable("word " * 20, 9)) <= 9


def test_an_attribute_of_the_text_is_not_taken_for_a_colour() -> None:
    def paint(figure: Figure) -> None:
        figure.text(0.5, 0.5, f"see {INKS['ink']} and url(#x)")

    assert f"see {INKS['ink']} and url(#x)" in draw("t", (2, 1), "t", paint)


def test_a_users_own_settings_change_nothing() -> None:
    before = plots()
    with matplotlib.rc_context({"axes.grid": True, "font.size": 30, "lines.linewidth": 9}):
        assert plots() == before
        assert matplotlib.rcParams["font.size"] == 30
