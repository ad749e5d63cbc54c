// Runs the state-vector kernels natively on an image of the WebAssembly memory, mapped at the same addresses.
//   native IMAGE SIZE PLAN STEPS ROUNDS (KERNEL CHUNKS)…    prints milliseconds of processor time a step, one round a line
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef void kernel(const void *arguments, int chunk, int thread);
kernel statevector_prepare, statevector_run, statevector_columns, statevector_through, statevector_pull, statevector_reduce;

static const struct {
  const char *name;
  kernel *run;
} kernels[] = {
  {"statevector_prepare", statevector_prepare}, {"statevector_run", statevector_run},
  {"statevector_columns", statevector_columns}, {"statevector_through", statevector_through},
  {"statevector_pull", statevector_pull},       {"statevector_reduce", statevector_reduce},
};

static kernel *named(const char *name) {
  for (unsigned i = 0; i < sizeof kernels / sizeof *kernels; i++) {
    if (strcmp(kernels[i].name, name) == 0) return kernels[i].run;
  }
  return fprintf(stderr, "no kernel %s\n", name), exit(3), NULL;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

enum { OPTIONS = 6, MOST_CALLS = 16 };

int main(int count, char **words) {
  const int calls = (count - OPTIONS) / 2, steps = atoi(count > OPTIONS ? words[4] : "0");
  if (calls < 1 || calls > MOST_CALLS || count != OPTIONS + 2 * calls) return 2;
  const long first = 65536, size = atol(words[2]);
  const int file = open(words[1], O_RDONLY);
  char *memory = mmap((void *)first, size - first, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (file < 0 || memory != (char *)first) return perror("image"), 1;
  for (long done = first; done < size;) {
    const long read = pread(file, (char *)done, size - done, done);
    if (read <= 0) return perror("image"), 1;
    done += read;
  }
  const uint64_t plan = strtoul(words[3], 0, 10);
  kernel *run[MOST_CALLS];
  int chunks[MOST_CALLS];
  for (int call = 0; call < calls; call++) {
    run[call] = named(words[OPTIONS + 2 * call]);
    chunks[call] = atoi(words[OPTIONS + 2 * call + 1]);
  }
  for (int round = 0; round < atoi(words[5]); round++) {
    const double start = now();
    for (int step = 0; step < steps; step++) {
      for (int call = 0; call < calls; call++) {
        for (int chunk = 0; chunk < chunks[call]; chunk++) run[call](&plan, chunk, 0);
      }
    }
    printf("%.6f\n", (now() - start) / steps);
  }
}
