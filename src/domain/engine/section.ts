export interface Fact {
  label: string;
  value: string;
}
export interface Tag {
  label: string;
  tone: 'waiting' | 'active' | 'good' | 'bad' | 'quiet';
  icon?: string;
}
export interface Link {
  label: string;
  href: string;
}

/** Something that was said or shown about it, by whom and when in `by`. */
export interface Entry {
  tags?: readonly Tag[];
  text?: string;
  photoIds?: readonly string[];
  files?: readonly Link[];
  by?: string;
  /** What can be made of it. */
  link?: Link;
}

/** Rows of a noun under a heading of their own. */
export interface Shelf {
  title: string;
  /** One that is put in words. */
  noun: { kind: string; words: object };
  rows: readonly unknown[];
}

/** A part of a page: what it holds is shown in this order. */
export interface Section {
  title: string;
  /** A way on, beside the title. */
  link?: Link;
  text?: string;
  /** How far it is, as a bar under what `text` says. */
  progress?: { value: number; of: number };
  points?: readonly string[];
  table?: { heads: readonly string[]; rows: readonly (readonly string[])[] };
  entries?: readonly Entry[];
  shelves?: readonly Shelf[];
  /** A sheet of it to take away, by the kind and filter of the register of sheets. */
  sheet?: { kind: string; label: string; filter: object };
  /** Said instead, where it holds nothing. */
  none?: string;
}
