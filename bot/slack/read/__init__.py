"""What came from Slack, read: requests, files, messages, people, and what is meant by them."""
