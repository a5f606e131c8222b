"""What keeps a library and its records safe: backups, and a look at all that was derived."""
