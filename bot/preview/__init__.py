"""A message, a modal or the Home tab as Slack shows it, in a browser: payloads in, one HTML page out."""
