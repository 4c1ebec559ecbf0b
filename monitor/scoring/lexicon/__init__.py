"""The complaint lexicon: cue groups and topics as phrases in TOML, and the one pass that finds them."""
