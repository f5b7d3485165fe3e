"""The kind `robot`."""
