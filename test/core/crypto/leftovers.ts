/**
 * What `work` leaves in memory: how many of the Uint8Arrays that are made meanwhile, and are not in what `keeps` names
 * of the result, still hold the secret afterwards. A secret has at least 8 bytes.
 */
export async function leftovers<Result>(
  secret: Buffer,
  work: () => Result | Promise<Result>,
  keeps: (result: Result) => readonly Uint8Array[] = () => [],
): Promise<number> {
  const native = globalThis.Uint8Array;
  const made: Uint8Array[] = [];
  const Recorder = class extends native {
    constructor(...given: ConstructorParameters<typeof native>) {
      super(...given);
      made.push(this);
    }
  };
  // Libraries look at the name of the class.
  Object.defineProperty(Recorder, 'name', { value: native.name });
  globalThis.Uint8Array = Recorder;
  try {
    const kept = keeps(await work());
    return made.filter(
      (view) =>
        !kept.some(({ buffer }) => buffer === view.buffer) &&
        Buffer.from(view.buffer, view.byteOffset, view.byteLength).includes(secret),
    ).length;
  } finally {
    globalThis.Uint8Array = native;
  }
}
