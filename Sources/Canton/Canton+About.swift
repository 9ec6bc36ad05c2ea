// Canton: see README.md, section Architecture.
