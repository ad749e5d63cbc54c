/** Some items of a data set for people to look at, as plain data that can be sent anywhere. */
export type DatasetSample =
  | {
      readonly kind: 'images';
      readonly shape: readonly [height: number, width: number, channels: number];
      /** Row-major `[items, height, width, channels]`, 0 … 255, in base64. */
      readonly pixels: string;
      /** The class of each item, an index into `classes`. */
      readonly labels: readonly number[];
      readonly classes: readonly string[];
      /** Items of each split of the whole data set. */
      readonly counts: Readonly<Record<string, number>>;
      readonly note?: string | undefined;
    }
  | {
      readonly kind: 'points';
      readonly dimension: number;
      /** Row-major `[items, dimension]`. */
      readonly values: readonly number[];
      readonly counts: Readonly<Record<string, number>>;
      readonly note?: string | undefined;
    }
  | {
      readonly kind: 'states';
      readonly dimension: number;
      /** Bloch vectors (x, y, z) of every qubit, row-major `[items, qubits, 3]`; empty where the systems are no qubits. */
      readonly vectors: readonly number[];
      readonly qubits: number;
      readonly counts: Readonly<Record<string, number>>;
      readonly note?: string | undefined;
    }
  | {
      readonly kind: 'none';
      /** Why, and what to do, in a sentence. */
      readonly reason: string;
    };
