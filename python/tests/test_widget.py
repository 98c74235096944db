"""The widget as far as it is Python: what it asks for, and what it makes of the answers."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from traitlets import TraitError

from engram_notebook import PICTURES, Engram

HOSTED = "https://engram.example/page/"


def asked(widget: Engram) -> dict[str, list[str]]:
    return parse_qs(urlsplit(widget._src).query)


def test_it_asks_for_a_picture_of_a_prompt() -> None:
    widget = Engram("Cairo is the capital of [MASK].", picture="bars", target="egypt", url=HOSTED)
    assert widget._src.startswith(HOSTED + "?")
    assert asked(widget) == {
        "embed": ["bars"],
        "prompt": ["Cairo is the capital of [MASK]."],
        "target": ["egypt"],
    }


def test_it_follows_what_is_set_later() -> None:
    widget = Engram(url=HOSTED)
    widget._state = {"prompt": "earlier", "table": None}
    widget.prompt = "The sky is [MASK]."
    widget.theme = "dark"
    assert asked(widget)["prompt"] == ["The sky is [MASK]."]
    assert asked(widget)["theme"] == ["dark"]
    assert widget.state is None


@pytest.mark.parametrize("link", ["https://else.example/x#e1=AbC-_9", "#e1=AbC-_9", "e1=AbC-_9"])
def test_a_link_takes_the_place_of_the_prompt(link: str) -> None:
    widget = Engram(link=link, picture="lens", url=HOSTED)
    assert widget._src == HOSTED + "?embed=lens#e1=AbC-_9"


def test_what_is_no_link_is_refused() -> None:
    with pytest.raises(ValueError, match="Press Share"):
        Engram(link="https://else.example/#fact", url=HOSTED)


def test_an_unknown_picture_is_refused() -> None:
    with pytest.raises(TraitError, match="map"):
        Engram(picture="scatter", url=HOSTED)


def test_its_pictures_are_those_of_the_page() -> None:
    source = Path(__file__).parents[2] / "src" / "state" / "pictures.ts"
    if not source.exists():
        pytest.skip("not in Engram's repository")
    listed = re.search(r"PICTURES = \[(.*?)\]", source.read_text())
    assert listed is not None
    assert tuple(re.findall(r"'(\w+)'", listed[1])) == PICTURES


def test_state_and_table_come_from_the_page() -> None:
    widget = Engram(url=HOSTED)
    assert widget.state is None
    assert widget.table is None
    widget._state = {
        "prompt": "The sky is [MASK].",
        "ready": True,
        "table": {"columns": ["layer", "neuron", "score"], "rows": [[0, 1, 0.5], [5, 7, None]]},
    }
    assert widget.state == {"prompt": "The sky is [MASK].", "ready": True}
    expected = pd.DataFrame({"layer": [0, 5], "neuron": [1, 7], "score": [0.5, None]})
    pd.testing.assert_frame_equal(widget.table, expected)
