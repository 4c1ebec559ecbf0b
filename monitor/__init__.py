"""The complaint monitor: thinks and remembers. `connectors` hear for it and `alerts` speak for it."""
