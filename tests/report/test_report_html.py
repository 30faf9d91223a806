from __future__ import annotations

import base64
import hashlib
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from story import HOSTILE, MANIFEST, story, with_payload

from stance.errors import MissingExtraError
from stance.report.html import render_report, resource
from stance.report.page import Contents


class Seen(HTMLParser):
    """What a parser of HTML finds in a page: elements, attributes, and text outside of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self.raw = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.raw = tag if tag in {"script", "style"} else ""

    def handle_endtag(self, tag: str) -> None:
        self.raw = ""

    def handle_data(self, data: str) -> None:
        (self.scripts if self.raw else self.text).append(data)


PAGE = render_report(story())
PLAIN = Seen(render_report(with_payload("x")))


def test_a_page_is_one_file_that_refers_to_nothing() -> None:
    found = Seen(PAGE)
    for tag, attributes in found.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "form action"}
        for name in ("src", "action", "formaction", "poster", "srcset", "background"):
            assert name not in attributes
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        target = attributes.get("href") or attributes.get("xlink:href") or "#"
        assert target.startswith("#")
    assert "http://" not in PAGE.replace("http://www.w3.org", "")
    assert "https://" not in PAGE
    assert "url(" not in resource("page.css")
    assert "@import" not in resource("page.css")


def test_the_policy_allows_our_own_style_and_scripts_only() -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', PAGE)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    found = re.findall(r"<(script|style)>(.*?)</\1>", PAGE, re.S)
    assert [tag for tag, _ in found] == ["style", "script", "script"]
    for tag, text in found:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        directive = next(part for part in policy.split("; ") if part.startswith(f"{tag}-src"))
        assert f"'sha256-{digest}'" in directive
    assert PAGE.index("Content-Security-Policy") < PAGE.index("<style>")


def test_our_scripts_parse_no_markup() -> None:
    for name in ("report.js", "theme.js"):
        source = resource(name)
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in source
        assert "</" not in source


def test_the_same_contents_give_the_same_page() -> None:
    assert render_report(story()) == PAGE


def test_the_page_works_without_its_script() -> None:
    text = " ".join(" ".join(Seen(PAGE).text).split())
    for part in (
        "8 statements by 6 actors on 2 proposals, from 3 documents, 2031-03 to 2031-04.",
        "Boatmen's Guild organisation, Vestmark",
        "0.74 ×1",
        "± both sides",
        "1 abstention:",
        "1 input skipped",
        "3 candidate statements of articles",
        "lost.txt: no such file or folder",
        "notes.pdf",
        f"{MANIFEST['data']['labels']['support']:,}",
    ):
        assert part in text, part
    assert PAGE.count("<noscript>") == 2


def test_copies_count_nowhere_and_are_listed() -> None:
    whole = story()
    copies = tuple(
        replace(
            item,
            statement=replace(
                item.statement,
                document="reprint",
                date=item.statement.date and "2033-05-02",
            ),
        )
        for item in whole.statements
        if len(item.statement.quote.split()) > 8
    )
    page = render_report(replace(whole, statements=(*copies, *whole.statements)))
    text = " ".join(" ".join(Seen(page).text).split())
    for part in (
        "8 statements by 6 actors on 2 proposals, from 3 documents, 2031-03 to 2031-04.",
        "4 statements in the same words as one that counts (copied)",
        "2 abstentions:",
    ):
        assert part in text, part
    for pattern in (r'<section id="time".*?</section>', r'<section id="network".*?</section>'):
        (here,), (there,) = (re.findall(pattern, found, re.S) for found in (page, PAGE))
        assert here == there


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_payload_is_text_wherever_it_stands(payload: str) -> None:
    found, plain = Seen(render_report(with_payload(payload))), PLAIN
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in plain.elements]
    names = [sorted(attributes) for _, attributes in found.elements]
    assert names == [sorted(attributes) for _, attributes in plain.elements]
    assert len(found.scripts) == len(plain.scripts)
    shown = "".join(found.text)
    assert payload in shown


def test_without_a_known_model_nothing_is_claimed() -> None:
    page = render_report(replace(story(), manifest={}))
    assert "Nothing is known of the model" in page
    assert "What a probability means" not in page


def test_a_model_without_figures_of_calibration() -> None:
    figures = {key: value for key, value in MANIFEST["figures"].items() if key != "calibration"}
    page = render_report(replace(story(), manifest={**MANIFEST, "figures": figures}))
    assert "Cohen’s kappa" in page
    assert "What a probability means" not in page


def test_an_empty_report_says_so() -> None:
    page = render_report(Contents(()))
    assert "0 statements by 0 actors on 0 proposals." in page
    assert "No two actors take a side" in page
    assert "No statement has a date" in page


@pytest.mark.parametrize("package", ["jinja2", "matplotlib"])
def test_a_missing_package_names_its_remedy(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError) as caught:
        render_report(story())
    assert str(caught.value) == (f"{package} is not installed; pip install 'stance-quotes[report]'")
