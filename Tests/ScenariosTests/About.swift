// Scenarios tests.
