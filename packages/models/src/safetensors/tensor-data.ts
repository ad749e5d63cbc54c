/** One array of a safetensors file, row-major. */
export type TensorData =
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'F64'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly dtype: 'I32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'U8'; readonly shape: readonly number[]; readonly data: Uint8Array };

/** The content of a safetensors file. */
export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, TensorData>>;
  /** The `__metadata__` table: free strings. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes an element of each type that we read and write. */
export const BYTES_PER_ELEMENT = { F32: 4, F64: 8, I32: 4, U8: 1 } as const satisfies Record<
  TensorData['dtype'],
  number
>;

/** The key of the header that holds the table of strings. */
export const METADATA_KEY = '__metadata__';

/** Number of elements of a shape; 1 for a scalar (`[]`). */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
