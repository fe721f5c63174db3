/**
 * The one maker of checked messages. Each side of a page declares what it may send as a table: type → what the
 * message has besides. The type of the messages and their guard both come from it, so that they cannot part.
 */
import * as v from 'valibot';

type Shapes = Readonly<Record<string, v.GenericSchema<object>>>;

/** What a guard lets through. */
export type MessageOf<Guard> = Guard extends (value: unknown) => value is infer Message ? Message : never;

type MessagesOf<S extends Shapes> = {
  [Type in keyof S & string]: Readonly<{ type: Type } & v.InferOutput<S[Type]>>;
}[keyof S & string];

/** The guard of a set of messages. Other members of a message are let through and mean nothing. */
/* @__NO_SIDE_EFFECTS__ */
export function messages<const S extends Shapes>(shapes: S): (value: unknown) => value is MessagesOf<S> {
  return (value): value is MessagesOf<S> => {
    if (!isRecord(value) || typeof value.type !== 'string') return false;
    const shape = Object.hasOwn(shapes, value.type) ? shapes[value.type] : undefined;
    return shape !== undefined && v.is(shape, value);
  };
}

/** A value of that shape without what else came with it; undefined where it is none. For state that was kept. */
export function readAs<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A message that says all with its type. */
export const bare = v.object({});

/** A count, an index, an offset. */
export const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/* @__NO_SIDE_EFFECTS__ */
export function text(most: number) {
  return v.pipe(v.string(), v.maxLength(most));
}

/** Bytes: VS Code passes them on as they are, not as JSON. */
/* @__NO_SIDE_EFFECTS__ */
export function octets(most: number) {
  return v.pipe(
    v.instance(Uint8Array),
    v.check((bytes) => bytes.length <= most),
  );
}

/** What the extension made by itself, which the page trusts: an object, and not looked into. */
/* @__NO_SIDE_EFFECTS__ */
export function own<T extends object>() {
  return v.custom<T>(isRecord);
}

/** Translations of the page's texts, by their English; sent once, before anything that is shown. */
export const texts = v.object({ texts: own<Readonly<Record<string, string>>>() });
