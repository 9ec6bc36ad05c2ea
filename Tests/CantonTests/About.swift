// Canton tests.
