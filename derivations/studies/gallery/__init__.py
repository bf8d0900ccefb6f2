"""Every optimizer, and a user's own."""
