// Checks tests.
