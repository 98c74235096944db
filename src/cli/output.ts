/** Where the lines go; each is one line without its end. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
}
