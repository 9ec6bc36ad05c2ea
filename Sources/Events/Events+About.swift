// Events: see README.md, section Architecture.
