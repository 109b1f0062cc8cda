"""What programs reach: scores as JSON, errors as problem documents (RFC 9457)."""
