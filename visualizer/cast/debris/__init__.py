"""The kind `debris`."""
