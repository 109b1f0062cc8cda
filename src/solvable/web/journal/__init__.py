"""The records: people, keys, and in time every score, decision, review and release."""
