"""What programs read: each noun as a document, the same from the command line and from the interface."""
