"""What a question asks for, leans on, or leaves open: read from its words alone."""
