"""The kind `laboratory`."""
