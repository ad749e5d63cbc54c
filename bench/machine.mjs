// What this machine can do in WebAssembly: peak of multiply and add on 128-bit vectors, and memory bandwidth by a triad.
// Two small modules are put together here byte by byte, so that no compiler is needed.

const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]);
const section = (id, bytes) => [id, ...varint(bytes.length), ...bytes];
const V128 = 0x7b;
const I32 = 0x7f;
const simd = (code) => [0xfd, ...varint(code)];
const local = { get: (i) => [0x20, i], set: (i) => [0x21, i] };
const i32 = (n) => [0x41, ...signed(n)];
const signed = (n) => {
  const bytes = [];
  for (let v = n; ; ) {
    const byte = v & 127;
    v >>= 7;
    if ((v === 0 && !(byte & 64)) || (v === -1 && byte & 64)) return [...bytes, byte];
    bytes.push(byte | 128);
  }
};

/** A module with one function `run(i32 …)`, whose body works on its memory. */
function moduleOf(parameters, locals, body, pages) {
  const code = [...varint(locals.length), ...locals.flat(), ...body, 0x0b];
  return new WebAssembly.Instance(
    new WebAssembly.Module(
      Uint8Array.from([
        ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
        ...section(1, [1, 0x60, parameters, ...new Array(parameters).fill(I32), 0]),
        ...section(3, [1, 0]),
        ...section(5, [1, 0, ...varint(pages)]),
        ...section(7, [1, 3, 0x72, 0x75, 0x6e, 0, 0]),
        ...section(10, [1, ...varint(code.length), ...code]),
      ]),
    ),
  ).exports.run;
}

/** Ten independent chains of multiply and add. */
function peakModule(precision) {
  const [multiply, add] = precision === 'float32' ? [0xe6, 0xe4] : [0xf2, 0xf0];
  const chains = 10;
  const [first, factor] = [1, 1 + chains];
  const steps = Array.from({ length: chains }, (_, i) => [
    ...local.get(first + i),
    ...local.get(factor),
    ...simd(multiply),
    ...local.get(factor),
    ...simd(add),
    ...local.set(first + i),
  ]).flat();
  const keep = Array.from({ length: chains }, (_, i) => [
    ...i32(0),
    ...local.get(first + i),
    ...simd(0x0b),
    4,
    0,
  ]).flat();
  const loop = [0x03, 0x40, ...steps, ...local.get(0), ...i32(1), 0x6b, 0x22, 0, 0x0d, 0, 0x0b];
  return {
    run: moduleOf(1, [[chains + 1, V128]], [...loop, ...keep], 1),
    flops: chains * 2 * (precision === 'float32' ? 4 : 2),
  };
}

/** a[i] = b[i] · k + c[i] over three arrays of so many bytes. */
function triadModule(bytes) {
  const at = (array) => [...local.get(1), ...i32(array * bytes), 0x6a];
  const body = [
    ...[0x03, 0x40],
    ...at(0),
    ...[...at(1), ...simd(0), 4, 0],
    ...[...local.get(2), ...simd(0xf2)],
    ...[...at(2), ...simd(0), 4, 0],
    ...simd(0xf0),
    ...[...simd(0x0b), 4, 0],
    ...[...local.get(1), ...i32(16), 0x6a, 0x22, 1],
    ...[...local.get(0), 0x49, 0x0d, 0, 0x0b],
  ];
  return moduleOf(
    1,
    [
      [1, I32],
      [1, V128],
    ],
    body,
    Math.ceil((3 * bytes) / 65536) + 1,
  );
}

const best = (call, rounds) => {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    call();
    least = Math.min(least, performance.now() - start);
  }
  return least;
};

/** GFLOP/s of multiply and add, one thread. */
export function peak(precision) {
  const { run, flops } = peakModule(precision);
  const times = 2e6;
  return (flops * times) / best(() => run(times), 20) / 1e6;
}

/** GB/s of a triad over three arrays of so many bytes each, one thread; reads and the write are counted once. */
export function bandwidth(bytes) {
  const run = triadModule(bytes);
  return (3 * bytes) / best(() => run(bytes), 12) / 1e6;
}
