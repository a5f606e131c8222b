"""Where the library is kept. `sqlite` holds it, `llama` answers llama_index's queries over it."""
