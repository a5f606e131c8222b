"""What Slack shows: messages, modals and the Home tab as blocks. Pure; texts leave through `inert.py`."""
