"""The interface for programs, at `/api/v1`: JSON, and problems (RFC 9457) where something is not done."""
