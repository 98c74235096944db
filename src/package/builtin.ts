/**
 * `engram/builtin`: the files of the model that comes with the package, for `openModelInBrowser`. Each address stands here as
 * bundlers look for it, so that they take the file along.
 */
export const builtinModel = {
  'config.json': new URL('../../models/builtin/config.json', import.meta.url),
  'tokenizer.json': new URL('../../models/builtin/tokenizer.json', import.meta.url),
  'tokenizer_config.json': new URL('../../models/builtin/tokenizer_config.json', import.meta.url),
  'model.compact': new URL('../../models/builtin/model.compact', import.meta.url),
} as const satisfies Readonly<Record<string, URL>>;
