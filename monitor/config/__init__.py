"""`config.yaml`: its shape, and how it is read."""
