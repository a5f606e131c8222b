"""Words only: the templates a model reads."""
