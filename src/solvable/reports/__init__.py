"""What is written for people to read: scores, later explorations, validations and letters."""
