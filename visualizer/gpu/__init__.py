"""The OpenGL layer: context, programs, buffers, targets. Workarounds for drivers are only here."""
