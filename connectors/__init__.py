"""Hearing: one module a kind of source. Nothing here knows of `alerts` or of `monitor`."""
