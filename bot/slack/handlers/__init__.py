"""One file a surface. A handler acks, works after the ack, and leaves one visible outcome."""
