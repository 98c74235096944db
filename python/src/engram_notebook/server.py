"""Serves a build of Engram on this machine, with the headers that let notebooks frame it."""

from __future__ import annotations

import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: Types of files that not every system's table knows rightly.
TYPES = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def end_headers(self) -> None:
        path = self.path.split("?")[0]
        page = path.endswith((".html", "/"))
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        # A notebook may frame the page, isolated or not; what it is made of is for itself.
        self.send_header("Cross-Origin-Resource-Policy", "cross-origin" if page else "same-origin")
        fixed = path.startswith("/assets/")
        cache = "public, max-age=31536000, immutable" if fixed else "no-cache"
        self.send_header("Cache-Control", cache)
        super().end_headers()

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """A notebook's output is no place for a log."""


class Page:
    """A folder that is being served: `url` is its address, `close()` ends it."""

    def __init__(self, folder: Path, port: int) -> None:
        """Listens on 127.0.0.1 alone: nobody else on the network can reach it."""
        handler = partial(_Handler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.folder = folder
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        """Stops serving; widgets that are shown keep what they have."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def find_page() -> Path:
    """The folder with a build: ENGRAM_PAGE, else the package's own copy, else the repository's.

    Raises FileNotFoundError where there is none.
    """
    here = Path(__file__).resolve().parent
    named = os.environ.get("ENGRAM_PAGE")
    candidates = [Path(named)] if named else [here / "page", here.parents[2] / "dist"]
    for folder in candidates:
        if (folder / "index.html").is_file():
            return folder
    places = " and ".join(str(folder) for folder in candidates)
    raise FileNotFoundError(
        f"Expected a build of Engram with an index.html in {places} and found none. "
        "Set ENGRAM_PAGE to such a folder, or give the address of a hosted Engram: "
        'Engram(url="https://...").'
    )


def serve(folder: str | os.PathLike[str] | None = None, *, port: int = 0) -> Page:
    """Serves a build of Engram until the kernel ends, or until `close()`.

    Args:
        folder: the build, `dist` in Engram's repository; without it, what `find_page` finds.
        port: on 127.0.0.1; 0 takes a free one.

    Raises:
        FileNotFoundError: the folder has no index.html.
    """
    page = Path(folder) if folder is not None else find_page()
    if not (page / "index.html").is_file():
        raise FileNotFoundError(
            f"Expected a build of Engram in {page} and found no index.html there. "
            "Run `npm run build` in Engram's repository and give its folder `dist`."
        )
    return Page(page.resolve(), port)


_shared: Page | None = None


def shared_page() -> Page:
    """The one server of this kernel that widgets without an address of their own use."""
    global _shared
    if _shared is None:
        _shared = serve()
    return _shared
