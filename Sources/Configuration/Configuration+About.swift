// Configuration: see README.md, section Architecture.
