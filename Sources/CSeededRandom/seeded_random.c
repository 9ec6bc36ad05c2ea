#include "seeded_random.h"
int keyshift_random_method_install(void) { return 1; }
