// Style sheets are imported for their effect: the bundler gathers them into one file for each page.

declare module '*.css';
