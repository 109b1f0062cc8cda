"""Made-up Home Credit tables: a client's standing first, then each table as a noisy view of it."""
