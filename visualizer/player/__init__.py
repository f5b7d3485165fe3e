"""The window: transport, free camera, quality, panels, reload. `window.watch` plays a scene file."""
