/** The sums of the self-test in plain JS and float64. */

/** Row-major. */
export interface Matrix {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
}

export type Exact = Matrix & { readonly data: Float64Array };

/** x W^T. */
export function products(x: Matrix, weight: Matrix): Exact {
  const data = new Float64Array(x.rows * weight.rows);
  for (let row = 0; row < x.rows; row++) {
    for (let out = 0; out < weight.rows; out++) {
      let sum = 0;
      for (let i = 0; i < x.columns; i++) sum += x.data[row * x.columns + i]! * weight.data[out * x.columns + i]!;
      data[row * weight.rows + out] = sum;
    }
  }
  return { data, rows: x.rows, columns: weight.rows };
}

/** 0.5 x (1 + erf(x / sqrt 2)). */
export function gelus({ data, rows, columns }: Matrix): Exact {
  return { data: Float64Array.from(data, (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))), rows, columns };
}

export function softmaxes(x: Matrix): Exact {
  return byRow(x, (row) => {
    const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = row.map((value) => Math.exp(value - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  });
}

export function norms(x: Matrix, scale: Matrix, bias: Matrix, epsilon: number): Exact {
  return byRow(x, (row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    const inverse = 1 / Math.sqrt(variance + epsilon);
    return row.map((value, i) => (value - mean) * inverse * scale.data[i]! + bias.data[i]!);
  });
}

/** Of the sum of dy times f(x), by central differences. */
export function gradientOf(f: (x: Matrix) => Matrix, { data, rows, columns }: Matrix, dy: Matrix): Exact {
  const step = 1e-5;
  const at = Float64Array.from(data);
  const value = (i: number, moved: number) => {
    const row = Math.floor(i / columns);
    const own = at.slice(row * columns, (row + 1) * columns);
    own[i % columns]! += moved;
    const y = f({ data: own, rows: 1, columns });
    let sum = 0;
    for (let k = 0; k < y.columns; k++) sum += y.data[k]! * dy.data[row * y.columns + k]!;
    return sum;
  };
  return { data: at.map((_, i) => (value(i, step) - value(i, -step)) / (2 * step)), rows, columns };
}

function byRow({ data, rows, columns }: Matrix, f: (row: Float64Array) => Float64Array): Exact {
  const all = new Float64Array(rows * columns);
  const exact = Float64Array.from(data);
  for (let row = 0; row < rows; row++) all.set(f(exact.subarray(row * columns, (row + 1) * columns)), row * columns);
  return { data: all, rows, columns };
}

/** By its Maclaurin series, which for the small numbers here has all digits after sixty terms; 1 beyond. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
