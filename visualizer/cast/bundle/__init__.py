"""The kind `bundle`."""
