// Style sheets are imported for their effect: the bundler gathers them into dist/panel.css.

declare module '*.css';
