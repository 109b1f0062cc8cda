"""Logging in with the bank's own directory (OpenID Connect), where it is configured; else nothing here is loaded."""
