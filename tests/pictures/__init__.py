"""Pictures for the guides, drawn of the very blocks that the monitor sends: `python -m tests.pictures`."""
