"""What a store, an embedder and a question cost, beside what others take for the same. Never a test."""
