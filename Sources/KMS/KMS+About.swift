// KMS: see README.md, section Architecture.
