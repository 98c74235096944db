/** Attributions as a table for other programs. */

/** A line a neuron: layer, neuron, attribution, activation. Nine digits tell every float32 from its neighbours. */
export function attributionCsv(scores: Float32Array, activations: Float32Array, intermediateSize: number): string {
  const lines = Array.from(scores, (score, index) => {
    const place = `${Math.floor(index / intermediateSize)},${index % intermediateSize}`;
    return `${place},${Number(score.toPrecision(9))},${Number(activations[index]!.toPrecision(9))}`;
  });
  return `layer,neuron,attribution,activation\n${lines.join('\n')}\n`;
}
