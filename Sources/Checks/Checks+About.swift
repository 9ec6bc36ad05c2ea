// Checks: see README.md, section Architecture.
