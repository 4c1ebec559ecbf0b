"""The one place that remembers; rows never leave it."""
