"""Speaking: one module a kind of channel. Nothing here knows of `connectors` or of `monitor`."""
