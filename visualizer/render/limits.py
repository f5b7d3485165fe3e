"""What a picture can hold of particles."""


class TooManyParticles(RuntimeError):
    """More particles at one time than can be drawn. The message says how many, and what to change."""
