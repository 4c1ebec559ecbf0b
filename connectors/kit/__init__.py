"""What connectors share: the door to HTTP, paging, cursors, text and times."""
