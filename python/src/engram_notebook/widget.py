"""The widget: an embed of Engram in an iframe, whose state and numbers come back to Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import anywidget
import pandas as pd
import traitlets

from .server import shared_page

#: The pictures of Engram; docs/embedding.md in its repository says what each shows.
PICTURES = ("map", "bars", "dose", "lens", "attention", "barcode", "effects", "relation")

DEFAULT_PROMPT = "The capital of France is [MASK]."


class Engram(anywidget.AnyWidget):
    """A picture of Engram in a notebook.

    Args:
        prompt: a sentence with one `[MASK]`; not used where there is a link.
        picture: one of `PICTURES`.
        target: the word that is followed; without it, the model's first answer.
        link: a link of Engram, or its fragment from `#e` on: prompt, edits and view come from it.
        url: the address of a hosted Engram; without it a build is served from this machine.
        height: CSS pixels; without it the picture's own height.
        theme: "light", "dark" or "system".

    `prompt`, `target`, `picture` and `link` may be set later, and the widget follows. `state` and
    `table` follow whoever uses the picture.
    """

    _esm = Path(__file__).parent / "widget.js"
    _css = Path(__file__).parent / "widget.css"

    prompt = traitlets.Unicode(DEFAULT_PROMPT)
    target = traitlets.Unicode("", allow_none=False)
    picture = traitlets.Enum(PICTURES, default_value="map")
    link = traitlets.Unicode(None, allow_none=True)
    height = traitlets.Int(None, allow_none=True)
    theme = traitlets.Enum(("system", "light", "dark"), default_value="system")

    _src = traitlets.Unicode("").tag(sync=True)
    _height = traitlets.Int(0).tag(sync=True)
    _state = traitlets.Dict(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        prompt: str = DEFAULT_PROMPT,
        picture: str = "map",
        *,
        target: str = "",
        link: str | None = None,
        url: str | None = None,
        height: int | None = None,
        theme: str = "system",
    ) -> None:
        """Raises TraitError for an unknown picture, FileNotFoundError where there is no page."""
        self._page = url if url is not None else shared_page().url
        super().__init__(
            prompt=prompt, picture=picture, target=target, link=link, height=height, theme=theme
        )
        self._follow(None)
        self.observe(self._follow, ["prompt", "target", "picture", "link", "height", "theme"])

    def _follow(self, _: object) -> None:
        with self.hold_sync():
            self._height = self.height or 0
            # What is known is about what was shown before.
            self._state = None
            self._src = embed_address(
                self._page,
                picture=self.picture,
                prompt=self.prompt,
                target=self.target,
                link=self.link,
                theme=self.theme,
            )

    @property
    def state(self) -> dict[str, Any] | None:
        """What the picture shows: link, model, prompt, target, edits, and whether it is ready.

        None until the picture is there for the first time. A notebook hands it over between two
        cells, so a cell that shows the widget cannot read it in the same run.
        """
        if self._state is None:
            return None
        return {key: value for key, value in self._state.items() if key != "table"}

    @property
    def table(self) -> pd.DataFrame | None:
        """The picture's numbers, one observation a row; None where there are none yet."""
        table = (self._state or {}).get("table")
        if table is None:
            return None
        return pd.DataFrame(table["rows"], columns=table["columns"])


def embed_address(
    page: str, *, picture: str, prompt: str, target: str = "", link: str | None, theme: str
) -> str:
    """The address of an embed of the page at `page`; a link has the last word over a prompt.

    Raises ValueError where the link is none of Engram's.
    """
    query = {"embed": picture}
    fragment = ""
    if link is not None:
        fragment = link.partition("#")[2] if "#" in link else link
        if not fragment.startswith("e"):
            raise ValueError(
                f"Expected a link of Engram, with #e... at its end, and found {link[:80]!r}. "
                "Press Share in Engram and copy the link."
            )
    else:
        query["prompt"] = prompt
        if target:
            query["target"] = target
    if theme != "system":
        query["theme"] = theme
    scheme, netloc, path, _, _ = urlsplit(page)
    return urlunsplit((scheme, netloc, path or "/", urlencode(query), fragment))
