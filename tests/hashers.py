"""Argon2id with the smallest work factors: same code path and format, fast enough for tests."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class FastArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
