/** Parameters of a method. */
type Given<Method> = Method extends (...parameters: infer Parameters) => unknown ? Parameters : never;

/**
 * Sees each call of a method, which does what it did.
 * @param owner an object, or the prototype of many.
 * @param saw gets what the method is called on, and its arguments.
 */
export function watch<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  saw: (self: Owner, ...parameters: Given<Owner[Name]>) => void,
): void {
  const method = owner[name] as (...parameters: Given<Owner[Name]>) => unknown;
  Object.assign(owner, {
    [name](this: Owner, ...parameters: Given<Owner[Name]>) {
      saw(this, ...parameters);
      return method.apply(this, parameters);
    },
  });
}
