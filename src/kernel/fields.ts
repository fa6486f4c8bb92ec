/** Something to choose: a row of a rule table, of a lifecycle, of anything that has a code and a label. */
export interface Option {
  code: string;
  label: string;
  hint?: string;
}

/**
 * How one field is asked. `name` is the command's own field name. Of `checks`, any number of options may be ticked;
 * `yuan` is money and reaches the command as fen; `uploads` takes photos and documents alike; a `sheet` is a spreadsheet its page reads by itself.
 */
export interface FieldSpec {
  name: string;
  label: string;
  kind:
    | 'text'
    | 'tel'
    | 'password'
    | 'date'
    | 'number'
    | 'yuan'
    | 'area'
    | 'select'
    | 'radios'
    | 'check'
    | 'checks'
    | 'photos'
    | 'uploads'
    | 'sheet';
  hint?: string;
  options?: readonly Option[];
  /** What choosing nothing is called, the first line of a `select`. */
  none?: string;
  /** Suggestions under a text field. */
  list?: readonly string[];
  autocomplete?: string;
  rows?: number;
  min?: string;
  /** Voice messages may be chosen among its `photos` too; they reach the command as `soundIds`. */
  takesSounds?: true;
  /** Which files a `sheet` takes, where not both kinds: `.xlsx`. */
  accept?: string;
}

/** What stands in the fields, by name; the ticked options of `checks` are joined by commas. */
export type Values = Readonly<Record<string, string>>;
