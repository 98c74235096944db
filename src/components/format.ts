/** Numbers and words as the page writes them, which is as its pictures do when they leave it. */
export * from '../figures/format';
