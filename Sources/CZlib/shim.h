#ifndef KEYSHIFT_CZLIB_SHIM_H
#define KEYSHIFT_CZLIB_SHIM_H
#include <zlib.h>
// zlib's initialisers are macros that pass the library's version; Swift cannot import them.
static inline int keyshift_deflate_init_gzip(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
static inline int keyshift_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
#endif
