"""What a frame can hold."""


class FrameTooLarge(RuntimeError):
    """A frame has more of something than can be drawn. The message says how many, and what to change."""


class TooManyParticles(FrameTooLarge):
    """More particles at one time than can be drawn."""


class TooManyLights(FrameTooLarge):
    """More point lights at one time than the view block has room for."""
