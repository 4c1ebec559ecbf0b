"""Feeds: RSS 0.9 to 2.0, RDF, Atom and JSON Feed, with Google Alerts among them."""

from connectors.rss.source import KIND

__all__ = ["KIND"]
