"""The kind `cabin`."""
