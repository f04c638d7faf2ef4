// The style sheets of each page, by their names in the built extension, in the order in which they hold.

export const pageStyles = {
  panel: ['pages', 'runs', 'panel'],
  table: ['pages', 'table'],
  compare: ['pages', 'runs', 'compare'],
  start: ['pages', 'start'],
} as const;

export type PageName = keyof typeof pageStyles;
