#ifndef KEYSHIFT_SEEDED_RANDOM_H
#define KEYSHIFT_SEEDED_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* A ChaCha20 keystream (RFC 8439 rounds, 64-bit counter and 64-bit nonce): the only source of chance in this program. */
typedef struct keyshift_stream {
  uint8_t key[32];
  uint64_t nonce;
  uint64_t counter;
  uint8_t block[64];
  uint32_t used;
} keyshift_stream;

void keyshift_stream_init(keyshift_stream *stream, const uint8_t key[32], uint64_t nonce);
void keyshift_stream_read(keyshift_stream *stream, uint8_t *out, size_t count);

/* Replaces OpenSSL's random method for the whole process: every draw, also of a private library context, reads the
   stream that is current on its thread. A draw without one fails and is counted. Returns 1 on success. */
int keyshift_random_method_install(void);

/* Makes a stream current on this thread (NULL for none) and returns the one before. */
keyshift_stream *keyshift_stream_set_current(keyshift_stream *stream);

/* How many draws happened without a current stream since the process started. */
uint64_t keyshift_unscoped_draws(void);

#endif
