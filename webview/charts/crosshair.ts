// Chart plugin: a thin vertical line through the point that the pointer or the keyboard is at.

import type { ChartType, Plugin } from 'chart.js';

declare module 'chart.js' {
  interface PluginOptionsByType<TType extends ChartType> {
    crosshair?: { readonly color: string };
  }
}

export const crosshair: Plugin<'line', { color?: string }> = {
  id: 'crosshair',
  afterDatasetsDraw(chart, _args, options) {
    const [active] = chart.getActiveElements();
    if (active === undefined || options.color === undefined) return;
    const { top, bottom, left, right } = chart.chartArea;
    const { x } = active.element;
    if (x < left || x > right) return;
    const { ctx } = chart;
    ctx.save();
    ctx.strokeStyle = options.color;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
    ctx.restore();
  },
};
