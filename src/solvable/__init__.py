"""Credit scoring that a bank can put in front of a client."""

__all__ = ["__version__"]

__version__ = "0.1.0"
