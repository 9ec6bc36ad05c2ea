/* RAND_set_rand_method is deprecated in OpenSSL 3 and present in all of it; it is used in this file alone. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "seeded_random.h"

#include <openssl/rand.h>
#include <stdatomic.h>
#include <string.h>

static uint32_t load(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static uint32_t rotate(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

static void quarter(uint32_t *x, int a, int b, int c, int d) {
  x[a] += x[b]; x[d] = rotate(x[d] ^ x[a], 16);
  x[c] += x[d]; x[b] = rotate(x[b] ^ x[c], 12);
  x[a] += x[b]; x[d] = rotate(x[d] ^ x[a], 8);
  x[c] += x[d]; x[b] = rotate(x[b] ^ x[c], 7);
}

static void next_block(keyshift_stream *stream) {
  uint32_t start[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  uint32_t x[16];
  for (int i = 0; i < 8; i++) start[4 + i] = load(stream->key + 4 * i);
  start[12] = (uint32_t)stream->counter;
  start[13] = (uint32_t)(stream->counter >> 32);
  start[14] = (uint32_t)stream->nonce;
  start[15] = (uint32_t)(stream->nonce >> 32);
  memcpy(x, start, sizeof x);
  for (int round = 0; round < 10; round++) {
    quarter(x, 0, 4, 8, 12); quarter(x, 1, 5, 9, 13); quarter(x, 2, 6, 10, 14); quarter(x, 3, 7, 11, 15);
    quarter(x, 0, 5, 10, 15); quarter(x, 1, 6, 11, 12); quarter(x, 2, 7, 8, 13); quarter(x, 3, 4, 9, 14);
  }
  for (int i = 0; i < 16; i++) {
    uint32_t word = x[i] + start[i];
    for (int byte = 0; byte < 4; byte++) stream->block[4 * i + byte] = (uint8_t)(word >> (8 * byte));
  }
  stream->counter++;
  stream->used = 0;
}

void keyshift_stream_init(keyshift_stream *stream, const uint8_t key[32], uint64_t nonce) {
  memset(stream, 0, sizeof *stream);
  memcpy(stream->key, key, sizeof stream->key);
  stream->nonce = nonce;
  stream->used = sizeof stream->block;
}

void keyshift_stream_read(keyshift_stream *stream, uint8_t *out, size_t count) {
  while (count > 0) {
    if (stream->used == sizeof stream->block) next_block(stream);
    size_t part = sizeof stream->block - stream->used;
    if (part > count) part = count;
    memcpy(out, stream->block + stream->used, part);
    stream->used += (uint32_t)part;
    out += part;
    count -= part;
  }
}

static _Thread_local keyshift_stream *current;
static _Atomic uint64_t unscoped_draws;

static int draw(unsigned char *out, int count) {
  if (current == NULL) {
    atomic_fetch_add(&unscoped_draws, 1);
    return 0;
  }
  keyshift_stream_read(current, out, (size_t)count);
  return 1;
}

static int ignore_seed(const void *bytes, int count) {
  (void)bytes; (void)count;
  return 1;
}

static int ignore_entropy(const void *bytes, int count, double entropy) {
  (void)bytes; (void)count; (void)entropy;
  return 1;
}

static int ready(void) { return 1; }

int keyshift_random_method_install(void) {
  static const RAND_METHOD method = {ignore_seed, draw, NULL, ignore_entropy, draw, ready};
  return RAND_set_rand_method(&method);
}

keyshift_stream *keyshift_stream_set_current(keyshift_stream *stream) {
  keyshift_stream *previous = current;
  current = stream;
  return previous;
}

uint64_t keyshift_unscoped_draws(void) { return atomic_load(&unscoped_draws); }
