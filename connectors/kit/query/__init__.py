"""The query language: what is looked for, on any platform, and why a mention is kept or dropped."""
