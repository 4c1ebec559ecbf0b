"""One configuration, put together: each of its parts as the floors below know it."""
