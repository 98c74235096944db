"""Puts Engram's page into the package while it is built: `npm run build` makes it, in `dist`."""

import os
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CopyPage(BuildHookInterface):
    """Copies ENGRAM_PAGE, or the `dist` of the repository around, to src/engram_notebook/page."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the files of a wheel or an sdist are gathered."""
        # An editable install takes what it needs from the repository.
        if version == "editable":
            return
        root = Path(self.root)
        page = root / "src" / "engram_notebook" / "page"
        source = Path(os.environ.get("ENGRAM_PAGE") or root.parent / "dist")
        if (source / "index.html").is_file():
            shutil.rmtree(page, ignore_errors=True)
            shutil.copytree(source, page)
        elif not (page / "index.html").is_file():
            raise FileNotFoundError(
                f"Expected a build of Engram in {source} and found no index.html there. "
                "Run `npm run build` in the repository, or set ENGRAM_PAGE to such a folder."
            )
