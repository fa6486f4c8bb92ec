/** What kind of refusal an error is; it decides the HTTP status, the chat sentence and whether a job retries. */
export const ERROR_STATUS = {
  Malformed: 400,
  Invalid: 422,
  Unauthenticated: 401,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  TooLarge: 413,
  TooMany: 429,
  Unavailable: 503,
} as const;

export type ErrorKind = keyof typeof ERROR_STATUS;
/** Field name → one plain Chinese sentence, shown at that field. */
export type FieldErrors = Readonly<Record<string, string>>;

/**
 * The only error that commands and queries throw on purpose. `code` is `module.what-happened`;
 * its wording for people is in the catalogue `src/kernel/wording.ts`.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly fields: FieldErrors;
  /** Values the wording may mention, e.g. `{reference: 'H2026-0001'}`. Never personal data. */
  readonly params: Readonly<Record<string, string | number>>;

  constructor(
    kind: ErrorKind,
    code: string,
    more: { fields?: FieldErrors; params?: Record<string, string | number>; cause?: unknown } = {},
  ) {
    super(code, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.code = code;
    this.fields = more.fields ?? {};
    this.params = more.params ?? {};
  }

  get status(): number {
    return ERROR_STATUS[this.kind];
  }
}

type More = ConstructorParameters<typeof AppError>[2];
export const invalid = (code: string, fields: FieldErrors = {}, params: Record<string, string | number> = {}) =>
  new AppError('Invalid', code, { fields, params });
export const forbidden = (code: string, more?: More) => new AppError('Forbidden', code, more);
export const notFound = (code: string, more?: More) => new AppError('NotFound', code, more);
export const conflict = (code: string, more?: More) => new AppError('Conflict', code, more);
export const unavailable = (code: string, more?: More) => new AppError('Unavailable', code, more);
export const tooMany = (code: string, more?: More) => new AppError('TooMany', code, more);
