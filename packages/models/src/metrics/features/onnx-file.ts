/**
 * Writes a tiny ONNX model (protocol buffers by hand, for tests): the mean of each channel as output `mean`
 * `[batch, 3, 1, 1]`, the mean square as `square` `[batch, 3, 1, 1]`.
 */
export function channelMeansModel(side: number): Uint8Array {
  const graph = [
    bytes(1, node('GlobalAveragePool', ['image'], 'mean')),
    bytes(1, node('Mul', ['image', 'image'], 'squared')),
    bytes(1, node('GlobalAveragePool', ['squared'], 'square')),
    text(2, 'channel-means'),
    bytes(11, value('image', [3, side, side])),
    bytes(12, value('mean', [3, 1, 1])),
    bytes(12, value('square', [3, 1, 1])),
  ];
  // ModelProto: ir_version = 1, graph = 7, opset_import = 8 { version = 2 }.
  return Uint8Array.from([...int(1, 8), ...bytes(7, graph.flat()), ...bytes(8, int(2, 13))]);
}

/** NodeProto: input = 1, output = 2, op_type = 4. */
function node(operation: string, inputs: readonly string[], output: string): number[] {
  return [...inputs.flatMap((name) => text(1, name)), ...text(2, output), ...text(4, operation)];
}

/** ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 … } } }; float32. */
function value(name: string, shape: readonly number[]): number[] {
  const dims = [bytes(1, text(2, 'batch')), ...shape.map((side) => bytes(1, int(1, side)))].flat();
  return [...text(1, name), ...bytes(2, bytes(1, [...int(1, 1), ...bytes(2, dims)]))];
}

function int(field: number, number: number): number[] {
  return [...varint(field << 3), ...varint(number)];
}

function bytes(field: number, content: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(content.length), ...content];
}

function text(field: number, content: string): number[] {
  return bytes(field, [...new TextEncoder().encode(content)]);
}

function varint(number: number): number[] {
  return number < 128 ? [number] : [(number % 128) + 128, ...varint(Math.floor(number / 128))];
}
