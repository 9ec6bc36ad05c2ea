// Scenarios: see README.md, section Architecture.
