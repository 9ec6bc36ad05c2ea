#ifndef KEYSHIFT_SEEDED_RANDOM_H
#define KEYSHIFT_SEEDED_RANDOM_H
int keyshift_random_method_install(void);
#endif
