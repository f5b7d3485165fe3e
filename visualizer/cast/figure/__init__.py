"""The kind `figure`."""
