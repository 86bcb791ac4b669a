/** Catalogue keys: 1-64 of a-z, 0-9, dash and underscore, beginning with a letter or digit. */
export const SLUG = /^[a-z0-9][a-z0-9_-]{0,63}$/;
