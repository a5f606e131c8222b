"""What a summary is made of: what tells most, what must stand beside it, how long it is."""
