"""Access: passwords, keys, and the ways in. What knows secrets; the store below knows their digests alone."""
