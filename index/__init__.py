"""What we know: articles, their sentences, and search over them. Imports nothing of `bot` or `prompts`."""
