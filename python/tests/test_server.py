"""The page as it is served to a notebook."""

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from engram_notebook import serve
from engram_notebook.server import find_page


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<p>Engram</p>")
    (folder / "assets" / "worker-abc.mjs").write_text("export {};")
    (tmp_path / "secret.txt").write_text("not to be seen")
    return folder


def test_a_page_may_be_framed_and_its_parts_are_for_itself(build: Path) -> None:
    page = serve(build)
    try:
        assert page.url.startswith("http://127.0.0.1:")
        with urlopen(page.url + "?embed=map") as answer:
            assert answer.read() == b"<p>Engram</p>"
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert answer.headers["Cache-Control"] == "no-cache"
        with urlopen(page.url + "assets/worker-abc.mjs") as answer:
            assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "immutable" in answer.headers["Cache-Control"]
    finally:
        page.close()


@pytest.mark.parametrize("path", ["nothing", "assets/", "../secret.txt", "%2e%2e/secret.txt"])
def test_there_is_nothing_beside_its_files(build: Path, path: str) -> None:
    page = serve(build)
    try:
        with pytest.raises(HTTPError) as error:
            urlopen(page.url + path)
        assert error.value.code == 404
    finally:
        page.close()


def test_a_folder_without_a_page_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match="no index.html"):
        serve(tmp_path)
    monkeypatch.setenv("ENGRAM_PAGE", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="ENGRAM_PAGE"):
        find_page()


def test_the_environment_names_the_page(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGRAM_PAGE", str(build))
    assert find_page() == build
