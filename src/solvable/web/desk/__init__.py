"""What the people of the bank see: find a client, read the proposal and its reasons."""
