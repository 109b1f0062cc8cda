"""Passwords as they are kept in service, but for what guessing one is made to cost."""

from django.contrib.auth.hashers import Argon2PasswordHasher

__all__ = ["QuickArgon2"]


class QuickArgon2(Argon2PasswordHasher):
    """The same hash at the least cost: with that of service, every login of a test takes a tenth of a second."""

    time_cost, memory_cost, parallelism = 1, 8, 1
