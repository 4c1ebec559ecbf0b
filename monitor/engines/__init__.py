"""When the stages run, and in how many processes."""
