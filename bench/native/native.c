// Runs the state-vector kernels natively on an image of the WebAssembly memory, mapped at the same addresses.
//   native IMAGE SIZE PLAN BLOCKS TILES CALLS ROUNDS    prints milliseconds of processor time a step, one round a line
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

void statevector_prepare(const void *arguments, int chunk, int thread);
void statevector_run(const void *arguments, int chunk, int thread);
void statevector_reduce(const void *arguments, int chunk, int thread);

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

int main(int count, char **words) {
  if (count != 8) return 2;
  const long first = 65536, size = atol(words[2]);
  const int file = open(words[1], O_RDONLY), blocks = atoi(words[4]), tiles = atoi(words[5]), calls = atoi(words[6]);
  char *memory = mmap((void *)first, size - first, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (file < 0 || memory != (char *)first) return perror("image"), 1;
  for (long done = first; done < size;) {
    const long read = pread(file, (char *)done, size - done, done);
    if (read <= 0) return perror("image"), 1;
    done += read;
  }
  const uint64_t plan = strtoul(words[3], 0, 10);
  for (int round = 0; round < atoi(words[7]); round++) {
    const double start = now();
    for (int i = 0; i < calls; i++) {
      for (int block = 0; block < blocks; block++) statevector_prepare(&plan, block, 0);
      for (int tile = 0; tile < tiles; tile++) statevector_run(&plan, tile, 0);
      statevector_reduce(&plan, 0, 0);
    }
    printf("%.6f\n", (now() - start) / calls);
  }
}
