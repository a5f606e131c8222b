"""From a question to a checked answer, and the faces that show it (command line, Slack)."""
