"""What is done to mentions, one verb each: `run_once(now)` returns a report."""
