// Storage tests.
