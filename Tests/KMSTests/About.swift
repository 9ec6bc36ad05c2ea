// KMS tests.
