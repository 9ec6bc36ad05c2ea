// Storage: see README.md, section Architecture.
