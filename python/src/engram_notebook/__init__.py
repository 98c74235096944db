"""A picture of Engram in a notebook: alive in the page, and its state and numbers in Python."""

from .server import Page, serve
from .widget import PICTURES, Engram

__all__ = ["PICTURES", "Engram", "Page", "serve"]
