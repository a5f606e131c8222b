"""The commands of `footnote`, a file for each kind. They read words, call the core, and show what it says."""
