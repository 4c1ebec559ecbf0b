"""The weekly digest in words: one story of one snapshot, shown in several forms."""
