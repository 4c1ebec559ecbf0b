"""What follows when somebody presses, submits or types: one file a subject."""
