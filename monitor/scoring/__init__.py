"""The sentiment stage: what a text says, measured and explained."""
