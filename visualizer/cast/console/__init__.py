"""The kind `console`."""
