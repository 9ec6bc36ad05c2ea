// Keys: specs, fingerprints, key pairs, their encodings and all cryptography of a run. `CryptoEngine` is the door;
// OpenSSL/ is the only place that calls OpenSSL, and CSeededRandom the only source of chance it is given.
