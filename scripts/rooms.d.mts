export const MAY_IMPORT: Readonly<Record<string, readonly string[]>>;
export const SHARED: readonly string[];
export const DOORS: readonly {
  readonly from: readonly string[];
  readonly to: string;
  readonly by: readonly string[];
}[];
