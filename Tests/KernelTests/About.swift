// Kernel tests.
