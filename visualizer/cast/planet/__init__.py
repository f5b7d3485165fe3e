"""The kind `planet`."""
