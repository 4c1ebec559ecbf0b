"""Insights, in words and pictures: what the weeks brought, each figure with how sure it is and with its rows."""
