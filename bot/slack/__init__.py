"""Footnote's face in Slack. `run.py` starts it, `app.py` wires it, `blocks.py` draws an answer."""
